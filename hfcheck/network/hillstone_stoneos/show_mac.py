"""`show mac`: behind which interface of a virtual switch each hardware address was heard; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import fit, is_header, mac
from hfcheck.network.command import Command
from hfcheck.network.hillstone_stoneos.wording import PORT, unruled
from hfcheck.readings.parsing import Unreadable, whole

LEGEND = re.compile(r"Type ?: ?I: ?invalid; ?L: ?self; ?S: ?static; ?D: ?dynamic;?", re.IGNORECASE)
TITLES = ("MAC Address", "Switch", "Interface", "Type", "Age(sec)")
ROW = re.compile(
    rf"(?P<mac>[0-9a-f]{{4}}\.[0-9a-f]{{4}}\.[0-9a-f]{{4}}) +(?P<switch>\S{{1,40}}) +(?P<port>{PORT}) +(?P<type>[ILSD])"
    r" +(?:[0-9]{1,7}|-)",
    re.IGNORECASE,
)
TOTAL = re.compile(r"Total (?P<count>[0-9]{1,9}) MAC entr(?:ies|y) showed\.?", re.IGNORECASE)
TYPES = {"I": "invalid", "L": "self", "S": "static", "D": "dynamic"}


def parse(text: str) -> Mapping[str, object]:
    """One row an address; refuses a table that does not end with the number of its rows."""
    found = unruled(text)
    at = next((number for number, line in enumerate(found) if is_header(line, TITLES)), len(found))
    strange = next((line for line in found[:at] if not LEGEND.fullmatch(line)), None)
    total = TOTAL.fullmatch(found[-1])
    if strange is not None or total is None:
        raise Unreadable(f"expected hardware addresses and their number, found {(strange or found[-1])[:80]!r}")
    rows = [_row(line) for line in found[at + 1 : -1]]
    if whole(total["count"], "a count") != len(rows):
        raise Unreadable(f"expected {total['count']} hardware addresses, found {len(rows)}")
    return {"entries": rows}


def _row(line: str) -> dict[str, object]:
    row = fit(ROW, line, "a hardware address")
    return {
        "mac": mac(row["mac"], "an address"),
        "switch": row["switch"],
        "port": row["port"],
        "type": TYPES[row["type"].upper()],
    }


COMMAND = Command(
    line="show mac",
    values={"entries": "rows of mac, switch, port, type (dynamic, static, self, invalid)"},
    parse=parse,
)
