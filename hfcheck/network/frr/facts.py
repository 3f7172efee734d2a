"""Which commands of FRRouting tell which fact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hfcheck.network.facts import Adjacency, Configuration, Identity, Interface, Route, Source

Values = Mapping[str, Any]


def _identity(values: Values) -> Identity:
    return Identity("FRRouting", None, values["release"], None)


def _interfaces(values: Values) -> tuple[Interface, ...]:
    return tuple(Interface(**row | {"addresses": tuple(row["addresses"])}) for row in values["interfaces"])


def _routes(values: Values) -> tuple[Route, ...]:
    return tuple(Route(**row) for row in values["routes"])


def _ospf(values: Values) -> tuple[Adjacency, ...]:
    return tuple(
        Adjacency(row["router_id"], row["state"] == "full", row["state"], row["interface"], seconds=row["up_seconds"])
        for row in values["neighbours"]
    )


def _bgp(values: Values) -> tuple[Adjacency, ...]:
    return tuple(
        Adjacency(
            row["ip"],
            row["state"] == "established",
            row["state"],
            remote_as=row["remote_as"],
            prefixes=row["prefixes"],
            seconds=row["seconds"],
        )
        for row in values["peers"]
    )


def _running(values: Values) -> Configuration:
    return Configuration(tuple(values["lines"]), values["hostname"])


SOURCES: Mapping[str, tuple[Source, ...]] = {
    "identity": (Source("show version", _identity),),
    "interfaces": (Source("show interface json", _interfaces),),
    "routes": (Source("show ip route json", _routes),),
    "ospf": (Source("show ip ospf neighbor json", _ospf),),
    "bgp": (Source("show bgp summary json", _bgp),),
    "running": (Source("show running-config", _running),),
}
