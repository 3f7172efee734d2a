"""A month's sheet: fifteen items, and everything that stands in the way of finalising it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hfcheck.deductions import rule_all
from hfcheck.errors import ContentError, InputError
from hfcheck.incidents import Candidate
from hfcheck.rulings import Occurrence, Outcome
from hfcheck.scorecard import Obstacle, Stage, sheet
from tests.unit.deductions.example_case import statement
from tests.unit.scorecard.scene import (
    FAULT,
    ID,
    MONTH,
    about,
    accepts,
    candidate,
    case_of,
    day,
    fault,
    item,
    line,
    view,
)


def test_a_month_in_order_has_fifteen_items_without_points() -> None:
    found = view()
    assert [one.item for one in found.items] == list(range(1, 16))
    assert [one.points for one in found.items] == [0] * 15
    assert (found.total, found.final, found.obstacles) == (0, False, ())
    assert (item(found).category, item(found).lines) == ("设备运维类", ())


def test_points_of_an_item_are_the_sum_of_its_lines_and_open_ones_make_it_open() -> None:
    other = statement("fault", "e2", FAULT, "2025-08-20T13:00:00+08:00")
    both = view(fault(), other, accepts(5), accepts(5, of="9/fault/e2", subject="a2"))
    assert (item(both).points, both.total, len(item(both).lines)) == (10, 10, 2)
    unknown = statement("fault", "e2", {**FAULT, "severity": None}, "2025-08-20T13:00:00+08:00")
    opened = view(fault(), accepts(5), unknown)
    assert (item(opened).points, opened.total) == (None, None)


def test_another_month_has_no_line_of_this_one() -> None:
    found = view(fault(), month="2025-09", now="2025-10-01T00:00:00+08:00")
    assert item(found).lines == ()


@pytest.mark.parametrize("month", ["2025-07", "2026-01", "2025-8", ""])
def test_a_month_outside_of_the_service_is_refused(month: str) -> None:
    with pytest.raises(InputError) as problem:
        view(month=month)
    assert str(problem.value) == f"expected a month of the service (2025-08 to 2025-12), found {month!r}"


def test_a_ruling_of_an_unknown_item_is_refused() -> None:
    case = case_of()
    ruling = Occurrence(16, "fault/e1", (), frozenset()).breached(case.now, 5, "…")
    with pytest.raises(ContentError, match="expected rulings of items that the terms hold, found item 16"):
        sheet(case, [ruling], (), MONTH)


def test_a_month_is_over_at_its_last_midnight() -> None:
    over = Obstacle(MONTH, "本月尚未结束", "2025-08-31 24:00 后定稿")
    assert about(view(now="2025-08-31T23:59:59+08:00"), MONTH) == [over]
    assert about(view(now="2025-09-01T00:00:00+08:00"), MONTH) == []


def test_the_last_month_is_over_with_the_service() -> None:
    contract = {"name": "运维", "supplier": "供应商", "centre": "中心", "amount": "337000.00", "posts": 3}
    days = {"first_day": "2025-08-01", "last_day": "2025-08-20"}
    stated = statement("contract", "contract", contract | days, "2025-08-01T09:00:00+08:00")
    for now, count in (("2025-08-20T23:59:59+08:00", 1), ("2025-08-21T00:00:00+08:00", 0)):
        case = case_of(stated, now=now, without=("contract/contract",))
        assert len(about(sheet(case, (), (), MONTH), MONTH)) == count


def test_a_clock_hinders_only_the_month_of_its_limit() -> None:
    waiting = {name: value for name, value in FAULT.items() if name != "acted_at"}
    begun = statement("fault", "e1", waiting | {"alarm_at": "2025-08-31T23:00:00+08:00"}, "2025-08-31T23:10:00+08:00")
    case = case_of(begun, now="2025-08-31T23:30:00+08:00")
    ruling = next(one for one in rule_all(case) if one.id == ID)
    assert (ruling.outcome, ruling.month) == (Outcome.RUNNING, "2025-09")
    assert about(sheet(case, [ruling], (), MONTH), ID) == []
    (obstacle,) = about(sheet(case, [ruling], (), "2025-09"), ID)
    assert obstacle.sentence == f"时限未到：{ruling.reason}"
    assert obstacle.settles == "2025-09-01 01:00 前处理，或到期后定稿"


def test_a_record_that_cannot_be_used_stands_in_the_way() -> None:
    contradiction = fault({"acted_at": "2025-08-20T11:00:00+08:00"}, step=2)
    found = view(fault(), contradiction)
    assert about(found, "fault/e1") == [
        Obstacle("fault/e1", "“acted_at”前后记载不一致，且未写明更正哪一条", "更正或撤回该记录")
    ]


def test_a_record_without_its_signature_stands_in_the_way_and_does_not_count() -> None:
    found = view(fault(), bare=[accepts(5)])
    assert line(found).stage is Stage.CANDIDATE
    settles = "签字：hfcheck sign acceptance/a1 --as 姓名；或撤回该记录"
    assert about(found, "acceptance/a1") == [Obstacle("acceptance/a1", "待供应商签字", settles)]


@pytest.mark.parametrize(
    ("found", "hinders"),
    [
        (candidate("2025-08-31T23:59:59+08:00"), True),
        (candidate("2025-09-01T00:00:00+08:00"), False),
        (candidate("2025-07-20T00:00:00+08:00"), True),
        (candidate("2025-07-20T00:00:00+08:00", "2025-07-31T23:59:59+08:00"), False),
        (candidate("2025-07-20T00:00:00+08:00", "2025-08-01T00:00:00+08:00"), True),
        (candidate("2025-08-20T00:00:00+08:00", "2025-08-21T00:00:00+08:00"), True),
        (candidate("2025-08-20T00:00:00+08:00", triaged="triage/t1"), False),
    ],
)
def test_what_the_inspections_saw_in_the_month_and_nobody_looked_at(found: Candidate, *, hinders: bool) -> None:
    assert bool(view(candidates=[found]).obstacles) is hinders


def test_a_candidate_names_what_was_seen_where_and_since_when() -> None:
    found = view(candidates=[candidate(day(1).replace("09-01", "08-05"), hosts=("a", "b", "c", "d"))])
    sentence = "候选事件未处理：内存不足（a、b、c 等 4 台，2025-08-05 10:00 起）"
    assert found.obstacles == (Obstacle("candidate/memory/run1", sentence, "登记为事项，或判定不构成扣分事项"),)


def test_a_candidate_says_which_item_it_points_to() -> None:
    (obstacle,) = view(candidates=[replace(candidate("2025-08-05T10:00:00+08:00"), item=5)]).obstacles
    assert obstacle.sentence.startswith("候选事件未处理（第 5 项线索）：内存不足")


def test_a_month_without_its_registers_is_open() -> None:
    found = view(without=["registers/2025-08"])
    assert found.total is None
    assert all(only.stage is Stage.REVIEW for one in found.items for only in one.lines)
    assert len(found.obstacles) == sum(len(one.lines) for one in found.items) > 0
