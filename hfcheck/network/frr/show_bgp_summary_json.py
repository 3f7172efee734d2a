"""`show bgp summary json`: the BGP neighbours of each address family."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hfcheck.network.columns import word
from hfcheck.network.command import Command
from hfcheck.network.frr.json_text import document, maybe_of, of
from hfcheck.readings.parsing import Unreadable


def parse(text: str) -> Mapping[str, object]:
    """One row a neighbour and address family; a router without BGP prints an empty object."""
    return {"peers": [row for name, family in document(text).items() for row in _rows(name, family)]}


def _rows(name: str, family: object) -> Iterator[dict[str, object]]:
    peers = of(family, "peers", dict)
    total = maybe_of(family, "totalPeers", int)
    if total not in (None, len(peers)):
        raise Unreadable(f"{name[:40]}: expected {total} neighbours, found {len(peers)}")
    for peer, one in peers.items():
        state = of(one, "state", str).lower()
        up = maybe_of(one, "peerUptimeMsec", int)
        yield {
            "ip": word(peer, "a neighbour"),  # an unnumbered one has the name of its interface
            "family": name,
            "remote_as": str(of(one, "remoteAs", int)),
            "state": state,
            "prefixes": maybe_of(one, "pfxRcd", int) if state == "established" else None,
            # Of a neighbour that was never up it prints 0.
            "seconds": up // 1000 if up else None,
        }


COMMAND = Command(
    line="show bgp summary json",
    values={"peers": "rows of ip, family, remote_as, state (established is good), prefixes, seconds (in this state)"},
    parse=parse,
    aliases=("show ip bgp summary json",),
)
