"""What the ledger holds and gives back, and how one entry hangs on the one before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

# The hash before the first entry. Another format of the ledger would get another constant.
GENESIS: Final = sha256(b"hfcheck ledger 1\n").digest()


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: the number of the last entry (0 when there is none) and its 32-byte hash."""

    seq: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as it was written; `received` is the ledger's instant, `event["at"]` the claimed one."""

    seq: int
    received: datetime
    event: Mapping[str, Any]
    hash: bytes

    @property
    def id(self) -> str:
        """The event's unique name."""
        return str(self.event["id"])

    @property
    def type(self) -> str:
        """The event's type, a word of docs/architecture.md."""
        return str(self.event["type"])


@dataclass(frozen=True, slots=True)
class Appended:
    """What an append did: events written, events that were there already, and the head afterwards."""

    new: int
    repeated: int
    head: Head


def link(previous: bytes, received: bytes, body: bytes) -> bytes:
    """The hash of an entry. The parts cannot run into each other: 32 bytes, text without a line feed, the rest."""
    return sha256(b"%b%b\n%b" % (previous, received, body)).digest()
