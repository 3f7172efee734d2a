"""`display ospf peer`: the OSPF neighbours and how far each has come; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import fit, ip, lines, some
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable

PROCESS = re.compile(r"OSPF Process (?P<process>[0-9]{1,5}) with Router ID (?P<router>[0-9.]{7,15})")
TITLE = re.compile(r"Neighbou?r Brief Information", re.IGNORECASE)
AREA = re.compile(r"Area ?: ?(?P<area>[0-9.]{7,15})")
HEADER = re.compile(r"Router ID +Address +Pri +Dead-Time +(?:Interface +State|State +Interface)", re.IGNORECASE)
STATES = r"(?:Down|Attempt|Init|2-Way|ExStart|Exchange|Loading|Full)"
ROLE = r"(?:/ ?(?:DR|BDR|DROther|-))?"
ROW = re.compile(
    rf"(?P<router>[0-9.]{{7,15}}) +(?P<ip>[0-9.]{{7,15}}) +(?P<priority>[0-9]{{1,3}}) +(?P<dead>[0-9]{{1,5}}|-) +"
    rf"(?:(?P<state>{STATES}){ROLE} +(?P<interface>\S{{1,60}})"
    rf"|(?P<interface_first>\S{{1,60}}) +(?P<state_last>{STATES}){ROLE})"
)


def parse(text: str) -> Mapping[str, object]:
    """The processes, which may be without a neighbour, and one row a neighbour, with its process and area."""
    rows: list[dict[str, object]] = []
    processes: list[int] = []
    where: dict[str, object] = {"process": None, "area": None}
    for line in (line.strip() for line in lines(text)):
        process, area = PROCESS.fullmatch(line), AREA.fullmatch(line)
        if process is not None:
            processes.append(int(process["process"]))
            where = {"process": processes[-1], "area": None}
        elif area is not None:
            where = where | {"area": ip(area["area"], "an area")}
        elif not (TITLE.fullmatch(line) or HEADER.fullmatch(line)):
            rows.append(where | _row(line, where))
    if where["area"] is not None:
        some(rows, "an OSPF neighbour")
    return {"processes": some(processes, "an OSPF process"), "peers": rows}


def _row(line: str, where: Mapping[str, object]) -> dict[str, object]:
    row = fit(ROW, line, "an OSPF neighbour")
    if None in where.values():
        raise Unreadable(f"expected a process and an area before {line[:80]!r}")
    return {
        "router_id": ip(row["router"], "a router"),
        "ip": ip(row["ip"], "a neighbour"),
        "priority": int(row["priority"]),
        "dead_seconds": None if row["dead"] == "-" else int(row["dead"]),
        "state": (row["state"] or row["state_last"]).lower(),
        "interface": row["interface"] or row["interface_first"],
    }


COMMAND = Command(
    line="display ospf peer",
    values={
        "processes": "their numbers",
        "peers": "rows of process, area, router_id, ip, priority, dead_seconds, state (full is good), interface",
    },
    parse=parse,
)
