"""display ospf peer: the OSPF neighbours with the time for which each is up. No public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hfcheck.network.columns import blocks, fit, ip, lines, maybe
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import age, labelled, labels, unruled
from hfcheck.readings.parsing import Unreadable, known, whole

HEAD = re.compile(r"OSPF Process (?P<process>\d{1,5}) with Router ID (?P<router>[0-9.]{7,15})")
AREA = re.compile(
    r"Area (?P<area>[0-9.]{7,15}) interface (?P<address>[0-9.]{7,15}) ?\( ?(?P<interface>[^ ()]{1,64}) ?\)'s neighbors"
)
NEIGHBOR = re.compile(
    r"Router ID *: *(?P<neighbor>[0-9.]{7,15}) +Address *: *(?P<address>[0-9.]{7,15})(?: +GR State.*)?"
)
BESIDE = re.compile(r"Neighbors|\(M\) Indicates MADJ (?:neighbor|interface)", re.IGNORECASE)
UP = re.compile(r"Neighbor (?:is up for|up time *:) *(?P<age>[0-9dhms:]{1,20})", re.IGNORECASE)
STATES = ("Down", "Attempt", "Init", "2-Way", "ExStart", "Exchange", "Loading", "Full")
LABELS = labels(("State", "Mode", "Priority"))
# What else is said of a neighbour; its labels tell it from anything else.
OTHERS = re.compile(
    r"(?:DR *:|Dead timer due |Retrans timer interval *:|Neighbor up time stamp *:|Authentication Sequence *:|BFD ).*",
    re.IGNORECASE,
)


def parse(text: str) -> Mapping[str, object]:
    """The processes, each with its neighbours; a process without one is in the list as well."""
    found = [line for line in unruled(lines(text)) if not BESIDE.fullmatch(line.strip())]
    return {"processes": [_process(block) for block in blocks(found, lambda line: HEAD.fullmatch(line.strip()))]}


def _process(block: Sequence[str]) -> dict[str, object]:
    head = fit(HEAD, block[0], "an OSPF process")
    areas = blocks(block[1:], lambda line: AREA.fullmatch(line.strip()))
    return {
        "process": whole(head["process"], "the OSPF process"),
        "router": ip(head["router"], "Router ID"),
        "peers": [peer for area in areas for peer in _area(area)],
    }


def _area(block: Sequence[str]) -> list[dict[str, object]]:
    area = fit(AREA, block[0], "an area and its interface")
    peers = blocks(block[1:], lambda line: NEIGHBOR.fullmatch(line.strip()))
    return [_peer(area, peer) for peer in peers]


def _peer(area: Mapping[str, str], block: Sequence[str]) -> dict[str, object]:
    neighbor = fit(NEIGHBOR, block[0], "an OSPF neighbour")
    states: list[str] = []
    ages: list[str] = []
    for line in (part.strip() for part in block[1:]):
        up = UP.fullmatch(line)
        if up is not None:
            ages.append(up["age"])
        elif not OTHERS.fullmatch(line):
            states.append(labelled(line, LABELS).get("state", ""))
    if len(states) != 1 or len(ages) > 1:
        raise Unreadable(f"expected the state of {neighbor['neighbor']}, found {len(states)} states, {len(ages)} times")
    state = known(states[0], STATES, "State")
    return {
        "area": ip(area["area"], "the area"),
        "interface": area["interface"],
        "neighbor": ip(neighbor["neighbor"], "Router ID"),
        "address": ip(neighbor["address"], "Address"),
        "full": state == "Full",
        "state": state.lower(),
        "up_seconds": maybe(ages[0] if ages else "", age, "the time that the neighbour is up"),
    }


COMMAND = Command(
    line="display ospf peer",
    aliases=("display ospf * peer",),
    values={
        "processes": "process, router (its id), peers: area, interface, neighbor (its router id), address, full, "
        "state, up_seconds (None where it is not printed)"
    },
    parse=parse,
)
