"""`display clock`: what time the device believes it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from hfcheck.network.columns import fit, lines
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable, whole

NOW = re.compile(
    r"(?P<time>[0-9]{1,2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]{1,6})? (?P<zone>\S{1,32}) [A-Z][a-z]{2} "
    r"(?P<month>[0-9]{2})/(?P<day>[0-9]{2})/(?P<year>[0-9]{4})"
)
ZONE = re.compile(
    r"Time Zone ?: (?P<name>\S{1,32}) (?P<way>add|minus) (?P<hours>[0-9]{2}):(?P<minutes>[0-9]{2}):[0-9]{2}"
)
SUMMER = re.compile(r"Summer[ -]Time ?: (?P<rule>\S.{0,120})")


def parse(text: str) -> Mapping[str, object]:
    """The local time without an offset; the offset only where the device prints its zone's."""
    first, *rest = lines(text)
    now = fit(NOW, first, "a time, a zone and a date")
    found: dict[str, object] = {"time": _instant(now), "zone": now["zone"], "offset_minutes": None, "summer_time": None}
    for line in rest:
        zone = ZONE.fullmatch(line.strip())
        if zone is not None:
            minutes = 60 * whole(zone["hours"], "hours") + whole(zone["minutes"], "minutes")
            found["offset_minutes"] = minutes if zone["way"] == "add" else -minutes
        else:
            found["summer_time"] = fit(SUMMER, line, "a time zone or a summer time")["rule"]
    return found


def _instant(now: Mapping[str, str]) -> str:
    text = f"{now['year']}-{now['month']}-{now['day']}T{now['time']:0>8}"
    try:
        return datetime.fromisoformat(text).isoformat()
    except ValueError:
        raise Unreadable(f"expected a time and a date, found {text}") from None


COMMAND = Command(
    line="display clock",
    values={
        "time": "local time, ISO 8601 without offset",
        "zone": "name of the time zone",
        "offset_minutes": "what the zone adds to UTC, minutes; null where the device does not say",
        "summer_time": "the rule of the summer time, or null",
    },
    parse=parse,
)
