"""What a table held, in two numbers; and what differs between two lists of them.

A fingerprint is how many rows a table has, and the sum of one number a row: the first 60 bits of the SHA-256 over the
SHA-256 of every column's text ("-" for NULL). A sum does not ask for the order of rows, and holds a row that is there
twice twice. The database computes it: no data leaves it, and it never holds more than a row.
It tells accidents, not forgers: who can forge a dump can forge its fingerprints, which is what the repository's own
encryption and authentication are for.
Runs on the target: Python 3.8 and its standard library only.
"""

from __future__ import annotations

import re
from typing import Any, Dict, NamedTuple, Sequence

from hfcheck.target.backup.running import Failed

PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
DIGITS = 15  # hexadecimal digits of a row's hash that count: they fit into a bigint


class Table(NamedTuple):
    """The rows of a table and the sum of their hashes, as decimal text."""

    rows: int
    checksum: str


class Difference(NamedTuple):
    """One thing that a restored backup does not have as it was; `kind` is one of KINDS."""

    database: str
    table: str
    kind: str
    expected: str
    found: str


Tables = Dict[str, Table]
# A database, a dump file, a table that is not there; a table that is too much; other rows, other contents; unreadable.
KINDS = ("database", "file", "missing", "extra", "rows", "content", "restore")


def label(*names: str) -> str:
    """The name of a table as people write it: parts that are no plain words are quoted."""
    return ".".join(name if PLAIN.fullmatch(name) else '"' + name.replace('"', '""') + '"' for name in names)


def unhexed(text: str) -> str:
    """A name that the database told in hexadecimal digits, so that nothing in it can be mistaken."""
    return bytes.fromhex(text).decode("utf-8", "replace")


def table(answer: Sequence[Sequence[str]], name: str) -> Table:
    """The fingerprint in one answered row: rows, rows that have a hash, sum."""
    if len(answer) != 1 or len(answer[0]) != 3 or not all(word.isdigit() for word in answer[0]):
        raise Failed(f"expected the fingerprint of {name}, found {str(answer)[:80]}")
    rows, hashed, checksum = answer[0]
    if rows != hashed:
        raise Failed(f"expected a hash of each of the {rows} rows of {name}, found {hashed}")
    return Table(int(rows), checksum)


def packed(tables: Tables) -> dict[str, list[Any]]:
    """The fingerprints as JSON holds them."""
    return {name: [found.rows, found.checksum] for name, found in sorted(tables.items())}


def unpacked(given: Any) -> Tables:
    """The fingerprints out of JSON; Failed for anything else."""
    try:
        found = {str(name): Table(int(rows), str(int(checksum))) for name, (rows, checksum) in given.items()}
    except (AttributeError, TypeError, ValueError):
        raise Failed(f"expected table: [rows, checksum], found {str(given)[:80]}") from None
    return found


def differences(database: str, expected: Tables, found: Tables) -> list[Difference]:
    """What of the expected tables is not as it was, table by table."""
    missing = [Difference(database, name, "missing", str(expected[name].rows), "") for name in expected.keys() - found]
    extra = [Difference(database, name, "extra", "", str(found[name].rows)) for name in found.keys() - expected]
    both = sorted(expected.keys() & found.keys())
    other = [_other(database, name, expected[name], found[name]) for name in both if expected[name] != found[name]]
    return sorted(missing) + sorted(extra) + other


def _other(database: str, name: str, expected: Table, found: Table) -> Difference:
    if expected.rows != found.rows:
        return Difference(database, name, "rows", str(expected.rows), str(found.rows))
    return Difference(database, name, "content", expected.checksum, found.checksum)
