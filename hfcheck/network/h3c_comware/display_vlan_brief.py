"""`display vlan brief`: every VLAN with its name and ports."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import VLANS, behind, columns, is_header, lines, some
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable, whole

TITLES = ("VLAN ID", "Name", "Port")
LEGEND = re.compile(
    r"Brief information about all VLANs:|Supported M(?:in|ax)imum VLAN ID: [0-9]{1,4}|Default VLAN ID: [0-9]{1,4}"
)
PORT = re.compile(r"[A-Za-z][A-Za-z-]{0,40}[0-9][0-9/:.]{0,40}(?:\([UD]\))?")


def parse(text: str) -> Mapping[str, object]:
    """One row a VLAN; ports are named shortly, as the device prints them."""
    before, header, below = behind(lines(text), lambda line: is_header(line, TITLES))
    if not all(LEGEND.fullmatch(line.strip()) for line in before):
        raise Unreadable(f"expected a header, found {before[0][:80]!r}")
    table = columns(header, TITLES)
    rows: list[dict[str, object]] = []
    ports: list[str] = []
    for line in below:
        cells = table.cells(line)
        if cells["VLAN ID"]:
            ports = []
            rows.append({"vlan": _number(cells["VLAN ID"]), "name": cells["Name"] or None, "ports": ports})
        elif not rows or cells["Name"]:
            raise Unreadable(f"expected a VLAN, found {line.strip()[:80]!r}")
        ports += _ports(cells["Port"])
    return {"vlans": some(rows, "a VLAN")}


def _number(text: str) -> int:
    number = whole(text, "a VLAN")
    if number not in VLANS:
        raise Unreadable(f"expected a VLAN of 1 to 4094, found {number}")
    return number


def _ports(text: str) -> list[str]:
    names = text.split()
    strange = [name for name in names if not PORT.fullmatch(name)]
    if strange:
        raise Unreadable(f"expected ports, found {strange[0][:80]!r}")
    return names


COMMAND = Command(
    line="display vlan brief", values={"vlans": "rows of vlan, name, ports (in their short form)"}, parse=parse
)
