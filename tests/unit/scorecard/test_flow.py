"""What both sides said: which word counts, which no longer fits, and that none gets lost."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.rounds import Fact
from hfcheck.scorecard import Obstacle, Stage
from tests.unit.deductions.example_case import statement
from tests.unit.scorecard.scene import (
    FAULT,
    ID,
    TITLE,
    about,
    accepts,
    day,
    decides,
    disputes,
    fault,
    item,
    line,
    ungraded,
    view,
    waives,
)

OPEN = "供应商确认或申诉，或由考核小组认定"


def withdrawal(kind: str, subject: str) -> str:
    """The commands that take a word back."""
    said = f"hfcheck log {kind} --subject {subject} --withdraw --because 理由 --by 姓名"
    return f"撤回：{said}，再 hfcheck sign {kind}/{subject} --as 姓名"


@pytest.mark.parametrize(
    ("words", "stage", "points", "opens"),
    [
        ((), Stage.CANDIDATE, 5, True),
        ((accepts(5),), Stage.ACCEPTED, 5, False),
        ((disputes(),), Stage.DISPUTED, None, True),
        ((decides(3),), Stage.DECIDED, 3, False),
        ((decides(0),), Stage.DECIDED, 0, False),
        ((waives(),), Stage.WAIVED, 0, False),
        ((waives("fault/e1"),), Stage.WAIVED, 0, False),
        ((accepts(5), disputes(day(1, 11))), Stage.DISPUTED, None, True),
        ((disputes(), accepts(5, day(1, 11))), Stage.ACCEPTED, 5, False),
        ((accepts(5), disputes()), Stage.DISPUTED, None, True),
        ((disputes(), decides(4)), Stage.DECIDED, 4, False),
        ((decides(4, day(1)), disputes(day(2))), Stage.DECIDED, 4, False),
        ((decides(4), decides(2, day(2, 11), subject="c2")), Stage.DECIDED, 2, False),
        ((disputes(), decides(4), waives()), Stage.WAIVED, 0, False),
    ],
)
def test_which_word_counts(words: tuple[Fact, ...], stage: Stage, points: int | None, *, opens: bool) -> None:
    found = view(fault(), *words)
    only = line(found)
    assert (only.stage, only.points, only.proposed) == (stage, points, 5)
    assert item(found).points == points
    assert found.total == points
    assert bool(found.obstacles) is opens
    assert found.obstacles == view(*words[::-1], fault(), *words).obstacles


def test_an_undetermined_deduction_waits_for_the_group() -> None:
    only = line(found := view(ungraded()))
    assert (only.stage, only.points, only.proposed) == (Stage.REVIEW, None, None)
    assert found.obstacles == (Obstacle(ID, only.reason, only.settles),)
    assert only.settles.startswith("由中心认定为普通故障")
    assert found.total is None
    decided = view(ungraded(), decides(5))
    assert (line(decided).stage, line(decided).points, decided.obstacles) == (Stage.DECIDED, 5, ())


def test_who_said_what_when_and_why_is_on_the_line_in_order() -> None:
    only = line(view(fault(), disputes(), decides(3)))
    assert only.said == ("2025-09-01 10:00 陈经理申诉：厂家备件未到；2025-09-02 10:00 李主任认定 3 分：情况属实")
    assert only.evidence == ("fault/e1/1", "dispute/d1/1", "decision/c1/1")
    assert line(view(fault(), accepts(5))).said == "2025-09-01 10:00 陈经理确认 5 分"
    assert line(view(fault(), waives())).said == "2025-09-02 10:00 李主任豁免：不可抗力"


def test_a_waiver_of_the_record_is_told_in_its_turn() -> None:
    said = line(view(fault(), waives("fault/e1", at=day(1)), decides(3))).said
    assert said.index("豁免") < said.index("认定")


def test_a_late_entry_is_marked() -> None:
    word = accepts(5)
    late = Fact(word.body, decides(5, day(2, 11)).received, word.hash)
    assert line(view(fault(), late)).said == "2025-09-01 10:00（补录） 陈经理确认 5 分"


def test_a_note_of_the_supplier_is_told() -> None:
    word = statement("acceptance", "a1", {"of": ID, "points": 5, "note": "已整改"}, day(1))
    assert line(view(fault(), word)).said.endswith("确认 5 分：已整改")


def test_an_acceptance_of_other_points_counts_for_nothing() -> None:
    found = view(fault(), accepts(3))
    only = line(found)
    assert (only.stage, only.points) == (Stage.CANDIDATE, 5)
    assert only.said == "2025-09-01 10:00 陈经理确认 3 分（事实其后有变，不再适用）"
    unfit = f"供方确认后事实有变：2025-09-01 10:00 陈经理确认 3 分；现为：{TITLE}"
    assert found.obstacles == (
        Obstacle(ID, "拟扣 5 分，供应商尚未确认，考核小组尚未认定", OPEN),
        Obstacle(ID, unfit, f"重新供方确认；或{withdrawal('acceptance', 'a1')}"),
    )


def test_what_nobody_can_say_is_not_accepted() -> None:
    found = view(ungraded(), accepts(5))
    assert (line(found).stage, line(found).points, len(found.obstacles)) == (Stage.REVIEW, None, 2)
    assert found.obstacles[1].settles == f"由考核小组认定；或{withdrawal('acceptance', 'a1')}"


@pytest.mark.parametrize("word", [accepts(5, at=day(1)), decides(3, at=day(2))])
def test_a_word_about_what_is_no_breach_any_more_can_only_be_withdrawn(word: Fact) -> None:
    kind, subject, _ = word.id.split("/")
    found = view(fault(FAULT | {"acted_at": "2025-08-20T12:00:00+08:00"}), word)
    assert [one.settles for one in found.obstacles] == [withdrawal(kind, subject)]


def test_a_decision_before_a_later_statement_does_not_fit_until_the_group_decides_again() -> None:
    later = fault({"handling": "更换电池"}, step=2, at=day(2, 11))
    found = view(fault(), decides(3), later)
    assert (line(found).stage, line(found).points) == (Stage.CANDIDATE, 5)
    assert found.obstacles[1].sentence.startswith("认定后事实有变：2025-09-02 10:00 李主任认定 3 分")
    assert found.obstacles[1].settles == f"由考核小组认定；或{withdrawal('decision', 'c1')}"
    again = view(fault(), decides(3), later, decides(3, day(2, 12), subject="c2"))
    assert (line(again).stage, line(again).points, again.obstacles) == (Stage.DECIDED, 3, ())
    assert "（事实其后有变，不再适用）；2025-09-02 12:00" in line(again).said


def test_a_late_entry_after_the_decision_is_a_later_statement() -> None:
    claimed = fault({"handling": "更换电池"}, step=2, at="2025-08-20T15:00:00+08:00")
    late = Fact(claimed.body, decides(3, day(2, 11)).received, claimed.hash)
    assert line(view(fault(), decides(3), late)).stage is Stage.CANDIDATE


def test_statements_that_came_in_together_are_ordered_by_what_they_claim() -> None:
    received = decides(3, day(2, 20)).received
    first, word = (Fact(one.body, received, one.hash) for one in (fault(), decides(3)))
    assert line(view(first, word)).stage is Stage.DECIDED


def test_a_fault_raised_after_it_was_accepted_is_open_again() -> None:
    raised = {"severity": "serious"}
    correction = fault(raised, step=2, at=day(2))
    body = dict(correction.body) | {"corrects": "fault/e1/1", "because": "业务中断"}
    found = view(fault(), accepts(5), Fact(body, correction.received, correction.hash))
    assert (line(found).stage, line(found).proposed) == (Stage.CANDIDATE, 10)
    assert [one.what for one in found.obstacles] == [ID, ID]


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        (accepts(5), "供方确认后事实有变"),
        (decides(5), "认定后事实有变"),
        (decides(0), ""),
        (disputes(), ""),
        (waives(), ""),
    ],
)
def test_points_for_what_costs_nothing_any_more_stand_in_the_way(word: Fact, sentence: str) -> None:
    found = view(fault(dict(FAULT) | {"acted_at": "2025-08-20T11:00:00+08:00"}), word)
    assert item(found).lines == ()
    assert [one.sentence[: len(sentence)] for one in found.obstacles] == ([sentence] if sentence else [])


@pytest.mark.parametrize(
    ("word", "record", "title"),
    [
        (decides(5, of="9/fault/e7"), "decision/c1", "认定"),
        (accepts(5, of="9/fault/e7"), "acceptance/a1", "供方确认"),
        (disputes(of="9/fault/e7"), "dispute/d1", "申诉"),
        (waives("fault/e7"), "exemption/w1", "豁免或延期"),
    ],
)
def test_a_word_about_nothing_is_not_dropped(word: Fact, record: str, title: str) -> None:
    found = view(fault(), accepts(5), word) if "acceptance" not in record else view(word)
    of = word.body["says"]["of"]
    assert about(found, record) == [Obstacle(record, f"{title}所指的 {of} 不是现有的扣分事项", f"更正或撤回该{title}")]
    assert len(found.obstacles) == 1


def test_only_a_waiver_may_name_the_record() -> None:
    found = view(fault(), decides(5, of="fault/e1"))
    assert line(found).stage is Stage.CANDIDATE
    assert len(about(found, "decision/c1")) == 1


@pytest.mark.parametrize("of", ["fault/e1", "9/fault/e1", "request/r-9"])
def test_a_waiver_with_a_date_spares_nothing_and_has_to_name_what_is_owed_by_a_date(of: str) -> None:
    found = view(fault(), accepts(5), waives(of, until="2025-12-31T00:00:00+08:00"))
    assert line(found).stage is Stage.ACCEPTED
    assert found.obstacles == (Obstacle("exemption/w1", f"延期所指的 {of} 不是现有的需求或任务", "更正或撤回该延期"),)


@pytest.mark.parametrize("of", ["request/r-1", "7/request/r-1"])
def test_a_request_is_given_another_date_by_its_own_number_or_its_deductions(of: str) -> None:
    asked = {"name": "需求", "system": "核心系统", "accepted_at": "2025-08-04T09:00:00+08:00", "size": "small"}
    late = statement("request", "r-1", asked | {"delivered_at": "2025-08-26T09:00:00+08:00"})
    found = view(fault(), accepts(5), late, waives(of, until="2025-08-27T00:00:00+08:00"))
    assert found.obstacles == ()


@pytest.mark.parametrize(("points", "sentences"), [(10, []), (11, ["认定 11 分，超过扣分标准的每次 10 分"])])
def test_the_group_decides_within_the_annex(points: int, sentences: list[str]) -> None:
    found = view(fault(), decides(points))
    assert [one.sentence for one in found.obstacles] == sentences


MINUTES = st.integers(0, 59).map(lambda minute: day(2).replace(":00:00+", f":{minute:02}:00+"))
POINTS = st.integers(0, 10)
WORDS = st.one_of(
    st.builds(accepts, POINTS, MINUTES, subject=st.sampled_from(["a1", "a2"])),
    st.builds(disputes, MINUTES, subject=st.sampled_from(["d1", "d2"])),
    st.builds(decides, POINTS, MINUTES, subject=st.sampled_from(["c1", "c2"])),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(WORDS, max_size=5, unique_by=lambda word: word.id), st.randoms(use_true_random=False))
def test_whatever_is_said_the_order_does_not_matter_and_only_what_is_settled_has_no_obstacle(
    words: list[Fact], random: Random
) -> None:
    found = view(fault(), *words)
    shuffled = [fault(), *words, *words]
    random.shuffle(shuffled)
    assert view(*shuffled) == found
    only = line(found)
    assert bool(found.obstacles) is (only.stage not in (Stage.ACCEPTED, Stage.DECIDED))
    assert (only.points is None) is (only.stage is Stage.DISPUTED)
    decisions = [word for word in words if word.type == "decision"]
    if decisions:
        latest = max(decisions, key=lambda word: (word.body["at"], word.id))
        assert (only.stage, only.points) == (Stage.DECIDED, latest.body["says"]["points"])
    else:
        assert only.points in (None, 5)
