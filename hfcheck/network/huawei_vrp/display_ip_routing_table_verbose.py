"""display ip routing-table verbose, and display ipv6 routing-table: each route with its age and state."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import behind, blocks, ip, lines, maybe, prefix, some
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import age, counts, labelled, labels, unruled
from hfcheck.readings.parsing import Unreadable, whole

LABELS = labels(
    (
        "Destination",
        "PrefixLength",
        "Protocol",
        "Process ID",
        "ProcessID",
        "Preference",
        "Cost",
        "NextHop",
        "Neighbour",
        "State",
        "Age",
        "Tag",
        "Priority",
        "Label",
        "QoSInfo",
        "IndirectID",
        "RelayNextHop",
        "Interface",
        "TunnelID",
        "Flags",
        "Entry ID",
        "EntryFlags",
        "Reference Cnt",
        "Instance",
        "RouteDist",
    )
)
TABLE = re.compile(r" *Routing Tables? ?: ?(?P<table>[^ ]+) *", re.IGNORECASE)
START = re.compile(r" *Destination *:.*")


def parse(text: str) -> Mapping[str, object]:
    """One entry a route."""
    before, first, rest = behind(unruled(lines(text)), START.match)
    table, total = "", {}
    for line in before:
        if (name := TABLE.fullmatch(line)) is not None:
            table = name["table"]
        elif line.strip().startswith("Destinations"):
            total = counts(line, "the counts of destinations and routes")
        elif not line.strip().startswith("Route Flags:"):
            raise Unreadable(f"expected the header of the routes, found {line.strip()[:120]!r}")
    routes = [_route(block) for block in blocks([first, *rest], START.match)]
    count = total.get("routes")
    return {
        "table": table,
        "routes": some(routes, "routes"),
        "total": count,
        "complete": None if count is None else count == len(routes),
    }


def _route(block: list[str]) -> dict[str, object]:
    values: dict[str, str] = {}
    for line in block:
        found = labelled(line, LABELS)
        again = found.keys() & values.keys()
        if again:
            raise Unreadable(f"expected {min(again)!r} once a route, found it again: {line.strip()[:80]!r}")
        values |= found
    missing = {"destination", "protocol", "nexthop", "interface", "state"} - values.keys()
    if missing:
        raise Unreadable(f"{block[0].strip()[:80]}: expected {', '.join(sorted(missing))}, found none")
    length = values.get("prefixlength")
    destination = values["destination"] if length is None else f"{values['destination']}/{length}"
    return {
        "destination": prefix(destination, "Destination"),
        "protocol": values["protocol"],
        "process": maybe(values.get("process id", values.get("processid", "")), whole, "Process ID"),
        "preference": maybe(values.get("preference", ""), whole, "Preference"),
        "cost": maybe(values.get("cost", ""), whole, "Cost"),
        "next_hop": maybe(values["nexthop"], ip, "NextHop"),
        "neighbour": maybe(values.get("neighbour", ""), ip, "Neighbour"),
        "relay_next_hop": maybe(values.get("relaynexthop", ""), ip, "RelayNextHop"),
        "interface": values["interface"],
        "active": values["state"].split()[:1] == ["Active"],
        "state": values["state"],
        "age_seconds": maybe(values.get("age", ""), age, "Age"),
        "tag": maybe(values.get("tag", ""), whole, "Tag"),
        "priority": values.get("priority") or None,
        "flags": values.get("flags", ""),
    }


COMMAND = Command(
    line="display ip routing-table verbose",
    aliases=("display ipv6 routing-table", "display ip routing-table * verbose", "display ipv6 routing-table verbose"),
    values={
        "table": "name of the routing table, as Public",
        "routes": "destination, protocol, process, preference, cost, next_hop, neighbour, relay_next_hop, interface, "
        "active, state, age_seconds, tag, priority, flags (R relay, D in the FIB, T to a VPN)",
        "total": "how many routes the device counts; None where it does not say",
        "complete": "whether as many routes are listed as the device counts; None where it does not say",
    },
    parse=parse,
)
