"""Item 2: periods before a change of staff, and half a day away."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.deductions.staff import staff_changes
from hfcheck.errors import CalendarError
from hfcheck.notices import calendar
from hfcheck.rulings import Outcome, Ruling
from tests.unit.deductions.example_case import build

TRANSFER = {"person": "赵工", "change": "transfer", "effective": "2025-11-20", "approved_on": "2025-11-01"}
RESIGNATION = {"person": "赵工", "change": "resignation", "effective": "2025-11-20"}
AWAY = {
    "person": "赵工",
    "post": "机房",
    "left_at": "2025-09-03T08:30:00+08:00",
    "back_at": "2025-09-03T17:30:00+08:00",
}
WORST = (Outcome.KEPT, Outcome.UNDETERMINED, Outcome.BREACHED)


def change(facts: dict, **example: object) -> Ruling:
    (ruling,) = staff_changes(build({"facts": [{"staff_change": facts}], **example}))
    return ruling


def away(facts: dict, **example: object) -> Ruling:
    (ruling,) = staff_changes(build({"facts": [{"absence": AWAY | facts}], **example}))
    return ruling


@settings(max_examples=30, deadline=None)
@given(st.dates(date(2025, 8, 1), date(2025, 12, 31)))
def test_the_last_day_to_apply_is_the_last_whose_working_days_are_over_before_the_change(effective: date) -> None:
    found = change(TRANSFER | {"effective": effective.isoformat(), "approved_on": effective.isoformat()})
    last = date.fromisoformat(found.reason.split("最迟应于 ")[1][:10])
    assert calendar().last_workday(last, 30) < effective <= calendar().last_workday(last + timedelta(days=1), 30)


@settings(max_examples=30, deadline=None)
@given(st.sampled_from([TRANSFER, RESIGNATION]), st.dates(date(2025, 8, 1), date(2025, 12, 1)), st.integers(0, 60))
def test_a_later_application_never_costs_less(facts: dict, applied: date, later: int) -> None:
    first, second = (
        change(facts | {"applied_on": day.isoformat()}) for day in (applied, applied + timedelta(days=later))
    )
    assert (first.points or 0) <= (second.points or 0)


def test_the_reason_names_the_last_day_and_the_day_of_the_application() -> None:
    found = change(RESIGNATION | {"applied_on": "2025-10-21"})
    assert (found.outcome, found.at.isoformat()) == (Outcome.BREACHED, "2025-11-20T00:00:00+08:00")
    assert found.reason == "赵工 2025-11-20 离职，最迟应于 2025-10-20 书面申请，实际于 2025-10-21 申请"
    assert change(RESIGNATION | {"applied_on": "2025-10-20"}).outcome is Outcome.KEPT


def test_before_it_takes_effect_the_clock_runs_to_the_last_day_to_apply_then_to_the_change() -> None:
    soon = change(RESIGNATION, now="2025-10-20T23:59:59+08:00")
    late = change(RESIGNATION, now="2025-10-21T00:00:00+08:00")
    assert (soon.outcome, soon.points, soon.at.isoformat()) == (Outcome.RUNNING, 1, "2025-10-21T00:00:00+08:00")
    assert (late.outcome, late.points, late.at.isoformat()) == (Outcome.RUNNING, 1, "2025-11-20T00:00:00+08:00")


def test_a_change_is_a_breach_from_the_first_instant_of_its_day() -> None:
    assert change(RESIGNATION, now="2025-11-20T00:00:00+08:00").outcome is Outcome.BREACHED
    assert change(RESIGNATION, now="2025-11-19T23:59:59+08:00").outcome is Outcome.RUNNING


def test_an_application_without_approval_runs_to_the_change() -> None:
    facts = {key: value for key, value in TRANSFER.items() if key != "approved_on"} | {"applied_on": "2025-09-01"}
    found = change(facts, now="2025-09-10T00:00:00+08:00")
    assert (found.outcome, found.at.isoformat()) == (Outcome.RUNNING, "2025-11-20T00:00:00+08:00")
    assert found.reason == "赵工 2025-11-20 变动，申请未获批"


@pytest.mark.parametrize(("policy", "points"), [("refuse", [None, None]), ("stack", [1, 1]), ("once", [1])])
def test_a_resignation_that_is_also_a_change_follows_the_policy(policy: str, points: list[int | None]) -> None:
    case = build({"facts": [{"staff_change": TRANSFER}, {"staff_change": RESIGNATION}]})
    terms = case.terms
    version = terms.value("2.same_person").versions[0]
    amended = terms.amended("2.same_person", type(version)(date(2025, 8, 1), policy, "补充约定", "supplement/x"))
    found = list(staff_changes(type(case)(case.book, amended, case.calendar, case.now)))
    assert [ruling.points for ruling in found] == points


def test_each_of_two_that_may_be_one_names_the_other() -> None:
    first, second = staff_changes(build({"facts": [{"staff_change": TRANSFER}, {"staff_change": RESIGNATION}]}))
    assert "与 staff_change/e2 为同一人员同一天的变动" in first.reason
    assert "与 staff_change/e1 为同一人员同一天的变动" in second.reason
    assert first.settles == "由考核小组认定按一次或分别扣分"


def test_changes_of_two_people_are_two() -> None:
    facts = [{"staff_change": RESIGNATION}, {"staff_change": RESIGNATION | {"person": "钱工"}}]
    assert [ruling.points for ruling in staff_changes(build({"facts": facts}))] == [1, 1]


@pytest.mark.parametrize(
    ("told", "consented", "outcome"),
    [
        (True, True, Outcome.KEPT),
        (True, None, Outcome.UNDETERMINED),
        (None, None, Outcome.UNDETERMINED),
        (True, False, Outcome.BREACHED),
        (False, None, Outcome.BREACHED),
        (False, True, Outcome.BREACHED),
    ],
)
def test_half_a_day_away_needs_both_word_and_consent(
    told: bool | None, consented: bool | None, outcome: Outcome
) -> None:
    said = {name: value for name, value in (("told", told), ("consented", consented)) if value is not None}
    assert away(said).outcome is outcome


def test_the_breach_is_when_half_a_day_is_reached() -> None:
    found = away({"told": False})
    assert (found.at.isoformat(), found.causes) == ("2025-09-03T15:00:00+08:00", {"absence/e1"})
    assert found.reason == "赵工 2025-09-03 08:30 离岗，工作时间内达 240 分钟，未告知并获中心同意"


def test_an_absence_that_is_not_yet_half_a_day_runs() -> None:
    found = away({"told": False}, now="2025-09-03T14:59:59+08:00")
    assert (found.outcome, found.points, found.at.hour) == (Outcome.RUNNING, 1, 15)
    assert away({"told": False}, now="2025-09-03T15:00:00+08:00").outcome is Outcome.BREACHED


def test_an_absence_without_office_hours_is_undetermined_unless_agreed() -> None:
    assert away({"told": False}, without=["attendance/2025-09"]).settles == "由中心签字提交当月考勤表"
    assert away({"told": True, "consented": True}, without=["attendance/2025-09"]).outcome is Outcome.KEPT


def test_an_absence_that_ends_before_it_begins_is_undetermined() -> None:
    found = away({"back_at": "2025-09-03T08:30:00+08:00", "told": True, "consented": True})
    assert (found.outcome, found.settles) == (Outcome.UNDETERMINED, "更正缺勤登记")
    assert found.reason == "赵工 2025-09-03 08:30 离岗，返岗时间不晚于离岗时间"


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 5000), st.integers(0, 5000), st.sampled_from([True, False, None]))
def test_a_longer_absence_never_costs_less(minutes: int, more: int, told: bool | None) -> None:
    said = {} if told is None else {"told": told, "consented": told}
    left = datetime.fromisoformat(AWAY["left_at"])
    first, second = (
        away(said | {"back_at": (left + timedelta(minutes=length)).isoformat()}) for length in (minutes, minutes + more)
    )
    assert WORST.index(first.outcome) <= WORST.index(second.outcome)


MORNING = {"left_at": "2025-09-03T08:30:00+08:00", "back_at": "2025-09-03T12:00:00+08:00"}
AFTERNOON = {"left_at": "2025-09-03T14:30:00+08:00", "back_at": "2025-09-03T17:30:00+08:00"}
UNTOLD, AGREED = {"told": False}, {"told": True, "consented": True}


def absences(*facts: dict, **example: object) -> list[Ruling]:
    return list(staff_changes(build({"facts": [{"absence": AWAY | one} for one in facts], **example})))


def test_a_leave_in_two_records_is_one_breach_with_the_evidence_of_both() -> None:
    (found,) = absences(AFTERNOON | UNTOLD, MORNING | UNTOLD)
    assert (found.record, found.outcome, found.points) == ("absence/e2", Outcome.BREACHED, 1)
    assert (found.at.isoformat(), found.causes) == ("2025-09-03T15:00:00+08:00", {"absence/e1", "absence/e2"})
    (first,), (second,) = absences(AFTERNOON | AGREED), absences(AFTERNOON | AGREED, MORNING | AGREED)[1:]
    assert set(found.evidence) == {*first.evidence, *second.evidence}
    assert len(found.evidence) == len(set(found.evidence))
    assert found.reason == (
        "赵工 2025-09-03 08:30 离岗（连续离岗，并入：absence/e1），工作时间内达 240 分钟，未告知并获中心同意"
    )


def test_a_leave_in_two_records_runs_until_half_a_day_is_reached() -> None:
    (found,) = absences(MORNING | UNTOLD, AFTERNOON | UNTOLD, now="2025-09-03T14:59:59+08:00")
    assert (found.outcome, found.points, found.at.isoformat()) == (Outcome.RUNNING, 1, "2025-09-03T15:00:00+08:00")


def test_what_is_not_recorded_decides_from_when_it_fills_half_a_day_until_the_rest_alone_does() -> None:
    unknown, later = {"back_at": "2025-09-03T17:30:00+08:00"}, {"left_at": "2025-09-04T08:30:00+08:00"}
    facts = (unknown, later | {"back_at": "2025-09-04T17:30:00+08:00"} | UNTOLD)
    (before,) = absences(*facts, now="2025-09-04T14:59:59+08:00")
    (after,) = absences(*facts, now="2025-09-04T15:00:00+08:00")
    assert (before.outcome, before.at.isoformat()) == (Outcome.UNDETERMINED, "2025-09-03T15:00:00+08:00")
    assert before.settles == "补记是否事先告知、中心是否同意"
    assert (after.outcome, after.at.isoformat()) == (Outcome.BREACHED, "2025-09-04T15:00:00+08:00")


@pytest.mark.parametrize(
    ("other", "outcome"),
    [
        (AFTERNOON | AGREED, Outcome.KEPT),
        (AFTERNOON | UNTOLD | {"person": "钱工"}, Outcome.KEPT),
        (AFTERNOON | UNTOLD | {"back_at": AFTERNOON["left_at"]}, Outcome.UNDETERMINED),
    ],
    ids=["agreed", "somebody else's", "back when it began"],
)
def test_what_is_no_part_of_a_leave_has_a_ruling_of_its_own(other: dict, outcome: Outcome) -> None:
    found = {one.record: one.outcome for one in absences(MORNING | UNTOLD, other)}
    assert found == {"absence/e1": Outcome.KEPT, "absence/e2": outcome}


def test_two_records_of_one_time_are_one_leave_and_count_once() -> None:
    (kept,) = absences(MORNING | UNTOLD, MORNING | UNTOLD)
    (breached,) = absences(UNTOLD, UNTOLD)
    assert (kept.outcome, breached.outcome, breached.at.hour) == (Outcome.KEPT, Outcome.BREACHED, 15)


def test_what_may_be_agreed_takes_no_point_from_what_reaches_half_a_day_without_it() -> None:
    (found,) = absences(UNTOLD, {"left_at": AWAY["back_at"], "back_at": "2025-09-04T10:00:00+08:00"})
    assert (found.outcome, found.at.isoformat()) == (Outcome.BREACHED, "2025-09-03T15:00:00+08:00")


def test_unknown_office_hours_between_two_absences_join_nothing() -> None:
    found = absences(MORNING | UNTOLD, AFTERNOON | UNTOLD, without=["attendance/2025-09"])
    assert [one.settles for one in found] == ["由中心签字提交当月考勤表"] * 2


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 539), st.integers(1, 539), st.sampled_from([True, False, None]))
def test_a_leave_cut_in_two_costs_what_it_costs_whole(length: int, cut: int, told: bool | None) -> None:
    said = {} if told is None else {"told": told, "consented": told}
    left = datetime.fromisoformat(AWAY["left_at"])
    back, middle = (left + timedelta(minutes=minutes) for minutes in (length + 1, min(cut, length)))
    (whole,) = absences(said | {"back_at": back.isoformat()})
    parts = absences(
        said | {"back_at": middle.isoformat()}, said | {"left_at": middle.isoformat(), "back_at": back.isoformat()}
    )
    assert {(one.outcome, one.points) for one in parts} == {(whole.outcome, whole.points)}
    assert len(parts) == (2 if told else 1)


def test_a_change_beyond_the_known_years_is_refused_and_named() -> None:
    change = {"person": "赵工", "change": "transfer", "effective": "2035-01-01"}
    with pytest.raises(CalendarError, match=r"^staff_change/e1: .* found 2034-12-31"):
        list(staff_changes(build({"facts": [{"staff_change": change}]})))
