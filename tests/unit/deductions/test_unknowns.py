"""Every way in which the unknown may be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

import pytest

from hfcheck.deductions.unknowns import agreed, all_of, any_of, either, unknown
from hfcheck.kinds import Meeting


def test_what_is_known_is_one_way_and_what_is_not_is_both() -> None:
    assert (either(True), either(False), either(None)) == ((True,), (False,), (False, True))


@pytest.mark.parametrize(("ways", "points"), [([0, 0], 0), ([2], 2), ([0, 2], None), ([2, None], None), ([None], None)])
def test_ways_that_differ_say_nothing(ways: list[int | None], points: int | None) -> None:
    assert agreed(ways) == points


def test_fields_that_nobody_stated_are_named_in_chinese() -> None:
    meeting = Meeting.model_validate({"name": "会", "starts_at": "2025-09-03T10:00:00+08:00", "outcome": "normal"})
    assert unknown(meeting, "outcome", "preparation_ok", "equipment_fault") == "调试结果正常、属设备故障"
    assert unknown(meeting, "outcome") == ""


TRIPLES = [answers for size in range(4) for answers in product((True, False, None), repeat=size)]


@pytest.mark.parametrize("answers", TRIPLES)
@pytest.mark.parametrize(("rule", "sure"), [(all_of, all), (any_of, any)])
def test_an_answer_is_what_every_way_says(
    rule: Callable[..., bool | None], sure: Callable[[Sequence[bool]], bool], answers: tuple[bool | None, ...]
) -> None:
    ways = {sure(way) for way in product(*((True, False) if each is None else (each,) for each in answers))}
    assert rule(*answers) is (ways.pop() if len(ways) == 1 else None)
