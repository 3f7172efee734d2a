"""`show ip ospf neighbor`: the neighbours and how far each adjacency is; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import fit, ip, lines, some
from hfcheck.network.command import Command
from hfcheck.network.ruijie_os.wording import PORT
from hfcheck.readings.parsing import Unreadable, whole

PROCESS = re.compile(
    r"OSPF process (?P<process>[0-9]{1,5}), (?P<all>[0-9]{1,5}) Neighbors?, (?P<full>[0-9]{1,5}) (?:is|are) Full:?",
    re.IGNORECASE,
)
HEADER = re.compile(r"Neighbor ID +Pri +State +(?:BFD State +)?Dead Time +Address +Interface", re.IGNORECASE)
ROW = re.compile(
    r"(?P<neighbour>[0-9.]{7,15}) +[0-9]{1,3} +(?P<state>[A-Za-z0-9-]{4,12})/(?P<role>DR|BDR|DROther|-)"
    rf"(?: +(?:-|Up|Down|Init|Admin ?Down))? +[0-9]{{1,3}}:[0-9]{{2}}:[0-9]{{2}}"
    rf" +(?P<address>[0-9.]{{7,15}}) +(?P<interface>{PORT})",
    re.IGNORECASE,
)


def parse(text: str) -> Mapping[str, object]:
    """One row a neighbour; refuses a table with other counts than the device prints above it."""
    rows: list[dict[str, str]] = []
    counted = full = 0
    for line in (line.strip() for line in lines(text)):
        process = PROCESS.fullmatch(line)
        if process is not None:
            counted, full = counted + whole(process["all"], "a count"), full + whole(process["full"], "a count")
        elif not HEADER.fullmatch(line):
            rows.append(fit(ROW, line, "an OSPF neighbour"))
    ready = sum(row["state"].lower() == "full" for row in rows)
    if (len(rows), ready) != (counted, full):
        raise Unreadable(f"expected {counted} neighbours, {full} of them full, found {len(rows)} and {ready}")
    return {"neighbours": [_row(row) for row in some(rows, "an OSPF neighbour")]}


def _row(row: Mapping[str, str]) -> dict[str, object]:
    return {
        "neighbour": ip(row["neighbour"], "an OSPF neighbour"),
        "state": row["state"].lower(),
        "address": ip(row["address"], "an OSPF neighbour"),
        "interface": row["interface"],
    }


COMMAND = Command(
    line="show ip ospf neighbor",
    values={"neighbours": "rows of neighbour (its router id), state (full, 2-way …), address, interface"},
    parse=parse,
)
