"""What was done to a device: one file a change, written before its first line is sent.

A record without an end belongs to a run that died in between. Until its time is over, nobody may rely on what the
device shows: it may be about to go back.
"""

from __future__ import annotations

import json
import os
import urllib.parse
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from hfcheck.errors import ContentError, InputError

# A device's clock for its timer starts when the line arrives, ours when it is about to be sent.
MARGIN = timedelta(seconds=20)


class Stage(StrEnum):
    """How far a change came."""

    BEGUN = "begun"  # lines may have been sent, nothing is confirmed
    CONFIRMED = "confirmed"  # verified over a new session, and in force for good
    SAVED = "saved"  # and in the startup configuration
    RETURNED = "returned"  # the device has the configuration from before, line by line
    STRANGE = "strange"  # it has another one


@dataclass(frozen=True, slots=True)
class Record:
    """A change of a device; all texts have their secrets hidden.

    `until` is when a device that was not told to keep the change has gone back at the latest.
    """

    host: str
    platform: str
    user: str
    begun: datetime
    until: datetime
    stage: Stage
    before: tuple[str, ...]
    lines: tuple[str, ...]
    after: tuple[str, ...] = ()
    said: tuple[Mapping[str, str], ...] = field(default=())
    detail: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nobody has seen how it ended."""
        return self.stage is Stage.BEGUN


class Records:
    """The records in a directory, by host."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def keep(self, record: Record) -> Path:
        """Write a record, or another stage of it, whole or not at all; only its owner may read it."""
        folder = self._folder(record.host)
        folder.mkdir(mode=0o700, exist_ok=True)
        path = folder / f"{record.begun:%Y%m%dT%H%M%S.%f}.json"
        fresh = path.with_suffix(".new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(asdict(record), file, ensure_ascii=False, indent=1, default=datetime.isoformat)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        return path

    def last(self, host: str) -> Record | None:
        """The newest record of a host; raises InputError for one that cannot be read."""
        paths = sorted(self._folder(host).glob("*.json"))
        return _read(paths[-1]) if paths else None

    def _folder(self, host: str) -> Path:
        name = urllib.parse.quote(host, safe="")
        if name in ("", ".", ".."):
            raise ContentError(f"expected the name of a host, found {host!r}")
        return self._directory / name


def _read(path: Path) -> Record:
    try:
        raw = json.loads(path.read_bytes())
        for name in ("before", "lines", "after", "said"):
            raw[name] = tuple(raw[name])
        times = {name: datetime.fromisoformat(raw[name]) for name in ("begun", "until")}
        return Record(**raw | times | {"stage": Stage(raw["stage"])})
    except (OSError, ValueError, TypeError, KeyError) as problem:
        raise InputError(f"expected the record of a change in {path}, found {problem}") from None
