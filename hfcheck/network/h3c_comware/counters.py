"""The table of `display counters inbound interface` and `display counters outbound interface`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import behind, lines, maybe, some
from hfcheck.readings.parsing import fields, whole

HEADER = re.compile(r"Interface +Total \(pkts\) +Broadcast \(pkts\) +Multicast \(pkts\) +Err \(pkts\)")
NOTE = re.compile(r"\s*(?:Overflow: More than .*|--: Not supported\.)")
VALUES = {
    "counters": "rows of interface, packets, broadcasts, multicasts, errors; null where not supported or overflowed"
}


def parse(text: str) -> Mapping[str, object]:
    """One row an interface; a count that does not fit its column is printed as Overflow, and unknown."""
    _, _, rows = behind(lines(text), HEADER.fullmatch)
    return {"counters": some([_row(line) for line in rows if not NOTE.fullmatch(line)], "an interface's counters")}


def _row(line: str) -> dict[str, object]:
    interface, *counts = fields(line, 5, "counters")
    names = ("packets", "broadcasts", "multicasts", "errors")
    read = (None if text == "Overflow" else maybe(text, whole, "packets") for text in counts)
    return {"interface": interface, **dict(zip(names, read, strict=True))}
