"""`show ntp status`: whether the clock follows a source."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import fit, ip, lines
from hfcheck.network.command import Command

FIRST = re.compile(
    r"Clock is (?P<un>un)?synchronized, stratum (?P<stratum>\d{1,2}),"
    r" (?:reference is (?P<source>\.[A-Z0-9]{1,8}\.|(?P<ip>[0-9A-Fa-f.:]{2,45}))|no reference clock)"
)
OFFSET = re.compile(r"clock offset is (?P<offset>-?\d{1,9}(?:\.\d{1,6})?) msec, .{0,80}")


def parse(text: str) -> Mapping[str, object]:
    """The first line, and the offset where it is printed."""
    found = lines(text)
    first = fit(FIRST, found[0], "the state of the clock")
    offsets = [match["offset"] for line in found if (match := OFFSET.fullmatch(line.strip()))]
    return {
        "synchronised": not first["un"],
        "stratum": int(first["stratum"]),
        "source": ip(first["ip"], "the reference") if first["ip"] else first["source"] or None,
        "offset_ms": float(offsets[0]) if offsets else None,
    }


COMMAND = Command(
    line="show ntp status",
    values={
        "synchronised": "whether it follows a source",
        "stratum": "16 without a source",
        "source": "its address, or its clock as .GPS., or None",
        "offset_ms": "milliseconds, or None",
    },
    parse=parse,
)
