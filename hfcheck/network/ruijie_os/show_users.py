"""`show users`: who is logged in, from where; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import behind, fit, is_header, lines, maybe, some, word
from hfcheck.network.command import Command
from hfcheck.network.ruijie_os.wording import is_rule
from hfcheck.readings.parsing import Unreadable

TITLES = ("Line", "User", "Host(s)", "Idle", "Location")
ROW = re.compile(
    r"(?P<own>\*?) {0,4}[0-9]{1,4} (?P<line>(?:con|vty|aux|tty) [0-9]{1,4}) +(?P<user>\S{1,64}) +\S{1,64}"
    r" +(?P<idle>[0-9]{1,4}:[0-9]{2}:[0-9]{2})(?: +(?P<location>\S{1,64}))?"
)


def parse(text: str) -> Mapping[str, object]:
    """One row a session; user and place are null where the device prints dashes."""
    before, _, rows = behind(lines(text), lambda line: is_header(line, TITLES))
    if before:
        raise Unreadable(f"expected {' '.join(TITLES)}, found {before[0].strip()[:80]!r}")
    return {"sessions": some([_row(line) for line in rows if not is_rule(line)], "a session")}


def _row(line: str) -> dict[str, object]:
    row = fit(ROW, line, "a session")
    hours, minutes, seconds = (int(part) for part in row["idle"].split(":"))
    return {
        "line": row["line"],
        "user": maybe(row["user"], word, "a user"),
        "location": maybe(row["location"], word, "a location"),
        "idle_seconds": hours * 3600 + minutes * 60 + seconds,
        "own": bool(row["own"]),
    }


COMMAND = Command(
    line="show users",
    values={"sessions": "rows of line, user, location, idle_seconds, own (the session that asked)"},
    parse=parse,
)
