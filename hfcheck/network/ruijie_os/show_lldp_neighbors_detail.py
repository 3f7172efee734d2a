"""`show lldp neighbors detail`: who is at the other end of each port; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from ipaddress import ip_address

from hfcheck.network.columns import blocks, lines, some
from hfcheck.network.command import Command
from hfcheck.network.ruijie_os.wording import PORT, is_rule
from hfcheck.readings.parsing import Unreadable

HEAD = re.compile(rf"LLDP neighbor-information of port \[(?P<port>{PORT})\]", re.IGNORECASE)
INDEX = re.compile(r"Neighbor index {0,40}: ?[0-9]{1,6}", re.IGNORECASE)
# A system describes itself in as many lines as it likes.
KEY = re.compile(r"(?P<key>[A-Za-z0-9][A-Za-z0-9 ./()-]{1,40}?) {0,40}:(?: (?P<value>.{0,1000}))?")
NAMES = {
    "chassis id": "chassis_id",
    "system name": "system_name",
    "system description": "description",
    "system capabilities enabled": "capabilities",
    "management address": "address",
    "port id": "port_id",
    "port description": "port_description",
}
SINGLE = ("chassis_id", "system_name", "description", "port_id", "port_description")


def parse(text: str) -> Mapping[str, object]:
    """One row a neighbour; refuses what one says twice, so that nobody can describe himself as another."""
    found = [line.strip() for line in lines(text) if not is_rule(line)]
    ports = list(blocks(found, HEAD.fullmatch))
    # A neighbour may describe itself in lines that look like the device's own.
    if len({block[0].lower() for block in ports}) != len(ports):
        raise Unreadable("expected each port once, found one twice")
    rows = [row for block in ports for row in _of_port(block)]
    return {"neighbours": some(rows, "a neighbour")}


def _of_port(block: Sequence[str]) -> list[dict[str, object]]:
    head = HEAD.fullmatch(block[0])
    assert head is not None  # noqa: S101 - each block starts with one
    several = any(INDEX.fullmatch(line) for line in block)
    parts = list(blocks(block[1:], INDEX.fullmatch)) if several else [list(block[1:])]
    return [{"port": head["port"], **_neighbour(part)} for part in parts]


def _neighbour(part: Sequence[str]) -> dict[str, object]:
    said: dict[str, str] = {}
    addresses: list[str] = []
    last = ""
    for line in part:
        found = KEY.fullmatch(line)
        name = NAMES.get(found["key"].lower(), "") if found else ""
        value = (found["value"] or "").strip() if found else ""
        if name in said:
            raise Unreadable(f"expected the {name} of a neighbour once, found {line[:80]!r}")
        if name == "address":
            addresses.append(value)
        elif name:
            said[name] = value
        elif last == "description" and not found:
            said[last] = f"{said[last]} {line}"[:1000]
        last = name or (last if not found else "")
    if not (said.get("chassis_id") and said.get("port_id")):
        raise Unreadable("expected the chassis and the port of a neighbour, found none")
    return {
        **{name: said.get(name) or None for name in SINGLE},
        "capabilities": [word.strip().lower() for word in said.get("capabilities", "").split(",") if word.strip()],
        "addresses": [address for address in addresses if _is_ip(address)],
    }


def _is_ip(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


COMMAND = Command(
    line="show lldp neighbors detail",
    values={
        "neighbours": "rows of port, chassis_id, system_name, description, port_id, port_description (null where not"
        " said), capabilities (lower case), addresses (IP only)"
    },
    parse=parse,
)
