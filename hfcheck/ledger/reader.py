"""Read the ledger: by id, by type, by prefix, by the past of one check of one host.

Every question first fixes the numbers of the entries that answer it (8 bytes each) and then reads them in pages. So an
answer is what was there when it was asked, memory stays bounded, and no half-read iterator holds the file open.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Self

import orjson

from hfcheck.errors import LedgerBroken
from hfcheck.ledger.entry import GENESIS, Entry, Head
from hfcheck.ledger.schema import CHECK, HOST, ID, TYPE, VERDICT, connect, spoken
from hfcheck.model import RUNBOOKS

PAGE = 1000
PAGE_ROWS = """SELECT seq, received, body, hash FROM json_each(?) AS wanted
    CROSS JOIN entry ON entry.seq = wanted.value ORDER BY wanted.key"""
LAST_CHARACTER = "\U0010ffff"
LAST_NUMBER = 2**63 - 1


class Reader:
    """A ledger open for reading. Not shared between threads; close it, or use it as a context manager."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open an existing ledger without the right to write; raises LedgerError when there is none."""
        return cls(path, connect(path, writable=False))

    def close(self) -> None:
        """Close the file."""
        with spoken(self.path, "close"):
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def head(self) -> Head:
        """The end of the chain; Head(0, GENESIS) while the ledger is empty."""
        with spoken(self.path, "read"):
            row = self._connection.execute("SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1").fetchone()
        return Head(*row) if row else Head(0, GENESIS)

    def entry(self, id: str) -> Entry | None:
        """The entry whose event has this id."""
        return next(self._pages(self._numbers(f"{ID} = ?", id)), None)

    def entries(
        self, *, type: str | None = None, prefix: str | None = None, after_seq: int = 0, newest_first: bool = False
    ) -> Iterator[Entry]:
        """Entries in the order they were written: of one type, with ids that begin with `prefix`, after a number."""
        # A prefix leads to the fewest entries; the plus keeps SQLite from walking the table or a whole type instead.
        mark = "" if prefix is None else "+"
        asked: dict[str, object] = {f"{mark}seq > ?": after_seq}
        if type is not None:
            asked[f"{mark}{TYPE} = ?"] = type
        if prefix is not None:
            asked |= {f"{ID} >= ?": prefix, f"{ID} < ?": prefix + LAST_CHARACTER}
        order = "seq DESC" if newest_first else "seq"
        return self._pages(self._numbers(f"{' AND '.join(asked)} ORDER BY {order}", *asked.values()))

    def runs(self, *, newest_first: bool = False) -> Iterator[Entry]:
        """The `run.ended` entries, one for each ingested run, complete or not."""
        return self.entries(type="run.ended", newest_first=newest_first)

    def inspections(self, *, newest_first: bool = False) -> Iterator[Entry]:
        """The `run.ended` entries, but for those of runs that only verified what a runbook did."""
        return (one for one in self.runs(newest_first=newest_first) if not self._verifies(str(one.event["run"])))

    def _verifies(self, run: str) -> bool:
        planned = self.entry(f"run/{run}/plan")
        return planned is not None and str(planned.event.get("playbook", "")).startswith(RUNBOOKS)

    def findings(self, run: str) -> Iterator[Entry]:
        """The finding entries of one run."""
        return (entry for entry in self.entries(prefix=f"run/{run}/") if entry.type == "finding")

    def troubles(self, run: str) -> Iterator[Entry]:
        """The findings of one run that deviate or were not seen; the others are passed over within SQLite."""
        first = f"run/{run}/"
        where = f"{ID} >= ? AND {ID} < ? AND {VERDICT} IN ('deviates', 'not_seen')"
        return self._pages(self._numbers(where, first, first + LAST_CHARACTER))

    def history(self, host: str, check: str, limit: int, until_seq: int | None = None) -> Iterator[Entry]:
        """The last `limit` findings of one check on one host up to entry `until_seq`, newest last."""
        # The index ends in the entry's number, so that what came later is not even looked at.
        where = f"{TYPE} = 'finding' AND {HOST} = ? AND {CHECK} = ? AND seq <= ? ORDER BY seq DESC LIMIT ?"
        until = LAST_NUMBER if until_seq is None else until_seq
        return self._pages(self._numbers(where, host, check, until, limit)[::-1])

    def sealed(self, seq: int = 1) -> Head | None:
        """The first signed head that covers entry `seq`, so that it does not change as the ledger grows."""
        numbers = self._numbers(f"{TYPE} = 'head' AND seq > ? ORDER BY seq LIMIT 1", seq)
        found = next(self._pages(numbers), None)
        return None if found is None else sealed_head(found)

    def _numbers(self, where: str, *values: object) -> array[int]:
        with spoken(self.path, "read"):
            cursor = self._connection.execute(f"SELECT seq FROM entry WHERE {where}", values)  # noqa: S608 - constants only
            return array("q", (seq for (seq,) in cursor))

    def _pages(self, numbers: array[int]) -> Iterator[Entry]:
        for start in range(0, len(numbers), PAGE):
            page = orjson.dumps(numbers[start : start + PAGE].tolist()).decode()
            with spoken(self.path, "read"):
                rows = self._connection.execute(PAGE_ROWS, (page,)).fetchall()
            yield from map(_entry, rows)

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """Hold still: whatever is read within sees the same state of the file, whoever writes meanwhile."""
        with spoken(self.path, "read"):
            self._connection.execute("BEGIN")
            try:
                yield self._connection
            finally:
                self._connection.execute("ROLLBACK")


def sealed_head(entry: Entry) -> Head:
    """The head that a `head` entry signs."""
    return Head(int(entry.event["seq"]), bytes.fromhex(entry.event["hash"]))


def _entry(row: tuple[int, bytes, bytes, bytes]) -> Entry:
    seq, received, body, digest = row
    try:
        return Entry(seq, datetime.fromisoformat(received.decode()), orjson.loads(body), digest)
    except ValueError as error:
        raise LedgerBroken(f"entry {seq}: expected an instant and a JSON body, found {error}") from None
