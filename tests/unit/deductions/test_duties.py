"""Items 3 and 4: the monthly report in two parts, and tasks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.clauses import Version
from hfcheck.deductions.duties import monthly_reports, tasks
from hfcheck.errors import InputError
from hfcheck.rulings import Outcome, Ruling
from tests.unit.deductions.example_case import build

TASK = {"name": "整理标签", "assigned_at": "2025-09-01T09:00:00+08:00", "due": "2025-09-05T18:00:00+08:00"}
DUE = datetime.fromisoformat(TASK["due"])


def reports(facts: list[dict], due: int | None = 5, **example: object) -> dict[str, Ruling]:
    case = build({"facts": [{"monthly_report": each} for each in facts], **example})
    if due is not None:
        case = replace(case, terms=case.terms.amended("3.due_day", Version(date(2025, 8, 1), due, "补充约定", "s")))
    return {ruling.record: ruling for ruling in monthly_reports(case)}


def part(name: str, at: str, **more: object) -> dict:
    return {"month": "2025-08", "part": name, "submitted_at": at, **more}


def task(**facts: object) -> Ruling:
    (ruling,) = tasks(build({"facts": [{"task": TASK | facts}]}))
    return ruling


def test_every_month_of_the_service_owes_one_report() -> None:
    found = reports([])
    assert list(found) == [f"report/2025-{month:02}" for month in range(8, 13)]
    assert [ruling.month for ruling in found.values()] == ["2025-09", "2025-10", "2025-11", "2025-12", "2026-01"]
    assert {ruling.points for ruling in found.values()} == {1}


def test_a_month_that_has_not_begun_owes_none() -> None:
    assert list(reports([], now="2025-09-30T23:59:59+08:00")) == ["report/2025-08", "report/2025-09"]
    assert list(reports([], now="2025-10-01T00:00:00+08:00"))[-1] == "report/2025-10"


def test_both_parts_are_the_evidence_and_the_causes() -> None:
    at = "2025-09-05T10:00:00+08:00"
    found = reports([part("business", at, accepted=True), part("room", at, accepted=True)])["report/2025-08"]
    assert (found.outcome, found.at.isoformat()) == (Outcome.KEPT, at)
    assert found.evidence == ("monthly_report/e1/1", "monthly_report/e2/1")
    assert found.causes == {"report/2025-08", "monthly_report/e1", "monthly_report/e2"}


def test_one_half_missing_is_not_submitted_and_named() -> None:
    found = reports([part("business", "2025-09-05T10:00:00+08:00", accepted=True)])["report/2025-08"]
    assert found.reason == "2025-08 月报：至 2025-09-05 24:00 机房运维未按时提交或未获接收"


def test_a_missing_half_is_a_breach_whatever_is_unknown_of_the_other() -> None:
    assert reports([part("business", "2025-09-05T10:00:00+08:00")])["report/2025-08"].outcome is Outcome.BREACHED


def test_an_acceptance_that_nobody_recorded_is_undetermined() -> None:
    at = "2025-09-05T10:00:00+08:00"
    found = reports([part("business", at, accepted=True), part("room", at)])["report/2025-08"]
    assert (found.outcome, found.settles) == (Outcome.UNDETERMINED, "由中心记录是否接收")
    assert "机房运维是否接收未记录" in found.reason


def test_a_report_that_was_sent_back_may_be_handed_in_again_in_time() -> None:
    back = [part("business", "2025-09-02T10:00:00+08:00", accepted=False)]
    again = [part(name, "2025-09-04T10:00:00+08:00", accepted=True) for name in ("business", "room")]
    assert reports(back + again)["report/2025-08"].outcome is Outcome.KEPT


def test_without_a_due_date_every_ended_month_is_undetermined_and_says_what_settles_it() -> None:
    found = reports([], due=None, now="2025-10-15T00:00:00+08:00")
    assert [(ruling.month, ruling.outcome) for ruling in found.values()] == [
        ("2025-08", Outcome.UNDETERMINED),
        ("2025-09", Outcome.UNDETERMINED),
    ]
    assert found["report/2025-09"].settles == "签订补充约定，规定 3.due_day（次月几日）"


def test_a_month_has_ended_at_its_midnight() -> None:
    assert reports([], due=None, now="2025-08-31T23:59:59+08:00") == {}
    assert list(reports([], due=None, now="2025-09-01T00:00:00+08:00")) == ["report/2025-08"]


def test_a_report_runs_until_its_last_instant_and_one_still_to_come_is_not_handed_in() -> None:
    parts = [part(name, "2025-09-05T12:00:00+08:00", accepted=True) for name in ("business", "room")]
    early = reports(parts, now="2025-09-05T11:00:00+08:00")["report/2025-08"]
    assert (early.outcome, early.points) == (Outcome.RUNNING, 1)
    assert early.reason == "2025-08 月报：应于 2025-09-05 24:00 前提交并接收，尚缺业务系统运维、机房运维"
    assert reports([], now="2025-09-06T00:00:00+08:00")["report/2025-08"].outcome is Outcome.RUNNING
    assert reports([], now="2025-09-06T00:00:01+08:00")["report/2025-08"].outcome is Outcome.BREACHED


def test_the_due_date_in_force_at_the_end_of_the_month_holds() -> None:
    case = build({"now": "2025-12-01T00:00:00+08:00"})
    terms = case.terms.amended("3.due_day", Version(date(2025, 10, 1), 5, "补充约定", "s"))
    found = [ruling.outcome for ruling in monthly_reports(replace(case, terms=terms))]
    assert found == [Outcome.UNDETERMINED, Outcome.UNDETERMINED, Outcome.BREACHED, Outcome.RUNNING, Outcome.RUNNING]


def test_a_due_day_that_a_month_does_not_have_is_its_last() -> None:
    assert reports([], due=31)["report/2025-08"].at.isoformat() == "2025-10-01T00:00:00+08:00"


@pytest.mark.parametrize("due", [0, 32])
def test_a_due_day_that_no_month_has_is_refused(due: int) -> None:
    with pytest.raises(InputError, match=f"term 3.due_day: expected a whole number from 1 to 31 .日., found {due}"):
        reports([], due=due)


def test_a_task_that_was_due_before_it_was_assigned_is_a_flaw_and_costs_nothing() -> None:
    early = {"name": "整理", "assigned_at": "2025-09-05T09:00:00+08:00", "due": "2025-09-05T08:59:59+08:00"}
    case = build({"facts": [{"task": early}]})
    assert list(tasks(case)) == []
    assert [(flaw.record, flaw.sentence) for flaw in case.book.flaws] == [("task/e1", "缺少或不符合要求：due")]


def test_a_task_in_time_is_kept_even_if_it_is_called_unreasonable() -> None:
    assert task(done_at=TASK["due"], reasonable=False).outcome is Outcome.KEPT
    late = task(reasonable=False)
    assert (late.outcome, late.settles) == (Outcome.UNDETERMINED, "由考核小组认定任务是否合理")


def test_a_task_names_the_record_it_doubles() -> None:
    assert task(cause="request/r-1").causes == {"task/e1", "request/r-1"}


@pytest.mark.parametrize("of", ["task/e1", "4/task/e1"])
def test_an_extension_moves_the_due_date_and_is_evidence(of: str) -> None:
    granted = {"of": of, "until": "2025-09-08T18:00:00+08:00", "reason": "备件未到", "approver": "李主任"}
    (found,) = tasks(build({"facts": [{"task": TASK}, {"exemption": granted}]}))
    assert (found.outcome, found.at.isoformat()) == (Outcome.BREACHED, "2025-09-08T18:00:00+08:00")
    assert found.evidence == ("task/e1/1", "exemption/e2/1")


@settings(max_examples=30, deadline=None)
@given(st.integers(-9999, 9999), st.integers(0, 9999))
def test_a_task_done_later_never_costs_less(seconds: int, more: int) -> None:
    first, second = (task(done_at=(DUE + timedelta(seconds=each)).isoformat()) for each in (seconds, seconds + more))
    assert (first.points or 0) <= (second.points or 0) <= 1
    assert (first.points == 1) == (seconds > 0)
