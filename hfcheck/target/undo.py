"""Put this machine back to what a snapshot says of it: first what decides who gets in, then all the rest.

Nothing stops at the first thing that cannot be done; every function returns what it could not do, a sentence each.
Runs on the target: Python 3.8 and its standard library only.
"""

from __future__ import annotations

import fcntl
import os
import re
from typing import Any, Dict, Iterator, List

from hfcheck.target import snapshot as seen
from hfcheck.target.snapshot import HASH, HIDDEN, Snapshot, Values, ran

Wanted = Dict[str, Values]
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
ACCESS_UNITS = ("ssh.service", "sshd.service")
# Restarting these would cut sessions or the network, and no setting of theirs is ours.
LEFT_RUNNING = re.compile(
    r"(dbus|user@|user-runtime-dir@|session-|(serial-|console-)?getty|hfcheck-|sshd?@|systemd-networkd|systemd-udevd"
    r"|systemd-user-sessions|networking|NetworkManager)"
)
UNIT_FACTS = "Id,Type,ActiveState,CanReload,StateChangeTimestampMonotonic,ExecMainStartTimestampMonotonic"
OPPOSITES = {"nosuid": "suid", "nodev": "dev", "noexec": "exec", "ro": "rw", "nosymfollow": "symfollow"}
APT = ["apt-get", "--yes", "--quiet", "--no-install-recommends", "--purge", "-o", "DPkg::Lock::Timeout=120"]
APT += ["-o", "Dpkg::Options::=--force-confold", "install"]


def access(wanted: Snapshot, todo: Wanted, copies: list[str]) -> Problems:
    """Files, accounts, rules and kernel settings, and the SSH server reads them: everything that takes no time."""
    problems = [*files(wanted["paths"], copies, everything=False), *accounts(wanted["accounts"])]
    problems += [*tables(todo["tables"]), *sysctl(todo["sysctl"]), *_systemctl("daemon-reload", [])]
    active = [name for name in ACCESS_UNITS if wanted["units"].get(name, "").endswith(" active")]
    return [*problems, *_systemctl("reload-or-restart", active)]


def rest(wanted: Snapshot, todo: Wanted, copies: list[str], restarts: dict[str, str]) -> Problems:
    """Packages, then once more the files, as packages write them, then units and mounts, and what runs reads its files.

    A unit that stops may take its settings and rules with it, so that these come once more in the end.
    """
    problems = [*packages(todo["packages"])]
    problems += [*files(wanted["paths"], copies), *accounts(wanted["accounts"]), *modes(wanted["modes"])]
    problems += [*_systemctl("daemon-reload", []), *_units(todo["units"], "stop"), *mounts(todo["mounts"])]
    problems += _units(todo["units"], "start")
    for verb in sorted(set(restarts.values())):
        problems += _systemctl(verb, _running(name for name in restarts if restarts[name] == verb))
    return [*problems, *tables(todo["tables"]), *sysctl(todo["sysctl"])]


def files(wanted: Values, copies: list[str], everything: bool = True) -> Problems:
    """Every kept path as it was; what is not `everything` leaves alone what was added outside the ways in."""
    now, problems = seen.paths(), []
    for path in sorted(now, reverse=True):
        gone = path not in wanted and (everything or path.startswith(ACCESS))
        if gone or (path in wanted and wanted[path][0] != now[path][0]):
            problems += _tried(path, _remove)
            now.pop(path)
    for path in sorted(wanted):
        if now.get(path) != wanted[path]:
            problems += _tried(path, _put, wanted[path], now.get(path), copies)
    return problems


def _tried(path: str, work: Any, *arguments: Any) -> Problems:
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
    fresh = os.path.join(os.path.dirname(path), ".hfcheck." + str(os.getpid()))
    make(fresh)
    os.rename(fresh, path)


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
            problems += _tried(path, dress, *wanted[path], seen.attributes(path))
    return problems


def accounts(wanted: Values) -> Problems:
    """The fields of the account files; a password that was set since stays, only its lock goes back."""
    problems: Problems = []
    for path, lines in _by_line(wanted).items():
        with open("/etc/.pwd.lock", "a", encoding="ascii") as lock:
            fcntl.lockf(lock, fcntl.LOCK_EX)
            problems += _tried(path, _merge, lines, problems)
    return problems


def _by_line(wanted: Values) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for key, text in wanted.items():
        path, name, _ = key.split(":")
        found.setdefault(path, {}).setdefault(name, []).append(text)
    return found


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


