"""`display device`: the boards, their state and software; no public capture yet."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.network.columns import Columns, columns, is_header, lines, some
from hfcheck.network.command import Command
from hfcheck.network.h3c_comware.places import HEADING, NOWHERE, Place, place
from hfcheck.network.h3c_comware.wrapped import continued
from hfcheck.readings.parsing import Unreadable, whole

HEADERS = (
    ("Slot", "Type", "State", "Subslot", "Soft Ver", "Patch Ver"),
    ("Slot No.", "Brd Type", "Brd Status", "Subslot", "Sft Ver", "Patch Ver"),
    ("Slot No.", "Brd Type", "Brd Status", "Subslot Num", "Sft Ver", "Patch Ver"),
    ("Slot No.", "Board type", "Status", "Primary", "Subslot", "Soft Ver", "Patch Ver"),
    # V5, below the heading of a slot: the board and the cards in it, without their software.
    ("SubSNo", "PortNum", "PCBVer", "FPGAVer", "CPLDVer", "BootRomVer", "AddrLM", "Type", "State"),
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
    "SubSNo": "subslot",
    "Soft Ver": "software",
    "Sft Ver": "software",
    "Patch Ver": "patch",
    "Primary": "primary",
}


def parse(text: str) -> Mapping[str, object]:
    """One row a board; a type that is too long for its column runs on below it, and is put together again."""
    rows: list[tuple[Place, dict[str, str]]] = []
    where = NOWHERE
    table: Columns | None = None
    above: dict[str, str] = {}
    for line in lines(text):
        heading = HEADING.fullmatch(line.strip())
        titles = next((each for each in HEADERS if is_header(line, each)), None)
        if heading is not None:
            where = place(heading)
        elif titles is not None:
            table, above = columns(line, titles), {}
        elif table is None:
            raise Unreadable(f"expected a header of boards, found {line.strip()[:80]!r}")
        else:
            cells = table.cells(line)
            if cells[table.titles[0]]:
                rows.append((where, cells))
            elif rows and above:
                rows[-1][1].update(continued(table, rows[-1][1], above, cells))
            else:
                raise Unreadable(f"expected a board, found {' '.join(cells.values())[:80]!r}")
            above = cells
    return {"boards": some([_board(*row) for row in rows], "a board")}


def _board(where: Place, cells: Mapping[str, str]) -> dict[str, object]:
    row = {NAMES.get(title, title): text for title, text in cells.items()}
    slot = whole(row["slot"], "a slot") if "slot" in row else where["slot"]
    if slot is None or not row["state"]:
        raise Unreadable(
            f"slot {slot}: expected the slot and state of a board, found {' '.join(cells.values())[:80]!r}"
        )
    return {
        "chassis": where["chassis"],
        "slot": slot,
        "subslot": whole(row["subslot"], "a subslot") if "subslot" in row else None,
        "type": _unless_none(row["type"]),
        "state": row["state"].lower(),
        "software": _unless_none(row.get("software", "")),
        "patch": _unless_none(row.get("patch", "")),
    }


def _unless_none(text: str) -> str | None:
    return None if text in ("NONE", "None", "") else text


COMMAND = Command(
    line="display device",
    values={
        "boards": "rows of chassis, slot, subslot (of V5; 0 is the board itself, others are cards in it), type,"
        " state (master, standby, normal, absent, fault…), software, patch"
    },
    parse=parse,
)
