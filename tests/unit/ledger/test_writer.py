from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.errors import InputError, LedgerBroken, LedgerConflict, LedgerError
from hfcheck.ledger import GENESIS, Head, Ledger, Reader, SigningKey, create_key, parse_head
from hfcheck.ledger.schema import connect
from hfcheck.ledger.sign import check_signature

from .conftest import NOW, finding


def test_the_chain_by_hand(ledger: Ledger, path: Path) -> None:
    ledger.append([finding("r1"), finding("r2")], NOW)
    previous = sha256(b"hfcheck ledger 1\n").digest()
    rows = sqlite3.connect(path).execute("SELECT seq, received, body, hash FROM entry ORDER BY seq").fetchall()
    for _, received, body, digest in rows:
        assert received == "2026-03-02T08:30:00+08:00"
        previous = sha256(previous + received.encode() + b"\n" + body.encode()).digest()
        assert previous == digest
    assert [row[0] for row in rows] == [1, 2]
    assert ledger.head() == Head(2, previous)


def test_an_empty_ledger(ledger: Ledger, path: Path) -> None:
    assert ledger.head() == Head(0, GENESIS)
    assert list(ledger.entries()) == []
    assert ledger.append([], NOW).new == 0
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_repeat_is_skipped_wherever_it_comes(ledger: Ledger) -> None:
    first = ledger.append([finding("r1"), finding("r1"), finding("r2")], NOW)
    assert (first.new, first.repeated, first.head.seq) == (2, 1, 2)
    again = ledger.append([finding("r2"), finding("r3"), finding("r1", detail=None)], NOW + timedelta(hours=1))
    assert (again.new, again.repeated, again.head.seq) == (1, 2, 3)
    assert [entry.event["run"] for entry in ledger.entries()] == ["r1", "r2", "r3"]


@pytest.mark.parametrize("before", [[finding("r1")], []])
def test_another_content_for_an_id_is_a_conflict_and_nothing_is_written(
    ledger: Ledger, before: list[dict[str, object]]
) -> None:
    ledger.append(before, NOW)
    said = "expected verdict 'conforms', found 'deviates'"
    with pytest.raises(LedgerConflict, match=said):
        ledger.append([finding("r0"), finding("r1"), finding("r1", verdict="deviates")], NOW)
    assert ledger.head().seq == len(before)


def test_an_event_that_breaks_off_takes_its_batch_with_it(ledger: Ledger) -> None:
    with pytest.raises(InputError):
        ledger.append([*(finding(f"r{number}") for number in range(1200)), {"id": "x"}], NOW)
    assert ledger.head() == Head(0, GENESIS)
    assert ledger.append([finding("r1")], NOW).head.seq == 1


def test_an_instant_without_a_zone_is_refused(ledger: Ledger) -> None:
    with pytest.raises(InputError, match="aware"):
        ledger.append([finding("r1")], datetime(2026, 3, 2))  # noqa: DTZ001


def test_the_database_itself_refuses_change(ledger: Ledger, path: Path) -> None:
    ledger.append([finding("r1"), finding("r2")], NOW)
    raw = sqlite3.connect(path)
    row = NOW.isoformat(), '{"id":"x","type":"t"}', bytes(32)
    for statement, values, said in [
        ("UPDATE entry SET received = 'x'", (), "cannot be changed"),
        ("DELETE FROM entry WHERE seq = 2", (), "cannot be removed"),
        ("INSERT INTO entry VALUES (4, ?, ?, ?)", row, "must follow the last one"),
        ("INSERT INTO entry VALUES (NULL, ?, ?, ?)", row, "must follow the last one"),
        ("INSERT OR REPLACE INTO entry VALUES (2, ?, ?, ?)", row, "must follow the last one"),
        ("INSERT OR REPLACE INTO entry SELECT 3, received, body, hash FROM entry WHERE seq = 1", (), "id of its own"),
        ("INSERT INTO entry VALUES (3, ?, '{}', ?)", (row[0], row[2]), "id of its own"),
        ("INSERT INTO entry VALUES (3, ?, ?, ?)", (row[0], row[1].encode(), row[2]), "."),
        ("INSERT INTO entry VALUES (3, ?, ?, x'00')", row[:2], "CHECK"),
    ]:
        with pytest.raises(sqlite3.DatabaseError, match=said):
            raw.execute(statement, values)
    assert raw.execute("SELECT count(*) FROM entry").fetchone() == (2,)


