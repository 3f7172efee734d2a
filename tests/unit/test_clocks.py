"""Running clocks: only what runs, the nearest limit first."""

from __future__ import annotations

from datetime import datetime, timedelta

from hfcheck.clocks import Clock, running
from hfcheck.model import SHANGHAI
from hfcheck.rulings import Occurrence

NOW = datetime(2025, 9, 3, 10, tzinfo=SHANGHAI)


def occurrence(item: int, record: str) -> Occurrence:
    return Occurrence(item, record, (f"{record}/1",), frozenset({record}))


def test_what_runs_is_listed_by_its_limit_with_the_points_at_risk() -> None:
    fault, request = occurrence(9, "fault/a"), occurrence(7, "request/b")
    later, sooner = NOW + timedelta(days=3), NOW + timedelta(minutes=40)
    rulings = [
        request.running(later, 5, "小需求应发到现场测试"),
        fault.running(sooner, 10, "应处理"),
        occurrence(9, "fault/c").breached(NOW, 5, "未处理"),
        occurrence(9, "fault/d").kept(NOW, "已处理"),
        occurrence(9, "fault/e").undetermined(NOW, "未定等级", "认定等级"),
    ]
    assert running(rulings, NOW) == (
        Clock(9, "fault/a", "应处理", sooner, timedelta(minutes=40), 10),
        Clock(7, "request/b", "小需求应发到现场测试", later, timedelta(days=3), 5),
    )
    assert running(reversed(rulings), NOW) == running(rulings, NOW)


def test_limits_of_one_instant_are_ordered_by_item() -> None:
    limit = NOW + timedelta(hours=1)
    found = running([occurrence(n, "fault/a").running(limit, 1, "应处理") for n in (14, 9)], NOW)
    assert [clock.item for clock in found] == [9, 14]


def test_nothing_runs() -> None:
    assert running([], NOW) == ()
