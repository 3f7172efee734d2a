"""`show ip route json`: the routing table, of which the routes in use are kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hfcheck.network.columns import ip, prefix
from hfcheck.network.command import Command
from hfcheck.network.frr.json_text import document, maybe_of, of
from hfcheck.readings.parsing import Unreadable


def parse(text: str) -> Mapping[str, object]:
    """One row a next hop of a route in use; a router without a route prints an empty object."""
    return {"routes": [row for where, several in document(text).items() for row in _rows(where, several)]}


def _rows(where: str, several: object) -> Iterator[dict[str, object]]:
    if not isinstance(several, list):
        raise Unreadable(f"expected a list of routes to {where[:60]!r}, found {str(several)[:60]!r}")
    for one in several:
        if maybe_of(one, "selected", bool):
            for hop in of(one, "nexthops", list):
                yield from _hop(where, one, hop)


def _hop(where: str, one: object, hop: object) -> Iterator[dict[str, object]]:
    # A next hop that cannot be reached, or that another one resolves to, carries nothing.
    if not maybe_of(hop, "active", bool) or maybe_of(hop, "recursive", bool):
        return
    via = maybe_of(hop, "ip", str)
    yield {
        "destination": prefix(where, "a destination"),
        "protocol": of(one, "protocol", str).lower(),
        "next_hop": None if via is None else ip(via, "a next hop"),
        "interface": "Null0" if maybe_of(hop, "blackhole", bool) else maybe_of(hop, "interfaceName", str),
        "preference": maybe_of(one, "distance", int),
        "metric": maybe_of(one, "metric", int),
    }


COMMAND = Command(
    line="show ip route json",
    values={"routes": "rows of destination, protocol, next_hop, interface, preference, metric; routes in use only"},
    parse=parse,
)
