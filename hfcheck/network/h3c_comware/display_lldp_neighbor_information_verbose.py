"""`display lldp neighbor-information verbose`: everything that each neighbour said."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.network.columns import ip, lines, some, span
from hfcheck.network.command import Command
from hfcheck.network.h3c_comware.lldp import identity, neighbors
from hfcheck.readings.parsing import Unreadable, whole

NOTHING = frozenset({"", "-", "--", "N/A"})


def parse(text: str) -> Mapping[str, object]:
    """One row a neighbour; long texts are put together again from their lines."""
    return {"neighbors": some([said(*found) for found in neighbors(lines(text))], "a neighbour")}


def said(interface: str, agent: str | None, values: Mapping[str, list[str]]) -> dict[str, object]:
    """One neighbour's row; refuses one without identifiers."""
    chassis, port = _one(values, "Chassis ID"), _one(values, "Port ID")
    if chassis is None or port is None:
        raise Unreadable(f"{interface}: expected a Chassis ID and a Port ID, found {', '.join(values)[:120]!r}")
    age, pvid, ttl = (_one(values, key) for key in ("Update time", "Port VLAN ID(PVID)", "Time to live"))
    return {
        "port": interface,
        "agent": agent,
        "chassis_id": identity(chassis),
        "port_id": identity(port),
        "port_description": _one(values, "Port description"),
        "system_name": _one(values, "System name"),
        "system_description": _one(values, "System description"),
        "capabilities_enabled": _capabilities(_one(values, "System capabilities enabled")),
        "management_addresses": [
            _address(text) for text in values.get("Management address", []) if text not in NOTHING
        ],
        "pvid": None if pvid is None else whole(pvid, "the PVID"),
        "ttl": None if ttl is None else whole(ttl.split()[0], "the time to live"),
        "updated_seconds_ago": None if age is None else span(age, "the update time"),
    }


def _one(values: Mapping[str, list[str]], key: str) -> str | None:
    text = values.get(key, [""])[0]
    return None if text in NOTHING else text


def _capabilities(text: str | None) -> list[str]:
    return [] if text is None else [part.strip().lower() for part in text.replace("\n", " ").split(",")]


def _address(text: str) -> str:
    # A neighbour may say a hardware address instead of an IP address.
    return identity(text) or "" if text.count("-") == 2 else ip(text, "a management address")


COMMAND = Command(
    line="display lldp neighbor-information verbose",
    values={
        "neighbors": "rows of port (of this device), agent, chassis_id, port_id, port_description, system_name,"
        " system_description, capabilities_enabled, management_addresses, pvid, ttl (seconds), updated_seconds_ago"
    },
    parse=parse,
    aliases=(
        "display lldp neighbor-information interface * * verbose",
        "display lldp neighbor-information interface * verbose",
    ),
)
