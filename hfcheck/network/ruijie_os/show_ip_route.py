"""`show ip route`: the routes in use; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import ip, lines, prefix, some
from hfcheck.network.command import Command
from hfcheck.network.ruijie_os.wording import PORT
from hfcheck.readings.parsing import Unreadable, whole

PROTOCOLS = {
    "C": "direct",
    "L": "local",
    "S": "static",
    "R": "rip",
    "O": "ospf",
    "B": "bgp",
    "I": "isis",
    "A": "arp",
    "LA": "aggregate",
}
LEGEND = re.compile(r"(?:Codes: +)?(?:[A-Z0-9*]{1,2} - [A-Za-z0-9() -]{1,60}(?:, |,|$))+")
GATEWAY = re.compile(
    r"Gateway of last resort is (?:no set|not set|[0-9.]{7,15} to network [0-9./]{7,18})", re.IGNORECASE
)
CODE = r"(?P<code>[A-Z]{1,2})(?:\*| (?:N1|N2|E1|E2|IA|EV|SU|L1|L2|ia))?\*?"
TO = r"(?P<to>[0-9.]{7,15}/[0-9]{1,2})"
METRIC = r"\[(?P<preference>[0-9]{1,3})/(?P<metric>[0-9]{1,10})\]"
AGE = r"(?:, ?[0-9a-z:]{2,12})?"
VIA = rf"{METRIC} via (?P<hop>[0-9.]{{7,15}}){AGE}(?:, ?(?P<interface>{PORT}|Null ?0))?"
ROUTE = re.compile(rf"{CODE} +{TO} +{VIA}")
HERE = re.compile(
    rf"{CODE} +{TO} +(?:{METRIC} )?is (?:(?P<local>local host)"
    rf"|directly connected{AGE}(?:, ?(?P<interface>{PORT}|Null ?0))?)\.?"
)
SUBNETTED = re.compile(r"[0-9.]{7,15}/[0-9]{1,2} is (?:variably )?subnetted, .{1,60}")
MORE = re.compile(VIA)


def parse(text: str) -> Mapping[str, object]:
    """One row a next hop; another one of the same destination stands alone below."""
    rows: list[dict[str, object]] = []
    for line in (line.strip() for line in lines(text)):
        route, more = ROUTE.fullmatch(line) or HERE.fullmatch(line), MORE.fullmatch(line)
        if route is not None:
            rows.append(_row(PROTOCOLS.get(route["code"], ""), route["to"], route))
        elif more is not None and rows:
            rows.append(_row(str(rows[-1]["protocol"]), str(rows[-1]["destination"]), more))
        elif not (LEGEND.fullmatch(line) or GATEWAY.fullmatch(line) or SUBNETTED.fullmatch(line)):
            raise Unreadable(f"expected a route, found {line[:80]!r}")
    return {"routes": some(rows, "a route")}


def _row(protocol: str, to: str, found: re.Match[str]) -> dict[str, object]:
    if not protocol:
        raise Unreadable(f"expected a code of {', '.join(PROTOCOLS)}, found {found[0][:80]!r}")
    said = found.groupdict()
    numbers = {name: whole(said[name], name) if said[name] else None for name in ("preference", "metric")}
    return {
        "destination": prefix(to, "a route"),
        "protocol": "local" if said.get("local") else protocol,
        "next_hop": ip(said["hop"], "a next hop") if said.get("hop") else None,
        "interface": said.get("interface"),
        **numbers,
    }


COMMAND = Command(
    line="show ip route",
    values={"routes": "rows of destination, protocol, next_hop, interface, preference, metric; null where not printed"},
    parse=parse,
)
