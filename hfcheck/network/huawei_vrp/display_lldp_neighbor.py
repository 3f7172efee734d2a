"""display lldp neighbor: who is at the other end of each port.

Names and descriptions are what the neighbour says of itself: nothing in them may be believed. A neighbour whose
description imitates the headings of this output is caught by the count of neighbours that each heading states.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import NOTHING, blocks, fit, keyed, lines, mac, maybe
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable, whole

HEAD = re.compile(r"(?P<port>[^ ]+) +has +(?P<count>\d{1,5}) +neighbors?(?:\(s\))?:?", re.IGNORECASE)
INDEX = re.compile(r"Neighbor index *: *\d+", re.IGNORECASE)
DESCRIPTION = re.compile(r"System description *:(?P<text>.*)", re.IGNORECASE)
# What may stand behind the description, the usual first: a neighbour need not send its capabilities.
AFTER_DESCRIPTION = tuple(
    re.compile(rf"{label} *:.*", re.IGNORECASE)
    for label in (
        "System capabilities supported",
        "System capabilities enabled",
        "Management address type",
        "Expired time",
    )
)
SECONDS = re.compile(r"(?P<seconds>\d{1,9}) *s?")
# A field of this report, and the labels that the releases print for it.
TEXTS = {
    "port_id": ("port id",),
    "port_id_type": ("port id type", "port id subtype"),
    "port_description": ("port description",),
    "system_name": ("system name",),
    "operating_mode": ("opermau",),
}
MANAGEMENT = ("management address", "management address value")


def parse(text: str) -> Mapping[str, object]:
    """The neighbours, and the ports that have none."""
    neighbors: list[dict[str, object]] = []
    without: list[str] = []
    for block in blocks(lines(text), HEAD.fullmatch):
        head = fit(HEAD, block[0], "a port and the count of its neighbours")
        found = [_neighbor(head["port"], part) for part in blocks(block[1:], INDEX.fullmatch)]
        if len(found) != int(head["count"]):
            raise Unreadable(f"{head['port']}: expected {head['count']} neighbours, found {len(found)}")
        neighbors += found
        without += [] if found else [head["port"]]
    return {"neighbors": neighbors, "without": without}


def _neighbor(port: str, block: list[str]) -> dict[str, object]:
    description, rest = _description(block[1:])
    pairs = _pairs(rest)
    values: dict[str, str] = {}
    for key, value in pairs:
        values.setdefault(key.lower(), value)
    chassis = values.pop("chassis id", "")
    chassis_type = values.pop("chassis type", "")
    found: dict[str, object] = {
        "port": port,
        "chassis_id": mac(chassis, "Chassis ID") if chassis_type.lower() == "mac address" else chassis,
        "chassis_id_type": chassis_type,
        **{name: _first(values, labels) for name, labels in TEXTS.items()},
        "system_description": description,
        "capabilities": _words(values.pop("system capabilities supported", "")),
        "capabilities_enabled": _words(values.pop("system capabilities enabled", "")),
        "management_addresses": [value for key, value in pairs if key.lower() in MANAGEMENT and value not in NOTHING],
        "expires_seconds": maybe(values.pop("expired time", ""), _seconds, "Expired time"),
        "pvid": maybe(values.pop("port vlan id(pvid)", ""), whole, "PVID"),
    }
    others = {key: value for key, value in values.items() if key not in MANAGEMENT and value not in NOTHING}
    return found | {"others": others}


def _pairs(block: list[str]) -> list[tuple[str, str]]:
    """Label and value of each line; a line without a label goes on with the value above it."""
    pairs: list[tuple[str, str]] = []
    for line in block:
        if pairs and ":" not in line:
            label, value = pairs[-1]
            pairs[-1] = (label, f"{value} {line.strip()}".strip())
        else:
            pairs.append(keyed(line))
    return pairs


def _seconds(text: str, what: str) -> int:
    return whole(fit(SECONDS, text, f"seconds of {what}")["seconds"], what)


def _description(block: list[str]) -> tuple[str | None, list[str]]:
    starts = _places(block, DESCRIPTION)
    ends = next(filter(None, (_places(block, label) for label in AFTER_DESCRIPTION)), [])
    if not starts:
        return None, block
    if not ends or ends[0] < starts[0]:
        raise Unreadable("expected System capabilities supported behind the System description, found none")
    head = fit(DESCRIPTION, block[starts[0]], "System description")["text"]
    told = [head.strip(), *(line.strip() for line in block[starts[0] + 1 : ends[0]])]
    plain = "\n".join(line for line in told if line)
    return None if plain in NOTHING else plain, block[: starts[0]] + block[ends[0] :]


def _places(block: list[str], label: re.Pattern[str]) -> list[int]:
    return [at for at, line in enumerate(block) if label.fullmatch(line.strip())]


def _words(value: str) -> list[str]:
    return [] if value in NOTHING else value.split()


def _first(values: dict[str, str], labels: tuple[str, ...]) -> str | None:
    found = [values.pop(label) for label in labels if label in values]
    return found[0] if found and found[0] not in NOTHING else None


COMMAND = Command(
    line="display lldp neighbor",
    aliases=("display lldp neighbor interface *", "display lldp neighbor interface * *"),
    values={
        "neighbors": "port (of this device), chassis_id, chassis_id_type, port_id, port_id_type, port_description, "
        "system_name, system_description, capabilities, capabilities_enabled, management_addresses, expires_seconds, "
        "pvid, operating_mode, others (what else it says, by label)",
        "without": "ports of this device that have no neighbour",
    },
    parse=parse,
)
