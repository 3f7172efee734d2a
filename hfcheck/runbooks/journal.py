"""The journal of a runbook: one line of JSON for everything that was decided, done and seen, kept before going on.

A line is on the disk before the next step begins, so that a run that is killed at any instant is taken up where it was.
A line that a kill cut off is no line. Hosts are served by processes of their own; each writes whole lines.
"""

from __future__ import annotations

import fcntl
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson

from hfcheck.errors import InputError
from hfcheck.station import Station

JOURNAL = "HFCHECK_RUNBOOK"
NO_INCIDENT = "none"
LINE_LIMIT = 64 * 1024
FILE_LIMIT = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Journal:
    """The file of one runbook for one incident; several runs may follow each other in it."""

    path: Path

    @classmethod
    def of(cls, station: Station, incident: str, runbook: str) -> Journal:
        """The journal of a runbook for an incident; "" is none, as for a drill."""
        directory = station.runbooks / (quote(incident, safe="") or NO_INCIDENT)
        directory.mkdir(mode=0o700, exist_ok=True)
        return cls(directory / f"{runbook}.jsonl")

    def hold(self) -> None:
        """Keep everybody else from this runbook as long as this process, or one that it forked, lives."""
        handle = os.open(self.path.with_suffix(".lock"), os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            raise InputError(
                f"expected nobody else at the runbook {self.path.stem} for this incident, found it under way"
            ) from None

    def lines(self) -> list[dict[str, Any]]:
        """All lines, oldest first; what a kill cut off is left out. Raises InputError for a file that is too long."""
        try:
            with self.path.open("rb") as stream:
                content = stream.read(FILE_LIMIT + 1)
        except FileNotFoundError:
            return []
        if len(content) > FILE_LIMIT:
            raise InputError(f"{self.path}: expected a journal of at most {FILE_LIMIT} bytes, found more")
        return [line for text in content.split(b"\n")[:-1] if (line := _line(text)) is not None]

    def write(self, what: str, at: str, **more: Any) -> None:
        """Add a line and wait until the disk has it. Raises InputError for a line that is too long to be one."""
        # Not orjson: it refuses Ansible's text, which carries tags, as the name of a field.
        text = json.dumps({"what": what, "at": at} | more, ensure_ascii=False, separators=(",", ":"))
        line = text.encode(errors="replace")
        if len(line) > LINE_LIMIT:
            raise InputError(f"{self.path}: expected a line of at most {LINE_LIMIT} bytes, found {len(line)} ({what})")
        handle = os.open(self.path, os.O_CREAT | os.O_RDWR | os.O_APPEND, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            os.write(handle, (b"\n" if _cut_off(handle) else b"") + line + b"\n")
            os.fsync(handle)
        finally:
            os.close(handle)


def _cut_off(handle: int) -> bool:
    size = os.fstat(handle).st_size
    return size > 0 and os.pread(handle, 1, size - 1) != b"\n"


def _line(text: bytes) -> dict[str, Any] | None:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) and isinstance(found.get("what"), str) else None
