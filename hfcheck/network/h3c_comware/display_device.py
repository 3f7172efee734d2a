"""`display device`: the boards, their state and software; no public capture yet."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.network.columns import Columns, columns, is_header, lines, some
from hfcheck.network.command import Command
from hfcheck.network.h3c_comware.places import HEADING, place
from hfcheck.network.h3c_comware.wrapped import continued
from hfcheck.readings.parsing import Unreadable, whole

HEADERS = (
    ("Slot", "Type", "State", "Subslot", "Soft Ver", "Patch Ver"),
    ("Slot No.", "Brd Type", "Brd Status", "Subslot", "Sft Ver", "Patch Ver"),
    ("Slot No.", "Brd Type", "Brd Status", "Subslot Num", "Sft Ver", "Patch Ver"),
    ("Slot No.", "Board type", "Status", "Primary", "Subslot", "Soft Ver", "Patch Ver"),
)
NAMES = {
    "Slot": "slot",
    "Slot No.": "slot",
    "Type": "type",
    "Brd Type": "type",
    "Board type": "type",
    "State": "state",
    "Brd Status": "state",
    "Status": "state",
    "Subslot": "subslot",
    "Subslot Num": "subslot",
    "Soft Ver": "software",
    "Sft Ver": "software",
    "Patch Ver": "patch",
    "Primary": "primary",
}


def parse(text: str) -> Mapping[str, object]:
    """One row a board; a type that is too long for its column runs on below it, and is put together again."""
    rows: list[dict[str, str]] = []
    chassis: object = None
    table: Columns | None = None
    above: dict[str, str] = {}
    for line in lines(text):
        heading = HEADING.fullmatch(line.strip())
        titles = next((each for each in HEADERS if is_header(line, each)), None)
        if heading is not None:
            chassis = place(heading)["chassis"]
        elif titles is not None:
            table, above = columns(line, titles), {}
        elif table is None:
            raise Unreadable(f"expected a header of boards, found {line.strip()[:80]!r}")
        else:
            cells = table.cells(line)
            _add(rows, table, above, cells, str(chassis or ""))
            above = cells
    return {"boards": some([_board(row) for row in rows], "a board")}


def _add(
    rows: list[dict[str, str]], table: Columns, above: Mapping[str, str], cells: Mapping[str, str], chassis: str
) -> None:
    if cells[table.titles[0]]:
        rows.append({"chassis": chassis, **cells})
    elif rows and above:
        rows[-1] |= continued(table, rows[-1], above, cells)
    else:
        raise Unreadable(f"expected a board, found {' '.join(cells.values())[:80]!r}")


def _board(cells: Mapping[str, str]) -> dict[str, object]:
    row = {NAMES.get(title, title): text for title, text in cells.items()}
    if not row["state"]:
        raise Unreadable(f"slot {row['slot']}: expected its state, found none")
    return {
        "chassis": int(row["chassis"]) if row["chassis"] else None,
        "slot": whole(row["slot"], "a slot"),
        "type": None if row["type"] == "NONE" else row["type"],
        "state": row["state"].lower(),
        "software": None if row["software"] in ("NONE", "None", "") else row["software"],
        "patch": None if row["patch"] in ("NONE", "None", "") else row["patch"],
    }


COMMAND = Command(
    line="display device",
    values={"boards": "rows of chassis, slot, type, state (master, standby, normal, absent, fault…), software, patch"},
    parse=parse,
)
