"""What somebody with the file in hand does to a ledger, and what its verification says of that."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from hfcheck.ledger import GENESIS, Report, known_keys, verify_ledger
from hfcheck.ledger.entry import link


@contextmanager
def tampering(path: Path) -> Iterator[sqlite3.Connection]:
    """Write access as a thief has it: the triggers away, and back as if nothing had happened."""
    with closing(sqlite3.connect(path)) as raw:
        triggers = [sql for (sql,) in raw.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")]
        for name in ("entry_appends", "entry_stays", "entry_remains"):
            raw.execute(f"DROP TRIGGER {name}")
        yield raw
        for sql in triggers:
            raw.execute(sql)
        raw.commit()


def rechain(raw: sqlite3.Connection) -> None:
    """What a thief who knows the format does afterwards: numbers without gaps, every hash anew."""
    rows = raw.execute("SELECT received, body FROM entry ORDER BY seq").fetchall()
    raw.execute("DELETE FROM entry")
    previous = GENESIS
    for seq, (received, body) in enumerate(rows, 1):
        previous = link(previous, received.encode(), body.encode())
        raw.execute("INSERT INTO entry VALUES (?, ?, ?, ?)", (seq, received, body, previous))


def verified(path: Path, **more: object) -> Report:
    keys = known_keys(path.parent / "keys")
    return verify_ledger(path, keys=keys, **more)  # type: ignore[arg-type]


def first(path: Path, **more: object) -> str:
    report = verified(path, **more)
    assert not report.intact
    return str(report.problems[0])
