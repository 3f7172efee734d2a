"""How VRP words things: rules of dashes, labels side by side, instants, percentages, counts of what is listed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from hfcheck.network.columns import fit
from hfcheck.readings.parsing import Unreadable, whole

# Behind the time stand at most the zone's name and its offset: 09:12:23 UTC+08:00 DST.
INSTANT = re.compile(
    r"(\d{4})[-/](\d{1,2})[-/](\d{1,2}) +(\d{1,2}):(\d{1,2}):(\d{1,2})"
    r"(?: ?[A-Za-z]{0,32}([+-]\d\d:\d\d)| [A-Za-z]{1,32})?(?: DST)?"
)
AGE = re.compile(r"(?:(\d{1,9})w)?(?:(\d{1,9})d)?(?:(\d{1,9})h)?(?:(\d{1,9})m)?(?:(\d{1,9})s(?:ec)?)?")
CLOCK = re.compile(r"(\d{1,9}):(\d\d):(\d\d)")
AGE_UNITS = (604_800, 86_400, 3600, 60, 1)
COUNT = re.compile(r"(?P<key>[A-Za-z][A-Za-z ]{0,40}) *[:=] *(?P<count>\d{1,12})(?:, *|\s+|$)")
DECIMAL = re.compile(r"[+-]?[0-9]{1,12}(?:\.[0-9]{1,9})?")
RULE_MARKS = frozenset("-=+ ")


def is_rule(line: str) -> bool:
    """Whether a line is a rule of dashes."""
    return len(line.strip()) > 3 and set(line) <= RULE_MARKS


def unruled(found: Iterable[str]) -> list[str]:
    """The lines that are not rules of dashes."""
    return [line for line in found if not is_rule(line)]


def labels(keys: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds each of these labels with its colon, at the start of a line or behind a blank."""
    longest_first = sorted(keys, key=len, reverse=True)
    return re.compile(rf"(?<!\S)({'|'.join(re.escape(key) for key in longest_first)}) {{0,40}}:", re.IGNORECASE)


def labelled(line: str, pattern: re.Pattern[str]) -> dict[str, str]:
    """`Label: value   Label: value` of one line by the labels' lower case; refuses text before the first label."""
    marks = list(pattern.finditer(line))
    if not marks or line[: marks[0].start()].strip():
        raise Unreadable(f"expected a known label, found {line.strip()[:120]!r}")
    ends = [mark.start() for mark in marks[1:]] + [len(line)]
    return {mark[1].lower(): line[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=True)}


def instant(text: str, what: str) -> str:
    """A date and time of the device's own clock in ISO 8601, with an offset where it prints one."""
    found = INSTANT.fullmatch(text.strip())
    if found is None:
        raise Unreadable(f"expected a date and a time for {what}, found {text.strip()[:80]!r}")
    year, month, day, hour, minute, second = (int(part) for part in found.groups()[:6])
    try:
        plain = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 # the offset follows where it is printed
    except ValueError:
        raise Unreadable(f"expected a date and a time for {what}, found {text.strip()[:80]!r}") from None
    return plain.isoformat() + (found[7] or "")


def age(text: str, what: str) -> int:
    """A duration as 1d01h58m07s, 93545sec, 28s or 12:34:56, in seconds."""
    plain = text.strip()
    clock = CLOCK.fullmatch(plain)
    if clock is not None:
        return int(clock[1]) * 3600 + int(clock[2]) * 60 + int(clock[3])
    found = AGE.fullmatch(plain)
    if found is None or not plain:
        raise Unreadable(f"expected a duration for {what}, found {plain[:80]!r}")
    return sum(int(count) * unit for count, unit in zip(found.groups("0"), AGE_UNITS, strict=True))


def decimal(text: str, what: str) -> float:
    """A number as a device prints it: with a point, never with an exponent."""
    if not DECIMAL.fullmatch(text.strip()):
        raise Unreadable(f"expected a number for {what}, found {text.strip()[:80]!r}")
    return float(text)


def percent(text: str, what: str) -> float:
    """`0.01%` as 0.01."""
    if not text.strip().endswith("%"):
        raise Unreadable(f"expected a percentage for {what}, found {text.strip()[:80]!r}")
    return decimal(text.strip()[:-1].strip(), what)


def measure(text: str, unit: str, what: str) -> float:
    """A number with this unit behind it: `60.0002 Hz`."""
    if not text.strip().endswith(unit):
        raise Unreadable(f"expected a number of {unit} for {what}, found {text.strip()[:80]!r}")
    return decimal(text.strip().removesuffix(unit).strip(), what)


def counts(line: str, what: str) -> dict[str, int]:
    """`Total:5   Dynamic:2` as numbers by the labels' lower case; refuses anything between them."""
    found, at = {}, 0
    plain = line.strip()
    while at < len(plain):
        part = COUNT.match(plain, at)
        if part is None:
            raise Unreadable(f"expected {what}, found {plain[:120]!r}")
        found[part["key"].strip().lower()] = int(part["count"])
        at = part.end()
    return found


def spaced(line: str, titles: Sequence[str]) -> dict[str, str]:
    """The words of a row by title; refuses another number of words."""
    words = line.split()
    if len(words) != len(titles):
        raise Unreadable(f"expected cells of {' '.join(titles)!r}, found {line.strip()[:120]!r}")
    return dict(zip(titles, words, strict=True))


def count_of(pattern: re.Pattern[str], line: str, what: str) -> int:
    """The group `count` of a pattern that the line must match."""
    return whole(fit(pattern, line, what)["count"], what)
