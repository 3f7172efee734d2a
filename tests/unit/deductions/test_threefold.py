"""Kleene's logic against every way in which the unknown may be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

import pytest

from hfcheck.deductions.threefold import all_of, any_of

TRIPLES = [answers for size in range(4) for answers in product((True, False, None), repeat=size)]


@pytest.mark.parametrize("answers", TRIPLES)
@pytest.mark.parametrize(("rule", "sure"), [(all_of, all), (any_of, any)])
def test_an_answer_is_what_every_way_says(
    rule: Callable[..., bool | None], sure: Callable[[Sequence[bool]], bool], answers: tuple[bool | None, ...]
) -> None:
    ways = {sure(way) for way in product(*((True, False) if each is None else (each,) for each in answers))}
    assert rule(*answers) is (ways.pop() if len(ways) == 1 else None)
