"""Outputs that were cut, mixed and made up: refused, or a fact that says nothing the output does not say."""

from __future__ import annotations

import dataclasses
import random
import re
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

from hfcheck.network.command import find
from hfcheck.network.facts import FACTS, Source, sources
from hfcheck.network.observed import Heard, Missing, Outcome, read

from ..mutations import damaged
from ..written import texts

PLATFORM = "huawei_vrp"
FIXTURES = Path(__file__).parents[3] / "fixtures" / "network" / PLATFORM
LINES = [line for text in texts(PLATFORM) for line in text.splitlines()]
SOURCES = [(name, source) for name in FACTS for source in sources(PLATFORM, name)]
MUTATIONS = 60
# What an adapter computes or translates: durations, dates of the device's spelling, sums, units, roles.
COMPUTED = frozenset(
    {
        "uptime_seconds",
        "flapped_seconds",
        "changed_seconds",
        "seconds",
        "speed_mbps",
        "current",
        "expires",
        "at",
        "role",
        "vendor",
        "lines",
    }
)
# Words with which an adapter says where a part is, and what is left where the output leaves something out.
OWN_WORDS = frozenset(
    {"slot", "fan", "registered", "unregistered", "device", "peer", "should", "be", "active", "standby"}
)
DEFAULTS = frozenset({"dynamic", "interface", "static", "openflow", "remote", "redirect", "0"})
HIDDEN = frozenset({"hidden"})


def written(source: Source) -> list[str]:
    """The outputs that are written for a source's command."""
    folder = FIXTURES / find(PLATFORM, source.line).slug
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.raw"))]


def told(fact: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of a fact with the name of its field."""
    if isinstance(fact, Enum) or fact is None or isinstance(fact, bool):
        return
    if dataclasses.is_dataclass(fact) and not isinstance(fact, type):
        for field in dataclasses.fields(fact):
            yield from told(getattr(fact, field.name), field.name)
    elif isinstance(fact, Mapping):
        for key, value in fact.items():
            yield from told(key, name)
            yield from told(value, name)
    elif isinstance(fact, tuple | list):
        for value in fact:
            yield from told(value, name)
    else:
        yield name, fact


def plain(text: str) -> str:
    """Without separators, and without the marks that every reply loses before it is read."""
    return re.sub(r"\x1b\[42d|[-:.\s\x00]", "", text.lower())


def is_said(value: Any, text: str) -> bool:
    """Whether the words or the number of a value stand in the output, whatever their separators."""
    if isinstance(value, int | float):
        seen = re.sub(r"\x1b\[42D|\x00", "", text)
        return any(float(found) == value for found in re.findall(r"-?\d+(?:\.\d+)?", seen))
    words = [word for word in re.split(r"[^\w]+", value.lower()) if word]
    known = OWN_WORDS | DEFAULTS | HIDDEN
    return plain(value) in plain(text) or all(word in known or word in plain(text) for word in words)


@pytest.mark.parametrize(("name", "source"), SOURCES, ids=[f"{name}-{source.line}" for name, source in SOURCES])
def test_a_mutated_output_is_refused_or_told_as_it_stands(name: str, source: Source) -> None:
    dice = random.Random(f"{name} {source.line}")
    own = written(source)
    for _ in range(MUTATIONS):
        text = damaged(dice.choice(own), LINES, dice)
        fact = read(PLATFORM, name, Heard(source.line, Outcome.ANSWERED, text))
        if isinstance(fact, Missing):
            assert fact.detail
            continue
        invented = [(field, value) for field, value in told(fact) if field not in COMPUTED and not is_said(value, text)]
        assert invented == [], text


@pytest.mark.parametrize(("name", "source"), SOURCES, ids=[f"{name}-{source.line}" for name, source in SOURCES])
def test_what_a_device_leaves_out_stays_none(name: str, source: Source) -> None:
    """A dash in place of any single word never becomes a value that was not there."""
    for text in written(source):
        whole = read(PLATFORM, name, Heard(source.line, Outcome.ANSWERED, text))
        if isinstance(whole, Missing):
            continue
        before = {repr(value) for _, value in told(whole)}
        for found in list(re.finditer(r"\S+", text))[:: max(1, len(text) // 800)]:
            dashed = text[: found.start()] + "-".ljust(len(found[0])) + text[found.end() :]
            fact = read(PLATFORM, name, Heard(source.line, Outcome.ANSWERED, dashed))
            if not isinstance(fact, Missing):
                new = {repr(value) for field, value in told(fact) if field not in COMPUTED} - before
                assert all("-" in value or is_said(value.strip("'"), dashed) for value in new), (found[0], new)


@pytest.mark.parametrize(("name", "source"), SOURCES, ids=[f"{name}-{source.line}" for name, source in SOURCES])
def test_the_output_of_another_command_is_no_fact(name: str, source: Source) -> None:
    slug = find(PLATFORM, source.line).slug
    for path in sorted(FIXTURES.glob("*/*.raw")):
        if path.parent.name != slug:
            heard = Heard(source.line, Outcome.ANSWERED, path.read_text(encoding="utf-8"))
            assert isinstance(read(PLATFORM, name, heard), Missing), path
