from __future__ import annotations

from typing import Any

import pytest

from hfcheck.promises import Promise, promises
from hfcheck.rulings import Outcome
from tests.unit.deductions.example_case import build

SAME_DAY, GENERAL, ON_SITE, SENT_OUT, QUARTERLY, PHONE, FAILOVER, WATCH, DUTY = range(9)


def at(day: int, clock: str = "09:00:00") -> str:
    return f"2025-09-{day:02}T{clock}+08:00"


def request(**says: Any) -> dict[str, Any]:
    return {"request": {"name": "需求", "system": "报表系统", "accepted_at": at(24), "affects_business": True} | says}


def visit(**says: Any) -> dict[str, Any]:
    return {"visit": {"name": "现场", "purpose": "on_site", "asked_at": at(10)} | says}


def duty(day: int, gap: int = 0, service: str = "duty") -> dict[str, Any]:
    return {"duty": {"service": service, "day": f"2025-09-{day:02}", "person": "王工", "gap_minutes": gap}}


def switch(**says: Any) -> dict[str, Any]:
    return {"switchover": {"name": "切换", "learnt_at": at(22)} | says}


def found(number: int, *facts: dict[str, Any], **example: Any) -> Promise:
    return promises(build({"facts": list(facts)} | example), "2025-09")[number]


def outcomes(promise: Promise) -> list[tuple[Outcome, str]]:
    return [(one.outcome, one.figure) for one in promise.measured]


@pytest.mark.parametrize(
    ("says", "outcome", "figure"),
    [
        ({"closed_at": at(24, "23:59:59")}, Outcome.KEPT, "用时 14 小时 59 分"),
        ({"closed_at": "2025-09-25T00:00:00+08:00"}, Outcome.KEPT, "用时 15 小时 00 分"),
        ({"closed_at": at(25, "00:00:01")}, Outcome.BREACHED, "用时 15 小时 00 分"),
        ({}, Outcome.BREACHED, "逾期未完成"),
        ({"affects_business": None}, Outcome.UNDETERMINED, "是否影响业务未记录"),
    ],
)
def test_urgent_requests_are_finished_on_their_day(says: dict[str, Any], outcome: Outcome, figure: str) -> None:
    assert outcomes(found(SAME_DAY, request(**says))) == [(outcome, figure)]


@pytest.mark.parametrize(
    ("closed", "outcome"),
    [("2025-10-21T23:59:59+08:00", Outcome.KEPT), ("2025-10-22T00:00:01+08:00", Outcome.BREACHED)],
)
def test_general_requests_have_fifteen_working_days_over_the_holidays(closed: str, outcome: Outcome) -> None:
    (one,) = found(GENERAL, request(affects_business=False, closed_at=closed)).measured
    assert one.outcome is outcome


def test_a_request_that_follows_a_test_plan_has_no_general_limit() -> None:
    assert found(GENERAL, request(affects_business=False, plan="十月通测")).measured == ()


def test_an_open_request_runs_until_its_limit() -> None:
    early = found(GENERAL, request(affects_business=False), now="2025-10-21T23:00:00+08:00")
    assert outcomes(early) == [(Outcome.RUNNING, "尚未完成")]


@pytest.mark.parametrize(
    ("says", "outcome", "figure"),
    [
        ({"travel_minutes": 60, "arrived_at": at(10, "12:00:00")}, Outcome.KEPT, "用时 3 小时 00 分"),
        ({"travel_minutes": 60, "arrived_at": at(10, "12:00:01")}, Outcome.BREACHED, "用时 3 小时 00 分"),
        ({"arrived_at": at(10, "09:30:00")}, Outcome.UNDETERMINED, "路途时间 T 未记录"),
        ({"travel_minutes": 60}, Outcome.BREACHED, "逾期未完成"),
    ],
)
def test_somebody_is_on_site_two_hours_after_the_way(says: dict[str, Any], outcome: Outcome, figure: str) -> None:
    assert outcomes(found(ON_SITE, visit(**says))) == [(outcome, figure)]


def test_an_urgent_request_open_for_more_than_a_working_day_brings_somebody() -> None:
    late = request(closed_at=at(28))
    nobody = (Outcome.BREACHED, "没有到场登记")
    assert outcomes(found(SENT_OUT, late)) == [nobody]
    for own in ("request/e1", "e1"):
        linked = visit(asked_at=at(25), arrived_at=at(26), of=own)
        assert outcomes(found(SENT_OUT, late, linked)) == [(Outcome.KEPT, "办结前已到场")]
    assert outcomes(found(SENT_OUT, late, visit(asked_at=at(25), arrived_at=at(26), of="fault/e9"))) == [nobody]
    assert outcomes(found(SENT_OUT, late, visit(asked_at=at(25), arrived_at=at(29), of="e1"))) == [nobody]
    assert found(SENT_OUT, request(closed_at=at(25, "18:00:00"))).measured == ()


