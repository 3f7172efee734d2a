"""The IPv4 default routes."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.model import Answer, Output
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, headed

SNIPPET = r"""
need ip
echo routes
ip -4 route show | awk '/^default/ { print; more = 1; next } more && /^[ \t]+nexthop/ { print; next } { more = 0 }'
"""
ADDRESS = r"\d{1,3}(?:\.\d{1,3}){3}"
HOP = re.compile(rf"(?:default|nexthop)(?: via (?P<gateway>{ADDRESS}))?(?:\s+dev (?P<device>\S+))?(?: .*)?")


def parse(output: Output) -> Mapping[str, Answer]:
    """`routes`, then the default routes as `ip route` prints them; several next hops count one by one."""
    lines = headed(output.stdout, "routes")
    gateways = []
    for line in lines:
        hop = HOP.fullmatch(line)
        if not hop:
            raise Unreadable(f"expected a default route, found {line!r}")
        if hop["gateway"] or hop["device"]:
            gateways.append(hop["gateway"] or f"dev {hop['device']}")
    return {"gateways": gateways, "count": len(gateways)}


READING = Reading(
    values={
        "gateways": "gateway of each IPv4 default route, or `dev <interface>` where there is none",
        "count": "IPv4 default routes there are",
    },
    parse=parse,
    snippet=SNIPPET,
    command="ip route；ip -6 route",
)
