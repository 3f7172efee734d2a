"""`show environment`: temperatures, fans, power supplies and voltages; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hfcheck.network.columns import blocks, fit, maybe, some
from hfcheck.network.command import Command
from hfcheck.network.hillstone_stoneos.wording import unruled
from hfcheck.readings.parsing import Unreadable, number

SECTION = re.compile(r"(?P<kind>Temperature|Fan|Power|Voltage) information(?: ?\(C\))? ?:", re.IGNORECASE)
HEADER = re.compile(r"Description +(?:(?:Temperature|Voltage) +Range|Status)", re.IGNORECASE)
MEASURE = re.compile(
    r"(?P<name>\S.{0,40}?) +(?P<value>-?[0-9.]{1,8}|N/A) +(?P<lower>-?[0-9.]{1,8}) ?- ?(?P<upper>-?[0-9.]{1,8})"
)
STATUS = re.compile(
    r"(?P<name>\S.{0,40}?) +(?P<said>Fine|Normal|Fail(?:/No power|ed)?|Abnormal|Absent|Not present)", re.IGNORECASE
)
STATES = {"fine": "normal", "normal": "normal", "absent": "absent", "not present": "absent"}


def parse(text: str) -> Mapping[str, object]:
    """What each section lists; a section that the model does not print is empty, and there must be one at least."""
    found: dict[str, list[dict[str, object]]] = {}
    for block in blocks(unruled(text), SECTION.fullmatch):
        kind = fit(SECTION, block[0], "a section")["kind"].lower()
        if kind in found:
            raise Unreadable(f"expected each section once, found {block[0][:80]!r} again")
        found[kind] = _rows(kind, block[1:])
    names = {"temperature": "temperatures", "fan": "fans", "power": "power_supplies", "voltage": "voltages"}
    return {name: found.get(kind, []) for kind, name in names.items()}


def _rows(kind: str, block: Sequence[str]) -> list[dict[str, object]]:
    if not block or not HEADER.fullmatch(block[0]):
        raise Unreadable(f"expected the titles of the {kind} information, found {block[:1]}")
    read = _measure if kind in ("temperature", "voltage") else _status
    return some([read(line) for line in block[1:]], f"a row of the {kind} information")


def _measure(line: str) -> dict[str, object]:
    row = fit(MEASURE, line, "a measure with its range")
    value = maybe(row["value"], number, f"the measure of {row['name']}")
    lower, upper = number(row["lower"], "a lower limit"), number(row["upper"], "an upper limit")
    return {"name": row["name"], "value": value, "lower": lower, "upper": upper}


def _status(line: str) -> dict[str, object]:
    row = fit(STATUS, line, "the status of a part")
    return {"name": row["name"], "state": STATES.get(row["said"].lower(), "faulty"), "said": row["said"]}


COMMAND = Command(
    line="show environment",
    values={
        "temperatures": "rows of name, value, lower, upper (°C)",
        "fans": "rows of name, state (normal, absent, faulty), said (as printed)",
        "power_supplies": "rows of name, state, said; one that failed and one without power are said alike",
        "voltages": "rows of name, value, lower, upper (V)",
    },
    parse=parse,
)
