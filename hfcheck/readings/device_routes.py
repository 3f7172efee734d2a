"""The routes in use, and which way the packets to given destinations go."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence

from hfcheck.model import Answer, NotApplicable, Output, Reason
from hfcheck.network.facts import Route
from hfcheck.readings.of_device import each, label, of_fact
from hfcheck.readings.parsing import Unreadable

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
DEFAULTS = frozenset({"0.0.0.0/0", "::/0"})
UNASKED = NotApplicable(Reason.NOT_DECLARED, "no destination was asked for")


def say(found: tuple[Route, ...], output: Output) -> Mapping[str, Answer]:
    """The arguments are destinations: an address or a prefix each."""
    asked = {text: _network(text) for text in output.arguments}
    table = [(_network(row.destination), row) for row in found]
    return {
        "paths": [label(f"{text} {_way(_longest(table, network))}") for text, network in asked.items()] or UNASKED,
        "destinations": sorted({row.destination for row in found}),
        "next_hops": each(found, _destination, lambda row: row.next_hop, "no next hop"),
        "interfaces": each(found, _destination, lambda row: row.interface, "no interface of a route"),
        "protocols": each(found, _destination, lambda row: row.protocol, "no route"),
        "gateways": sorted({label(row.next_hop or "") for row in found if row.destination in DEFAULTS} - {""}),
        "count": len({row.destination for row in found}),
    }


def _network(text: str) -> Network:
    try:
        return ipaddress.ip_network(text)
    except ValueError:
        raise Unreadable(f"expected a destination such as 10.0.0.0/24, found {text[:80]!r}") from None


def _longest(table: Sequence[tuple[Network, Route]], asked: Network) -> list[Route]:
    """The routes that packets to all of the destination may take: those of the longest prefix around it."""
    around = [(network.prefixlen, row) for network, row in table if _covers(network, asked)]
    longest = max((length for length, _ in around), default=-1)
    return [row for length, row in around if length == longest]


def _covers(network: Network, asked: Network) -> bool:
    if isinstance(network, ipaddress.IPv4Network):
        return isinstance(asked, ipaddress.IPv4Network) and asked.subnet_of(network)
    return isinstance(asked, ipaddress.IPv6Network) and asked.subnet_of(network)


def _way(routes: Sequence[Route]) -> str:
    return " ".join(sorted({row.interface or row.next_hop or "unknown" for row in routes})) or "none"


def _destination(row: Route) -> str:
    return row.destination


READING = of_fact(
    "routes",
    {
        "paths": "`destination interface` for each argument: where the longest fitting route leads (several, or none)",
        "destinations": "every destination in the table",
        "next_hops": "destination → next hops",
        "interfaces": "destination → interfaces",
        "protocols": "destination → static, direct, ospf, bgp or as printed",
        "gateways": "next hops of the default routes",
        "count": "how many destinations there are",
    },
    say,
    none=tuple,
)
