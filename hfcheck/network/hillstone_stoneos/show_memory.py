"""`show memory`: how much of the memory is used; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import fit, is_header, lines
from hfcheck.network.command import Command
from hfcheck.network.hillstone_stoneos.wording import percent
from hfcheck.readings.parsing import Unreadable, whole

RATE = re.compile(r"The percentage of memory utilization ?: ?(?P<rate>[0-9.]{1,6}%)", re.IGNORECASE)
TITLES = ("total(KB)", "used(KB)", "free(KB)")
AMOUNTS = re.compile(r"(?P<total>[0-9]{1,15}) +(?P<used>[0-9]{1,15}) +(?P<free>[0-9]{1,15})")
HISTORY = re.compile(r"Memory utilization in last [0-9]{1,3} [a-z]{1,10} ?\(%\):|memoryutil|[0-9]{1,4} ?: +[0-9.]{1,6}")
TOLERANCE = 2.0


def parse(text: str) -> Mapping[str, object]:
    """The use of the memory now, not what it was; refuses a rate that the amounts below it contradict."""
    found = [line.strip() for line in lines(text)]
    if len(found) < 3 or not is_header(found[1], TITLES):
        raise Unreadable(f"expected the use of the memory, found {found[0][:80]!r}")
    rate = percent(fit(RATE, found[0], "the use of the memory")["rate"], "the use of the memory")
    amounts = fit(AMOUNTS, found[2], "the size of the memory")
    strange = next((line for line in found[3:] if not HISTORY.fullmatch(line)), None)
    if strange is not None:
        raise Unreadable(f"expected the use of the memory, found {strange[:80]!r}")
    total, used = whole(amounts["total"], "memory"), whole(amounts["used"], "used memory")
    if total == 0 or abs(100 * used / total - rate) > TOLERANCE:
        raise Unreadable(f"expected the rate of {used} KB of {total} KB, found {rate}%")
    return {"total_kb": total, "used_kb": used, "used_percent": rate}


COMMAND = Command(
    line="show memory",
    values={
        "total_kb": "size of the memory, KB",
        "used_kb": "used memory, KB",
        "used_percent": "use of the memory, percent, as the device prints it",
    },
    parse=parse,
)
