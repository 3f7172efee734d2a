"""`display cpu-usage`: how busy each processor was; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hfcheck.network.columns import blocks, fit, lines, some
from hfcheck.network.command import Command
from hfcheck.network.h3c_comware.places import PLACE, place
from hfcheck.readings.parsing import Unreadable

HEAD = re.compile(rf"\s*(?:Unit )?{PLACE}CPU usage:", re.IGNORECASE)
USAGE = re.compile(r"(?P<percent>[0-9]{1,3})% in last (?P<period>5 seconds|1 minute|5 minutes)")
NAMES = {"5 seconds": "last_5_seconds", "1 minute": "last_1_minute", "5 minutes": "last_5_minutes"}


def parse(text: str) -> Mapping[str, object]:
    """One row a processor."""
    return {"processors": some([_processor(block) for block in blocks(lines(text), HEAD.fullmatch)], "a processor")}


def _processor(block: Sequence[str]) -> dict[str, object]:
    head = HEAD.fullmatch(block[0])
    assert head is not None  # noqa: S101 - blocks start with one
    usage = [fit(USAGE, line, "the usage of a processor") for line in block[1:]]
    found = {NAMES[each["period"]]: int(each["percent"]) for each in usage}
    if len(usage) != len(NAMES) or found.keys() != set(NAMES.values()) or max(found.values()) > 100:
        raise Unreadable(f"expected the usage of 5 seconds, 1 and 5 minutes once, found {found}")
    return place(head) | found


COMMAND = Command(
    line="display cpu-usage",
    values={"processors": "rows of chassis, slot, cpu, last_5_seconds, last_1_minute, last_5_minutes (percent)"},
    parse=parse,
    aliases=("display cpu-usage summary", "display cpu", "display cpu-usage slot *"),
)
