"""display isis peer: the IS-IS neighbours of each process."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hfcheck.network.columns import blocks, fit, is_header, lines, maybe
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import age, count_of, unruled
from hfcheck.readings.parsing import Unreadable, whole

HEAD = re.compile(r" *Peer information for ISIS\((?P<process>\d{1,10})\) *", re.IGNORECASE)
TOTAL = re.compile(r"Total Peer\(s\): *(?P<count>\d{1,6})")
TITLES = ("System Id", "Interface", "Circuit Id", "State", "HoldTime", "Type", "PRI")
# What did not fit of a name stands in the line below, once.
WRAPPED = re.compile(r"[A-Za-z0-9._-]{1,64}\*?")
ROW = re.compile(
    r"(?P<system>[^ ]+) +(?P<interface>[^ ]+) +(?P<circuit>[^ ]+) +(?P<state>Up|Down|Init) +(?P<hold>\d+s) +"
    r"(?P<type>L1|L2|L1\(L1L2\)|L2\(L1L2\)|L1L2) +(?P<priority>\d{1,3}|-+)"
)


def parse(text: str) -> Mapping[str, object]:
    """One entry a neighbour; a name that goes on in the next line is joined."""
    peers: list[dict[str, object]] = []
    for block in blocks(unruled(lines(text)), HEAD.fullmatch):
        peers += _process(block)
    return {"peers": peers}


def _process(block: Sequence[str]) -> list[dict[str, object]]:
    process = whole(fit(HEAD, block[0], "an IS-IS process")["process"], "the process")
    peers: list[dict[str, object]] = []
    total: int | None = None
    is_wrapped = False
    for line in block[1:]:
        if line.strip().startswith("Total"):
            total = count_of(TOTAL, line, "the number of neighbours")
        elif peers and not is_wrapped and WRAPPED.fullmatch(line.strip()):
            peers[-1]["system"] = f"{peers[-1]['system']}{line.strip()}"
            is_wrapped = True
        elif not is_header(line, TITLES):
            peers.append(_peer(process, line))
            is_wrapped = False
    if total not in (None, len(peers)):
        raise Unreadable(f"process {process}: expected {total} neighbours, found {len(peers)}")
    return peers


def _peer(process: int, line: str) -> dict[str, object]:
    row = fit(ROW, line, "an IS-IS neighbour")
    return {
        "process": process,
        "system": row["system"],
        "interface": row["interface"],
        "circuit": row["circuit"],
        "up": row["state"] == "Up",
        "state": row["state"].lower(),
        "hold_seconds": age(row["hold"], "HoldTime"),
        "level": row["type"],
        "priority": maybe(row["priority"], whole, "PRI"),
    }


COMMAND = Command(
    line="display isis peer",
    values={
        "peers": "process, system (a star behind it is printed by the device), interface, circuit, up, state, "
        "hold_seconds, level, priority"
    },
    parse=parse,
)
