"""display firewall session table: how many sessions a firewall has. No public capture yet.

The sessions themselves are not read: they say who talks to whom, which no inspection has to keep.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import lines
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable

TOTAL = re.compile(r"Current total (?:IPv4 )?sessions ?: ?(?P<count>\d{1,12})\.?", re.IGNORECASE)
BESIDE = re.compile(r"This operation will take .*|Slot ?: ?\d{1,3}(?: +CPU ?: ?\d{1,3})?", re.IGNORECASE)
SESSION = re.compile(
    r"[a-z][a-z0-9_-]{0,30} +(?:VPN|ID) ?: ?\S.*|[A-Za-z ]{2,30}: ?\S.*|<?-->.*|\S+ ?(?:\[|-->).*", re.IGNORECASE
)


def parse(text: str) -> Mapping[str, object]:
    """The count that heads the table, over all boards."""
    counts: list[int] = []
    for line in (part.strip() for part in lines(text)):
        total = TOTAL.fullmatch(line)
        if total is not None:
            counts.append(int(total["count"]))
        elif not (BESIDE.fullmatch(line) or (counts and SESSION.fullmatch(line))):
            expected = "a session" if counts else "the number of sessions"
            raise Unreadable(f"expected {expected}, found {line[:120]!r}")
    if not counts:
        raise Unreadable("expected the number of sessions, found none")
    return {"sessions": sum(counts)}


COMMAND = Command(
    line="display firewall session table",
    values={"sessions": "how many there are at this moment, over all boards"},
    parse=parse,
)
