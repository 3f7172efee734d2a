"""Whatever a Comware device prints, a parser answers with typed values or refuses; it never crashes."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hfcheck.network.command import commands, find
from hfcheck.network.facts import FACTS, sources
from hfcheck.network.observed import Heard, Missing, Outcome, read
from hfcheck.readings.parsing import Unreadable

PLATFORM = "h3c_comware"
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
# A header alone is an answer only where the device has no other way to say "none".
HEADED = frozenset({"display lldp neighbor-information list"})
LINES = sorted(commands(PLATFORM))
OTHERS = sorted(FIXTURES.glob("*/*.raw"))
PRINTED = frozenset(
    {"interface", "mac", "serial", "line", "user", "feature", "file", "sysname", "tag", "root", "next_hop"}
)


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
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
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
    assert any(values.values()) or 0 in values.values() or (line in HEADED and "System Name" in text)


@st.composite
def shuffled(draw: st.DrawFn, text: str) -> str:
    """The text with lines lost, doubled, swapped, cut short, or out of another command's output."""
    found = text.split("\n")
    for _ in range(draw(st.integers(1, 3))):
        first, second = (draw(st.integers(0, len(found) - 1)) for _ in range(2))
        way = draw(st.sampled_from(["lose", "double", "swap", "shorten", "end", "mix"]))
        if way == "lose" and len(found) > 1:
            del found[first]
        elif way == "double":
            found.insert(second, found[first])
        elif way == "swap":
            found[first], found[second] = found[second], found[first]
        elif way == "shorten":
            found[first] = found[first][: draw(st.integers(0, len(found[first])))]
        elif way == "end":
            found = found[: first + 1]
        else:
            other = draw(st.sampled_from(OTHERS)).read_text(encoding="utf-8").split("\n")
            found[first:first] = other[: draw(st.integers(1, len(other)))]
    return "\n".join(found)


def names(value: object, key: str = "") -> Iterator[str]:
    """The values that a device prints as they are: names, files, serial and hardware numbers."""
    if isinstance(value, Mapping):
        for inner, each in value.items():
            yield from names(each, inner)
    elif isinstance(value, list):
        for each in value:
            yield from names(each, key)
    elif isinstance(value, str) and key in PRINTED:
        yield value


def squeezed(text: str) -> str:
    """A text without what the spellings of numbers and line breaks put into it."""
    return re.sub(r"[\s:.-]", "", text).lower()


@pytest.mark.parametrize("line", LINES)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_lines_in_disorder_are_refused_or_give_what_they_say(line: str, data: st.DataObject) -> None:
    command = commands(PLATFORM)[line]
    seeds = [path.read_bytes().decode() for path in sorted(FIXTURES.glob(f"{command.slug}/*.raw"))]
    text = data.draw(shuffled(data.draw(st.sampled_from(seeds))))
    try:
        values = command.parse(text)
    except Unreadable:
        return
    assert all(squeezed(name) in squeezed(text) for name in names(values))


@pytest.mark.parametrize("fact", sorted(FACTS))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_fact_is_told_or_missing(fact: str, data: st.DataObject) -> None:
    for source in sources(PLATFORM, fact):
        cases = sorted(FIXTURES.glob(f"{find(PLATFORM, source.line).slug}/*.raw"))
        text = data.draw(st.sampled_from(cases)).read_bytes().decode()
        found = read(PLATFORM, fact, Heard(source.line, Outcome.ANSWERED, data.draw(shuffled(text) | mutated(text))))
        assert found is not None
        assert not isinstance(found, Missing) or found.detail


@pytest.mark.parametrize("line", LINES)
def test_a_very_long_output_is_refused_and_not_pondered(line: str) -> None:
    with pytest.raises(Unreadable, match="expected"):
        commands(PLATFORM)[line].parse("a " * 3000)
    with pytest.raises(Unreadable, match="at most 200000 lines"):
        commands(PLATFORM)[line].parse("x\n" * 200_001)
