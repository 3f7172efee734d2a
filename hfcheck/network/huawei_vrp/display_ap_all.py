"""display ap all: the access points of a wireless controller. No public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import ip, lines, mac, maybe
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.titled import rows
from hfcheck.readings.parsing import Unreadable, whole

TITLES = {
    "ID": "id",
    "MAC": "mac",
    "Name": "name",
    "Group": "group",
    "IP": "ip",
    "Type": "type",
    "State": "state",
    "STA": "stations",
    "Uptime": "uptime",
    "ExtraInfo": "extra",
}
TOTAL = re.compile(r"Total ?: ?(?P<count>\d{1,6})")
# The words for the states with how many access points are in each, and what else stands around the table.
BESIDE = r"Info:.*|Total AP information ?:|Total ?: ?\d{1,6}|[A-Za-z-]{1,20} *: *[A-Za-z][^:]{0,80}"
AGE = re.compile(r"(?:(\d{1,5})D:?)?(?:(\d{1,2})H:?)?(?:(\d{1,2})M:?)?(?:(\d{1,2})S)?")
AGE_UNITS = (86_400, 3600, 60, 1)


def parse(text: str) -> Mapping[str, object]:
    """One entry an access point."""
    found = rows(text, TITLES, ("mac", "name", "state"), beside=BESIDE)
    totals = [total["count"] for line in lines(text) if (total := TOTAL.fullmatch(line.strip()))]
    count = whole(totals[-1], "Total") if totals else None
    points = [_point(row) for row in found]
    return {"points": points, "total": count, "complete": None if count is None else count == len(points)}


def _point(row: Mapping[str, str | None]) -> dict[str, object]:
    if row["mac"] is None or row["state"] is None:
        raise Unreadable(f"expected the address and the state of an access point, found {row['name']!r} without")
    return {
        "id": maybe(row.get("id") or "", whole, "ID"),
        "mac": mac(row["mac"], "MAC"),
        "name": row["name"],
        "group": row.get("group"),
        "ip": maybe(row.get("ip") or "", ip, "IP"),
        "type": row.get("type"),
        "state": row["state"].lower(),
        "stations": maybe(row.get("stations") or "", whole, "STA"),
        "uptime_seconds": maybe(row.get("uptime") or "", _age, "Uptime"),
        "extra": row.get("extra"),
    }


def _age(text: str, what: str) -> int:
    found = AGE.fullmatch(text)
    if found is None:
        raise Unreadable(f"expected a duration for {what}, found {text[:80]!r}")
    return sum(int(count) * unit for count, unit in zip(found.groups("0"), AGE_UNITS, strict=True))


COMMAND = Command(
    line="display ap all",
    values={
        "points": "id, mac, name, group, ip, type, state (nor, idle, fault…), stations, uptime_seconds, extra",
        "total": "how many access points the device counts; None where it does not say",
        "complete": "whether as many are listed as the device counts; None where it does not say",
    },
    parse=parse,
)
