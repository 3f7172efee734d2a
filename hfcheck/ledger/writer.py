"""Write the ledger: append events and seal the head, each in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Self

import orjson

from hfcheck.errors import InputError, LedgerConflict
from hfcheck.ledger.codes import printed
from hfcheck.ledger.encoding import event_bytes
from hfcheck.ledger.entry import Appended, Head, link
from hfcheck.ledger.files import replace
from hfcheck.ledger.reader import Reader, sealed_head
from hfcheck.ledger.schema import ID, connect, create, head_file, spoken
from hfcheck.ledger.sign import SigningKey, head_event

CHUNK = 500
SHOWN = 200


class Ledger(Reader):
    """A ledger open for writing. Writers in other processes wait for each other, at most BUSY_SECONDS."""

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a ledger, or make an empty one where there is none; its directory must be there."""
        create(path)
        return cls(path, connect(path, writable=True))

    def append(self, events: Iterable[Mapping[str, object]], received: datetime) -> Appended:
        """Write events in their order: all of them or, when anything is raised, none.

        An event that is in the ledger with the same content is skipped. Raises LedgerConflict when its content is
        another one, InputError for an event that the ledger cannot hold, LedgerError when the file cannot be written.
        """
        stamp, source = _stamp(received), iter(events)
        new = repeated = 0
        with self._transaction():
            head = self.head()
            while chunk := [event_bytes(event) for event in islice(source, CHUNK)]:
                fresh = self._fresh(chunk)
                head = self._write(fresh, stamp, head)
                new, repeated = new + len(fresh), repeated + len(chunk) - len(fresh)
        return Appended(new, repeated, head)

    def seal(self, key: SigningKey, now: datetime) -> Head:
        """Sign the head and return it; where the last entry is this key's seal already, return what that one signs.

        The code of the newest sealed head is also kept in a file beside the ledger (`head_file`), which tells a ledger
        that lost its tail by accident, such as an old copy or a WAL file left behind.
        """
        with self._transaction():
            head = self.head()
            last = next(self.entries(after_seq=head.seq - 1), None)
            if last is not None and last.type == "head" and last.event.get("key") == key.public:
                head = sealed_head(last)
            else:
                self._write([event_bytes(head_event(head, key, now))[1]], _stamp(now), head)
            # Before the commit: what is sealed was committed before, and a file that cannot be written undoes the seal.
            replace(head_file(self.path), printed(head).encode() + b"\n")
        return head

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with spoken(self.path, "write"):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                # A full disk may have ended the transaction already.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def _fresh(self, chunk: list[tuple[str, bytes]]) -> list[bytes]:
        """The bodies of a chunk that the ledger does not hold."""
        held, fresh = self._bodies(name for name, _ in chunk), []
        for name, body in chunk:
            known = held.setdefault(name, body)
            if known is body:
                fresh.append(body)
            elif known != body:
                raise LedgerConflict(_conflict(name, known, body))
        return fresh

    def _bodies(self, ids: Iterable[str]) -> dict[str, bytes]:
        wanted = orjson.dumps(list(ids)).decode()
        statement = f"SELECT {ID}, body FROM entry WHERE {ID} IN (SELECT value FROM json_each(?))"  # noqa: S608 - constants only
        return {name.decode(): body for name, body in self._connection.execute(statement, (wanted,))}

    def _write(self, bodies: list[bytes], stamp: bytes, head: Head) -> Head:
        rows, digest, received = [], head.hash, stamp.decode()
        for seq, body in enumerate(bodies, head.seq + 1):
            digest = link(digest, stamp, body)
            rows.append((seq, received, body.decode(), digest))
        self._connection.executemany("INSERT INTO entry VALUES (?, ?, ?, ?)", rows)
        return Head(head.seq + len(rows), digest)


def _stamp(received: datetime) -> bytes:
    if received.tzinfo is None:
        raise InputError(f"expected an aware instant of receipt, found {received!r}")
    return received.isoformat().encode()


def _conflict(name: str, known: bytes, body: bytes) -> str:
    old, new = orjson.loads(known), orjson.loads(body)
    key = min(key for key in {*old, *new} if old.get(key) != new.get(key))
    expected, found = repr(old.get(key))[:SHOWN], repr(new.get(key))[:SHOWN]
    return f"event {name!r} is in the ledger already: expected {key} {expected}, found {found}"
