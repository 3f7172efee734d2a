"""`show logging event`: what the device logged; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from hfcheck.network.columns import lines, some
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable

# 2026-11-23 09:12:23, Event WARNING@NET: interface ethernet0/1 turn to down
ENTRY = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2}) (?P<clock>[0-9]{2}:[0-9]{2}:[0-9]{2}), ?(?:Event )?"
    r"(?P<level>[A-Za-z]{3,13})@(?P<module>[A-Za-z0-9_ -]{1,40}): ?(?P<text>.{0,3900})"
)
LEVELS = {
    "emergency": 0,
    "emerg": 0,
    "alert": 1,
    "critical": 2,
    "crit": 2,
    "error": 3,
    "err": 3,
    "warning": 4,
    "warn": 4,
    "notification": 5,
    "notice": 5,
    "informational": 6,
    "information": 6,
    "info": 6,
    "debugging": 7,
    "debug": 7,
}
STAMP = re.compile(r"[0-9]{4}-[0-9]{2}-")


def parse(text: str) -> Mapping[str, object]:
    """One row an entry, in the device's order; what stands below an entry belongs to it."""
    rows: list[dict[str, object]] = []
    for line in (line.strip() for line in lines(text)):
        entry = ENTRY.fullmatch(line)
        if entry is not None:
            rows.append(_row(entry))
        elif rows and not STAMP.match(line):
            rows[-1]["text"] = f"{rows[-1]['text']} {line}".strip()
        else:
            raise Unreadable(f"expected a log entry, found {line[:80]!r}")
    return {"entries": some(rows, "a log entry")}


def _row(entry: re.Match[str]) -> dict[str, object]:
    severity = LEVELS.get(entry["level"].lower())
    try:
        time = datetime.strptime(f"{entry['day']} {entry['clock']}", "%Y-%m-%d %H:%M:%S").isoformat()  # noqa: DTZ007
    except ValueError:
        raise Unreadable(f"expected the time of a log entry, found {entry[0][:80]!r}") from None
    if severity is None:
        raise Unreadable(f"expected the level of a log entry, found {entry['level']!r}")
    return {"time": time, "severity": severity, "module": entry["module"].strip(), "text": entry["text"].strip()}


COMMAND = Command(
    line="show logging event",
    values={"entries": "rows of time (local, ISO 8601), severity (0 worst to 7), module, text"},
    parse=parse,
)
