"""The inbox: what was received, one file each, on the disk before it is answered."""

from __future__ import annotations

import fcntl
import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from hfcheck.errors import InputError
from hfcheck.ledger.files import make_directory, publish, sync_directory

LOCK = ".lock"
UNUSABLE = "unusable"
UNFINISHED = ".new-"
SUFFIX = ".json"


@dataclass(frozen=True, slots=True)
class Letter:
    """What one source posted to one address, and when it was heard. `body`: JSON text."""

    kind: str
    source: str
    heard: datetime
    body: bytes


class Inbox:
    """A directory of letters. Their names are in the order in which they were heard by this process."""

    def __init__(self, path: Path) -> None:
        make_directory(path)
        make_directory(path / UNUSABLE)
        self.path = path
        self._numbers = itertools.count()

    def put(self, letter: Letter) -> Path:
        """Keep a letter; it survives a power cut once this returns. Raises LedgerError when it cannot be written."""
        data = orjson.dumps(
            {
                "kind": letter.kind,
                "source": letter.source,
                "heard": letter.heard.isoformat(),
                "body": letter.body.decode(),
            }
        )
        while True:
            path = self.path / f"{letter.heard.timestamp():020.6f}-{next(self._numbers):06}{SUFFIX}"
            if publish(path, data):
                return path

    def waiting(self) -> list[Path]:
        """The letters that are still to be booked, oldest first."""
        return sorted(path for path in self.path.iterdir() if path.suffix == SUFFIX and not path.name.startswith("."))

    def done(self, path: Path) -> None:
        """Remove a letter that the ledger holds."""
        path.unlink(missing_ok=True)

    def put_aside(self, path: Path) -> None:
        """Keep a letter that cannot be booked out of the way of the others."""
        path.rename(self.path / UNUSABLE / path.name)
        sync_directory(self.path / UNUSABLE)

    def put_aside_number(self) -> int:
        """How many letters could not be booked."""
        return sum(1 for _ in (self.path / UNUSABLE).iterdir())

    @contextmanager
    def owned(self) -> Iterator[None]:
        """Be the only process that books this inbox; raises InputError while another one is."""
        descriptor = os.open(self.path / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise InputError(f"expected to be the only receiver of {self.path}, found another one running") from None
        try:
            # What a killed process was still writing was not answered, and comes again.
            for path in self.path.glob(f"{UNFINISHED}*"):
                path.unlink()
            yield
        finally:
            os.close(descriptor)


def read_letter(path: Path) -> Letter:
    """The letter in a file; raises InputError for a file that is none."""
    try:
        found: Any = orjson.loads(path.read_bytes())
        heard = datetime.fromisoformat(found["heard"])
        letter = Letter(str(found["kind"]), str(found["source"]), heard, str(found["body"]).encode())
    except (ValueError, KeyError, TypeError) as problem:
        raise InputError(f"expected a letter in {path.name}, found something else ({type(problem).__name__})") from None
    if heard.tzinfo is None:
        raise InputError(f"expected a letter with an aware instant in {path.name}, found {heard}")
    return letter
