"""`show ip route`: the routes in use of the global table."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.cisco_ios.templated import template_rows
from hfcheck.network.cisco_ios.wording import count
from hfcheck.network.columns import behind, ip, lines, prefix
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable

PROTOCOLS = {"L": "local", "C": "connected", "S": "static", "R": "rip", "M": "mobile", "B": "bgp", "D": "eigrp"}
PROTOCOLS |= {"O": "ospf", "i": "isis", "U": "static", "o": "odr", "P": "static", "a": "application"}
GATEWAY = re.compile(r"Gateway of last resort is .*")
IP = r"\d{1,3}(?:\.\d{1,3}){3}"
AGE = r"[0-9ywdh:.]{1,12}"
LEADS = rf"[A-Za-z][A-Za-z0-9 *%+]{{1,8}} *{IP}(?:/\d{{1,2}})?"
# The template does not look at the end of a line, so this does.
ROW = re.compile(
    rf"(?:{LEADS})? *(?:"
    rf"\[\d{{1,3}}/\d{{1,10}}\](?: via {IP})?(?:, {AGE})?(?:, [A-Za-z]\S{{0,60}})?"
    rf"|is directly connected(?:, {AGE})?(?:, [A-Za-z]\S{{0,60}})?|is a summary, {AGE}, [A-Za-z]\S{{0,60}})"
)
# What else stands below the gateway: how a network is cut up, and a destination whose way stands on the next line.
BESIDES = re.compile(
    rf"Gateway of last resort is .*|{LEADS}"
    rf"| +{IP}/\d{{1,2}} is (?:variably )?subnetted, \d{{1,6}} subnets(?:, \d{{1,2}} masks)?"
)


def parse(text: str) -> Mapping[str, object]:
    """One row a route and next hop; the legend above the gateway is left out."""
    _, gateway, rows = behind(lines(text), lambda line: GATEWAY.fullmatch(line.strip()))
    records = template_rows("show ip route", "\n".join([gateway, *rows]), ROW, BESIDES)
    return {"routes": [_route(record) for record in records]}


def _route(record: Mapping[str, str]) -> dict[str, object]:
    protocol = PROTOCOLS.get(record["protocol"])
    if protocol is None:
        raise Unreadable(f"expected a letter of {''.join(PROTOCOLS)} for a protocol, found {record['protocol']!r}")
    via, interface = record["nexthop_ip"], record["nexthop_if"]
    if not via and not interface:
        raise Unreadable(f"{record['network']}: expected a next hop or an interface, found neither")
    return {
        "destination": prefix(f"{record['network']}/{record['prefix_length']}", "a destination"),
        "protocol": protocol,
        "type": record["type"] or None,
        "next_hop": ip(via, "a next hop") if via else None,
        "interface": interface or None,
        "preference": count(record["distance"], "a distance"),
        "metric": count(record["metric"], "a metric"),
    }


COMMAND = Command(
    line="show ip route",
    values={"routes": "rows of destination, protocol, type (E1, IA …), next_hop, interface, preference, metric"},
    parse=parse,
)
