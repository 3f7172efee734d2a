"""`display lldp neighbor-information`: V7 says in short who is at each port, V5 everything; no public capture yet."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.network.columns import lines, some
from hfcheck.network.command import Command
from hfcheck.network.h3c_comware.display_lldp_neighbor_information_verbose import said
from hfcheck.network.h3c_comware.lldp import identity, neighbors
from hfcheck.readings.parsing import Unreadable

SHORT = "ChassisID/subtype"
FULL = ("port_description", "system_name", "system_description", "pvid", "ttl", "updated_seconds_ago")


def parse(text: str) -> Mapping[str, object]:
    """One row a neighbour; what the short form leaves out is null."""
    found = neighbors(lines(text))
    return {
        "neighbors": some([_short(*each) if SHORT in each[2] else said(*each) for each in found], "a neighbour"),
    }


def _short(interface: str, agent: str | None, values: Mapping[str, list[str]]) -> dict[str, object]:
    capabilities = values.get("Capabilities", [""])[0]
    return {
        "port": interface,
        "agent": agent,
        "chassis_id": _identity(values, SHORT),
        "port_id": _identity(values, "PortID/subtype"),
        **dict.fromkeys(FULL),
        "capabilities_enabled": [part.strip().lower() for part in capabilities.split(",") if part.strip(" -")],
        "management_addresses": [],
    }


def _identity(values: Mapping[str, list[str]], key: str) -> str | None:
    # The subtype stands behind the last slash; a port's name holds slashes of its own.
    name, mark, _ = values.get(key, [""])[0].rpartition("/")
    if not mark:
        raise Unreadable(f"expected {key} as <identifier>/<subtype>, found {values.get(key, [''])[0][:80]!r}")
    return identity(name)


COMMAND = Command(
    line="display lldp neighbor-information",
    values={
        "neighbors": "rows of port (of this device), agent, chassis_id, port_id, port_description, system_name,"
        " system_description, capabilities_enabled, management_addresses, pvid, ttl (seconds), updated_seconds_ago"
    },
    parse=parse,
)
