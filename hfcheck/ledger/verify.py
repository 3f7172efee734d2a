"""Verify the ledger: does every entry still hang on the one before it, and is the end still there?

The chain is walked from the first entry to the last in one tight loop; meanwhile a second thread lets SQLite compare
its indexes with the table, because a damaged index would hide entries from every report without touching the chain.
"""

from __future__ import annotations

import sqlite3
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from hfcheck.errors import InputError, LedgerBroken, LedgerError
from hfcheck.ledger.codes import KnownHead, parse_head
from hfcheck.ledger.encoding import OPTIONS
from hfcheck.ledger.entry import GENESIS, Head, link
from hfcheck.ledger.evidence import Evidence
from hfcheck.ledger.reader import Reader
from hfcheck.ledger.schema import ID, OBJECTS, connect, expected_objects, head_file
from hfcheck.ledger.sign import Trust, fingerprint, trust

BATCH = 4096
SIGNED = frozenset({"head", "signature"})
STATION = "station"
STATEMENT_SHOWN = 60
DAMAGES = 5  # how many of SQLite's complaints are worth showing

Row = tuple[int, bytes, bytes, bytes]
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that does not fit; `seq` and `id` name the entry where there is one."""

    expected: str
    found: str
    seq: int | None = None
    id: str = ""

    def __str__(self) -> str:
        where = "ledger" if self.seq is None else f"entry {self.seq}" + (f" ({self.id})" if self.id else "")
        return f"{where}: expected {self.expected}, found {self.found}"


@dataclass(frozen=True, slots=True)
class Report:
    """What was verified. `head` is the last entry that fits; the counts say how much stands behind an empty list."""

    head: Head
    problems: tuple[Problem, ...]
    signatures: int
    heads: int
    evidence: int

    @property
    def intact(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class _Signed:
    """An entry that carries a signature, and the hash it follows."""

    seq: int
    previous: bytes
    event: Mapping[str, Any]


class _MisfitError(Exception):
    """The chain ends here: `head` is the last entry that fits."""

    def __init__(self, head: Head, problem: Problem) -> None:
        super().__init__(str(problem))
        self.head, self.problem = head, problem


def verify_ledger(
    path: Path,
    *,
    keys: Mapping[str, str],
    heads: Iterable[KnownHead] = (),
    evidence: Evidence | None = None,
    progress: Progress = lambda _: None,
) -> Report:
    """Verify a ledger. `keys` are the public keys to believe (`known_keys`), `heads` those known from paper.

    With `evidence`, every piece that an entry names is read too. `progress` is told the number of the entry reached.
    Raises LedgerError when the file cannot be read at all; everything that is wrong in it is a problem of the report.
    """
    told = list(heads)
    with ThreadPoolExecutor(1) as pool, Reader.open(path) as reader, reader.snapshot() as connection:
        damages = pool.submit(_damages, path)
        signed: list[_Signed] = []
        head, misfits = _walk(connection, signed, progress)
        pieces = {} if evidence is None else _referenced(connection, head)
        problems = [
            *misfits,
            *_laws(connection),
            *_signatures(connection, signed, keys),
            *_unlike(connection, [*told, *_kept(path)], head, whole=not misfits),
            *(() if evidence is None else _unfound(evidence, pieces)),
            *damages.result(),
        ]
    # What concerns no single entry comes last; sorting is stable, so the chain's own word stays first of its entry.
    problems.sort(key=lambda problem: head.seq + 2 if problem.seq is None else problem.seq)
    return Report(head, tuple(problems), len(signed), len(told), len(pieces))


def _kept(path: Path) -> list[KnownHead]:
    kept = head_file(path)
    try:
        return [parse_head(kept.read_text(encoding="utf-8"))] if kept.exists() else []
    except (InputError, OSError, UnicodeError) as error:
        raise LedgerError(f"could not read {kept}: {error}") from error


def _walk(connection: sqlite3.Connection, signed: list[_Signed], progress: Progress) -> tuple[Head, list[Problem]]:
    head = Head(0, GENESIS)
    try:
        cursor = connection.execute("SELECT seq, received, body, hash FROM entry ORDER BY seq")
        while rows := cursor.fetchmany(BATCH):
            head = _follow(rows, head, signed)
            progress(head.seq)
    except _MisfitError as misfit:
        return misfit.head, [misfit.problem]
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CORRUPT:
            raise
        return head, [Problem("readable entries", str(error), head.seq + 1)]
    return head, []


def _follow(rows: Iterable[Row], head: Head, signed: list[_Signed]) -> Head:
    """The head after these rows. This loop is the cost of a verification: 3 µs an entry."""
    seq, previous = head.seq, head.hash
    for row in rows:
        seq += 1
        number, received, body, digest = row
        try:
            if number != seq or link(previous, received, body) != digest:
                raise _MisfitError(Head(seq - 1, previous), _misfit(row, seq, previous))
            event = orjson.loads(body)
            kind = event["type"]
            fits = orjson.dumps(event, option=OPTIONS) == body
        except (TypeError, ValueError, KeyError) as error:
            strange = Problem("an event in canonical JSON", f"{type(error).__name__}: {error}", seq)
            raise _MisfitError(Head(seq - 1, previous), strange) from None
        if not fits:
            strange = Problem("an event in canonical JSON", "another spelling", seq, _id(body))
            raise _MisfitError(Head(seq - 1, previous), strange)
        if kind in SIGNED:
            signed.append(_Signed(seq, previous, event))
        previous = digest
    return Head(seq, previous)


def _misfit(row: Row, seq: int, previous: bytes) -> Problem:
    number, received, body, digest = row
    if number != seq:
        return Problem("an entry of this number", f"entry {number} ({_id(body)}) next", seq)
    linked = link(previous, received, body)
    return Problem(
        f"the hash of its content after entry {seq - 1}, {linked.hex()[:16]}…", f"{digest.hex()[:16]}…", seq, _id(body)
    )


def _id(body: bytes) -> str:
    try:
        return str(orjson.loads(body)["id"])
    except (ValueError, KeyError, TypeError):
        return "without a readable id"


def _laws(connection: sqlite3.Connection) -> Iterator[Problem]:
    """The table's indexes and triggers are as they were made; where they are not, ids may be there twice."""
    wanted, found = expected_objects(), dict(connection.execute(OBJECTS))
    if wanted == found:
        return
    for name in sorted(wanted | found):
        if wanted.get(name) != found.get(name):
            yield Problem(_statement(wanted.get(name), name), _statement(found.get(name), name))
    doubles = f"SELECT max(seq), {ID} FROM entry NOT INDEXED GROUP BY {ID} HAVING count(*) > 1 ORDER BY 1"  # noqa: S608 - constants only
    for seq, id in connection.execute(doubles):
        yield Problem("an id that no other entry has", "the same id in an earlier entry", seq, id.decode())


