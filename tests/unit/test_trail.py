"""From the id of an entry to what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hfcheck.ledger import Ledger, create_key, known_keys, signature_event
from hfcheck.model import SHANGHAI
from hfcheck.trail import Step, trail

DONE = datetime(2025, 9, 3, 9, 10, tzinfo=SHANGHAI)
ROUND: Mapping[str, Any] = {
    "id": "round/2025-09-03/morning/1",
    "type": "round",
    "at": DONE.isoformat(),
    "slot": {"date": "2025-09-03", "kind": "morning"},
    "completed": DONE.isoformat(),
    "inspector": "王工",
    "runs": ["r1"],
    "onsite": [{"item": "room.leak", "answer": "abnormal", "photos": [{"name": "a.png", "sha256": "c" * 64}]}],
}


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.db") as found:
        yield found


def append(ledger: Ledger, *events: Mapping[str, Any], after: timedelta = timedelta(0)) -> None:
    ledger.append([{"at": DONE.isoformat(), **event} for event in events], DONE + after)


def steps(ledger: Ledger, *ids: str, keys: Mapping[str, str] | None = None) -> tuple[Step, ...]:
    return trail(ledger, keys or {}, ids)


def test_a_round_leads_to_its_photographs_its_run_and_its_plan(ledger: Ledger) -> None:
    append(
        ledger,
        {"id": "run/r1/plan", "type": "run.planned", "run": "r1", "plan": "b" * 64},
        {"id": "run/r1/app01/disk", "type": "finding", "run": "r1", "evidence": "a" * 64},
        {"id": "run/r1/end", "type": "run.ended", "run": "r1"},
        ROUND,
        {"id": f"approval/{ROUND['id']}", "type": "approval", "by": "李科长"},
    )
    found = steps(ledger, str(ROUND["id"]))
    assert [(step.id, step.raw) for step in found] == [
        ("run/r1/plan", (("plan", "b" * 64),)),
        ("run/r1/end", ()),
        (ROUND["id"], (("photo", "c" * 64),)),
        (f"approval/{ROUND['id']}", ()),
    ]
    assert [step.by for step in found] == ["", "", "王工", "李科长"]


def test_a_finding_names_its_raw_output_and_a_statement_its_paper(ledger: Ledger) -> None:
    append(
        ledger,
        {"id": "run/r1/app01/disk", "type": "finding", "run": "r1", "evidence": "a" * 64},
        {"id": "attendance/2025-09/1", "type": "attendance", "says": {"paper": "d" * 64}},
    )
    finding, sheet = steps(ledger, "attendance/2025-09/1", "run/r1/app01/disk")
    assert (finding.raw, sheet.raw) == ((("evidence", "a" * 64),), (("paper", "d" * 64),))


def test_what_is_asked_for_twice_or_unknown_is_there_once_or_not(ledger: Ledger) -> None:
    append(ledger, ROUND)
    assert [step.seq for step in steps(ledger, str(ROUND["id"]), str(ROUND["id"]), "fault/none/1")] == [1]


@pytest.mark.parametrize(("minutes", "late"), [(19, False), (20, True)])
def test_a_round_entered_after_its_slot_closed_is_late(ledger: Ledger, minutes: int, late: bool) -> None:
    append(ledger, ROUND, after=timedelta(minutes=minutes))
    assert [step.late for step in steps(ledger, str(ROUND["id"]))] == [late]


@pytest.mark.parametrize(("after", "late"), [(timedelta(hours=24), False), (timedelta(hours=24, seconds=1), True)])
def test_a_statement_entered_more_than_a_day_later_is_late(ledger: Ledger, after: timedelta, late: bool) -> None:
    append(ledger, {"id": "fault/f1/1", "type": "fault", "says": {}}, after=after)
    assert [step.late for step in steps(ledger, "fault/f1/1")] == [late]


def test_only_a_trusted_signature_under_this_very_entry_is_told(ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    own = create_key(tmp_path / "keys" / "王工.pem")
    append(ledger, {"id": "fault/f1/1", "type": "fault", "says": {}}, {"id": "fault/f1/2", "type": "fault", "says": {}})
    first, second = (ledger.entry(f"fault/f1/{step}") for step in (1, 2))
    assert first is not None
    assert second is not None
    strange = create_key(tmp_path / "strange.pem")
    moved = {**signature_event(second, own, "王工", "supplier", DONE), "id": "signature/fault/f1/1/moved"}
    ledger.append(
        [
            signature_event(first, own, "王工", "supplier", DONE),
            signature_event(first, strange, "李科长", "centre", DONE),
            moved,
        ],
        DONE,
    )
    (step,) = steps(ledger, "fault/f1/1", keys=known_keys(tmp_path / "keys"))
    assert step.signed == (("王工", "supplier"),)
