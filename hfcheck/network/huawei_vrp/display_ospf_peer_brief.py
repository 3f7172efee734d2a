"""display ospf peer brief: the OSPF neighbours of each process. No public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hfcheck.network.columns import blocks, fit, ip, is_header, lines
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import count_of, unruled
from hfcheck.readings.parsing import Unreadable, whole

HEAD = re.compile(r"OSPF Process (?P<process>\d{1,5}) with Router ID (?P<router>[0-9.]{7,15})")
TITLE = re.compile(r"Peer Statistic Informations?|Peer\(s\) in full state: *\d{1,6}", re.IGNORECASE)
LEGEND = re.compile(r"\(M\) Indicates MADJ (?:neighbor|interface)", re.IGNORECASE)
TITLES = ("Area Id", "Interface", "Neighbor id", "State")
TOTAL = re.compile(r"Total (?:number of )?Peer\(s\): *(?P<count>\d{1,6})", re.IGNORECASE)
ROW = re.compile(
    r"(?P<area>[0-9.]{7,15}) +(?P<interface>[^ ]+) +(?P<neighbor>[0-9.]{7,15}) +"
    r"(?P<state>Down|Attempt|Init|2-Way|ExStart|Exchange|Loading|Full) *"
)


def parse(text: str) -> Mapping[str, object]:
    """The processes, each with its neighbours; a process without one is in the list as well."""
    found = [line for line in unruled(lines(text)) if not LEGEND.fullmatch(line.strip())]
    return {"processes": [_process(block) for block in blocks(found, lambda line: HEAD.fullmatch(line.strip()))]}


def _process(block: Sequence[str]) -> dict[str, object]:
    head = fit(HEAD, block[0], "an OSPF process")
    peers: list[dict[str, object]] = []
    total: int | None = None
    for line in block[1:]:
        plain = line.strip()
        if TITLE.fullmatch(plain) or is_header(line, TITLES):
            continue
        if plain.startswith("Total"):
            total = count_of(TOTAL, plain, "the number of neighbours")
        else:
            peers.append(_peer(plain))
    # VRP5 prints no total where a process has no neighbour; a heading alone is an answer.
    if total not in (None, len(peers)):
        raise Unreadable(f"OSPF process {head['process']}: expected {total} neighbours, found {len(peers)}")
    return {
        "process": whole(head["process"], "the OSPF process"),
        "router": ip(head["router"], "Router ID"),
        "peers": peers,
    }


def _peer(line: str) -> dict[str, object]:
    row = fit(ROW, line, "an OSPF neighbour")
    return {
        "area": ip(row["area"], "Area Id"),
        "interface": row["interface"],
        "neighbor": ip(row["neighbor"], "Neighbor id"),
        "full": row["state"] == "Full",
        "state": row["state"].lower(),
    }


COMMAND = Command(
    line="display ospf peer brief",
    aliases=("display ospf * peer brief",),
    values={"processes": "process, router (its id), peers: area, interface, neighbor (its router id), full, state"},
    parse=parse,
)