def _statement(sql: bytes | None, name: bytes) -> str:
    if sql is None:
        return f"nothing named {name.decode()}"
    return textwrap.shorten(sql.decode(), STATEMENT_SHOWN, placeholder="…")


def _signatures(
    connection: sqlite3.Connection, signed: Iterable[_Signed], keys: Mapping[str, str]
) -> Iterator[Problem]:
    for entry in signed:
        for expected, found in _signature(connection, entry, keys):
            yield Problem(expected, found, entry.seq, entry.event["id"])


def _signature(connection: sqlite3.Connection, entry: _Signed, keys: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    event, worth = entry.event, trust(entry.event, keys)
    if worth is Trust.UNFIT:
        yield "a signature by its key over its content", "one that does not fit"
        return
    if worth is Trust.UNKNOWN:
        yield "the signature of a known key", f"key {fingerprint(event['key'])}"
    # A head names no signer: only the station seals, so that nobody else's key can seal a ledger written anew.
    signer, owner = event.get("signer", STATION), keys.get(event["key"])
    if owner not in (None, signer):
        yield f"the key of {signer}", f"the key of {owner}"
    if event["type"] == "head":
        meant, found = f"{entry.seq - 1} {entry.previous.hex()}", f"{event.get('seq')} {event.get('hash')}"
    else:
        meant, found = _hash_of(connection, str(event.get("of")), entry.seq), str(event.get("of_hash"))
    if meant != found:
        yield f"a signature over {meant}", f"one over {found}"


def _hash_of(connection: sqlite3.Connection, id: str, before: int) -> str:
    row = connection.execute(f"SELECT hash FROM entry WHERE {ID} = ? AND seq < ?", (id, before)).fetchone()  # noqa: S608 - constants only
    return f"an earlier entry {id}" if row is None else row[0].hex()


def _unlike(connection: sqlite3.Connection, heads: Iterable[KnownHead], head: Head, whole: bool) -> Iterator[Problem]:
    """What known heads tell: one lies beyond the end of a chain that is whole, or has something else in its place."""
    for known in heads:
        row = connection.execute("SELECT hash FROM entry WHERE seq = ?", (known.seq,)).fetchone()
        if known.seq <= head.seq and not known.fits(row[0] if row else GENESIS):
            yield Problem(f"the known head {known}", "a chain written anew at or before this entry", known.seq)
        elif known.seq > head.seq and whole:
            yield Problem(f"the known head {known}", f"a ledger that was cut off after entry {head.seq}", known.seq)


def _referenced(connection: sqlite3.Connection, head: Head) -> dict[str, tuple[int, str]]:
    """Every piece of evidence that a fitting entry names, with the first entry that does."""
    pieces: dict[str, tuple[int, str]] = {}
    for seq, body in connection.execute("SELECT seq, body FROM entry WHERE seq <= ? ORDER BY seq", (head.seq,)):
        event = orjson.loads(body)
        for digest in _pieces(event):
            pieces.setdefault(digest, (seq, event["id"]))
    return pieces


def _pieces(event: Mapping[str, object]) -> list[str]:
    photos = [photo for item in _mappings(event.get("onsite")) for photo in _mappings(item.get("photos"))]
    named = [event.get(name) for name in ("evidence", "plan", "running", "startup", "snapshot")]
    named += [photo.get("sha256") for photo in photos]
    return [digest for digest in named if isinstance(digest, str)]


def _mappings(value: object) -> list[dict[str, object]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _unfound(evidence: Evidence, pieces: Mapping[str, tuple[int, str]]) -> Iterator[Problem]:
    for digest, (seq, id) in pieces.items():
        try:
            expected, flaw = f"evidence at {evidence.path(digest)}", evidence.flaw(digest)
        except LedgerBroken as error:
            expected, flaw = "evidence with a name", str(error)
        if flaw:
            yield Problem(expected, flaw, seq, id)


def _damages(path: Path) -> list[Problem]:
    with closing(connect(path, writable=False)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")  # the walk looks at the columns itself
        try:
            said = [text.decode() for (text,) in connection.execute(f"PRAGMA integrity_check({DAMAGES})")]
        except sqlite3.DatabaseError as error:
            said = [str(error)]
    return [Problem("a sound database file", text) for text in said if text != "ok"]
