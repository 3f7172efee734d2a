from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from hfcheck.ledger import Ledger, Reader

from .conftest import NOW, finding


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    """Three runs of two hosts, their ends, and a round, each run a day after the one before."""
    for day, run in enumerate(["r1", "r10", "r2"]):
        end = {"id": f"run/{run}/end", "type": "run.ended", "at": NOW.isoformat(), "run": run}
        events = [finding(run, host, found=day) for host in ("web-01", "app-01")]
        ledger.append([*events, end], NOW + timedelta(days=day))
    ledger.append([{"id": "round/2026-03-02/morning/1", "type": "round", "at": NOW.isoformat()}], NOW)
    return ledger


def test_an_entry_comes_back_as_it_was_put_in(filled: Ledger) -> None:
    entry = filled.entry("run/r10/app-01/disk.used")
    assert entry is not None
    assert entry.event == finding("r10", "app-01", found=1)
    assert (entry.seq, entry.received, entry.type) == (5, NOW + timedelta(days=1), "finding")
    assert entry.received.utcoffset() == timedelta(hours=8)
    assert filled.entry("run/r10/app-01") is None


def test_entries_keep_the_order_of_writing_under_every_filter(filled: Ledger) -> None:
    def numbers(**filters: object) -> list[int]:
        return [entry.seq for entry in filled.entries(**filters)]  # type: ignore[arg-type]

    assert numbers() == list(range(1, 11))
    assert numbers(after_seq=8) == [9, 10]
    assert numbers(type="run.ended") == [3, 6, 9]
    assert numbers(type="run.ended", newest_first=True) == [9, 6, 3]
    assert numbers(prefix="run/r1/") == [1, 2, 3]
    assert numbers(prefix="run/r1") == [1, 2, 3, 4, 5, 6]
    assert numbers(prefix="run/", type="finding", after_seq=4) == [5, 7, 8]
    assert numbers(prefix="none") == numbers(type="none") == []


def test_runs_and_the_findings_of_one(filled: Ledger) -> None:
    assert [entry.event["run"] for entry in filled.runs()] == ["r1", "r10", "r2"]
    assert [entry.event["run"] for entry in filled.runs(newest_first=True)] == ["r2", "r10", "r1"]
    assert [entry.event["host"] for entry in filled.findings("r1")] == ["web-01", "app-01"]


def test_history_is_the_last_ones_newest_last(filled: Ledger) -> None:
    def history(limit: int) -> list[object]:
        return [entry.event["found"] for entry in filled.history("app-01", "disk.used", limit)]

    assert (history(0), history(2), history(9)) == ([], [1, 2], [0, 1, 2])
    assert list(filled.history("app-01", "disk.inodes", 9)) == []


def test_history_ends_at_an_entry_and_is_as_deep_there(filled: Ledger) -> None:
    def history(limit: int, until: int) -> list[object]:
        return [entry.event["found"] for entry in filled.history("app-01", "disk.used", limit, until)]

    assert [history(9, until) for until in (0, 1, 2, 4, 5, 7, 8, 99)] == [
        [], [], [0], [0], [0, 1], [0, 1], [0, 1, 2], [0, 1, 2],
    ]  # fmt: skip
    assert (history(1, 5), history(1, 8)) == ([1], [2])


@pytest.mark.parametrize(
    ("ask", "index"),
    [
        (lambda ledger: ledger.entry("x"), "entry_id"),
        (lambda ledger: ledger.findings("r1"), "entry_id"),
        (lambda ledger: ledger.entries(prefix="round/", type="round", after_seq=3), "entry_id"),
        (lambda ledger: ledger.entries(type="round", after_seq=3, newest_first=True), "entry_type"),
        (lambda ledger: ledger.runs(), "entry_type"),
        (lambda ledger: ledger.sealed(3), "entry_type"),
        (lambda ledger: ledger.history("h", "c", 5), "entry_history"),
        (lambda ledger: ledger.history("h", "c", 5, 7), "entry_history"),
    ],
)
def test_questions_are_answered_from_an_index(filled: Ledger, ask: Callable[[Ledger], object], index: str) -> None:
    asked: list[str] = []
    filled._connection.set_trace_callback(asked.append)
    ask(filled)
    filled._connection.set_trace_callback(None)
    plan = [row[3].decode() for row in filled._connection.execute(f"EXPLAIN QUERY PLAN {asked[0]}")]
    assert plan[0].startswith(f"SEARCH entry USING INDEX {index} (")
    assert index == "entry_id" or len(plan) == 1  # nothing is sorted but the few entries of a prefix


def test_an_answer_is_what_was_there_when_it_was_asked(filled: Ledger, path: Path) -> None:
    with Reader.open(path) as reader:
        asked = reader.entries(type="finding")
        filled.append([finding("r3")], NOW)
        assert len(list(asked)) == 6
        assert len(list(reader.entries(type="finding"))) == 7


def test_answers_longer_than_a_page_are_whole(ledger: Ledger) -> None:
    ledger.append((finding(f"{number:05d}") for number in range(2500)), NOW)
    assert [entry.event["run"] for entry in ledger.entries()] == [f"{number:05d}" for number in range(2500)]
    backwards = [entry.seq for entry in ledger.entries(newest_first=True)]
    assert backwards == list(range(2500, 0, -1))
    assert [entry.seq for entry in ledger.history("app-01", "disk.used", 2200)] == list(range(301, 2501))


def test_an_unfinished_question_does_not_hold_the_file(filled: Ledger, path: Path) -> None:
    with Reader.open(path) as reader:
        next(reader.entries())
        assert filled._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0


def test_what_a_runbook_verified_is_a_run_and_no_inspection(ledger: Ledger) -> None:
    for run, playbook in (("r1", "daily_inspection.yml"), ("r2", "runbooks/free_disk_space.yml")):
        planned = {"id": f"run/{run}/plan", "type": "run.planned", "at": NOW.isoformat(), "playbook": playbook}
        ended = {"id": f"run/{run}/end", "type": "run.ended", "at": NOW.isoformat(), "run": run}
        ledger.append([planned, ended], NOW)
    assert [entry.event["run"] for entry in ledger.runs()] == ["r1", "r2"]
    assert [entry.event["run"] for entry in ledger.inspections()] == ["r1"]
    assert [entry.event["run"] for entry in ledger.inspections(newest_first=True)] == ["r1"]
