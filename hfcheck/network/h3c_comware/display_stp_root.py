"""`display stp root`: which bridge is the root of each spanning tree; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import behind, fit, lines, mac, some
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable

HEADER = re.compile(
    r"\s*(?:MST ?ID|VLAN ?ID) +Root Bridge ID +Ext(?:ernal)? ?PathCost +Int(?:ernal)? ?PathCost +Root Port",
    re.IGNORECASE,
)
ROW = re.compile(
    r"(?P<instance>[0-9]{1,4}) +(?P<priority>[0-9]{1,5})\.(?P<mac>[0-9a-fA-F-]{14}) +(?P<external>[0-9]{1,10}) +"
    r"(?P<internal>[0-9]{1,10})(?: +(?P<port>\S{1,60}))?"
)


def parse(text: str) -> Mapping[str, object]:
    """One row an instance; a bridge that is the root itself has no root port."""
    before, _, below = behind(lines(text), HEADER.fullmatch)
    if before:
        raise Unreadable(f"expected a header, found {before[0].strip()[:80]!r}")
    return {"roots": some([_row(line) for line in below], "a root bridge")}


def _row(line: str) -> dict[str, object]:
    row = fit(ROW, line, "a root bridge")
    return {
        "instance": int(row["instance"]),
        "priority": int(row["priority"]),
        "mac": mac(row["mac"], "a root bridge"),
        "external_cost": int(row["external"]),
        "internal_cost": int(row["internal"]),
        "port": row["port"] or None,
    }


COMMAND = Command(
    line="display stp root",
    values={"roots": "rows of instance, priority, mac, external_cost, internal_cost, port (null on the root itself)"},
    parse=parse,
)
