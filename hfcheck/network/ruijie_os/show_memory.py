"""`show memory`: how much of the memory is used; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import lines
from hfcheck.network.command import Command
from hfcheck.network.ruijie_os.wording import is_rule, percent
from hfcheck.readings.parsing import Unreadable, whole

# RGOS 11 and 12 say it in one line, RGOS 10 in two.
NEWER = re.compile(
    r"System Memory ?: ?(?P<total>[0-9]{1,15})KB total, ?(?P<used>[0-9]{1,15})KB used, ?(?P<free>[0-9]{1,15})KB free,"
    r" ?(?P<rate>[0-9.]{1,6}%) used rate",
    re.IGNORECASE,
)
OLDER = re.compile(
    r"System Total Memory ?: ?(?P<total>[0-9]{1,9})MB, ?Current Free Memory ?: ?(?P<free>[0-9]{1,15})KB", re.IGNORECASE
)
RATE = re.compile(r"Used Rate ?: ?(?P<rate>[0-9.]{1,6}%)", re.IGNORECASE)
ASIDE = re.compile(
    r"System Memory Statistic:|Free pages ?: ?[0-9]{1,12}|watermarks ?: ?.{1,120}|Used detail ?: ?.{1,200}"
    r"|PID +Text +Rss +Data +Stack +Total +Process|[0-9]{1,9}(?: +[0-9]{1,12}){5} +\S.{0,80}",
    re.IGNORECASE,
)
# The device rounds, and counts caches in or out.
TOLERANCE = 2.0


def parse(text: str) -> Mapping[str, object]:
    """The use of the whole memory; refuses a rate that the amounts beside it contradict."""
    newer = older = rate = None
    for line in (line.strip() for line in lines(text)):
        newer, older, rate = (
            newer or NEWER.fullmatch(line),
            older or OLDER.fullmatch(line),
            rate or RATE.fullmatch(line),
        )
        known = any(pattern.fullmatch(line) for pattern in (NEWER, OLDER, RATE, ASIDE))
        if not known and not is_rule(line):
            raise Unreadable(f"expected the use of the memory, found {line[:80]!r}")
    if newer is not None:
        return _use(whole(newer["total"], "memory"), whole(newer["free"], "free memory"), newer["rate"])
    if older is None or rate is None:
        raise Unreadable("expected the use of the memory, found none")
    return _use(whole(older["total"], "memory") * 1024, whole(older["free"], "free memory"), rate["rate"])


def _use(total: int, free: int, printed: str) -> Mapping[str, object]:
    rate = percent(printed, "the use of the memory")
    if not 0 <= free <= total or total == 0 or abs(100 - 100 * free / total - rate) > TOLERANCE:
        raise Unreadable(f"expected a rate of {total} KB with {free} KB free, found {printed!r}")
    return {"total_kb": total, "free_kb": free, "used_percent": rate}


COMMAND = Command(
    line="show memory",
    values={
        "total_kb": "size of the memory, KB",
        "free_kb": "free memory, KB",
        "used_percent": "use of the memory, percent, as the device prints it",
    },
    parse=parse,
)
