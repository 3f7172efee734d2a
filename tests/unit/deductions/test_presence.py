"""Item 1: days, rounds, posts and the attendance sheet behind them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.calendar import Calendar
from hfcheck.deductions.presence import on_site
from hfcheck.errors import CalendarError, InputError
from hfcheck.notices import calendar
from hfcheck.rulings import Outcome, Ruling
from tests.unit.deductions.example_case import build

AWAY = {
    "person": "赵工",
    "post": "机房",
    "left_at": "2025-09-03T09:00:00+08:00",
    "back_at": "2025-09-03T10:00:00+08:00",
}
SEPTEMBER = [f"2025-09-{day:02}" for day in range(1, 31)]
SLOTS = [slot.id for day in calendar().month(2025, 9) for slot in calendar().slots(day.date)]
STATES = ("done", "missed", "late", "refused", "awaiting_approval", "undetermined", "awaiting_signature")


def days(example: dict) -> dict[str, Ruling]:
    return {ruling.record: ruling for ruling in on_site(build(example))}


def test_every_day_of_the_service_has_one_ruling() -> None:
    rulings = list(on_site(build({})))
    assert len(rulings) == len({ruling.record for ruling in rulings}) == 31 + 30 + 31 + 30 + 31
    assert {ruling.outcome for ruling in rulings} == {Outcome.KEPT}


def test_a_day_that_has_not_come_has_none() -> None:
    found = days({"now": "2025-09-03T00:00:00+08:00"})
    assert "day/2025-09-03" in found
    assert "day/2025-09-04" not in found


def test_today_runs_to_the_next_closing() -> None:
    ruling = days({"now": "2025-09-03T08:00:00+08:00"})["day/2025-09-03"]
    assert (ruling.outcome, ruling.points) == (Outcome.RUNNING, 1)
    assert ruling.at.isoformat() == "2025-09-03T09:30:00+08:00"
    assert ruling.reason == "2025-09-03：上午巡检尚待完成；下午巡检未到时段"


def test_a_morning_missed_today_is_a_breach_before_the_day_is_over() -> None:
    now, slots = "2025-09-03T10:00:00+08:00", {"2025-09-03/morning": "missed"}
    ruling = days({"now": now, "slots": slots})["day/2025-09-03"]
    assert (ruling.outcome, ruling.at.isoformat()) == (Outcome.BREACHED, "2025-09-03T09:30:00+08:00")
    assert ruling.reason == "2025-09-03：上午巡检未完成"


def test_a_round_that_was_made_but_does_not_count_is_the_evidence() -> None:
    ruling = days({"slots": {"2025-09-03/morning": "refused"}})["day/2025-09-03"]
    assert ruling.evidence == ("round/2025-09-03/morning",)


def test_a_kept_working_day_names_its_rounds_and_the_sheet() -> None:
    ruling = days({})["day/2025-09-03"]
    assert ruling.evidence == ("round/2025-09-03/morning", "round/2025-09-03/afternoon", "attendance/2025-09/1")


def test_an_open_round_says_who_settles_it() -> None:
    ruling = days({"slots": {"2025-09-03/morning": "awaiting_approval"}})["day/2025-09-03"]
    assert (ruling.points, ruling.settles) == (None, "由中心批准或不予批准该巡检轮次")


def test_an_absence_is_evidence_and_root_cause() -> None:
    ruling = days({"facts": [{"absence": AWAY | {"cover_approved": False}}]})["day/2025-09-03"]
    assert ruling.outcome is Outcome.BREACHED
    assert ruling.reason == "2025-09-03：机房岗位自 2025-09-03 09:00 起离岗，无经批准的顶岗"
    assert ruling.evidence == ("absence/e1/1", "attendance/2025-09/1")
    assert ruling.causes == {"day/2025-09-03", "absence/e1"}


@pytest.mark.parametrize("cover", [{}, {"cover": "钱工"}, {"cover_approved": True}])
def test_cover_that_is_not_fully_known_is_undetermined(cover: dict) -> None:
    ruling = days({"facts": [{"absence": AWAY | cover}]})["day/2025-09-03"]
    assert (ruling.outcome, ruling.settles) == (Outcome.UNDETERMINED, "补记顶岗人员及中心是否批准")


def test_an_absence_without_office_hours_is_undetermined() -> None:
    found = days({"facts": [{"absence": AWAY | {"cover_approved": False}}], "without": ["attendance/2025-09"]})
    assert found["day/2025-09-03"].outcome is Outcome.UNDETERMINED
    assert "作息时间未知" in found["day/2025-09-03"].reason


def test_leave_that_is_still_to_come_says_nothing_about_today() -> None:
    facts = [{"absence": AWAY | {"cover_approved": False}}]
    assert days({"facts": facts, "now": "2025-09-03T09:00:00+08:00"})["day/2025-09-03"].outcome is Outcome.RUNNING
    assert days({"facts": facts, "now": "2025-09-03T09:00:01+08:00"})["day/2025-09-03"].outcome is Outcome.BREACHED


@pytest.mark.parametrize("without", [["attendance/2025-09"], []])
def test_without_a_fitting_sheet_no_working_day_is_kept(without: list[str]) -> None:
    sheet = {"month": "2025-09", "office_hours": ["08:30-17:30"], "absences": 2}
    facts = [] if without else [{"attendance": sheet, "subject": "2025-09"}]
    found = days({"facts": facts, "without": without})
    kept = {name for name in SEPTEMBER if found.get(f"day/{name}")}
    assert kept == {day.date.isoformat() for day in calendar().month(2025, 9) if not day.works}
    assert found["attendance/2025-09"].outcome is Outcome.UNDETERMINED
    assert found["attendance/2025-09"].at.isoformat() == "2025-09-30T00:00:00+08:00"


def test_a_sheet_is_asked_for_only_when_its_month_has_ended() -> None:
    example = {"without": ["attendance/2025-09"]}
    assert "attendance/2025-09" not in days(example | {"now": "2025-09-30T23:59:59+08:00"})
    assert "attendance/2025-09" in days(example | {"now": "2025-10-01T00:00:00+08:00"})


def test_two_sheets_of_one_month_are_none() -> None:
    sheet = {"month": "2025-09", "office_hours": ["08:30-17:30"], "absences": 0}
    found = days({"facts": [{"attendance": sheet, "subject": "copy"}]})
    assert found["attendance/2025-09"].reason == "2025-09 没有一份经中心签字的考勤表"


def test_a_day_whose_slots_nobody_looked_at_is_not_kept() -> None:
    case = build({})
    blind = replace(case, book=replace(case.book, slots=()))
    assert {ruling.outcome for ruling in on_site(blind)} == {Outcome.UNDETERMINED}


def test_a_year_without_a_notice_is_refused() -> None:
    case = replace(build({}), calendar=Calendar({}))
    with pytest.raises(CalendarError, match="expected a day of a year whose State Council notice is recorded"):
        list(on_site(case))


def test_office_hours_that_end_before_they_begin_are_refused() -> None:
    sheet = {"month": "2025-09", "office_hours": ["17:30-08:30"], "absences": 1}
    facts = [{"attendance": sheet, "subject": "2025-09"}, {"absence": AWAY}]
    expected = "attendance/2025-09: expected office hours that end after they begin, found 17:30-08:30"
    with pytest.raises(InputError, match=expected):
        list(on_site(build({"facts": facts})))


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(st.sampled_from(SLOTS), st.sampled_from(STATES), max_size=12))
def test_a_day_costs_at_most_a_point_and_is_kept_only_when_every_round_is_done(slots: dict[str, str]) -> None:
    found = days({"slots": slots})
    for name in SEPTEMBER:
        ruling, states = found[f"day/{name}"], {state for slot, state in slots.items() if slot.startswith(name)}
        assert ruling.points in (None, 0, 1)
        assert ruling.month == "2025-09"
        assert (ruling.outcome is Outcome.KEPT) == (states <= {"done"})
        assert (ruling.outcome is Outcome.BREACHED) == bool(
            states & {"missed", "late", "refused", "awaiting_signature"}
        )
