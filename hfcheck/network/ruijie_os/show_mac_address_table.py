"""`show mac-address-table`: where each hardware address was heard; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import VLANS, behind, fit, lines, mac, some
from hfcheck.network.command import Command
from hfcheck.network.ruijie_os.wording import PORT, is_rule
from hfcheck.readings.parsing import Unreadable, whole

HEADER = re.compile(r"Vlan +MAC Address +Type +Interface(?: +(?:Live Time|Time))?", re.IGNORECASE)
ROW = re.compile(
    r"(?P<vlan>[0-9]{1,4}) +(?P<mac>[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}) +(?P<type>DYNAMIC|STATIC|FILTER|SECURITY)"
    rf"(?: +(?P<port>{PORT}))?(?: +(?P<time>[0-9][0-9a-z :-]{{1,30}}))?",
    re.IGNORECASE,
)
TOTAL = re.compile(r"Total (?:number of )?(?:MAC|entries).{0,30}: ?(?P<count>[0-9]{1,9})", re.IGNORECASE)


def parse(text: str) -> Mapping[str, object]:
    """One row an address and VLAN; a filtered address has no port."""
    before, _, rest = behind(lines(text), lambda line: HEADER.fullmatch(line.strip()))
    if before:
        raise Unreadable(f"expected Vlan, MAC Address, Type, Interface, found {before[0].strip()[:80]!r}")
    total = next((found for line in rest if (found := TOTAL.fullmatch(line.strip()))), None)
    rows = [_row(line) for line in rest if not is_rule(line) and not TOTAL.fullmatch(line.strip())]
    if total is not None and whole(total["count"], "a count") != len(rows):
        raise Unreadable(f"expected {total['count']} addresses, found {len(rows)}")
    return {"entries": some(rows, "a hardware address")}


def _row(line: str) -> dict[str, object]:
    row = fit(ROW, line, "a hardware address")
    vlan, kind = whole(row["vlan"], "a VLAN"), row["type"].lower()
    if vlan not in VLANS or bool(row["port"]) is (kind == "filter"):
        raise Unreadable(f"expected a VLAN and a port, found {line.strip()[:80]!r}")
    return {"vlan": vlan, "mac": mac(row["mac"], "an address"), "type": kind, "port": row["port"] or None}


COMMAND = Command(
    line="show mac-address-table",
    values={"entries": "rows of vlan, mac, type (dynamic, static, filter, security), port (null for a filter)"},
    parse=parse,
)
