"""display stp brief: what the spanning tree makes of each port. No public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import behind, fit, lines, some
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import unruled
from hfcheck.readings.parsing import Unreadable, whole

HEADER = re.compile(
    r"(?:MSTID|VLAN-?ID) +(?:Port|Interface) +Role +STP ?State +Protection *(?:Cost +Edged)?", re.IGNORECASE
)
ROW = re.compile(
    r"(?P<instance>\d{1,4}) +(?P<port>[^ ]+) +(?P<role>ROOT|DESI|ALTE|BACK|MAST|DISA|----) +"
    r"(?P<state>FORWARDING|LEARNING|DISCARDING|DISABLED|BLOCKING|LISTENING|DOWN|INACTIVE) +"
    r"(?P<protection>[A-Z/-]+)(?: +(?P<cost>\d{1,10}) +(?P<edged>enable|disable))?",
    re.IGNORECASE,
)


def parse(text: str) -> Mapping[str, object]:
    """One entry a port and instance."""
    before, _, rest = behind(unruled(lines(text)), lambda line: HEADER.fullmatch(line.strip()))
    if before:
        raise Unreadable(f"expected the header, found {before[0].strip()[:120]!r}")
    return {"ports": some([_port(line) for line in rest], "ports")}


def _port(line: str) -> dict[str, object]:
    row = fit(ROW, line, "a port of the spanning tree")
    return {
        "instance": whole(row["instance"], "MSTID"),
        "port": row["port"],
        "role": None if row["role"] == "----" else row["role"].lower(),
        "state": row["state"].lower(),
        "protection": None if row["protection"].lower() == "none" else row["protection"].lower(),
        "cost": int(row["cost"]) if row["cost"] else None,
        "edged": row["edged"].lower() == "enable" if row["edged"] else None,
    }


COMMAND = Command(
    line="display stp brief",
    aliases=("display stp instance * brief", "display stp vlan * brief"),
    values={"ports": "instance, port, role (root, desi, alte, back, mast), state, protection, cost, edged"},
    parse=parse,
)
