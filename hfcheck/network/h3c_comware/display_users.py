"""`display users`: who is logged in, from where; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hfcheck.network.columns import ip, lines, some
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable

HEADER = re.compile(r"Idx +Line +Idle +Time +Pid +Type", re.IGNORECASE)
ROW = re.compile(
    r"(?P<marks>[+F]{0,2}) *(?P<index>[0-9]{1,5}) +(?P<line>[A-Z]{2,4} [0-9/]{1,8})"
    r" +(?P<idle>[0-9]{1,4}:[0-9]{2}:[0-9]{2}) +(?P<time>[A-Z][a-z]{2} [0-9]{1,2} [0-9:]{8})"
    r" +(?P<pid>[0-9]{1,9})(?: +(?P<type>[A-Z]{2,10}))?"
)
# V5 prints the level of a user in the place of the time and the process.
OLDER_HEADER = re.compile(r"Idx +UI +Delay +Type +Userlevel", re.IGNORECASE)
OLDER_ROW = re.compile(
    r"(?P<marks>[+F]{0,2}) *(?P<index>[0-9]{1,5}) +(?P<line>[A-Z]{2,4} [0-9/]{1,8})"
    r" +(?P<idle>[0-9]{1,4}:[0-9]{2}:[0-9]{2})(?: +(?P<type>[A-Z]{2,10}))? +(?P<level>[0-9]{1,2})"
)
TITLE = re.compile(r"The user application information of the user interface\(s\):", re.IGNORECASE)
TYPES = {"TEL": "telnet"}
DETAILS = re.compile(r"Following are more details\.?", re.IGNORECASE)
OF = re.compile(r"(?P<line>[A-Z]{2,4} [0-9/]{1,8}) *:")
DETAIL = re.compile(r"(?P<key>User name|User role list|Location) ?: ?(?P<value>.{0,120})")
LEGEND = re.compile(r"[+F] *: .{1,80}")


def parse(text: str) -> Mapping[str, object]:
    """One row a session; user and place are null where the device does not say."""
    rows: list[dict[str, object]] = []
    headed, row = False, None
    for line in (line.strip() for line in lines(text)):
        session, of, detail = (
            ROW.fullmatch(line) or OLDER_ROW.fullmatch(line),
            OF.fullmatch(line),
            DETAIL.fullmatch(line),
        )
        if session is not None and headed:
            rows.append(_session(session))
        elif of is not None:
            row = _of(rows, of["line"])
        elif detail is not None and row is not None:
            _add(row, detail)
        elif HEADER.fullmatch(line) or OLDER_HEADER.fullmatch(line):
            headed = True
        elif not (TITLE.fullmatch(line) or DETAILS.fullmatch(line) or LEGEND.fullmatch(line)):
            raise Unreadable(f"expected a session, found {line[:80]!r}")
    return {"sessions": some(rows, "a session")}


def _session(found: re.Match[str]) -> dict[str, object]:
    hours, minutes, seconds = (int(part) for part in found["idle"].split(":"))
    return {
        "line": found["line"],
        "idle_seconds": hours * 3600 + minutes * 60 + seconds,
        "since": found.groupdict().get("time"),
        "type": TYPES.get(found["type"], found["type"].lower()) if found["type"] else None,
        "own": "+" in found["marks"],
        "user": None,
        "location": None,
    }


def _of(rows: Sequence[dict[str, object]], line: str) -> dict[str, object]:
    for row in rows:
        if row["line"] == line:
            return row
    raise Unreadable(f"expected details of a listed session, found {line!r}")


def _add(row: dict[str, object], detail: re.Match[str]) -> None:
    value = detail["value"].strip() or None
    if detail["key"] == "User name":
        row["user"] = value
    elif detail["key"] == "Location":
        row["location"] = ip(value, "a location") if value else None


COMMAND = Command(
    line="display users",
    values={
        "sessions": "rows of line, idle_seconds, since (as printed, no year, or null), type (ssh…), own, user, location"
    },
    parse=parse,
    aliases=("display users all",),
)
