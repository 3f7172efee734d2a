"""Whatever an FRRouting device prints, a parser answers with typed values or refuses; it never crashes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hfcheck.network.command import commands
from hfcheck.readings.parsing import Unreadable

PLATFORM = "frr"
FIXTURES = Path(__file__).parents[3] / "fixtures" / "network" / PLATFORM
HOSTILE = [
    "",
    "-1",
    "9" * 40,
    "nan",
    "²",
    "٣",
    "1_0",
    ":",
    "--",
    "N/A",
    "\n",
    " ",
    "\t",
    "\u202e",
    "温度",
    "Error",
    "4095",
]
LINES = sorted(commands(PLATFORM))


@st.composite
def mutated(draw: st.DrawFn, text: str) -> str:
    """The text after a few cuts, copies and replacements."""
    for _ in range(draw(st.integers(0, 4))):
        start, end = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        end = min(end, start + draw(st.sampled_from([1, 4, 40, 4000])))
        middle = draw(st.sampled_from([*HOSTILE, text[start:end] * 2]) | st.text(max_size=8))
        text = text[:start] + middle + text[end:]
    return text


def plain(value: object) -> bool:
    """Whether a value is JSON-able data without infinities."""
    if isinstance(value, Mapping):
        return all(isinstance(key, str) and plain(each) for key, each in value.items())
    if isinstance(value, list):
        return all(plain(each) for each in value)
    return value is None or isinstance(value, str) or (isinstance(value, int | float) and math.isfinite(value))


@pytest.mark.parametrize("line", LINES)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_parser_refuses_or_answers(line: str, data: st.DataObject) -> None:
    command = commands(PLATFORM)[line]
    seeds = [path.read_bytes().decode() for path in sorted(FIXTURES.glob(f"{command.slug}/*.raw"))]
    text = data.draw(mutated(data.draw(st.sampled_from(seeds))) | st.text(max_size=200))
    try:
        values = command.parse(text)
    except Unreadable:
        return
    assert values.keys() == command.values.keys()
    assert plain(values)


@pytest.mark.parametrize("line", LINES)
def test_no_nesting_is_too_deep_to_refuse(line: str) -> None:
    for text in ("[" * 200_000, '{"a":' * 200_000, "9" * 10_000, "a " * 3000):
        with pytest.raises(Unreadable, match="expected"):
            commands(PLATFORM)[line].parse(text)
