"""What VRP tells of its ports, in the shapes of hfcheck.network.facts: states, neighbours, trunks, trees, VLANs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hfcheck.network.facts import Aggregate, Interface, Neighbour, StpPort, StpRoot, Traffic, Vlan

Values = Mapping[str, Any]
BANDWIDTH = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)([MG])(?:bps)?", re.IGNORECASE)
MEGABITS = {"m": 1, "g": 1000}
# A backup port that stands by is neither.
PROTOCOLS = {"up": True, "down": False}
ROLES = {
    "root": "root",
    "desi": "designated",
    "alte": "alternate",
    "back": "backup",
    "mast": "master",
    "disa": "disabled",
    None: "",
}
# What a member of a trunk says while it carries traffic: by hand, with LACP, and without an answer of its partner.
CARRYING = frozenset({"up", "selected", "indep"})


def interfaces(values: Values) -> tuple[Interface, ...]:
    """One a port. Speed and duplex of a port without a link are what it is set to, and are not told."""
    return tuple(_interface(row) for row in values["interfaces"])


def neighbours(values: Values) -> tuple[Neighbour, ...]:
    """What the neighbours say of themselves, from display lldp neighbor."""
    return tuple(
        Neighbour(
            row["port"],
            row["system_name"],
            row["port_id"],
            row["chassis_id"] or None,
            row["system_description"],
            tuple(row["management_addresses"]),
            tuple(row["capabilities_enabled"]),
        )
        for row in values["neighbors"]
    )


def brief_neighbours(values: Values) -> tuple[Neighbour, ...]:
    """From display lldp neighbor brief, which says no more than names."""
    return tuple(Neighbour(row["port"], row["system_name"], row["port_id"]) for row in values["neighbors"])


def aggregates(values: Values) -> tuple[Aggregate, ...]:
    """One a trunk."""
    return tuple(
        Aggregate(
            row["trunk"],
            None if row["link"] is None else row["link"] == "up",
            {port["port"]: port["status"] in CARRYING for port in row["ports"]},
        )
        for row in values["trunks"]
    )


def stp_ports(values: Values) -> tuple[StpPort, ...]:
    """One a port and tree; the role is "" while a port has none."""
    return tuple(
        StpPort(str(row["instance"]), row["port"], ROLES[row["role"]], row["state"], row["protection"])
        for row in values["ports"]
    )


def stp_roots(values: Values) -> tuple[StpRoot, ...]:
    """One a tree: 0 for the common one, otherwise the number of the instance or VLAN."""
    return tuple(
        StpRoot(_number(row["tree"]), row["root"], _root_port(row), row["changes"], row["changed_seconds"])
        for row in values["trees"]
    )


def vlans(values: Values) -> tuple[Vlan, ...]:
    """One a VLAN; its name is the description that VRP keeps for it."""
    return tuple(
        Vlan(
            row["vlan"],
            row["description"] or "",
            tuple(port["port"] for port in row["untagged"]),
            tuple(port["port"] for port in row["tagged"]),
        )
        for row in values["vlans"]
    )


def _number(tree: str) -> str:
    return "0" if tree == "cist" else tree.rpartition(" ")[2]


def _root_port(row: Values) -> str | None:
    """The root port by its name, or by its identifier where the port itself is not printed."""
    named = [port["port"] for port in row["ports"] if port["role"] == "root"]
    return None if row["root_port_id"] is None else named[0] if len(named) == 1 else str(row["root_port_id"])


def _interface(row: Values) -> Interface:
    up = row["link"] == "up"
    return Interface(
        name=row["interface"],
        up=up,
        enabled=row["enabled"],
        description=row["description"] or "",
        speed_mbps=_speed(row) if up else None,
        duplex=row["duplex"] if up and row["duplex"] in ("full", "half") else None,
        mac=row["mac"],
        mtu=row["mtu_bytes"],
        addresses=tuple(row["addresses"]),
        protocol_up=PROTOCOLS.get(row.get("protocol") or ""),
        flapped_seconds=_since(row["device_time"], row["last_link_up"] if up else row["last_link_down"]),
        input=_traffic(row["input"]),
        output=_traffic(row["output"]),
    )


def _speed(row: Values) -> float | None:
    if row["speed_mbps"] is not None:
        return float(row["speed_mbps"])
    # A trunk prints what its ports that are up come to.
    width = BANDWIDTH.fullmatch(row["current_bandwidth"] or row["bandwidth"] or "")
    return float(width[1]) * MEGABITS[width[2].lower()] if width else None


def _since(now: str | None, then: str | None) -> float | None:
    """Seconds between two moments of the device's clock; None unless it prints both, alike, and in order."""
    if now is None or then is None:
        return None
    moments = (datetime.fromisoformat(then), datetime.fromisoformat(now))
    if len({moment.tzinfo is None for moment in moments}) > 1 or moments[0] > moments[1]:
        return None
    return (moments[1] - moments[0]).total_seconds()


def _traffic(way: Values) -> Traffic:
    return Traffic(
        way["packets"],
        way["errors"],
        way["discards"],
        way["bits_per_second"],
        way["bytes"],
        way["others"].get("broadcast"),
        way["others"].get("multicast"),
    )
