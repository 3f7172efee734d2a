"""`display vrrp`: which device answers for each virtual router; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import fit, ip, lines
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable

TITLE = re.compile(r"IPv[46] Virtual Router Information:|Running mode *: ?[A-Za-z ]{1,30}", re.IGNORECASE)
TOTAL = re.compile(r"Total number of virtual routers *: ?(?P<total>[0-9]{1,6})", re.IGNORECASE)
HEADER = re.compile(
    r"Interface +VRID +State +Running +Adver\.? +Auth +Virtual|Pri +Timer +Type +IP|-{10,}", re.IGNORECASE
)
ROW = re.compile(
    r"(?P<interface>\S{1,60}) +(?P<vrid>[0-9]{1,3}) +(?P<state>Master|Backup|Initialize|Inactive)"
    r" +(?P<priority>[0-9]{1,3}) +(?P<timer>[0-9]{1,5}) +(?P<auth>None|Simple|MD5|Not supported)"
    r" +(?P<ip>[0-9A-Fa-f.:]{2,39})",
    re.IGNORECASE,
)


def parse(text: str) -> Mapping[str, object]:
    """One row a virtual router; none only where the device itself counts none."""
    rows: list[dict[str, object]] = []
    total: int | None = None
    for line in (line.strip() for line in lines(text)):
        count = TOTAL.fullmatch(line)
        if count is not None:
            total = int(count["total"]) + (total or 0)
        elif not (TITLE.fullmatch(line) or HEADER.fullmatch(line)):
            rows.append(_row(line))
    if total is None or (total > 0) != bool(rows):
        raise Unreadable(f"expected {total} virtual routers, found {len(rows)}")
    return {"routers": rows, "total": total, "complete": total == len(rows)}


def _row(line: str) -> dict[str, object]:
    row = fit(ROW, line, "a virtual router")
    numbers = {name: int(row[name]) for name in ("vrid", "priority", "timer")}
    names = {"interface": row["interface"], "state": row["state"].lower(), "authentication": row["auth"].lower()}
    return {**names, **numbers, "ip": ip(row["ip"], "a virtual router")}


COMMAND = Command(
    line="display vrrp",
    values={
        "routers": "rows of interface, vrid, state (master, backup, initialize), priority (running), timer"
        " (centiseconds), authentication, ip (virtual)",
        "total": "how many virtual routers the device counts",
        "complete": "whether as many are listed as the device counts",
    },
    parse=parse,
)
