from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import orjson
import pytest

from hfcheck.errors import LedgerError
from hfcheck.ledger import (
    GENESIS,
    Evidence,
    Head,
    Ledger,
    Report,
)
from hfcheck.ledger.encoding import canonical
from hfcheck.ledger.entry import link
from hfcheck.ledger.schema import SCHEMA

from .conftest import COUNT, NOW, finding
from .thief import first, rechain, tampering, verified


def test_a_whole_ledger_is_intact(whole: Path) -> None:
    reached: list[int] = []
    report = verified(whole, progress=reached.append)
    assert report.intact
    assert (report.head.seq, report.signatures, report.heads) == (COUNT + 2, 2, 0)
    assert reached == [COUNT + 2]


def test_an_empty_ledger_is_intact(ledger: Ledger, path: Path) -> None:
    assert verified(path) == Report(Head(0, GENESIS), (), 0, 0, 0)


@pytest.mark.parametrize(
    "change",
    [
        "body = replace(body, 'conforms', 'deviates')",
        "received = '2026-03-02T08:29:59+08:00'",
        "hash = zeroblob(32)",
        "body = body || ' '",
    ],
)
def test_an_edited_entry_is_named(whole: Path, change: str) -> None:
    with tampering(whole) as raw:
        raw.execute(f"UPDATE entry SET {change} WHERE seq = 7")
    assert first(whole).startswith("entry 7 (run/r07/app-01/disk.used): expected the hash of its content after entry 6")


def test_an_edited_entry_with_its_hash_made_anew_breaks_the_next(whole: Path) -> None:
    with tampering(whole) as raw:
        previous = raw.execute("SELECT hash FROM entry WHERE seq = 6").fetchone()[0]
        received, body = raw.execute("SELECT received, body FROM entry WHERE seq = 7").fetchone()
        edited = body.replace("conforms", "deviates")
        digest = link(previous, received.encode(), edited.encode())
        raw.execute("UPDATE entry SET body = ?, hash = ? WHERE seq = 7", (edited, digest))
    assert first(whole).startswith("entry 8 (run/r08/")


def test_a_deleted_entry_is_named(whole: Path) -> None:
    with tampering(whole) as raw:
        raw.execute("DELETE FROM entry WHERE seq = 7")
    assert first(whole) == "entry 7: expected an entry of this number, found entry 8 (run/r08/app-01/disk.used) next"


def test_exchanged_entries_are_named(whole: Path) -> None:
    with tampering(whole) as raw:
        for old, new in ((7, -7), (8, 7), (-7, 8)):
            raw.execute("UPDATE entry SET seq = ? WHERE seq = ?", (new, old))
    assert first(whole).startswith("entry 7 (run/r08/")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('{ "id":"x","type":"t"}', "entry 23 (x): expected an event in canonical JSON, found another spelling"),
        ('{"type":"t","id":"x"}', "entry 23 (x): expected an event in canonical JSON"),
        ('{"id":"x","id":"x","type":"t"}', "entry 23 (x): expected an event in canonical JSON"),
        ('{"id":"x"}', "entry 23: expected an event in canonical JSON, found KeyError"),
    ],
)
def test_a_body_of_another_hand_is_named(whole: Path, body: str, said: str) -> None:
    append_by_hand(whole, body)
    assert first(whole).startswith(said)


def append_by_hand(path: Path, body: str) -> None:
    with closing(sqlite3.connect(path)) as raw, raw:
        seq, previous = raw.execute("SELECT seq, hash FROM entry ORDER BY seq DESC").fetchone()
        digest = link(previous, b"2026-03-02T08:30:00+08:00", body.encode())
        raw.execute("INSERT INTO entry VALUES (?, '2026-03-02T08:30:00+08:00', ?, ?)", (seq + 1, body, digest))


def test_an_id_that_is_there_twice_is_named(whole: Path) -> None:
    with tampering(whole) as raw:
        raw.execute("DROP INDEX entry_id")
        raw.execute("INSERT INTO entry SELECT 23, received, body, hash FROM entry WHERE seq = 3")
        rechain(raw)
    said = [str(problem) for problem in verified(whole).problems]
    assert "entry 23 (run/r03/app-01/disk.used): expected an id that no other entry has" in said[0]
    assert any("CREATE UNIQUE INDEX entry_id" in line and "found nothing named entry_id" in line for line in said)


def test_missing_and_foreign_laws_are_named(whole: Path) -> None:
    with closing(sqlite3.connect(whole)) as raw:
        raw.execute("DROP TRIGGER entry_stays")
        raw.execute("CREATE TABLE notes (text)")
    said = [str(problem) for problem in verified(whole).problems]
    assert said == [
        "ledger: expected CREATE TRIGGER entry_stays BEFORE UPDATE ON entry BEGIN…, found nothing named entry_stays",
        "ledger: expected nothing named notes, found CREATE TABLE notes (text)",
    ]


