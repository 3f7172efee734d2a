"""Items 7 and 8: requests and their working days."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.calendar import end_of
from hfcheck.deductions.requests import large_requests, small_requests
from hfcheck.errors import CalendarError
from hfcheck.model import SHANGHAI
from hfcheck.notices import calendar
from hfcheck.rulings import Outcome, Ruling, local_date
from tests.unit.deductions.example_case import build

REQUEST = {"name": "增加查询条件", "system": "核心系统", "accepted_at": "2025-09-24T09:00:00+08:00"}
FIRST = datetime(2025, 8, 1, tzinfo=SHANGHAI)
NOW = "2026-12-31T00:00:00+08:00"
SIZES = {"small": (7, 15, 5), "large": (8, 30, 10)}


def rulings(facts: dict, **example: object) -> list[Ruling]:
    case = build({"facts": [{"request": REQUEST | facts}], **example})
    return [*small_requests(case), *large_requests(case)]


@pytest.mark.parametrize("size", SIZES)
def test_a_request_is_under_one_item_only(size: str) -> None:
    (found,) = rulings({"size": size})
    item, _, points = SIZES[size]
    assert (found.item, found.outcome, found.points) == (item, Outcome.BREACHED, points)
    assert found.causes == {"request/e1"}


def test_the_reason_names_the_deadline_and_the_delivery() -> None:
    (found,) = rulings({"size": "small", "delivered_at": "2025-10-22T09:00:00+08:00"})
    assert found.reason == "增加查询条件：应于 2025-10-21 24:00 前完成，2025-10-22 09:00 完成"
    assert found.at.isoformat() == "2025-10-22T00:00:00+08:00"


def test_a_delivery_that_is_still_to_come_is_none() -> None:
    (found,) = rulings({"size": "small", "delivered_at": "2025-10-20T09:00:00+08:00"}, now="2025-10-01T00:00:00+08:00")
    assert found.outcome is Outcome.RUNNING


def test_a_request_without_a_size_is_undetermined_once_it_could_cost_points_or_is_delivered() -> None:
    (overdue,) = rulings({})
    (delivered,) = rulings({"delivered_at": "2025-09-25T09:00:00+08:00"})
    assert overdue.outcome is delivered.outcome is Outcome.UNDETERMINED
    assert overdue.settles == "由中心认定小需求或大需求"
    (running,) = rulings({}, now="2025-10-22T00:00:00+08:00")
    assert (running.outcome, running.points) == (Outcome.RUNNING, 5)


def test_an_extension_never_shortens() -> None:
    granted = {"of": "request/e1", "until": "2025-10-01T00:00:00+08:00", "reason": "通测计划", "approver": "李主任"}
    case = build({"facts": [{"request": REQUEST | {"size": "small"}}, {"exemption": granted}]})
    assert next(iter(small_requests(case))).at.isoformat() == "2025-10-22T00:00:00+08:00"


def test_a_waiver_without_a_date_does_not_move_the_deadline() -> None:
    spared = {"of": "request/e1", "reason": "通测计划", "approver": "李主任"}
    case = build({"facts": [{"request": REQUEST | {"size": "small"}}, {"exemption": spared}]})
    (found,) = small_requests(case)
    assert (found.at.isoformat(), found.evidence) == ("2025-10-22T00:00:00+08:00", ("request/e1/1",))


def test_a_deadline_in_a_year_without_a_notice_is_refused() -> None:
    with pytest.raises(CalendarError, match=r"^request/e1: .* found 2027-01-01"):
        rulings({"size": "large", "accepted_at": "2026-12-20T09:00:00+08:00"})


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(sorted(SIZES)),
    st.integers(0, 150 * 24 * 3600).map(lambda seconds: FIRST + timedelta(seconds=seconds)),
    st.integers(0, 10**7),
    st.integers(0, 10**6),
)
def test_a_later_delivery_never_costs_less(size: str, start: datetime, seconds: int, more: int) -> None:
    item, workdays, points = SIZES[size]
    at = [start + timedelta(seconds=each) for each in (seconds, seconds + more)]
    first, second = (
        rulings({"size": size, "accepted_at": start.isoformat(), "delivered_at": each.isoformat()}, now=NOW)[0]
        for each in at
    )
    limit = end_of(calendar().last_workday(local_date(start), workdays))
    assert (first.points or 0) <= (second.points or 0) <= points
    assert [(one.item, one.outcome is Outcome.BREACHED) for one in (first, second)] == [(item, d > limit) for d in at]
