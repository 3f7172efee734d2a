"""`display stp brief`: the role and state of each port in the spanning tree; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import behind, fit, lines, some
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable

HEADER = re.compile(r"\s*(?P<kind>MST ?ID|VLAN ?ID) +Port +Role +STP State +Protection", re.IGNORECASE)
ROW = re.compile(
    r"(?P<instance>[0-9]{1,4}) +(?P<port>\S{1,60}) +(?P<role>ROOT|DESI|ALTE|BACK|MAST|DISA) +"
    r"(?P<state>FORWARDING|LEARNING|DISCARDING|BLOCKING|LISTENING) +(?P<protection>[A-Z]{2,10})",
    re.IGNORECASE,
)
ROLES = {
    "root": "root",
    "desi": "designated",
    "alte": "alternate",
    "back": "backup",
    "mast": "master",
    "disa": "disabled",
}


def parse(text: str) -> Mapping[str, object]:
    """One row a port and instance (or VLAN, where each VLAN has its own tree)."""
    before, header, below = behind(lines(text), HEADER.fullmatch)
    kind = HEADER.fullmatch(header)
    if before or kind is None:
        raise Unreadable(f"expected a header, found {before[0].strip()[:80] if before else header!r}")
    name = "vlan" if kind["kind"].lower().startswith("vlan") else "instance"
    return {"ports": some([_row(name, line) for line in below], "a port")}


def _row(name: str, line: str) -> dict[str, object]:
    row = fit(ROW, line, "a port of the spanning tree")
    protection = row["protection"].lower()
    return {
        name: int(row["instance"]),
        "port": row["port"],
        "role": ROLES[row["role"].lower()],
        "state": row["state"].lower(),
        "protection": None if protection == "none" else protection,
    }


COMMAND = Command(
    line="display stp brief",
    values={"ports": "rows of instance (or vlan), port, role, state (forwarding, learning, discarding), protection"},
    parse=parse,
)
