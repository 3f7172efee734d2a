"""`show clock`: what time the device believes it is; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from hfcheck.network.columns import fit, lines
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable

# 09:12:23 beijing Mon, Nov 23, 2026
CLOCK = re.compile(
    r"(?P<time>[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]{1,6})? (?P<zone>\S{1,32})"
    r" [A-Z][a-z]{2}, (?P<day>[A-Z][a-z]{2} [0-9]{1,2}, [0-9]{4})"
)


def parse(text: str) -> Mapping[str, object]:
    """The time in ISO 8601 without an offset, and the device's own name of its zone."""
    found = lines(text)
    clock = fit(CLOCK, found[0], "a time, a zone and a date")
    if len(found) > 1:
        raise Unreadable(f"expected one line, found {found[1].strip()[:80]!r}")
    try:
        plain = datetime.strptime(f"{clock['day']} {clock['time']}", "%b %d, %Y %H:%M:%S")  # noqa: DTZ007
    except ValueError:
        raise Unreadable(f"expected a time, a zone and a date, found {found[0].strip()[:80]!r}") from None
    return {"time": plain.isoformat(), "zone": clock["zone"]}


COMMAND = Command(
    line="show clock",
    values={"time": "the device's time, ISO 8601 without offset", "zone": "name of its zone, as configured"},
    parse=parse,
)
