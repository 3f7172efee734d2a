"""Whatever an IOS device prints, a parser answers with typed values or refuses; it never crashes."""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hfcheck.network.command import commands
from hfcheck.readings.parsing import Unreadable

PLATFORM = "cisco_ios"
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
    assert any(values.values()) or 0 in values.values()


@pytest.mark.parametrize("line", LINES)
def test_a_very_long_output_is_refused_and_not_pondered(line: str) -> None:
    with pytest.raises(Unreadable, match="expected"):
        commands(PLATFORM)[line].parse("a " * 3000)
    with pytest.raises(Unreadable, match="at most 200000 lines"):
        commands(PLATFORM)[line].parse("x\n" * 200_001)


@pytest.mark.parametrize("line", LINES)
def test_no_line_is_pondered_over(line: str) -> None:
    command = commands(PLATFORM)[line]
    known = next(iter(sorted(FIXTURES.glob(f"{command.slug}/*.raw")))).read_bytes().decode()
    words = {word for each in known.split("\n") for word in (each[:3], *each.split()[:1])}
    began = time.process_time()
    for word in sorted(words):
        for filling in (" ", "a ", "1", ",", "a1/0 ", "(P) ", "uptime is ", "PID: , VID:"):
            with contextlib.suppress(Unreadable):
                command.parse(f"{known}\n{word}{filling * 300}"[: len(known) + 290])
    assert time.process_time() - began < 5
