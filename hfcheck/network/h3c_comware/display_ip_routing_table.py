"""`display ip routing-table`: the routes in use."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import ip, lines, prefix, some
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable, whole

HEADER = re.compile(r"\s*Destination/Mask +Proto +Pre +Cost +NextHop +Interface", re.IGNORECASE)
COUNT = re.compile(r"\s*Destinations ?: ?(?P<destinations>[0-9]{1,9}) +Routes ?: ?(?P<routes>[0-9]{1,9})")
TITLE = re.compile(
    r"\s*(?:Routing Tables?: .{1,80}|Summary count ?: ?[0-9]{1,9}|.{1,40} Routing table Status ?: ?.{1,40})",
    re.IGNORECASE,
)
PROTOCOL = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,9}")


def parse(text: str) -> Mapping[str, object]:
    """One row a next hop; a route of several next hops has several rows of one destination."""
    rows: list[dict[str, object]] = []
    routes: int | None = None
    headed = False
    for line in lines(text):
        count = COUNT.fullmatch(line)
        if count is not None:
            routes = whole(count["routes"], "routes") + (routes or 0)
        elif HEADER.fullmatch(line):
            headed = True
        elif not TITLE.fullmatch(line):
            if not headed:
                raise Unreadable(f"expected a header, found {line.strip()[:80]!r}")
            rows.append(_row(line, rows))
    return {
        "routes": some(rows, "a route"),
        "total": routes,
        "complete": None if routes is None else routes == len(rows),
    }


def _row(line: str, before: list[dict[str, object]]) -> dict[str, object]:
    cells = line.split()
    if not line.startswith(" ") and len(cells) == 6:
        return _route(prefix(cells[0], "a destination"), cells[1:])
    # Another next hop of the destination above: with its own protocol (BGP), or with that of the line above.
    if line.startswith(" ") and before and len(cells) in (2, 5):
        last = before[-1]
        own = cells[:3] if len(cells) == 5 else [str(last[name]) for name in ("protocol", "preference", "cost")]
        return _route(str(last["destination"]), [*own, *cells[-2:]])
    raise Unreadable(f"expected a route, found {line.strip()[:80]!r}")


def _route(destination: str, cells: list[str]) -> dict[str, object]:
    protocol, preference, cost, hop, interface = cells
    if not PROTOCOL.fullmatch(protocol):
        raise Unreadable(f"expected a routing protocol, found {protocol[:80]!r}")
    return {
        "destination": destination,
        "protocol": protocol,
        "preference": whole(preference, "the preference of a route"),
        "cost": whole(cost, "the cost of a route"),
        "next_hop": ip(hop, "a next hop"),
        "interface": interface,
    }


COMMAND = Command(
    line="display ip routing-table",
    values={
        "routes": "rows of destination, protocol, preference, cost, next_hop, interface",
        "total": "how many routes the device counts; null where it does not say",
        "complete": "whether as many routes are listed as the device counts; null where it does not say",
    },
    parse=parse,
    aliases=("display ip routing-table vpn-instance *", "display ip routing-table protocol *"),
)
