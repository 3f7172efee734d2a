"""The spool of one run: what is known of it before it is in the ledger.

Every file is written whole or not at all (a temporary file, fsync, rename), so that a run that is killed at any instant
leaves only files that can be believed, and no `end.json`.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from hfcheck.collect.plan import FORM, Plan


def write_whole(path: Path, content: bytes) -> None:
    """Write `path` so that it holds `content` or what it held before, whatever happens."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def run_name(now: datetime) -> str:
    """A run's name: its instant, and enough of the process to be unique on this station."""
    return f"{now:%Y%m%dT%H%M%S}-{os.getpid()}"


def refusal(run: Path) -> Path:
    """Where it is written why the run of that spool was refused before it began."""
    return run.with_name(f"{run.name}.refused")


@dataclass(frozen=True, slots=True)
class Spool:
    """The directory of one run."""

    path: Path

    @classmethod
    def create(cls, path: Path) -> Spool:
        """Make the directory of a new run; a run's name is never used twice."""
        path.mkdir(mode=0o700, parents=True)
        (path / "hosts").mkdir(mode=0o700)
        return cls(path)

    def hold(self) -> None:
        """Mark the run as under way for as long as this process, or one that it forked, lives."""
        handle = os.open(self.path / "lock", os.O_CREAT | os.O_RDWR, 0o600)
        fcntl.flock(handle, fcntl.LOCK_EX)

    def held(self) -> bool:
        """Whether the process that writes this spool is still alive."""
        try:
            handle = os.open(self.path / "lock", os.O_RDONLY)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(handle)
        return False

    def write_plan(self, plan: Plan) -> None:
        """Freeze the plan."""
        write_whole(self.path / "plan.json", plan.document())

    def plan_document(self) -> bytes | None:
        """The frozen plan, or None when the run was killed before there was one."""
        return _content(self.path / "plan.json")

    def write_capture(self, play: str, host: str, capture: Mapping[str, Any]) -> str:
        """Keep what a host answered in a play; returns the SHA-256 of the file."""
        content = orjson.dumps(capture, option=FORM, default=_plain)
        write_whole(self._capture(play, host), content)
        return hashlib.sha256(content).hexdigest()

    def capture(self, play: str, host: str) -> bytes | None:
        """What was kept of a host in a play, or None."""
        return _content(self._capture(play, host))

    def _capture(self, play: str, host: str) -> Path:
        return self.path / "hosts" / f"{file_name(host)}@{hashlib.sha256(play.encode()).hexdigest()[:8]}.json"

    def write_end(self, end: Mapping[str, Any]) -> None:
        """Say that the run came to its end, and with which captures."""
        write_whole(self.path / "end.json", orjson.dumps(end, option=FORM))

    def end(self) -> dict[str, Any] | None:
        """How the run ended, or None when it did not."""
        content = _content(self.path / "end.json")
        return None if content is None else dict(orjson.loads(content))


def _plain(value: object) -> float:
    """Ansible's tagged floats as floats; everything else that the encoder does not know is refused by it."""
    if isinstance(value, float):
        return float(value)
    raise TypeError(f"expected plain data in a capture, found {type(value).__name__}")


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def file_name(host: str) -> str:
    """A host's name as a file name: an inventory may name a host with characters that a path must not hold."""
    safe = "".join(c if c.isalnum() or c in "-_." else "_" for c in host)[:100]
    return (
        safe if safe == host and not host.startswith(".") else f"{safe}-{hashlib.sha256(host.encode()).hexdigest()[:8]}"
    )
