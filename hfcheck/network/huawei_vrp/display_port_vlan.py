"""display port vlan: link type, default VLAN and allowed VLANs of each port."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import VLANS, behind, fit, lines, maybe, some
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import is_rule
from hfcheck.readings.parsing import Unreadable, whole

HEADER = re.compile(r"Port +Link Type +PVID +(?:Trunk )?VLAN List *")
ROW = re.compile(r"(?P<port>[^ ]+) +(?P<type>[a-z][a-z0-9-]*) +(?P<pvid>\d{1,4}|-+)(?: +(?P<list>[^ ].*))?")
RANGE = re.compile(r"(?P<first>\d{1,4})(?:-(?P<last>\d{1,4}))?")
# Newer releases say before a VLAN whether the port is in it untagged or tagged; nothing is a dash.
WORDS = frozenset({"U:", "T:", "-", "--"})


def parse(text: str) -> Mapping[str, object]:
    """One row a port; a list that goes on in the next line is joined."""
    before, _, rest = behind(lines(text), HEADER.fullmatch)
    if before:
        raise Unreadable(f"expected the header, found {before[0].strip()[:120]!r}")
    ports: list[dict[str, object]] = []
    allowed: list[list[int]] = []
    for line in rest:
        if is_rule(line):
            continue
        if line.startswith(" ") and ports:
            allowed += _ranges(line.strip())
            continue
        row = fit(ROW, line, "a row of the ports")
        allowed = _ranges(row["list"].strip())
        ports.append(
            {
                "port": row["port"],
                "link_type": row["type"],
                "pvid": maybe(row["pvid"], whole, "PVID"),
                "vlans": allowed,
            }
        )
    return {"ports": some(ports, "ports")}


def _ranges(text: str) -> list[list[int]]:
    parts = [fit(RANGE, word, "VLAN numbers") for word in text.replace(",", " ").split() if word not in WORDS]
    ranges = [[whole(part[end] or part["first"], "a VLAN") for end in ("first", "last")] for part in parts]
    if any(first not in VLANS or last not in VLANS or last < first for first, last in ranges):
        raise Unreadable(f"expected VLAN numbers from 1 to 4094, found {text[:120]!r}")
    return ranges


COMMAND = Command(
    line="display port vlan",
    aliases=("display port vlan active", "display port vlan *"),
    values={"ports": "port, link_type, pvid, vlans (ranges of allowed VLANs: [first, last])"},
    parse=parse,
)
