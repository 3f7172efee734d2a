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
LIST = re.compile(r"-+|(?:(?:[UT]: *)?\d{1,4}(?:-\d{1,4})?[ ,]*)+")
RANGE = re.compile(r"(\d{1,4})(?:-(\d{1,4}))?")


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
        ports.append({
            "port": row["port"],
            "link_type": row["type"],
            "pvid": maybe(row["pvid"], whole, "PVID"),
            "vlans": allowed,
        })
    return {"ports": some(ports, "ports")}


def _ranges(text: str) -> list[list[int]]:
    if not text:
        return []
    if not LIST.fullmatch(text):
        raise Unreadable(f"expected VLAN numbers, found {text[:120]!r}")
    ranges = [[int(first), int(last or first)] for first, last in RANGE.findall(text)]
    if any(first not in VLANS or last not in VLANS or last < first for first, last in ranges):
        raise Unreadable(f"expected VLAN numbers from 1 to 4094, found {text[:120]!r}")
    return ranges


COMMAND = Command(
    line="display port vlan",
    aliases=("display port vlan active", "display port vlan *"),
    values={"ports": "port, link_type, pvid, vlans (ranges of allowed VLANs: [first, last])"},
    parse=parse,
)
