"""What VRP tells of addresses and ways, in the shapes of hfcheck.network.facts: ARP, MAC, routes, routing neighbours.

A table of which the device says that it has more rows than it printed is no data.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hfcheck.network.facts import Adjacency, ArpEntry, MacEntry, Route, VirtualRouter
from hfcheck.readings.parsing import Unreadable

Values = Mapping[str, Any]


def arp(values: Values) -> tuple[ArpEntry, ...]:
    """Every entry of every VPN instance."""
    return tuple(
        ArpEntry(row["ip"], row["mac"], row["interface"], row["vlan"], row["type"], row["expires_minutes"])
        for row in _whole(values, "entries")
    )


def macs(values: Values) -> tuple[MacEntry, ...]:
    """Every entry."""
    return tuple(MacEntry(row["mac"], row["vlan"], row["port"], row["type"]) for row in _whole(values, "entries"))


def routes(values: Values) -> tuple[Route, ...]:
    """Every route of the public table, each next hop one."""
    return tuple(
        Route(
            row["destination"],
            row["protocol"].lower(),
            row["next_hop"],
            row["interface"],
            row["preference"],
            row["cost"],
        )
        for row in _whole(values, "routes")
    )


def ospf(values: Values) -> tuple[Adjacency, ...]:
    """From display ospf peer; the brief form has no times."""
    return tuple(
        Adjacency(row["neighbor"], row["full"], row["state"], row["interface"], seconds=_up(row))
        for process in values["processes"]
        for row in process["peers"]
    )


def bgp(values: Values) -> tuple[Adjacency, ...]:
    """From display bgp peer."""
    return tuple(
        Adjacency(
            row["peer"],
            row["established"],
            row["state"],
            remote_as=row["as"],
            prefixes=row["prefixes"],
            seconds=row["state_seconds"],
        )
        for row in values["peers"]
    )


def vrrp(values: Values) -> tuple[VirtualRouter, ...]:
    """From display vrrp brief."""
    return tuple(
        VirtualRouter(str(row["vrid"]), row["interface"], row["state"], row["address"]) for row in values["groups"]
    )


def _up(row: Values) -> int | None:
    """A neighbour that is not full is not up, whatever time is printed for it."""
    seconds: int | None = row.get("up_seconds") if row["full"] else None
    return seconds


def _whole(values: Values, table: str) -> list[Values]:
    rows: list[Values] = values[table]
    if values["complete"] is False:
        raise Unreadable(f"expected {values['total']} {table} as the device counts them, found {len(rows)}")
    return rows
