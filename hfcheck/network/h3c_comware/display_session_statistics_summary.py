"""`display session statistics summary`: how many sessions a firewall holds, a line a board; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hfcheck.network.columns import behind, lines, some
from hfcheck.network.command import Command
from hfcheck.network.h3c_comware.places import NOWHERE
from hfcheck.readings.parsing import Unreadable, whole

HEADER = re.compile(
    r"\s*(?P<places>(?:Chassis +)?(?:Slot +)?(?:CPU +)?)Sessions +TCP +UDP +Rate +TCP rate +UDP rate", re.IGNORECASE
)
RATE = re.compile(r"[0-9]{1,12}/s")


def parse(text: str) -> Mapping[str, object]:
    """One row a board."""
    before, header, below = behind(lines(text), HEADER.fullmatch)
    found = HEADER.fullmatch(header)
    if before or found is None:
        raise Unreadable(f"expected a header, found {before[0].strip()[:80] if before else header!r}")
    places = found["places"].lower().split()
    return {"boards": some([_row(places, line) for line in below], "a board")}


def _row(places: Sequence[str], line: str) -> dict[str, object]:
    cells = line.split()
    if len(cells) != len(places) + 6 or not all(RATE.fullmatch(cell) for cell in cells[-3:]):
        raise Unreadable(f"expected the sessions of a board, found {line.strip()[:80]!r}")
    where = {name: whole(cell, name) for name, cell in zip(places, cells, strict=False)}
    return NOWHERE | where | {"sessions": whole(cells[len(places)], "sessions")}


COMMAND = Command(
    line="display session statistics summary",
    values={"boards": "rows of chassis, slot, cpu, sessions (held at this moment)"},
    parse=parse,
)
