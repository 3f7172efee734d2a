"""What became different since a month was finalised, in sentences."""

from __future__ import annotations

from dataclasses import replace

from hfcheck.kinds import Party
from hfcheck.scorecard import STAGES, Stage, differs
from tests.unit.deductions.example_case import statement
from tests.unit.scorecard.scene import FAULT, ID, TITLE, accepts, candidate, day, decides, fault, view, waives

FINAL = replace(view(fault(), accepts(5)), revision=1, signed={Party.CENTRE: ("李主任",)})


def test_every_stage_has_a_word() -> None:
    assert set(STAGES) == set(Stage)


def test_the_same_facts_differ_in_nothing() -> None:
    assert differs(FINAL, view(fault(), accepts(5))) == ()


def test_a_deduction_that_came_later() -> None:
    late = statement("fault", "e2", FAULT, day(2))
    now = view(fault(), accepts(5), late)
    assert differs(FINAL, now) == (
        "9/fault/e2：原无此项，现为候选 5 分",
        "合计：原为 5 分，现为 10 分",
        "新增未决：9/fault/e2：拟扣 5 分，供应商尚未确认，考核小组尚未认定",
    )


def test_a_deduction_that_went() -> None:
    assert differs(FINAL, view()) == (f"{ID}：原为供方确认 5 分，现无此项", "合计：原为 5 分，现为 0 分")


def test_another_word_about_it() -> None:
    assert differs(FINAL, view(fault(), accepts(5), waives())) == (
        f"{ID}：原为供方确认 5 分，现为豁免 0 分",
        f"{ID}：双方意见有变，现为“2025-09-01 10:00 陈经理确认 5 分；2025-09-02 10:00 李主任豁免：不可抗力”",
        f"{ID}：依据的台账记录有 1 条不同",
        "合计：原为 5 分，现为 0 分",
    )


def test_the_same_points_for_other_facts() -> None:
    now = view(fault({**FAULT, "acted_at": "2025-08-20T13:00:00+08:00"}), accepts(5))
    changed = TITLE.replace("12:00:01", "13:00")
    assert differs(FINAL, now) == (f"{ID}：事实有变，原为“{TITLE}”，现为“{changed}”",)


def test_other_words_of_an_item_and_what_stands_in_the_way_now() -> None:
    now = view(fault(), decides(5), candidates=[candidate("2025-08-20T00:00:00+08:00")])
    reworded = replace(now, items=(replace(now.items[0], words="…"), *now.items[1:]))
    found = differs(FINAL, reworded)
    assert "第 1 项的条文与定稿时不同" in found
    assert found[-1].startswith("新增未决：candidate/memory/run1：候选事件未处理")
