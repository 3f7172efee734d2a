"""`display lldp neighbor-information list`: one line a neighbour."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import Columns, behind, columns, lines
from hfcheck.network.command import Command
from hfcheck.network.h3c_comware.lldp import identity
from hfcheck.network.h3c_comware.wrapped import continued
from hfcheck.readings.parsing import Unreadable

ORDERS = (
    ("System Name", "Local Interface", "Chassis ID", "Port ID"),
    ("Local Interface", "Chassis ID", "Port ID", "System Name"),
)
LEGEND = re.compile(r"(?:Chassis ID ?: )?\s*(?:[*#]|Default) -- -- Nearest .{1,60}")


def parse(text: str) -> Mapping[str, object]:
    """One row a neighbour; what is too long for its column runs on below it, and is put together again.

    A header alone is a device without neighbours: the other forms then print nothing at all.
    """
    before, header, below = behind(
        lines(text), lambda line: line.split() in [" ".join(order).split() for order in ORDERS]
    )
    if not all(LEGEND.fullmatch(line) for line in before):
        raise Unreadable(f"expected a header, found {before[0][:80]!r}")
    table = columns(header, next(order for order in ORDERS if header.strip().startswith(order[0])))
    rows: list[dict[str, str]] = []
    above: dict[str, str] = {}
    for line in below:
        cells = _cells(table, line)
        if cells["Local Interface"] and cells["Chassis ID"]:
            rows.append(cells)
        elif rows and not cells["Local Interface"]:
            rows[-1] = continued(table, rows[-1], above, cells)
        else:
            raise Unreadable(f"expected a neighbour, found {line.strip()[:80]!r}")
        above = cells
    return {"neighbors": [_row(cells) for cells in rows]}


def _cells(table: Columns, line: str) -> dict[str, str]:
    cells = table.cells(line)
    # The last column has room to the end of the line, so its blanks are its own; the others hold a word each.
    if any(" " in cells[title] for title in ("Local Interface", "Chassis ID") if title != table.titles[-1]):
        raise Unreadable(f"expected one word a column, found {line[:80]!r}")
    return cells


def _row(cells: Mapping[str, str]) -> dict[str, object]:
    name = cells["System Name"]
    return {
        "port": cells["Local Interface"],
        "chassis_id": identity(cells["Chassis ID"].rstrip("*#")),
        "port_id": identity(cells["Port ID"]),
        "system_name": None if name in ("", "-", "--") else name,
    }


COMMAND = Command(
    line="display lldp neighbor-information list",
    values={
        "neighbors": "rows of port (of this device), chassis_id, port_id, system_name (null where it does not say)"
    },
    parse=parse,
)