def sysctl(todo: Values) -> Problems:
    """Kernel settings, more than once: some, such as forwarding, set others when they are written."""
    for _ in range(3):
        now = seen.sysctl()
        for name in sorted(name for name in todo if name in now and now[name] != todo[name]):
            _tried("/proc/sys/" + name, _write_setting, todo[name])
    now = seen.sysctl()
    stuck = [name for name in todo if name in now and now[name] != todo[name]]
    return [f"sysctl {name} stays {now[name]!r} until the next start" for name in stuck]


def _write_setting(path: str, text: str) -> None:
    with open(path, "wb") as file:
        file.write(text.encode("utf-8", "surrogateescape"))


def tables(todo: Values) -> Problems:
    """The tables of the packet filter, in one transaction; those of others are not touched."""
    now = seen.tables()
    due = [name for name in sorted(todo) if now.get(name) != todo[name]]
    script = "".join([f"delete table {name}\n" for name in due if name in now] + [todo[name] or "" for name in due])
    return _done(["nft", "-f", "-"], script) if due else []


def packages(todo: Values) -> Problems:
    """Added packages away, removed ones back, from the cache or the mirror; a newer version stays what it is."""
    now = seen.packages()
    added = [name for name, version in todo.items() if version is None and name in now]
    removed = [f"{name}={version}" for name, version in todo.items() if version is not None and name not in now]
    if not os.path.exists("/usr/bin/dpkg"):
        return _rpm(added, [package.partition("=")[0] for package in removed])
    if removed:
        argv = [*APT, *removed, *(name + "-" for name in added)]
        if ran([argv[0], "--no-download", *argv[1:]], seconds=600)[0] == 0:
            return []
        problems = _done(argv, seconds=600)
        if not problems:
            return []
    else:
        problems = []
    return problems + (_done(["dpkg", "--purge", *added], seconds=600) if added else [])


def _rpm(added: list[str], removed: list[str]) -> Problems:
    problems = _done(["dnf", "-y", "install", *removed], seconds=600) if removed else []
    return problems + (_done(["rpm", "-e", *added], seconds=600) if added else [])


def _units(todo: Values, verb: str) -> Problems:
    now = seen.units()
    active = {name for name in todo if (todo[name] or "").endswith(" active")}
    running = {name for name in todo if now.get(name, "").endswith(" active")}
    return _systemctl(verb, sorted(running - active if verb == "stop" else active - running))


def _running(names: Iterator[str]) -> list[str]:
    return [name for name in names if ran(["systemctl", "is-active", "--quiet", name])[0] == 0]


def _systemctl(verb: str, names: list[str]) -> Problems:
    return _done(["systemctl", verb, *names], seconds=120) if names or verb == "daemon-reload" else []


def mounts(todo: Values) -> Problems:
    """Options of what stays mounted; what was mounted is unmounted."""
    now, problems = seen.mounts(), []
    for point, wanted in todo.items():
        if point in now and wanted is None:
            problems += _done(["umount", point])
        elif point in now and now[point] != wanted:
            problems += _done(["mount", "-o", "remount," + ",".join(options(wanted, now[point])), point])
    return problems


def options(wanted: list[list[str]], now: list[list[str]]) -> Iterator[str]:
    """What to remount with, so that the options of now become those that are wanted."""
    before, after = ({*pair[0], *pair[1]} for pair in (wanted, now))
    for option in sorted(after - before):
        if option in OPPOSITES:
            yield OPPOSITES[option]
        elif option.startswith("hidepid=") and not any(one.startswith("hidepid=") for one in before):
            yield "hidepid=0"
    yield from sorted(before - after)


def touched(since: int) -> dict[str, str]:
    """Unit → what makes it read its files again, of services that were started or reloaded since (µs of this boot)."""
    _, text = ran(["systemctl", "show", "--property=" + UNIT_FACTS, "*.service"])
    found = (dict(line.partition("=")[::2] for line in block.splitlines()) for block in text.split("\n\n"))
    return {unit["Id"]: verb for unit in found for verb in _verbs(unit, since)}


def _verbs(unit: dict[str, str], since: int) -> Iterator[str]:
    if unit.get("ActiveState") != "active" or unit["Type"] == "oneshot" or LEFT_RUNNING.match(unit["Id"]):
        return
    if int(unit["ExecMainStartTimestampMonotonic"] or 0) > since:
        yield "restart"
    elif int(unit["StateChangeTimestampMonotonic"] or 0) > since and unit["CanReload"] == "yes":
        yield "reload"


def _done(argv: list[str], stdin: str = "", seconds: float = 60) -> Problems:
    code, text = ran(argv, stdin, seconds)
    return [] if code == 0 else [f"{' '.join(argv)[:200]}: {text.strip()[-300:]}"]
