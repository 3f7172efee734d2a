"""Routing protocols that are configured and have no neighbour left.

A neighbour that is gone for good is in no table: where nobody declared it, only the configuration tells that somebody
should be there. A process without any (it only announces) is one for the exceptions of the check.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from hfcheck.model import Answer, Output
from hfcheck.network.facts import Configuration
from hfcheck.network.observed import Missing, told
from hfcheck.network.reply import State
from hfcheck.readings import Reading
from hfcheck.readings.of_device import those, why

PROTOCOLS = ("ospf", "bgp")
# `ospf 1` of VRP and Comware is no heading where it is indented; `router ospf` of the others may stand below a router.
PROCESS = re.compile(r"(?: *router +)?(?P<protocol>ospf|bgp)(?: [^\n]*)?")


def parse(output: Output) -> Mapping[str, Answer]:
    """The documents of `running`, `ospf` and `bgp`."""
    facts = told(output.stdout).facts
    running = facts.get("running", Missing(None, "the document does not hold the configuration"))
    if isinstance(running, Missing):
        return {"alone": why(running)}
    configured = _configured(running)
    return {"alone": those(configured, str, lambda name: _alone(facts.get(name)), "no process of OSPF or BGP")}


def _configured(running: Configuration) -> list[str]:
    processes = {found["protocol"] for line in running.lines if (found := PROCESS.fullmatch(line.rstrip()))}
    return [name for name in PROTOCOLS if name in processes]


def _alone(neighbours: Any) -> bool | None:
    """Whether no neighbour is up; None where that was not seen."""
    if neighbours is None or isinstance(neighbours, Missing):
        return True if neighbours is not None and neighbours.state is State.UNSUPPORTED else None
    return not any(row.up for row in neighbours)


READING = Reading(
    values={"alone": "ospf, bgp: those that are configured and have no neighbour that is full or established"},
    parse=parse,
    source="device",
    facts=("running", *PROTOCOLS),
)
