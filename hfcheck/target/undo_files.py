"""Put files back, and the fields of the account files: content, mode, owner, extended attributes.

Nothing stops at the first thing that cannot be done; every function returns what it could not do, a sentence each.
Runs on the target: Python 3.8 and its standard library only.
"""

from __future__ import annotations

import fcntl
import os
from typing import Any, List

from hfcheck.target import snapshot as seen
from hfcheck.target.snapshot import HASH, HIDDEN, Values

Problems = List[str]

# What was added here is taken away before the packages are: it decides who gets in.
ACCESS = (
    "/etc/ssh/",
    "/etc/pam.d/",
    "/etc/security/",
    "/etc/sudoers.d/",
    "/etc/profile.d/",
    "/etc/systemd/",
    "/etc/nftables",
)


def files(wanted: Values, copies: list[str], everything: bool = True) -> Problems:
    """Every kept path as it was; what is not `everything` leaves alone what was added outside the ways in."""
    now, problems = seen.paths(), []
    for path in sorted(now, reverse=True):
        gone = path not in wanted and (everything or path.startswith(ACCESS))
        if gone or (path in wanted and wanted[path][0] != now[path][0]):
            problems += tried(path, _remove)
            now.pop(path)
    for path in sorted(wanted):
        if now.get(path) != wanted[path]:
            problems += tried(path, _put, wanted[path], now.get(path), copies)
    return problems


def tried(path: str, work: Any, *arguments: Any) -> Problems:
    """Do `work` to the path; the one sentence that says why it could not be done."""
    try:
        work(path, *arguments)
    except OSError as problem:
        return [f"{path}: {problem.strerror or problem}"]
    return []


def _remove(path: str) -> None:
    if os.path.isdir(path) and not os.path.islink(path):
        os.rmdir(path)
    else:
        os.unlink(path)


def _put(path: str, wanted: list[Any], now: list[Any] | None, copies: list[str]) -> None:
    kind, mode, owner, group, content, attributes = wanted
    if kind == "directory":
        os.makedirs(path, exist_ok=True)
    elif kind == "link":
        _replace(path, lambda fresh: os.symlink(content, fresh))
        os.chown(path, owner, group, follow_symlinks=False)
        return
    elif content and (now is None or now[4] != content):
        data = _content(content, copies)
        _replace(path, lambda fresh: _write(fresh, data, mode, owner, group))
    dress(path, mode, owner, group, attributes)


def _replace(path: str, make: Any) -> None:
    """What `make` makes takes the place of the path, whole or not at all."""
    fresh = os.path.join(os.path.dirname(path), ".hfcheck." + str(os.getpid()))
    try:
        make(fresh)
        os.rename(fresh, path)
    except OSError:
        if os.path.lexists(fresh):
            os.unlink(fresh)  # on a full disk, half of a file
        raise


def _write(path: str, data: bytes, mode: int, owner: int, group: int) -> None:
    """The file under its final mode and owner before it has its name: nobody ever finds it open to others."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        os.fchown(file.fileno(), owner, group)
        os.fchmod(file.fileno(), mode)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _content(digest: str, copies: list[str]) -> bytes:
    for directory in copies:
        path = os.path.join(directory, digest)
        if os.path.exists(path):
            with open(path, "rb") as file:
                return file.read()
    raise OSError("its content was not kept")


def dress(path: str, mode: int, owner: int, group: int, attributes: dict[str, str]) -> None:
    """Owner, then mode, then extended attributes: a change of the owner takes the set-uid bit and capabilities away."""
    os.chown(path, owner, group)
    os.chmod(path, mode)
    for name in os.listxattr(path):
        if name not in attributes:
            os.removexattr(path, name)
    for name, value in attributes.items():
        os.setxattr(path, name, bytes.fromhex(value))


def modes(wanted: Values) -> Problems:
    """Mode and owner of what is there."""
    problems: Problems = []
    for path, found in seen.modes().items():
        if path in wanted and found != wanted[path]:
            problems += tried(path, dress, *wanted[path], seen.attributes(path))
    return problems


def accounts(wanted: Values) -> Problems:
    """The fields of the account files; a password that was set since stays, only its lock goes back."""
    problems: Problems = []
    for path, lines in _by_line(wanted).items():
        problems += tried(path, _merge_alone, lines, problems)
    return problems


def _by_line(wanted: Values) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for key, text in wanted.items():
        path, name, _ = key.split(":")
        found.setdefault(path, {}).setdefault(name, []).append(text)
    return found


def _merge_alone(path: str, lines: dict[str, list[str]], problems: Problems) -> None:
    with open("/etc/.pwd.lock", "a", encoding="ascii") as lock:
        fcntl.lockf(lock, fcntl.LOCK_EX)
        _merge(path, lines, problems)


def _merge(path: str, lines: dict[str, list[str]], problems: Problems) -> None:
    with open(path, encoding="utf-8", errors="surrogateescape") as file:
        present = file.read()
    merged = merge(present, lines)
    for name in lines.keys() - {line.split(":")[0] for line in present.splitlines()}:
        problems.append(f"{path}: {name} is there again, without its password")
    if merged != present:
        _, mode, owner, group, _, attributes = seen.entry(path, os.lstat(path))
        data = merged.encode("utf-8", "surrogateescape")
        _replace(path, lambda fresh: _write(fresh, data, mode, owner, group))
        dress(path, mode, owner, group, attributes)


def merge(present: str, lines: dict[str, list[str]]) -> str:
    """An account file whose accounts are those of `lines` (name → the fields after it).

    Passwords come from `present`; a line of which only some fields are wanted stays.
    """
    merged, left = [], dict(lines)
    for line in present.splitlines():
        name, *fields = line.split(":")
        if not fields:
            merged.append(line)
        elif name in left:
            wanted = left.pop(name)
            whole = len(wanted) >= len(fields)
            merged.append(":".join([name, locked(wanted[0], fields[0]), *wanted[1:]]) if whole else line)
    merged += [":".join([name, wanted[0].replace(HIDDEN, "!"), *wanted[1:]]) for name, wanted in left.items()]
    return "".join(line + "\n" for line in merged)


def locked(wanted: str, present: str) -> str:
    """A password field with the lock that is wanted."""
    hidden, body = wanted.lstrip("!"), present.lstrip("!")
    if HASH.fullmatch(body):
        return wanted[: len(wanted) - len(hidden)] + body
    return present if hidden == HIDDEN else wanted
