"""`show interface json`: the interfaces of the router's kernel as zebra sees them."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.network.columns import interface_ip, mac, some
from hfcheck.network.command import Command
from hfcheck.network.frr.json_text import document, maybe_of, of
from hfcheck.readings.parsing import known


def parse(text: str) -> Mapping[str, object]:
    """One row an interface."""
    return {"interfaces": some([_row(name, one) for name, one in document(text).items()], "an interface")}


def _row(name: str, one: object) -> dict[str, object]:
    hardware = maybe_of(one, "hardwareAddress", str)
    return {
        "name": name,
        "enabled": _is_up(one, "administrativeStatus"),
        "up": _is_up(one, "operationalStatus"),
        "description": maybe_of(one, "description", str) or "",
        "mtu": maybe_of(one, "mtu", int),
        # zebra prints 0 (and 4294967295 in some releases) for a link without a speed.
        "speed_mbps": speed if (speed := maybe_of(one, "speed", int)) and speed < 4_000_000_000 else None,
        "mac": None if hardware is None else mac(hardware, f"{name}'s hardware address"),
        "addresses": [
            interface_ip(of(each, "address", str), "an address") for each in maybe_of(one, "ipAddresses", list) or []
        ],
    }


def _is_up(one: object, name: str) -> bool:
    return known(of(one, name, str), ("up", "down"), name) == "up"


COMMAND = Command(
    line="show interface json",
    values={"interfaces": "rows of name, enabled, up, description, mtu, speed_mbps, mac, addresses (with prefix)"},
    parse=parse,
)