def test_only_a_ledger_is_opened(tmp_path: Path) -> None:
    rubbish, database, empty = tmp_path / "rubbish.db", tmp_path / "database.db", tmp_path / "empty.db"
    rubbish.write_bytes(b"not a database " * 100)
    empty.touch()
    raw = sqlite3.connect(database)
    raw.execute("CREATE TABLE entry (seq)")
    raw.close()
    for path in (rubbish, database, empty, tmp_path):
        for kind in (Ledger, Reader):
            with pytest.raises(LedgerError):
                kind.open(path)
    with pytest.raises(LedgerError, match="found no file"):
        Reader.open(tmp_path / "none.db")
    with pytest.raises(LedgerError, match="could not create"):
        Ledger.open(tmp_path / "none" / "ledger.db")


def test_a_reader_cannot_write(ledger: Ledger, path: Path) -> None:
    ledger.append([finding("r1")], NOW)
    with Ledger(path, connect(path, writable=False)) as reader, pytest.raises(LedgerError, match="readonly"):
        reader.append([finding("r2")], NOW)
    assert ledger.head().seq == 1


def test_a_seal_signs_the_head_once(ledger: Ledger, path: Path, key: SigningKey) -> None:
    head = ledger.append([finding("r1")], NOW).head
    assert ledger.seal(key, NOW) == head
    assert ledger.seal(key, NOW + timedelta(minutes=1)) == head
    sealing = ledger.entry("head/1")
    assert sealing is not None
    assert sealing.seq == ledger.head().seq == 2
    check_signature(sealing.event)
    assert parse_head(path.with_suffix(".head").read_text()).fits(head.hash)


def test_a_seal_of_another_key_signs_the_seal(ledger: Ledger, key: SigningKey, tmp_path: Path) -> None:
    ledger.append([finding("r1")], NOW)
    ledger.seal(key, NOW)
    assert ledger.seal(create_key(tmp_path / "centre.pem"), NOW).seq == 2
    assert [entry.id for entry in ledger.entries(type="head")] == ["head/1", "head/2"]


def test_the_first_seal_over_an_entry_stays_the_same(ledger: Ledger, key: SigningKey) -> None:
    assert ledger.sealed() is None
    first = ledger.append([finding("r1"), finding("r2")], NOW).head
    assert ledger.sealed(1) is None
    ledger.seal(key, NOW)
    second = ledger.append([finding("r3")], NOW).head
    ledger.seal(key, NOW)
    assert [ledger.sealed(seq) for seq in range(1, 6)] == [first, first, second, second, None]


def test_a_damaged_page_is_damage(path: Path) -> None:
    with Ledger.open(path) as ledger:
        ledger.append([finding(f"r{number}") for number in range(500)], NOW)
    data = bytearray(path.read_bytes())
    data[4096 * 2 :] = b"\xff" * (len(data) - 4096 * 2)
    path.write_bytes(data)
    with pytest.raises(LedgerBroken), Ledger.open(path) as ledger:
        list(ledger.entries())


@settings(max_examples=15, deadline=None)
@given(batches=st.lists(st.lists(st.integers(0, 30), max_size=20), max_size=6))
def test_any_batches_leave_each_event_once_in_the_order_of_its_first_coming(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[int]]
) -> None:
    with Ledger.open(tmp_path_factory.mktemp("ledger") / "ledger.db") as ledger:
        counts = [ledger.append([finding(f"r{number}") for number in batch], NOW) for batch in batches]
        firsts = list(dict.fromkeys(number for batch in batches for number in batch))
        assert [entry.event["run"] for entry in ledger.entries()] == [f"r{number}" for number in firsts]
        assert sum(count.new for count in counts) == len(firsts) == ledger.head().seq
        assert [count.new + count.repeated for count in counts] == [len(batch) for batch in batches]