def test_an_index_that_hides_an_entry_is_noticed(whole: Path) -> None:
    """A damaged index leaves the chain whole and every report without the entry."""
    data = whole.read_bytes()
    with closing(sqlite3.connect(whole)) as raw:
        page = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'entry_history'").fetchone()[0]
    place = data.index(b"app-01", (page - 1) * 4096)
    whole.write_bytes(data[:place] + b"app-02" + data[place + 6 :])
    assert "expected a sound database file, found row" in first(whole)


def test_a_torn_table_is_a_problem_with_its_place(path: Path) -> None:
    with Ledger.open(path) as ledger:
        ledger.append([finding(f"r{number:03d}") for number in range(1, 301)], NOW)
    data = bytearray(path.read_bytes())
    place = data.rindex(b'"run":"r300"') // 4096 * 4096
    data[place : place + 100] = b"\xff" * 100
    path.write_bytes(data)
    said = first(path)
    assert said.startswith("entry ")
    assert "expected readable entries, found database disk image is malformed" in said


def test_evidence_is_read_where_it_is_asked(path: Path, tmp_path: Path) -> None:
    (tmp_path / "evidence").mkdir()
    store = Evidence(tmp_path / "evidence")
    plan, output, photo = store.put(b"plan"), store.put(b"output"), store.put(b"photo")
    photos = [{"item": "door", "photos": [{"name": "door.jpg", "sha256": photo}]}, {"item": "leaks"}]
    with Ledger.open(path) as ledger:
        ledger.append(
            [
                {"id": "run/r1/plan", "type": "run.planned", "at": NOW.isoformat(), "plan": plan},
                finding("r1", evidence=output),
                finding("r1", check="disk.inodes", evidence=output),
                finding("r1", check="load.five", found={"plan": "none"}),
                {"id": "round/1", "type": "round", "at": NOW.isoformat(), "onsite": photos},
            ],
            NOW,
        )
    report = verified(path, evidence=store)
    assert report.intact
    assert report.evidence == 3
    store.path(photo).write_bytes(store.path(plan).read_bytes())
    store.path(output).unlink()
    assert verified(path).intact
    said = [str(problem) for problem in verified(path, evidence=store).problems]
    assert said[0] == f"entry 2 (run/r1/app-01/disk.used): expected evidence at {store.path(output)}, found no file"
    assert said[1].startswith(
        f"entry 5 (round/1): expected evidence at {store.path(photo)}, found content with the hash"
    )
    assert len(said) == 2


def test_evidence_without_a_proper_name_is_a_problem(path: Path, tmp_path: Path) -> None:
    with Ledger.open(path) as ledger:
        ledger.append([finding("r1", evidence="../passwd")], NOW)
    assert "entry 1 (run/r1/app-01/disk.used): expected evidence with a name" in first(
        path, evidence=Evidence(tmp_path)
    )


def test_what_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="found no file"):
        verified(tmp_path / "none.db")
    (tmp_path / "rubbish.db").write_bytes(b"x" * 5000)
    with pytest.raises(LedgerError, match="not a database"):
        verified(tmp_path / "rubbish.db")


def test_every_changed_byte_of_a_small_ledger_is_noticed_or_harmless(path: Path) -> None:
    """Flip bytes all over the file: verify objects, cannot read it, or every entry is still what it was."""
    with Ledger.open(path) as ledger:
        ledger.append([finding(f"r{number}") for number in range(3)], NOW)
        written = [(entry.event, entry.received) for entry in ledger.entries()]
    data = path.read_bytes()
    bodies = [canonical(event) for event, _ in written]
    noticed = 0
    for place in range(0, len(data), 199):
        path.write_bytes(data[:place] + bytes([data[place] ^ 0x15]) + data[place + 1 :])
        try:
            if verified(path).intact:
                with Ledger.open(path) as ledger:
                    assert [orjson.dumps(entry.event) for entry in ledger.entries()] == bodies
            else:
                noticed += 1
        except LedgerError:
            noticed += 1
        for left in path.parent.glob("ledger.db-*"):
            left.unlink()
    assert noticed > 5


def test_the_laws_are_those_of_the_schema(path: Path) -> None:
    with Ledger.open(path), closing(sqlite3.connect(path)) as raw:
        names = {name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE sql IS NOT NULL")}
    assert names == {
        "entry",
        "entry_id",
        "entry_type",
        "entry_history",
        "entry_appends",
        "entry_stays",
        "entry_remains",
    }
    assert all(name in SCHEMA for name in names)
