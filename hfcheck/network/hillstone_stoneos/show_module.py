"""`show module`: the boards in their slots; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import fit, is_header, some
from hfcheck.network.command import Command
from hfcheck.network.hillstone_stoneos.wording import unruled
from hfcheck.readings.parsing import Unreadable

TITLES = ("NO.", "Name", "State", "Module Type", "Serial Number")
ROW = re.compile(
    r"[0-9]{1,3} +(?P<name>\S{1,24}) +(?P<said>[A-Z][a-z]{2,20})(?: +(?P<type>\S{1,40}))?"
    r"(?: +(?P<serial>[0-9A-Z]{4,40}))?"
)
STATES = {"online": "normal", "empty": "absent"}


def parse(text: str) -> Mapping[str, object]:
    """One row a slot; whatever is neither online nor empty is faulty."""
    found = unruled(text)
    if not is_header(found[0], TITLES):
        raise Unreadable(f"expected {' '.join(TITLES)}, found {found[0][:80]!r}")
    return {"modules": some([_row(line) for line in found[1:]], "a slot")}


def _row(line: str) -> dict[str, object]:
    row = fit(ROW, line, "a slot")
    state = STATES.get(row["said"].lower(), "faulty")
    if bool(row["type"]) is (state == "absent"):
        raise Unreadable(f"expected a module in a slot that is not empty, found {line[:80]!r}")
    return {"name": row["name"], "state": state, "said": row["said"]} | {
        name: row[name] or None for name in ("type", "serial")
    }


COMMAND = Command(
    line="show module",
    values={"modules": "rows of name, state (normal, absent, faulty), said (as printed), type, serial"},
    parse=parse,
)
