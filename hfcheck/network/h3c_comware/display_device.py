"""`display device`: the boards, their state and software; no public capture yet."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.network.columns import Columns, columns, is_header, lines, some
from hfcheck.network.command import Command
from hfcheck.network.h3c_comware.places import HEADING, place
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
    for line in lines(text):
        heading = HEADING.fullmatch(line.strip())
        titles = next((each for each in HEADERS if is_header(line, each)), None)
        if heading is not None:
            chassis = place(heading)["chassis"]
        elif titles is not None:
            table = columns(line, titles)
        elif table is None:
            raise Unreadable(f"expected a header of boards, found {line.strip()[:80]!r}")
        else:
            _add(rows, table.cells(line), str(chassis or ""))
    return {"boards": some([_board(row) for row in rows], "a board")}


def _add(rows: list[dict[str, str]], cells: Mapping[str, str], chassis: str) -> None:
    named = {NAMES[title]: text for title, text in cells.items()}
    if named["slot"]:
        rows.append({"chassis": chassis, **named})
    elif rows:
        rows[-1] |= {name: rows[-1][name] + text for name, text in named.items()}
    else:
        raise Unreadable(f"expected a board, found {' '.join(cells.values())[:80]!r}")


def _board(row: Mapping[str, str]) -> dict[str, object]:
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
