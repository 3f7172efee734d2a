"""display service-set all: the wireless networks that the device itself serves. No public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import behind, lines, some
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import unruled
from hfcheck.readings.parsing import Unreadable, fields, whole

HEADER = re.compile(r"(?:Service-?set )?ID +(?:Service-?set )?Name +SSID", re.IGNORECASE)
TOTAL = re.compile(r"Total(?: service-?sets?)? ?: ?(?P<count>\d{1,6})", re.IGNORECASE)


def parse(text: str) -> Mapping[str, object]:
    """One entry a service set; an SSID may hold blanks."""
    before, _, below = behind(unruled(lines(text)), lambda line: HEADER.fullmatch(line.strip()))
    if before:
        raise Unreadable(f"expected the header, found {before[0].strip()[:120]!r}")
    totals = [int(total["count"]) for line in below if (total := TOTAL.fullmatch(line.strip()))]
    sets = some([_set(line) for line in below if not TOTAL.fullmatch(line.strip())], "service sets")
    count = totals[-1] if totals else None
    return {"sets": sets, "total": count, "complete": None if count is None else count == len(sets)}


def _set(line: str) -> dict[str, object]:
    number, name, ssid = fields(line, 3, "a service set")
    return {"id": whole(number, "ID"), "name": name, "ssid": ssid}


COMMAND = Command(
    line="display service-set all",
    values={
        "sets": "id, name, ssid (name that is sent out)",
        "total": "how many service sets the device counts; None where it does not say",
        "complete": "whether as many are listed as the device counts; None where it does not say",
    },
    parse=parse,
)
