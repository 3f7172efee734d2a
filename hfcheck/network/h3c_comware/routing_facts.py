"""What the commands of Comware tell of addresses, routes and pairs, in the shapes of hfcheck.network.facts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from hfcheck.network.facts import Adjacency, ArpEntry, HighAvailability, MacEntry, Route, Sessions, VirtualRouter
from hfcheck.readings.parsing import Unreadable

Values = Mapping[str, Any]
Row = dict[str, Any]
CLOCK = re.compile(r"(?P<h>[0-9]{1,6}):(?P<m>[0-9]{2}):(?P<s>[0-9]{2})")
WORDS = re.compile(
    r"(?:(?P<y>[0-9]{1,3})y)?(?:(?P<w>[0-9]{1,4})w)?(?:(?P<d>[0-9]{1,5})d)?(?:(?P<h>[0-9]{1,6})h)?(?:(?P<m>[0-9]{1,4})m)?"
)
SECONDS = {"y": 31_536_000, "w": 604_800, "d": 86_400, "h": 3600, "m": 60, "s": 1}
# What Comware abbreviates in a routing table: O_INTRA, O_ASE2, IS_L1.
PROTOCOLS = {"o": "ospf", "is": "isis"}
GIVEN = {"primary": "active", "secondary": "standby"}
CHANNELS = {"connected": True, "disconnected": False}
CONSISTENCY = {"consistent": True, "inconsistent": False}


def _whole(values: Values, name: str) -> list[Row]:
    """The rows of a table; refuses one that is shorter or longer than the device counts: a cut table is not data."""
    rows: list[Row] = values[name]
    if values.get("complete") is False or values.get("total") not in (None, len(rows)):
        raise Unreadable(f"expected {values['total']} {name}, found {len(rows)}")
    return rows


def arp(values: Values) -> tuple[ArpEntry, ...]:
    """The ARP table; releases print the age in minutes or in seconds and do not say which, so it stays out."""
    return tuple(
        ArpEntry(row["ip"], row["mac"], row["interface"], row["vlan"], row["type"]) for row in values["entries"]
    )


def macs(values: Values) -> tuple[MacEntry, ...]:
    """The MAC table; what Comware calls learned is dynamic elsewhere."""
    return tuple(
        MacEntry(row["mac"], row["vlan"], row["port"], "dynamic" if row["type"] == "learned" else row["type"])
        for row in _whole(values, "entries")
    )


def routes(values: Values) -> tuple[Route, ...]:
    """The routes in use, a row a next hop."""
    return tuple(
        Route(
            row["destination"],
            _protocol(row["protocol"]),
            row["next_hop"],
            row["interface"],
            row["preference"],
            row["cost"],
        )
        for row in _whole(values, "routes")
    )


def _protocol(printed: str) -> str:
    word, mark, _ = printed.lower().partition("_")
    return PROTOCOLS.get(word, printed.lower()) if mark else word


def ospf(values: Values) -> tuple[Adjacency, ...]:
    """OSPF neighbours by router."""
    return tuple(
        Adjacency(row["router_id"], row["state"] == "full", row["state"], row["interface"]) for row in values["peers"]
    )


def bgp(values: Values) -> tuple[Adjacency, ...]:
    """BGP neighbours by address; one that is down has sent no prefixes, whatever number is printed."""
    return tuple(_bgp(row) for row in _whole(values, "peers"))


def _bgp(row: Row) -> Adjacency:
    up = row["state"] == "established"
    prefixes, since = (row["prefixes"], seconds(row["since"])) if up else (None, None)
    return Adjacency(row["ip"], up, row["state"], remote_as=row["as"], prefixes=prefixes, seconds=since)


def seconds(text: str) -> int | None:
    """`00:05:21`, `0012h05m` and `3d02h` in seconds; None for `never` and for what no one knows."""
    found = CLOCK.fullmatch(text) or WORDS.fullmatch(text)
    parts = {unit: int(count) for unit, count in found.groupdict().items() if count} if found else {}
    return sum(count * SECONDS[unit] for unit, count in parts.items()) if parts else None


def vrrp(values: Values) -> tuple[VirtualRouter, ...]:
    """Virtual routers."""
    return tuple(
        VirtualRouter(str(row["vrid"]), row["interface"], row["state"], row["ip"]) for row in _whole(values, "routers")
    )


def high_availability(values: Values) -> HighAvailability:
    """The pair; a consistency check that was not performed says nothing."""
    names = ("mode", "management_role", "data_channel", "control_channel", "hot_backup", "consistency")
    said = ", ".join(f"{name} {values[name]}" for name in names if values[name])
    # Two active ones share the load, and a primary one need not be the active one of them.
    given = None if values["mode"] == "dual-active" else GIVEN.get(values["management_role"])
    return HighAvailability(
        values["status"],
        CHANNELS.get(values["control_channel"]),
        CONSISTENCY.get(values["consistency"]),
        said,
        None if given is None else values["status"] == given,
    )


def sessions(values: Values) -> Sessions:
    """The sessions of all boards; Comware does not say how many there may be."""
    return Sessions(sum(row["sessions"] for row in values["boards"]), None)
