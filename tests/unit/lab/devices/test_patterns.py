from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.lab.devices.patterns import Match, Mismatch, match

KNOWN = (
    "display version",
    "display interface",
    "display interface *",
    "description **",
    "idle-timeout <0-35791>",
    "idle-timeout <0-35791> <0-59>",
    "ntp-service unicast-server +<ip>",
    "protocol inbound ssh|telnet|all",
    "interface ++",
)


@pytest.mark.parametrize(
    ("line", "pattern", "full", "words"),
    [
        ("display version", "display version", "display version", ()),
        ("dis ver", "display version", "display version", ()),
        ("display interface GE0/0/1", "display interface *", "display interface GE0/0/1", ("GE0/0/1",)),
        ("description 三楼 柜面", "description **", "description 三楼 柜面", ("三楼 柜面",)),
        ("idle-timeout 5 30", "idle-timeout <0-35791> <0-59>", "idle-timeout 5 30", ("5", "30")),
        ("protocol inbound ssh", "protocol inbound ssh|telnet|all", "protocol inbound ssh", ("ssh",)),
    ],
)
def test_a_line_fits_its_pattern(line: str, pattern: str, full: str, words: tuple[str, ...]) -> None:
    found = match(line, KNOWN)
    assert isinstance(found, Match)
    assert (found.pattern, found.line, found.words) == (pattern, full, words)


@pytest.mark.parametrize(
    ("line", "at", "flags"),
    [
        ("foo bar", 0, set()),
        ("display foo", 1, set()),
        ("display", 1, {"incomplete"}),
        ("idle-timeout 99999", 1, {"value"}),
        ("ntp-service unicast-server 1.2.3.999", 2, {"value"}),
        ("display version now", 2, set()),
        ("di", 0, {"ambiguous"}),
        ("protocol inbound rlogin", 2, {"value"}),
    ],
)
def test_a_line_that_does_not_fit_says_where(line: str, at: int, flags: set[str]) -> None:
    found = match(line, (*KNOWN, "dial", "disk"))
    assert isinstance(found, Mismatch)
    assert found.at == at
    assert {name for name in ("incomplete", "ambiguous", "value") if getattr(found, name)} == flags


def test_only_literal_words_and_marked_places_are_key() -> None:
    keys = [match(line, KNOWN) for line in ("idle-timeout 5", "ntp-service unicast-server 10.0.0.1", "interface X 1")]
    assert [found.key for found in keys if isinstance(found, Match)] == [
        ("idle-timeout",),
        ("ntp-service", "unicast-server", "10.0.0.1"),
        ("interface", "X 1"),
    ]


@settings(max_examples=60)
@given(st.lists(st.text("adeinprstuvy-<>0123456789.", min_size=1, max_size=12), max_size=6))
def test_any_line_fits_or_says_which_word_does_not(words: list[str]) -> None:
    found = match(" ".join(words), KNOWN)
    assert isinstance(found, Match) or 0 <= found.at <= len(words)
