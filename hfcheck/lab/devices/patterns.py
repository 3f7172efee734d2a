"""What a device accepts on a line: words, and how much of them says which line of the configuration it is.

A pattern is literal words and places: `*` any word, `**` the rest of the line, `<0-4094>` a number in that range,
`<ip>` an address, `ssh|telnet` one of these words. A line of the same key replaces the older one: literal words are the
key, and places with a `+` before them (`++` for the rest). So there is one line of `idle-timeout *`, and one an address
of `ntp-service unicast-server +<ip>`.
"""

from __future__ import annotations

import functools
import ipaddress
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

NUMBERS = re.compile(r"<([0-9]{1,10})-([0-9]{1,10})>")


@dataclass(frozen=True, slots=True)
class Match:
    """A line that fits a pattern: `words` stand in its places, `line` is the line with its literal words in full."""

    pattern: str
    line: str
    key: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Where a line stops to fit any pattern: `at` is the index of the word, the number of words if some are missing.

    `known` says that the words before it were understood as a whole, so that this one is a bad value.
    """

    at: int
    incomplete: bool = False
    ambiguous: bool = False
    value: bool = False


def match(line: str, patterns: Iterable[str]) -> Match | Mismatch:
    """The pattern that a line fits: literally, or with literal words shortened as long as only one pattern fits."""
    typed = line.split()
    candidates = tuple(patterns)
    exact = [found for pattern in candidates if isinstance(found := _fit(typed, pattern, short=False), Match)]
    if exact:
        return max(exact, key=lambda found: len(_literals(found.pattern)))
    fits = [_fit(typed, pattern, short=True) for pattern in candidates]
    short = [found for found in fits if isinstance(found, Match)]
    if len({found.line for found in short}) > 1:
        return Mismatch(0, ambiguous=True)
    if short:
        return short[0]
    failed = [found for found in fits if isinstance(found, Mismatch)]
    return max(failed, key=lambda found: (found.at, found.incomplete, found.value), default=Mismatch(0))


@functools.cache
def _literals(pattern: str) -> tuple[str, ...]:
    return tuple(place for place in pattern.split() if _literal(place))


def _literal(place: str) -> bool:
    return place[0] not in "*+<" and "|" not in place


def _fit(typed: Sequence[str], pattern: str, *, short: bool) -> Match | Mismatch:
    full: list[str] = []
    key: list[str] = []
    words: list[str] = []
    places = pattern.split()
    for at, place in enumerate(places):
        bare = "**" if place == "++" else place.removeprefix("+")
        if at >= len(typed):
            return Mismatch(len(typed), incomplete=True)
        if bare == "**":
            rest = " ".join(typed[at:])
            words.append(rest)
            key += [rest] if place != bare else []
            return Match(pattern, " ".join((*full, rest)), tuple(key), tuple(words))
        word = _word(typed[at], bare, short=short)
        if word is None:
            return Mismatch(at, value=not _literal(bare))
        full.append(word)
        key += [word] if _literal(bare) or place != bare else []
        words += [] if _literal(bare) else [word]
    if len(typed) > len(places):
        return Mismatch(len(places))
    return Match(pattern, " ".join(full), tuple(key), tuple(words))


def _word(typed: str, place: str, *, short: bool) -> str | None:
    """The word that stands in a place when this one was typed, or None if it does not fit."""
    numbers = NUMBERS.fullmatch(place)
    if place == "*":
        return typed
    if place == "<ip>":
        return typed if _is_address(typed) else None
    if numbers:
        inside = typed.isdecimal() and len(typed) <= 10 and int(numbers[1]) <= int(typed) <= int(numbers[2])
        return typed if inside else None
    fitting = [word for word in place.split("|") if word == typed or (short and word.startswith(typed.lower()))]
    return fitting[0] if fitting else None


def _is_address(word: str) -> bool:
    try:
        ipaddress.ip_address(word)
    except ValueError:
        return False
    return True
