"""Fans and power supplies: `Fan 1` or `Power 1` below a slot, with its lines `key : value`."""

from __future__ import annotations

import re

from hfcheck.network.columns import lines, some
from hfcheck.network.h3c_comware.places import HEADING, NOWHERE, place
from hfcheck.readings.parsing import Unreadable

HEAD = re.compile(
    r"(?P<kind>Fan(?:[- ](?:tray|frame))?|Power) {0,8}(?P<number>[0-9]{1,4})(?:\s*:)?(?:\s+(?P<rest>\S.*))?",
    re.IGNORECASE,
)
PAIR = re.compile(r"(?P<key>[A-Za-z][A-Za-z ()]{0,40}?) *: *(?P<value>[^:]{0,80}?)(?=\s{2,}[A-Za-z]|$)")
STATES = ("state", "status")
Row = dict[str, object]


def parts(text: str, kind: str) -> list[Row]:
    """One row a part: place, number, state (as the device words it, in lower case), and the rest in `others`."""
    rows: list[Row] = []
    where = NOWHERE
    for line in (line.strip() for line in lines(text)):
        heading, head = HEADING.fullmatch(line), HEAD.fullmatch(line)
        if heading is not None:
            where = place(heading)
        elif head is not None and head["kind"].lower().startswith(kind):
            others: dict[str, str] = {}
            rows.append(where | {"number": int(head["number"]), "state": None, "others": others})
            _add(rows[-1], others, head["rest"] or "")
        else:
            _more(rows, line)
    for row in rows:
        if row["state"] is None:
            raise Unreadable(f"{kind} {row['number']}: expected its state, found none")
    return some(rows, f"a {kind}")


def _more(rows: list[Row], line: str) -> None:
    others = rows[-1]["others"] if rows else None
    if not isinstance(others, dict):
        raise Unreadable(f"expected a fan or a power supply, found {line[:80]!r}")
    _add(rows[-1], others, line)


def _add(row: Row, others: dict[str, str], text: str) -> None:
    while text:
        found = PAIR.match(text)
        if found is None:
            raise Unreadable(f"expected key: value, found {text[:80]!r}")
        key, value = found["key"].strip().lower(), found["value"].strip()
        if key in others or (key in STATES and row["state"] is not None):
            raise Unreadable(f"expected {key!r} once, found it again in {text[:80]!r}")
        if key in STATES:
            row["state"] = value.lower() or None
        else:
            others[key] = value
        text = text[found.end() :].lstrip()
