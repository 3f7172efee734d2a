"""display ip routing-table: the routes of one table. No public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import behind, fit, ip, is_header, lines, maybe, prefix, some
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import counts, unruled
from hfcheck.readings.parsing import Unreadable, whole

TITLES = ("Destination/Mask", "Proto", "Pre", "Cost", "Flags", "NextHop", "Interface")
TABLE = re.compile(r"Routing Tables? ?: ?(?P<table>[^ ]+)", re.IGNORECASE)
LEGEND = re.compile(r"(?:Proto: Protocol +Pre: Preference|Route Flags: .*|.* - .*)", re.IGNORECASE)
ROW = re.compile(
    r"(?:(?P<destination>[0-9.]{7,15}/\d{1,2}) +)?(?P<protocol>[A-Z][A-Za-z0-9_-]*) +(?P<preference>\d{1,5}) +"
    r"(?P<cost>\d{1,10}) +(?:(?P<flags>[A-Z]{1,4}) +)?(?P<next_hop>[0-9.]{7,15}|-) +(?P<interface>[^ ]+)"
)


def parse(text: str) -> Mapping[str, object]:
    """One entry a route; a row without a destination is another next hop of the one above it."""
    before, _, rest = behind(unruled(lines(text)), lambda line: is_header(line, TITLES))
    table, total = "", {}
    for line in before:
        if (name := TABLE.fullmatch(line.strip())) is not None:
            table = name["table"]
        elif line.strip().startswith("Destinations"):
            total = counts(line, "the counts of destinations and routes")
        elif not LEGEND.fullmatch(line.strip()):
            raise Unreadable(f"expected the header of the routes, found {line.strip()[:120]!r}")
    routes: list[dict[str, object]] = []
    for line in rest:
        row = fit(ROW, line, "a route")
        above = routes[-1]["destination"] if routes else ""
        routes.append(_route(row, str(above)))
    count = total.get("routes")
    return {
        "table": table,
        "routes": some(routes, "routes"),
        "total": count,
        "complete": None if count is None else count == len(routes),
    }


def _route(row: Mapping[str, str], above: str) -> dict[str, object]:
    if not row["destination"] and not above:
        raise Unreadable("expected a destination before another next hop, found none")
    return {
        "destination": prefix(row["destination"], "Destination/Mask") if row["destination"] else above,
        "protocol": row["protocol"],
        "preference": whole(row["preference"], "Pre"),
        "cost": whole(row["cost"], "Cost"),
        "flags": row["flags"],
        "next_hop": maybe(row["next_hop"], ip, "NextHop"),
        "interface": row["interface"],
    }


COMMAND = Command(
    line="display ip routing-table",
    aliases=("display ip routing-table vpn-instance *", "display ip routing-table protocol *"),
    values={
        "table": "name of the routing table, as Public",
        "routes": "destination, protocol, preference, cost, flags (R relay, D in the FIB, T to a VPN), next_hop, "
        "interface",
        "total": "how many routes the device counts; None where it does not say",
        "complete": "whether as many routes are listed as the device counts; None where it does not say",
    },
    parse=parse,
)
