"""`show logging`: the messages that the device still has.

IOS prints no year unless it is told to (service timestamps log datetime localtime year); a message without one is
refused, because nobody can say then when it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from hfcheck.network.columns import behind, blocks, fit, lines
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable

BUFFER = re.compile(r"Log Buffer \(\d{1,10} bytes\):")
LOGGED = re.compile(r" *Buffer logging: +level \S{1,20}, (?P<count>\d{1,12}) messages logged.*")
MESSAGE = re.compile(
    r"(?P<before>[^%]{0,80})%(?P<module>[A-Z0-9_-]{1,60}?)-(?P<severity>[0-7])-(?P<brief>[A-Z0-9_]{1,60}): (?P<text>.*)"
)
TIME = re.compile(
    r"(?:\d{1,10}: )?[*.]?(?P<month>[A-Z][a-z]{2}) {1,2}(?P<day>\d{1,2}) (?P<year>\d{4}) "
    r"(?P<time>\d\d:\d\d:\d\d)(?:\.\d{1,6})?(?: [A-Za-z0-9+:-]{1,12})?:"
)
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
KNOWN_MONTHS = {name: number for number, name in enumerate(MONTHS, start=1)}


def parse(text: str) -> Mapping[str, object]:
    """One row a message, in the order of the buffer; a line that starts none continues the one above."""
    head, _, rows = behind(lines(text), lambda line: BUFFER.fullmatch(line.strip()))
    counts = [int(found["count"]) for line in head if (found := LOGGED.fullmatch(line))]
    return {
        "entries": list(_entries(rows)),
        "logged": counts[0] if counts else None,
    }


def _entries(rows: list[str]) -> Iterator[dict[str, object]]:
    for block in blocks(rows, MESSAGE.fullmatch):
        found = MESSAGE.fullmatch(block[0])
        assert found is not None  # noqa: S101 - blocks start with one
        yield {
            "at": _instant(found["before"]),
            "severity": int(found["severity"]),
            "module": found["module"],
            "brief": found["brief"],
            "text": "\n".join([found["text"], *block[1:]]),
        }


def _instant(text: str) -> str:
    found = fit(TIME, text, "a date with its year and a time before a message")
    day = f"{found['year']}-{KNOWN_MONTHS.get(found['month'], 0):02}-{int(found['day']):02}"
    try:
        return datetime.fromisoformat(f"{day}T{found['time']}").isoformat()
    except ValueError:
        raise Unreadable(f"expected a date and a time before a message, found {text[:60]!r}") from None


COMMAND = Command(
    line="show logging",
    values={
        "entries": "rows of at (the device's clock), severity (0 worst), module, brief, text",
        "logged": "how many messages went to the buffer since it was cleared, or None",
    },
    parse=parse,
)
