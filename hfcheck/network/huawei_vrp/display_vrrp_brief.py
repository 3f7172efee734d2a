"""display vrrp brief: the virtual routers and who is their master. No public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import fit, ip, is_header, lines, some
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import counts, unruled
from hfcheck.readings.parsing import Unreadable, whole

TITLES = ("VRID", "State", "Interface", "Type", "Virtual IP")
ROW = re.compile(
    r"(?P<vrid>\d{1,3}) +(?P<state>Master|Backup|Initialize) +(?P<interface>[^ ]+) +"
    r"(?P<type>Normal|Admin|Member|Leaf|Vgmp) +(?P<address>[0-9A-Fa-f.:]{2,45})",
    re.IGNORECASE,
)


def parse(text: str) -> Mapping[str, object]:
    """One entry a virtual router; the counts that the device prints must be those of its rows."""
    totals: dict[str, int] = {}
    groups: list[dict[str, object]] = []
    for line in unruled(lines(text)):
        if line.strip().startswith("Total"):
            totals |= counts(line.replace("-", ""), "the counts of virtual routers")
        elif not is_header(line, TITLES):
            groups.append(_group(line))
    if totals.get("total") != 0:
        some(groups, "virtual routers")
    for word in ("total", "master", "backup"):
        found = sum(1 for group in groups if word in ("total", group["state"]))
        if totals.get(word, found) != found:
            raise Unreadable(f"expected {totals[word]} ({word}), found {found}")
    return {"groups": groups}


def _group(line: str) -> dict[str, object]:
    row = fit(ROW, line, "a virtual router")
    return {
        "vrid": whole(row["vrid"], "VRID"),
        "state": row["state"].lower(),
        "interface": row["interface"],
        "type": row["type"].lower(),
        "address": ip(row["address"], "Virtual IP"),
    }


COMMAND = Command(
    line="display vrrp brief",
    values={"groups": "vrid, state (master, backup, initialize), interface, type, address (the virtual IP)"},
    parse=parse,
)