@pytest.mark.parametrize("says", [{"arrived_at": at(26)}, {"of": "e1"}, {}])
def test_a_visit_that_names_no_request_or_no_hour_leaves_open_whether_somebody_came(says: dict[str, Any]) -> None:
    late, open_ = request(closed_at=at(28)), [(Outcome.UNDETERMINED, "到场情况未记录")]
    assert outcomes(found(SENT_OUT, late, visit(asked_at=at(25), **says))) == open_
    assert outcomes(found(SENT_OUT, late, without=["registers/2025-09"])) == open_


def test_a_quarter_without_an_inspection_is_broken_only_when_its_registers_are_complete() -> None:
    assert outcomes(found(QUARTERLY)) == [(Outcome.BREACHED, "没有季度巡检登记")]
    assert outcomes(found(QUARTERLY, without=["registers/2025-08"])) == [(Outcome.UNDETERMINED, "季度巡检未记录")]
    assert outcomes(found(QUARTERLY, now=at(30))) == [(Outcome.RUNNING, "本季度尚未巡检")]
    august = visit(purpose="quarterly", asked_at="2025-08-20T08:00:00+08:00", arrived_at="2025-08-20T10:00:00+08:00")
    assert outcomes(found(QUARTERLY, august)) == [(Outcome.KEPT, "已巡检 1 次")]


def test_every_day_needs_its_entry_of_duty() -> None:
    promise = found(DUTY, *(duty(day, gap=30 * (day == 3)) for day in range(1, 30)), now="2025-10-01T00:00:00+08:00")
    assert promise.count(Outcome.KEPT) == 28
    assert [one.what for one in promise.measured if one.outcome is Outcome.BREACHED] == ["2025-09-03"]
    assert promise.measured[-1].figure == "值班未记录"
    assert found(WATCH).count(Outcome.UNDETERMINED) == 30
    assert found(PHONE, duty(1, service="phone")).count(Outcome.KEPT) == 1


def test_two_entries_of_one_day_add_their_gaps_and_today_is_not_over() -> None:
    twice = found(DUTY, duty(1), duty(1, gap=5), now=at(2))
    assert outcomes(twice) == [(Outcome.BREACHED, "中断 5 分钟"), (Outcome.RUNNING, "当日未结束")]


@pytest.mark.parametrize(
    ("says", "outcome", "figure"),
    [
        ({"switched_at": at(22, "09:04:00"), "lost_requests": 0}, Outcome.KEPT, "4 分切换，丢失请求 0 个"),
        ({"switched_at": at(22, "09:04:00"), "lost_requests": 3}, Outcome.BREACHED, "4 分切换，丢失请求 3 个"),
        ({"switched_at": at(22, "09:04:00")}, Outcome.UNDETERMINED, "4 分切换，丢失请求数未记录"),
        ({}, Outcome.UNDETERMINED, "切换完成时间未记录"),
    ],
)
def test_a_failover_is_kept_when_no_request_was_lost(says: dict[str, Any], outcome: Outcome, figure: str) -> None:
    assert outcomes(found(FAILOVER, switch(**says))) == [(outcome, figure)]


def test_a_promise_without_occurrence_says_whether_its_register_is_complete() -> None:
    assert found(ON_SITE).complete
    assert not found(ON_SITE, without=["registers/2025-09"]).complete
    assert found(ON_SITE).measured == ()


def test_nothing_recorded_is_never_kept() -> None:
    case = build({"without": [f"registers/2025-{month:02}" for month in range(8, 13)]})
    assert not any(promise.count(Outcome.KEPT) for promise in promises(case, "2025-09"))


@pytest.mark.parametrize(("confirmed_at", "complete"), [(at(29), False), ("2025-10-01T00:00:00+08:00", True)])
def test_a_register_confirmed_before_the_month_was_over_says_nothing_of_it(confirmed_at: str, complete: bool) -> None:
    word = {"registers": {"month": "2025-09", "complete": ["visit"]}, "subject": "2025-09", "at": confirmed_at}
    assert found(ON_SITE, word).complete is complete


def test_a_register_does_not_cover_what_was_stated_after_it() -> None:
    said = "2025-10-08T09:00:00+08:00"
    word = {"registers": {"month": "2025-09", "complete": ["visit"]}, "subject": "2025-09", "at": said}
    later = visit(arrived_at=at(10, "10:00:00")) | {"at": "2025-10-09T09:00:00+08:00"}
    assert found(ON_SITE, word).complete
    assert not found(ON_SITE, word, later).complete
