"""`display startup`: which configuration files the device started from and will start from; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import keyed, lines, some
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable

BOARD = re.compile(r"(?P<board>MainBoard|SlaveBoard|(?:Chassis [0-9]{1,4} ?)?Slot [0-9]{1,4}) ?:", re.IGNORECASE)
KEY = re.compile(
    r"(?P<when>Current|Next)(?: (?P<rank>main|backup))? startup saved-configuration file(?P<same>\(\*\))?",
    re.IGNORECASE,
)
NAMES = {"current": "current", "next": "next_main", "next main": "next_main", "next backup": "next_backup"}


def parse(text: str) -> Mapping[str, object]:
    """One row a board."""
    rows: list[dict[str, object]] = []
    for line in (line.strip() for line in lines(text)):
        board = BOARD.fullmatch(line)
        if board is not None:
            rows.append({"board": board["board"].lower(), **dict.fromkeys(sorted(set(NAMES.values())))})
        elif not line.startswith("(*) "):
            _add(rows, line)
    return {"boards": some(rows, "a board")}


def _add(rows: list[dict[str, object]], line: str) -> None:
    key, text = keyed(line)
    found = KEY.fullmatch(key)
    if found is None or not rows:
        raise Unreadable(f"expected a startup file of a board, found {line[:80]!r}")
    name = NAMES[" ".join(part.lower() for part in (found["when"], found["rank"]) if part)]
    if rows[-1][name] is not None:
        raise Unreadable(f"expected {name} once, found it again in {line[:80]!r}")
    file = text.removesuffix("(*)").strip()
    rows[-1][name] = None if file.upper() in ("NULL", "") else file


COMMAND = Command(
    line="display startup",
    values={"boards": "rows of board, current, next_main, next_backup (files; null for none)"},
    parse=parse,
)
