"""`display license`: what the device is licensed for, and until when; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hfcheck.network.columns import blocks, day, key_block, lines, some
from hfcheck.network.command import Command
from hfcheck.network.h3c_comware.places import HEADING, NOWHERE, place
from hfcheck.readings.parsing import Unreadable, whole

FILE = re.compile(r"(?:flash|cfa0|sda0|slot[0-9]{1,2}#flash):/\S{1,200}", re.IGNORECASE)
PERIOD = re.compile(r"(?P<start>[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}) to (?P<end>[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2})")
LEFT = re.compile(r"(?P<days>[0-9]{1,6})(?: days?)?", re.IGNORECASE)
TIMES_LEFT = ("trial time left (days)", "time left (days)", "days left")
PERIODS = ("validity period", "valid period", "license validity period")


def parse(text: str) -> Mapping[str, object]:
    """One row a licence file."""
    rows: list[dict[str, object]] = []
    where = NOWHERE
    for block in blocks((line.strip() for line in lines(text)), _starts):
        heading = HEADING.fullmatch(block[0])
        if heading is None:
            rows.append(where | _licence(block))
        elif len(block) > 1:
            raise Unreadable(f"expected a licence file, found {block[1][:80]!r}")
        else:
            where = place(heading)
    return {"licences": some(rows, "a licence")}


def _starts(line: str) -> bool:
    return FILE.fullmatch(line) is not None or HEADING.fullmatch(line) is not None


def _licence(block: Sequence[str]) -> dict[str, object]:
    values = {key.lower(): value for key, value in key_block(block[1:]).items()}
    missing = {"feature", "license type", "current state"} - values.keys()
    if missing:
        raise Unreadable(f"{block[0][:80]}: expected {', '.join(sorted(missing))}, found {', '.join(values)[:120]!r}")
    kind = values["license type"].lower()
    period, left = _first(values, PERIODS), _first(values, TIMES_LEFT)
    return {
        "file": block[0],
        "feature": values["feature"],
        "type": kind,
        "state": values["current state"].lower(),
        "permanent": kind.startswith("permanent"),
        "expires": None if period is None else _end(period),
        "days_left": None if left is None else _days(left),
    }


def _first(values: Mapping[str, str], keys: Sequence[str]) -> str | None:
    return next((values[key] for key in keys if key in values), None)


def _end(text: str) -> str:
    found = PERIOD.fullmatch(text)
    if found is None:
        raise Unreadable(f"expected a period of two dates, found {text[:80]!r}")
    return day(found["end"], "the end of a licence")


def _days(text: str) -> int:
    found = LEFT.fullmatch(text)
    if found is None:
        raise Unreadable(f"expected a number of days, found {text[:80]!r}")
    return whole(found["days"], "days left")


COMMAND = Command(
    line="display license",
    values={
        "licences": "rows of chassis, slot, cpu, file, feature, type, state (in use, usable, expired…), permanent,"
        " expires (date, or null), days_left (or null)"
    },
    parse=parse,
    aliases=("display license *", "display license * *"),
)
