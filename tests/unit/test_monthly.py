from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.deductions import rule_all
from hfcheck.errors import InputError
from hfcheck.kinds import Fault, Outage, Request, Task
from hfcheck.model import SHANGHAI
from hfcheck.monthly import Figures, Flow, Span, figures, flow, times
from tests.unit.deductions.example_case import build
from tests.unit.report.sample_sheet import FACTS, SLOTS

BEGIN, END = datetime(2025, 9, 1, tzinfo=SHANGHAI), datetime(2025, 10, 1, tzinfo=SHANGHAI)
SPAN = Span(BEGIN, END, END)
HOUR = timedelta(hours=1)


def found(month: str = "2025-09", **example: Any) -> Figures:
    case = build(example)
    return figures(case, rule_all(case), month)


def test_rounds_are_told_by_day_and_state() -> None:
    days = {one.day: one for one in found(slots=SLOTS).rounds}
    assert len(days) == 30
    assert sum(one.owed for one in days.values()) == 53
    afternoon = days[date(2025, 9, 12)]
    assert (afternoon.owed, afternoon.done, afternoon.missed, afternoon.open) == (2, 1, 1, 0)
    assert (days[date(2025, 9, 13)].late, days[date(2025, 9, 13)].missed) == (1, 0)
    assert (days[date(2025, 9, 15)].done, days[date(2025, 9, 15)].open) == (1, 1)


def test_a_month_that_is_not_over_owes_its_whole_number_and_leaves_the_rest_open() -> None:
    told = found(now="2025-09-10T12:00:00+08:00")
    assert sum(one.owed for one in told.rounds) == 53
    assert told.rounds[-1].open == told.rounds[-1].owed
    assert told.span.until == datetime(2025, 9, 10, 12, tzinfo=SHANGHAI)


def test_no_entry_means_none_only_in_a_complete_register() -> None:
    assert found().of(Outage).number == 0
    assert found(without=["registers/2025-09"]).of(Outage).number is None
    assert found(facts=FACTS, without=["registers/2025-09"]).of(Fault).number == 3
    assert found().flows[Task] == Flow(0, 0, 0, 0, 0)
    assert found(without=["registers/2025-09"]).flows[Task] is None


def test_work_is_carried_over_and_overdue_comes_from_the_rulings() -> None:
    late = {"name": "贷款", "system": "贷款", "accepted_at": "2025-08-15T09:00:00+08:00", "size": "small"}
    told = found(facts=[{"request": late}])
    assert told.flows[Request] == Flow(carried=1, new=0, done=0, open=1, overdue=1)
    assert found("2025-10", facts=[{"request": late}]).flows[Request] == Flow(1, 0, 0, 1, 0)


def test_the_attendance_sheet_of_another_month_does_not_count() -> None:
    assert found(without=["attendance/2025-09"]).attendance is None
    sheet = found().attendance
    assert sheet is not None
    assert sheet.facts.month == "2025-09"


def test_a_month_outside_of_the_service_is_refused() -> None:
    with pytest.raises(InputError, match="expected a month of the service \\(2025-08 to 2025-12\\), found 2026-01"):
        found("2026-01")


def test_times_leave_out_what_is_unknown_and_count_it() -> None:
    told = times([(BEGIN, BEGIN + HOUR), (BEGIN, BEGIN + 3 * HOUR), (BEGIN, None), (None, BEGIN)])
    assert (told.known, told.unknown, told.median, told.longest) == (2, 2, 2 * HOUR, 3 * HOUR)
    assert times([(BEGIN, None)]).median is None


instants = st.integers(-2000, 2000).map(lambda hours: BEGIN + hours * HOUR)
works = st.lists(
    st.tuples(instants, st.none() | st.integers(0, 1500)).map(
        lambda one: (one[0], None if one[1] is None else one[0] + one[1] * HOUR)
    )
)


@settings(max_examples=100, deadline=None)
@given(works)
def test_what_comes_in_goes_out_or_stays(spans: list[tuple[datetime, datetime | None]]) -> None:
    told = flow(spans, SPAN, 0, complete=True)
    assert told is not None
    assert told.carried + told.new == told.done + told.open
    assert told == flow(list(reversed(spans)), SPAN, 0, complete=True)
    following = flow(spans, Span(END, END + 24 * 30 * HOUR, END), 0, complete=True)
    assert following is not None
    assert following.carried == told.open
