"""Every worked example of every stanza is what the rules say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from hfcheck.deductions import rule_all
from hfcheck.rulings import Outcome, Ruling
from hfcheck.terms import stanzas
from tests.unit.deductions.example_case import Example, build

ITEMS = {stem: stanza for stem, stanza in stanzas().items() if "item" in stanza}
EXAMPLES = [
    pytest.param(stanza["item"], example, id=f"{stem}-{number}")
    for stem, stanza in ITEMS.items()
    for number, example in enumerate(stanza["examples"], 1)
]
SHOWN = (Outcome.BREACHED, Outcome.UNDETERMINED)


@pytest.mark.parametrize(("item", "example"), EXAMPLES)
def test_an_example_comes_out_as_it_says(item: int, example: Example) -> None:
    found = [ruling for ruling in rule_all(build(example)) if ruling.item == item]
    expected = [_expected(line) for line in example["expect"]]
    shown = SHOWN if all(line[1] is not Outcome.RUNNING for line in expected) else (*SHOWN, Outcome.RUNNING)
    lines = [_line(ruling) for ruling in found if ruling.outcome in shown]
    assert sorted(lines, key=str) == sorted(expected, key=str), example["title"]


@pytest.mark.parametrize("stem", sorted(ITEMS))
def test_a_stanza_has_at_least_three_examples_each_with_its_own_title(stem: str) -> None:
    titles = [example["title"] for example in ITEMS[stem]["examples"]]
    assert len(titles) == len(set(titles)) >= 3


def _expected(line: Mapping[str, Any]) -> tuple[str, Outcome, int | None]:
    return str(line["month"]), Outcome(line["outcome"]), line.get("points")


def _line(ruling: Ruling) -> tuple[str, Outcome, int | None]:
    return ruling.month, ruling.outcome, ruling.points
