"""What carries the traffic to the far networks now, and what becomes of it when nothing does.

Arguments: the far networks, as routes have them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from hfcheck.model import Answer, NotApplicable, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, headed, pair, whole

SNIPPET = r"""
need ip
echo routes
for network; do
  ip -o -4 route show exact "$network" table main | while read -r line; do echo "$network $line"; done
done
"""
CLOSED = "closed"
REFUSED = ("unreachable", "blackhole", "prohibit")
DEVICE = re.compile(r"(?:^| )dev (\S+)")
METRIC = re.compile(r"(?:^| )metric (\S+)")


@dataclass(frozen=True, slots=True)
class Route:
    """Where a network's packets go: a device, `closed` for nowhere; the smallest metric counts."""

    metric: int
    way: str


def parse(output: Output) -> Mapping[str, Answer]:
    """`routes`, then `<network> <route as ip prints it>`."""
    if not output.arguments:
        return dict.fromkeys(READING.values, NotApplicable(Reason.NOT_DECLARED, "no far networks are declared"))
    routes: dict[str, list[Route]] = {network: [] for network in output.arguments}
    for line in headed(output.stdout, "routes"):
        network, rest = pair(line, "a route")
        if network not in routes:
            raise Unreadable(f"expected a route to one of {sorted(routes)}, found {line[:80]!r}")
        routes[network].append(_route(rest))
    ways = {network: [one.way for one in sorted(found, key=_metric)] for network, found in routes.items()}
    everywhere = set.intersection(*(set(found) for found in ways.values())) - {CLOSED}
    return {
        "carrier": {network: found[0] if found else "none" for network, found in ways.items()},
        "carriers": sorted(everywhere),
        "fail_closed": {network: found[-1:] == [CLOSED] for network, found in ways.items()},
    }


def _metric(route: Route) -> int:
    return route.metric


def _route(text: str) -> Route:
    metric = METRIC.search(text)
    number = whole(metric[1], "a metric") if metric else 0
    device = DEVICE.search(text)
    if text.split(maxsplit=1)[0] in REFUSED:
        return Route(number, CLOSED)
    if device is None:
        raise Unreadable(f"expected a route with its device, found {text[:80]!r}")
    return Route(number, device[1])


READING = Reading(
    values={
        "carrier": "far network → device that carries its packets now; closed: refused here; none: no route of its own",
        "carriers": "devices with a route to all far networks: what carries, and what stands ready",
        "fail_closed": "far network → whether its last route refuses, so that nothing leaves by another way",
    },
    parse=parse,
    snippet=SNIPPET,
    command="ip route show",
)
