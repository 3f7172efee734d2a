"""`show ip ospf neighbor json`: the OSPF neighbours and how far each has come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hfcheck.network.columns import ip
from hfcheck.network.command import Command
from hfcheck.network.frr.json_text import document, maybe_of, of
from hfcheck.readings.parsing import Unreadable


def parse(text: str) -> Mapping[str, object]:
    """One row an adjacency; a router without neighbours prints an empty object."""
    found = document(text)
    by_router = of(found, "neighbors", dict) if found else {}
    return {"neighbours": [row for router, several in by_router.items() for row in _rows(router, several)]}


def _rows(router: str, several: object) -> Iterator[dict[str, object]]:
    if not isinstance(several, list):
        raise Unreadable(f"expected a list of adjacencies of {router[:40]!r}, found {str(several)[:60]!r}")
    for one in several:
        # FRRouting 7 has "state" and "address" only, 9 drops "state": the newer words first.
        state = maybe_of(one, "nbrState", str) or of(one, "state", str)
        up = maybe_of(one, "upTimeInMsec", int)
        yield {
            "router_id": ip(router, "a router"),
            "ip": ip(maybe_of(one, "ifaceAddress", str) or of(one, "address", str), "a neighbour"),
            "interface": of(one, "ifaceName", str).partition(":")[0],
            "state": state.partition("/")[0].lower(),
            "up_seconds": None if up is None else up // 1000,
        }


COMMAND = Command(
    line="show ip ospf neighbor json",
    values={"neighbours": "rows of router_id, ip, interface, state (full is good), up_seconds (None where unsaid)"},
    parse=parse,
)
