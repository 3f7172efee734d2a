"""Start other programs: with a time limit, without a shell, and with what went wrong in one bounded line.

Runs on the target: Python 3.8 and its standard library only.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import signal
import subprocess
import tempfile
from typing import IO, Any, Sequence

ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "LC_ALL": "C.UTF-8",
    "HOME": "/nonexistent",
    "TZ": "UTC",
    "PGAPPNAME": "hfcheck-backup",
    "PGCONNECT_TIMEOUT": "10",
    "PGPASSFILE": "/nonexistent",
}
SAID_LIMIT = 300
HOURS = 3600.0


class Failed(Exception):
    """Something did not happen; the message says what was expected and what was found."""


def said(text: bytes | str) -> str:
    """The end of what a program said, as one line without control characters."""
    plain = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    words = "".join(letter if letter.isprintable() else " " for letter in plain).split()
    line = " ".join(words)
    return line if len(line) <= SAID_LIMIT else "…" + line[-SAID_LIMIT:]


def acting_as(account: str) -> list[str]:
    """The words before a command that has to run as an account: none where this is that account, or nobody's root."""
    if os.geteuid() != 0 or account == "root":
        return []
    return ["runuser", "-u", account, "--"]


def give(path: str, account: str) -> None:
    """Make a path the account's own, where this process may."""
    if os.geteuid() == 0:
        try:
            entry = pwd.getpwnam(account)
        except KeyError:
            raise Failed(f"expected the account {account}, found none of that name") from None
        os.chown(path, entry.pw_uid, entry.pw_gid)


def run(argv: Sequence[str], *, stdin: bytes = b"", seconds: float = 6 * HOURS) -> str:
    """The standard output of a program that ended well."""
    return _run(argv, stdin, None, seconds)[0].decode("utf-8", "replace")


def run_between(argv: Sequence[str], source: str | None, target: str | None, seconds: float = 12 * HOURS) -> None:
    """Run a program that reads the file `source` and writes the file `target` (0600): the memory stays small."""
    with open(source or os.devnull, "rb") as reads, open(target or os.devnull, "wb", opener=_private) as writes:
        _run(argv, reads, writes, seconds)
        if target:
            writes.flush()
            os.fsync(writes.fileno())


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _run(argv: Sequence[str], stdin: Any, writes: IO[bytes] | None, seconds: float) -> tuple[bytes, bytes]:
    with tempfile.TemporaryFile() as complaints:
        given = isinstance(stdin, bytes)
        process = started(argv, subprocess.PIPE if given else stdin, writes or subprocess.PIPE, complaints)
        try:
            answer, _ = process.communicate(stdin if given else None, timeout=seconds)
        except subprocess.TimeoutExpired:
            raise Failed(f"{name(argv)} did not end within {seconds:.0f} seconds") from None
        finally:
            end(process)
        text = tail(complaints)
        if process.returncode != 0:
            raise Failed(f"{name(argv)} ended with {process.returncode}: {said(text or answer or b'')}")
        return answer or b"", text


def started(argv: Sequence[str], stdin: Any, stdout: Any, stderr: Any) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own, so that all of it can be ended at once."""
    try:
        return subprocess.Popen(
            argv, stdin=stdin, stdout=stdout, stderr=stderr, env=ENVIRONMENT, cwd="/", start_new_session=True
        )
    except FileNotFoundError:
        raise Failed(f"expected the program {argv[0]}, found none") from None


def end(process: subprocess.Popen[bytes]) -> None:
    """See to it that nothing is left of a program."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def tail(file: IO[bytes]) -> bytes:
    """The last of what was written to a file."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 4096))
    return file.read()


def name(argv: Sequence[str]) -> str:
    """The program that a command is about."""
    words = argv[argv.index("--") + 1 :] if argv[0] == "runuser" else argv
    return os.path.basename(words[0])
