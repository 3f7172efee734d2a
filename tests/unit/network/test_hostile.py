"""Whatever a device of any platform prints, a parser answers with typed values or refuses: no crash, no delay."""

from __future__ import annotations

import contextlib
import json
import random
import re
import time
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hfcheck.network.command import PLATFORMS, find
from hfcheck.network.facts import FACTS, sources
from hfcheck.network.observed import Heard, Missing, Outcome, read
from hfcheck.readings.parsing import Unreadable

from .mutations import damaged, mutated, shuffled
from .written import COMMANDS, texts

MUTATIONS = 300
EACH_COMMAND = pytest.mark.parametrize(("platform", "slug"), COMMANDS)
LINES = {platform: [line for each in texts(platform) for line in each.split("\n")] for platform in PLATFORMS}
FILLINGS = "a", "1", "1 ", "a ", "a:", "(a)", "-", " ", "1.", "1,", "a, ", "u (", "1d", "0:", "Gi0/1,", "=", "[1/0] "
# A header or an empty object alone is an answer where the device has no other way to say "none" …
HEADED = {("h3c_comware", "display_lldp_neighbor_information_list"): "System Name"}
# … and these platforms are asked for it.
SAYING = ("cisco_ios", "h3c_comware")
# Its outputs are one JSON document, in which a line has no meaning of its own.
KEYED = ("frr",)
PRINTED = frozenset(
    {"interface", "mac", "serial", "line", "user", "feature", "file", "sysname", "tag", "root", "next_hop"}
)


def fuzzed(examples: int) -> settings:
    return settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))


@EACH_COMMAND
@fuzzed(25)
@given(data=st.data())
def test_a_parser_refuses_or_answers(platform: str, slug: str, data: st.DataObject) -> None:
    command = COMMANDS[platform, slug]
    text = data.draw(mutated(data.draw(st.sampled_from(texts(platform, slug)))) | st.text(max_size=200))
    with contextlib.suppress(Unreadable):
        values = command.parse(text)
        assert values.keys() == command.values.keys()
        assert json.loads(json.dumps(values, allow_nan=False)) == values
        if platform in SAYING:
            header = HEADED.get((platform, slug))
            assert any(values.values()) or 0 in values.values() or (header is not None and header in text)


@EACH_COMMAND
def test_a_damaged_output_is_refused_or_plain_data(platform: str, slug: str) -> None:
    command, own, dice = COMMANDS[platform, slug], texts(platform, slug), random.Random(slug)
    for _ in range(MUTATIONS):
        with contextlib.suppress(Unreadable):
            values = command.parse(damaged(dice.choice(own), LINES[platform], dice))
            assert values.keys() == command.values.keys()
            assert json.loads(json.dumps(values, allow_nan=False)) == values


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


@pytest.mark.parametrize(("platform", "slug"), [key for key in COMMANDS if key[0] not in KEYED])
@fuzzed(25)
@given(data=st.data())
def test_lines_in_disorder_are_refused_or_give_what_they_say(platform: str, slug: str, data: st.DataObject) -> None:
    text = data.draw(shuffled(data.draw(st.sampled_from(texts(platform, slug))), texts(platform)))
    with contextlib.suppress(Unreadable):
        values = COMMANDS[platform, slug].parse(text)
        assert all(squeezed(name) in squeezed(text) for name in names(values))


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("fact", sorted(FACTS))
@fuzzed(15)
@given(data=st.data())
def test_a_fact_is_told_or_missing(platform: str, fact: str, data: st.DataObject) -> None:
    for source in sources(platform, fact):
        text = data.draw(st.sampled_from(texts(platform, find(platform, source.line).slug)))
        changed = data.draw(shuffled(text, texts(platform)) | mutated(text))
        found = read(platform, fact, Heard(source.line, Outcome.ANSWERED, changed))
        assert found is not None
        assert not isinstance(found, Missing) or found.detail


@EACH_COMMAND
@pytest.mark.parametrize("filling", FILLINGS)
def test_a_long_line_takes_no_time(platform: str, slug: str, filling: str) -> None:
    own = texts(platform, slug)[0].split("\n")
    long = (filling * 4000)[:3900]
    started = time.perf_counter()
    for place in (0, len(own) // 2, len(own) - 1):
        for line in (long, own[place][:12] + long, f"x {long} :"):
            with contextlib.suppress(Unreadable):
                COMMANDS[platform, slug].parse("\n".join([*own[:place], line, *own[place:]]))
    assert time.perf_counter() - started < 1.0


@pytest.mark.parametrize(("platform", "slug"), [key for key in COMMANDS if key[0] == "cisco_ios"])
def test_no_line_is_pondered_over(platform: str, slug: str) -> None:
    known = texts(platform, slug)[0]
    words = {word for each in known.split("\n") for word in (each[:3], *each.split()[:1])}
    began = time.process_time()
    for word in sorted(words):
        for filling in (" ", "a ", "1", ",", "a1/0 ", "(P) ", "uptime is ", "PID: , VID:"):
            with contextlib.suppress(Unreadable):
                COMMANDS[platform, slug].parse(f"{known}\n{word}{filling * 300}"[: len(known) + 290])
    assert time.process_time() - began < 5


@EACH_COMMAND
def test_no_line_is_too_long_and_no_nesting_too_deep_to_refuse(platform: str, slug: str) -> None:
    for text in ("a " * 3000, "9" * 10_000, "[" * 200_000, '{"a":' * 200_000):
        with pytest.raises(Unreadable, match="expected"):
            COMMANDS[platform, slug].parse(text)


@EACH_COMMAND
def test_too_many_lines_are_refused(platform: str, slug: str) -> None:
    with pytest.raises(Unreadable, match=r"at most 200000 lines|expected a JSON document"):
        COMMANDS[platform, slug].parse("x\n" * 200_001)
