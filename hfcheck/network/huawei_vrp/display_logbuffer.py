"""display logbuffer: what the device logged. No public capture yet.

The words of an entry are what other devices and people made the device write: they are text and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from hfcheck.network.columns import day, lines
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable

HEAD = re.compile(
    r"(?P<label>Logging buffer configuration and contents|Allowed max buffer size|Actual buffer size|Channel number"
    r"|Dropped messages|Overwritten messages|Current messages) *: *(?P<value>.*)",
    re.IGNORECASE,
)
ENTRY = re.compile(
    r"(?:(?P<month>[A-Z][a-z]{2}) +(?P<day>\d{1,2}) (?P<year>\d{4})|(?P<date>\d{4}-\d{1,2}-\d{1,2}))"
    r" (?P<time>\d\d:\d\d:\d\d)(?:\.\d{1,6}){0,2} ?(?P<offset>[+-]\d\d:\d\d)?(?: DST)?"
    r" (?P<host>[^ ]{1,246}) (?:%%\d\d)?(?P<module>[A-Za-z0-9_-]{1,64})/"
    r"(?P<severity>[0-7])/(?P<brief>[A-Za-z0-9_-]{1,128})(?:\([a-z]\))?(?:\[\d{1,10}\])? ?:"
    r"(?:CID=[^;]{1,60};)?(?P<text>.*)"
)
STATE, COUNT = "logging buffer configuration and contents", "current messages"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def parse(text: str) -> Mapping[str, object]:
    """The state of the buffer, and the entries as printed, newest first as a rule; a wrapped entry is joined."""
    head: dict[str, str] = {}
    entries: list[dict[str, object]] = []
    for line in lines(text):
        label = HEAD.fullmatch(line.strip())
        entry = ENTRY.fullmatch(line.strip())
        if entry is not None:
            entries.append(_entry(entry))
        elif entries:
            entries[-1]["text"] = f"{entries[-1]['text']} {line.strip()}".strip()
        elif label is not None:
            head[label["label"].lower()] = label["value"].strip()
        else:
            raise Unreadable(f"expected the heading of the log buffer or an entry, found {line.strip()[:120]!r}")
    if COUNT not in head:
        raise Unreadable("expected the number of messages in the log buffer, found none")
    count = _number(head, COUNT)
    return {
        "enabled": head[STATE].lower().startswith("enable") if STATE in head else None,
        "size": _number(head, "actual buffer size"),
        "dropped": _number(head, "dropped messages"),
        "overwritten": _number(head, "overwritten messages"),
        "entries": entries,
        "total": count,
        "complete": count == len(entries),
    }


def _number(head: Mapping[str, str], label: str) -> int | None:
    value = head.get(label, "")
    if value and not (value.isascii() and value.isdigit() and len(value) <= 12):
        raise Unreadable(f"expected a number for {label}, found {value[:80]!r}")
    return int(value) if value else None


def _day(entry: re.Match[str]) -> str:
    if entry["date"]:
        return day(entry["date"], "the date of an entry")
    return f"{entry['year']}-{MONTHS.index(entry['month']) + 1:02}-{int(entry['day']):02}"


def _entry(entry: re.Match[str]) -> dict[str, object]:
    try:
        at = datetime.fromisoformat(f"{_day(entry)}T{entry['time']}{entry['offset'] or ''}").isoformat()
    except ValueError:
        raise Unreadable(f"expected a date and a time, found {entry[0][:40]!r}") from None
    return {
        "at": at,
        "host": entry["host"],
        "module": entry["module"],
        "severity": int(entry["severity"]),
        "brief": entry["brief"],
        "text": entry["text"].strip(),
    }


COMMAND = Command(
    line="display logbuffer",
    aliases=("display logbuffer size *", "display logbuffer level *"),
    values={
        "enabled": "whether the device keeps a log buffer; None where it does not say",
        "size": "messages that it holds",
        "dropped": "messages lost",
        "overwritten": "messages written over",
        "entries": "at (device's clock), host, module, severity (0 emergency … 7 debugging), brief, text",
        "total": "messages that it has",
        "complete": "whether as many entries are listed as the device has",
    },
    parse=parse,
)
