"""`display vlan all`: every VLAN with its ports."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping, Sequence

from hfcheck.network.columns import VLANS, blocks, keyed, lines, some
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable, whole

HEAD = re.compile(r"\s*VLAN ID ?: ?[0-9]{1,4}")
PORT = re.compile(r"[A-Za-z][A-Za-z-]{0,40}[0-9][0-9/:.]{0,40}(?:\([UD]\))?")
KEYS = {
    "vlan type": "type",
    "it is a": "kind",
    "route interface": "route_interface",
    "ipv4 address": "ip",
    "ip address": "ip",
    "ipv4 subnet mask": "mask",
    "subnet mask": "mask",
    "description": "description",
    "name": "name",
    "tagged ports": "tagged",
    "untagged ports": "untagged",
}
Row = dict[str, object]


def parse(text: str) -> Mapping[str, object]:
    """One row a VLAN; `ip` is the address of its VLAN interface, if it has one."""
    return {"vlans": some([_vlan(block) for block in blocks(lines(text), HEAD.fullmatch)], "a VLAN")}


def _vlan(block: Sequence[str]) -> Row:
    number = whole(keyed(block[0])[1], "a VLAN")
    if number not in VLANS:
        raise Unreadable(f"expected a VLAN of 1 to 4094, found {number}")
    row: dict[str, str] = {}
    ports: dict[str, list[str]] = {"tagged": [], "untagged": []}
    for line in block[1:]:
        key, mark, value = line.partition(":")
        name = KEYS.get(" ".join(key.split()).lower()) if mark else None
        if name is None:
            _ports(ports, row, line)
        elif name in row:
            raise Unreadable(f"VLAN {number}: expected {name} once, found it again in {line.strip()[:80]!r}")
        else:
            row[name] = value.strip()
            _first_ports(ports, name, row[name])
    return {"vlan": number, **_facts(number, row), **ports}


def _first_ports(ports: dict[str, list[str]], name: str, text: str) -> None:
    if name in ports and text.lower() != "none":
        ports[name] += _names(text)


def _ports(ports: dict[str, list[str]], row: dict[str, str], line: str) -> None:
    side = next(reversed(row), "")
    if side not in ports or not line.startswith(" "):
        raise Unreadable(f"expected a line of a VLAN, found {line.strip()[:80]!r}")
    ports[side] += _names(line)


def _names(text: str) -> list[str]:
    names = text.split()
    strange = [name for name in names if not PORT.fullmatch(name)]
    if strange:
        raise Unreadable(f"expected ports, found {strange[0][:80]!r}")
    return names


def _facts(number: int, row: Mapping[str, str]) -> Row:
    if "type" not in row:
        raise Unreadable(f"VLAN {number}: expected its type, found {', '.join(row)}")
    return {
        "name": row.get("name") or None,
        "description": row.get("description") or None,
        "type": row["type"].lower(),
        "routed": None if "route_interface" not in row else row["route_interface"].lower() == "configured",
        "ip": _address(row),
    }


def _address(row: Mapping[str, str]) -> str | None:
    if "ip" not in row:
        return None
    try:
        return str(ipaddress.IPv4Interface(f"{row['ip']}/{row.get('mask', '')}"))
    except ValueError:
        found = f"{row['ip'][:40]} {row.get('mask', '')[:40]}"
        raise Unreadable(f"expected an address and a mask, found {found!r}") from None


COMMAND = Command(
    line="display vlan all",
    values={
        "vlans": "rows of vlan, name, description, type, routed (has a VLAN interface), ip (with prefix length),"
        " tagged and untagged (ports)"
    },
    parse=parse,
    aliases=("display vlan *",),
)
