"""`show vrrp brief`: the virtual routers and which of them this device is; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import behind, fit, ip, lines, some
from hfcheck.network.command import Command
from hfcheck.network.ruijie_os.wording import PORT, is_rule
from hfcheck.readings.parsing import Unreadable, whole

HEADER = re.compile(r"Interface +Grp +Pri +timer +Own +Pre +State +Master addr +Group addr", re.IGNORECASE)
ROW = re.compile(
    rf"(?P<interface>{PORT}) +(?P<group>[0-9]{{1,3}}) +(?P<priority>[0-9]{{1,3}}) +[0-9.]{{1,8}} +[-O] +[-P]"
    r" +(?P<state>Master|Backup|Init) +(?P<master>[0-9a-fA-F.:]{2,39}) +(?P<address>[0-9a-fA-F.:]{2,39})"
)


def parse(text: str) -> Mapping[str, object]:
    """One row a virtual router."""
    before, _, rows = behind(lines(text), lambda line: HEADER.fullmatch(line.strip()))
    if before:
        raise Unreadable(f"expected the titles of virtual routers, found {before[0].strip()[:80]!r}")
    return {"groups": some([_row(line) for line in rows if not is_rule(line)], "a virtual router")}


def _row(line: str) -> dict[str, object]:
    row = fit(ROW, line, "a virtual router")
    return {
        "interface": row["interface"],
        "group": row["group"],
        "priority": whole(row["priority"], "a priority"),
        "state": "initialize" if row["state"] == "Init" else row["state"].lower(),
        "address": ip(row["address"], "a virtual router"),
    }


COMMAND = Command(
    line="show vrrp brief",
    values={"groups": "rows of interface, group, priority, state (master, backup, initialize), address"},
    parse=parse,
)
