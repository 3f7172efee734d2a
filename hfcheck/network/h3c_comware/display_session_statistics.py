"""`display session statistics`: how many sessions a firewall holds on each board; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import lines, some
from hfcheck.network.command import Command
from hfcheck.network.h3c_comware.places import HEADING, NOWHERE, place
from hfcheck.readings.parsing import Unreadable

CURRENT = re.compile(r"(?:Current|Total) sessions?(?:\(s\))? *: *(?P<count>[0-9]{1,12})", re.IGNORECASE)
# All else that stands there: "TCP sessions: 3", "Past hour: 1/s", "Received TCP: 7 packets 900 bytes", "0 drops".
OTHER = re.compile(
    r"[A-Za-z][A-Za-z0-9 ()/-]{0,60} ?: ?(?:[0-9]{1,20}(?:/s)?(?: [a-z(),]{1,12}(?: [0-9]{1,20})?){0,6})?"
    r"|Half-Open: [0-9]{1,12} Half-Close: [0-9]{1,12}",
    re.IGNORECASE,
)


def parse(text: str) -> Mapping[str, object]:
    """One row a board."""
    rows: list[dict[str, object]] = []
    where = NOWHERE
    for line in (line.strip() for line in lines(text)):
        heading, current = HEADING.fullmatch(line), CURRENT.fullmatch(line)
        if heading is not None:
            where = place(heading)
        elif current is not None:
            _refuse_second(rows, where)
            rows.append(where | {"sessions": int(current["count"])})
        elif not OTHER.fullmatch(" ".join(line.split())):
            raise Unreadable(f"expected a line of session statistics, found {line[:80]!r}")
    return {"boards": some(rows, "a number of sessions")}


def _refuse_second(rows: list[dict[str, object]], where: Mapping[str, object]) -> None:
    if any(where.items() <= row.items() for row in rows):
        raise Unreadable("expected the sessions of a board once, found them again")


COMMAND = Command(
    line="display session statistics",
    values={"boards": "rows of chassis, slot, cpu, sessions (held at this moment)"},
    parse=parse,
)
