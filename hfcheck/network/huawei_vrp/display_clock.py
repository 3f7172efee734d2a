"""display clock: the device's own time and zone. No public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import lines
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import instant
from hfcheck.readings.parsing import Unreadable, known

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ZONE = re.compile(r"Time Zone ?\((?P<name>[^()]{1,40})\) ?: ?UTC ?(?P<offset>[+-]\d\d:\d\d)?", re.IGNORECASE)


def parse(text: str) -> Mapping[str, object]:
    """The time, and the zone if it is printed; what may follow is about summer time."""
    found = [line.strip() for line in lines(text)]
    if len(found) < 2:
        raise Unreadable(f"expected a time and the day of the week, found {found[0][:120]!r}")
    known(found[1], DAYS, "the day of the week")
    zones = [match for line in found[2:] if (match := ZONE.fullmatch(line)) is not None]
    return {
        "at": instant(found[0], "the time"),
        "zone": zones[0]["name"].strip() if zones else None,
        "offset": (zones[0]["offset"] or "+00:00") if zones else None,
    }


COMMAND = Command(
    line="display clock",
    values={
        "at": "the device's time, with its offset where it is printed",
        "zone": "the device's name of its zone; None where it is not printed",
        "offset": "of the zone to UTC, as +08:00; None where it is not printed",
    },
    parse=parse,
)
