"""What the readings of routing protocols share: neighbours, and whether routes may be exchanged with them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.model import Answer, NotApplicable, Output, Reason
from hfcheck.network.facts import Adjacency
from hfcheck.readings import Reading
from hfcheck.readings.of_device import each, label, of_fact

# On a shared network OSPF stays at 2-way with all but two neighbours: neither an exchange of routes nor a fault.
TWO_WAY = re.compile(r"2-?way|two-?way", re.IGNORECASE)


def adjacency_reading(fact: str, protocol: str, up: str) -> Reading:
    """The reading of a fact that is a tuple of Adjacency; `up` is the protocol's word for one that works."""
    none = f"no {protocol} neighbour"

    def say(found: tuple[Adjacency, ...], _: Output) -> Mapping[str, Answer]:
        down = [label(f"{row.neighbour} {row.state}") for row in found if not row.up and not TWO_WAY.match(row.state)]
        return {
            "up": [label(row.neighbour) for row in found if row.up],
            "down": down if found else NotApplicable(Reason.ABSENT, none),
            "states": each(found, _neighbour, lambda row: row.state, none),
            "interfaces": each(found, _neighbour, lambda row: row.interface, "no interface of a neighbour"),
            "remote_as": each(found, _neighbour, lambda row: row.remote_as, "no AS of a neighbour"),
            "prefixes": each(found, _neighbour, lambda row: row.prefixes, "no count of prefixes"),
            "seconds": each(found, _neighbour, lambda row: row.seconds, "no age of an adjacency"),
        }

    values = {
        "up": f"neighbours in the state {up}",
        "down": "`neighbour state`: those in any other state, but for 2-way of OSPF",
        "states": "neighbour → state as printed",
        "interfaces": "neighbour → interface",
        "remote_as": "neighbour → its AS",
        "prefixes": "neighbour → prefixes received",
        "seconds": "neighbour → seconds since the state last changed",
    }
    return of_fact(fact, values, say, none=tuple)


def _neighbour(row: Adjacency) -> str:
    return row.neighbour
