"""`show users`: who is logged in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from hfcheck.network.columns import Columns, columns, fit, is_header, lines, some
from hfcheck.network.command import Command

TITLES = ("Line", "User", "Host(s)", "Idle", "Location")
VIRTUAL = ("Interface", "User", "Mode", "Idle", "Peer", "Address")
LINE = re.compile(r"(?P<mine>\*)? *\d{1,4} +(?P<kind>con|aux|tty|vty) +(?P<number>[\d/]{1,10})")


def parse(text: str) -> Mapping[str, object]:
    """One row a line in use; virtual interfaces, listed below, are no people."""
    header, *rest = lines(text)
    found = columns(header, TITLES)
    return {"users": some(list(_rows(Columns(found.titles[1:], found.starts[1:]), rest)), "a line in use")}


def _rows(behind_line: Columns, rest: list[str]) -> Iterator[dict[str, object]]:
    edge = behind_line.starts[0]
    for line in rest:
        if is_header(line, VIRTUAL):
            return
        first = fit(LINE, line[:edge], "a line in use")
        cells = behind_line.cells(" " * edge + line[edge:])
        yield {
            "line": f"{first['kind']} {first['number']}",
            "mine": bool(first["mine"]),
            "name": cells["User"] or None,
            "idle": cells["Idle"] or None,
            "address": cells["Location"] or None,
        }


COMMAND = Command(
    line="show users",
    values={"users": "rows of line (vty 0), mine (the session that asked), name, idle, address (as printed, or None)"},
    parse=parse,
)
