"""`display logbuffer`: what the device logged; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from hfcheck.network.columns import lines
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable

FACT = re.compile(
    r"(?P<key>Log(?:ging)? buffer(?: configuration and contents)?|(?:Max|Actual|Allowed max|Actual max) buffer size|"
    r"Dropped messages|Overwritten messages|Current messages|Channel number) ?: ?(?P<value>\S.{0,80})",
    re.IGNORECASE,
)
COUNTS = {"current messages": "current", "dropped messages": "dropped", "overwritten messages": "overwritten"}
ENTRY = re.compile(
    r"[%#*](?:@[0-9]{1,10})?(?P<month>[A-Z][a-z]{2}) {1,2}(?P<day>[0-9]{1,2}) (?P<clock>[0-9:]{8}):(?P<ms>[0-9]{1,3}) "
    r"(?P<year>[0-9]{4}) (?P<host>\S{1,64}) (?:%%[0-9]{1,4})?(?P<module>[A-Z0-9_.-]{1,40})/(?P<severity>[0-7])/"
    r"(?P<mnemonic>[A-Za-z0-9_]{1,80})(?:\([a-z]\))?: ?(?P<text>.{0,4000})"
)


def parse(text: str) -> Mapping[str, object]:
    """One row an entry, in the device's order; what stands below an entry belongs to it."""
    counts: dict[str, int | None] = dict.fromkeys(COUNTS.values())
    rows: list[dict[str, object]] = []
    for line in lines(text):
        entry = ENTRY.fullmatch(line)
        if entry is not None:
            rows.append(_row(entry))
        elif rows:
            rows[-1]["text"] = f"{rows[-1]['text']} {line.strip()}".strip()
        else:
            _count(counts, line)
    current = counts["current"]
    if not rows and current != 0:
        raise Unreadable("expected a log entry, found none")
    return {"entries": rows, **counts, "complete": None if current is None else current == len(rows)}


def _count(counts: dict[str, int | None], line: str) -> None:
    found = FACT.fullmatch(line.strip())
    if found is None:
        raise Unreadable(f"expected a log entry, found {line.strip()[:80]!r}")
    name, value = COUNTS.get(found["key"].lower()), found["value"].strip()
    if name is not None:
        if not (value.isascii() and value.isdigit() and len(value) < 12):
            raise Unreadable(f"expected a number of messages, found {value[:80]!r}")
        counts[name] = int(value)


def _row(entry: re.Match[str]) -> dict[str, object]:
    stamp = f"{entry['month']} {entry['day']} {entry['year']} {entry['clock']}"
    try:
        time = datetime.strptime(stamp, "%b %d %Y %H:%M:%S").isoformat()  # noqa: DTZ007 - the device says no offset
    except ValueError:
        raise Unreadable(f"expected a time of a log entry, found {stamp!r}") from None
    names = ("host", "module", "mnemonic", "text")
    return {"time": time, "severity": int(entry["severity"]), **{name: entry[name].strip() for name in names}}


COMMAND = Command(
    line="display logbuffer",
    values={
        "entries": "rows of time (local, ISO 8601), severity (0 worst to 7), host, module, mnemonic, text",
        "current": "how many entries the device says it holds; null where it does not say",
        "dropped": "entries that the device could not keep",
        "overwritten": "entries that newer ones replaced",
        "complete": "whether as many entries are listed as the device counts; null where it does not say",
    },
    parse=parse,
    aliases=("display logbuffer reverse",),
)
