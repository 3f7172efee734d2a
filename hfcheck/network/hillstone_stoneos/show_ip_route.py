"""`show ip route`: the routes of every virtual router; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import ip, prefix, some
from hfcheck.network.command import Command
from hfcheck.network.hillstone_stoneos.wording import PORT, unruled
from hfcheck.readings.parsing import Unreadable, whole

PROTOCOLS = {
    "K": "kernel",
    "C": "direct",
    "S": "static",
    "Z": "isp",
    "R": "rip",
    "O": "ospf",
    "B": "bgp",
    "D": "dhcp",
    "P": "pppoe",
    "W": "wireless",
    "H": "local",
    "G": "scvpn",
    "V": "vpn",
    "M": "import",
    "I": "isis",
    "Y": "sync",
    "L": "llb",
}
LEGEND = re.compile(r"(?:Codes: )?(?:[A-Zb>*] - [A-Za-z ]{1,40}(?:, ?|$))+")
ROUTER = re.compile(r"Routing Table for Virtual Router <(?P<router>[^<>]{1,63})>")
# The device writes "connnected" of its own inner network.
WHERE = (
    r"(?:\[(?P<preference>[0-9]{1,3})/(?P<metric>[0-9]{1,10})(?:/[0-9]{1,5})?\] )?"
    r"(?:via (?P<hop>[0-9.]{7,15})(?: \(recursive\))?|is directly conn{1,2}ected|is (?P<local>local address))"
    rf"(?:, ?(?P<interface>{PORT}))?(?: inactive)?(?:, ?[0-9a-z:]{{2,12}})?"
)
ROUTE = re.compile(rf"(?P<code>[A-Z])>?(?P<used>\*?) +(?P<to>[0-9.]{{7,15}}/[0-9]{{1,2}}) {WHERE}")
# Another next hop of the destination above.
MORE = re.compile(rf"(?P<used>\*?) *{WHERE}")


def parse(text: str) -> Mapping[str, object]:
    """One row a next hop that the device forwards by (`*`); refuses a route that it has no code for."""
    router: str | None = None
    rows: list[dict[str, object]] = []
    protocol = to = ""
    for line in unruled(text):
        heading, route, more = ROUTER.fullmatch(line), ROUTE.fullmatch(line), MORE.fullmatch(line)
        if heading is not None:
            router, to = heading["router"], ""
        elif route is not None and route["code"] in PROTOCOLS:
            protocol, to = PROTOCOLS[route["code"]], prefix(route["to"], "a route")
            rows.append(_row(router, protocol, to, route))
        elif more is not None and to:
            rows.append(_row(router, protocol, to, more))
        elif not LEGEND.fullmatch(line):
            raise Unreadable(f"expected a route, found {line[:80]!r}")
    return {"routes": some([row for row in rows if row.pop("used")], "a route in use")}


def _row(router: str | None, protocol: str, to: str, found: re.Match[str]) -> dict[str, object]:
    numbers = {name: whole(found[name], name) if found[name] else None for name in ("preference", "metric")}
    return {
        "router": router,
        "destination": to,
        "protocol": protocol,
        "next_hop": ip(found["hop"], "a next hop") if found["hop"] else None,
        "interface": found["interface"],
        **numbers,
        "used": bool(found["used"]),
    }


COMMAND = Command(
    line="show ip route",
    values={
        "routes": "rows of router (the virtual router), destination, protocol, next_hop, interface, preference, metric;"
        " null where not printed"
    },
    parse=parse,
)
