"""`display environment`: what each temperature sensor reads, and its limits; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hfcheck.network.columns import lines, maybe, some
from hfcheck.network.command import Command
from hfcheck.network.h3c_comware.places import HEADING, place
from hfcheck.readings.parsing import Unreadable, whole

TITLE = re.compile(r"System temperature information \(degree centigrade\):", re.IGNORECASE)
RULE = re.compile(r"-{5,}")
LIMITS = ("lower", "warning", "alarm", "shutdown")
PLACES = ("chassis", "slot")


def parse(text: str) -> Mapping[str, object]:
    """One row a sensor; a limit that the device does not know is null."""
    rows: list[dict[str, object]] = []
    titles: list[str] = []
    where: dict[str, object] = dict.fromkeys(PLACES)
    for line in (line.strip() for line in lines(text)):
        heading = HEADING.fullmatch(line)
        if heading is not None:
            where = {name: place(heading)[name] for name in PLACES}
        elif "sensor" in line.lower().split():
            titles = _titles(line)
        elif not (TITLE.fullmatch(line) or RULE.fullmatch(line)):
            rows.append(where | _sensor(titles, line))
    return {"sensors": some(rows, "a temperature sensor")}


def _titles(line: str) -> list[str]:
    titles = [re.sub(r"[-_]?(?:upper)?-?limit$", "", word) for word in line.lower().split()]
    at = titles.index("sensor")
    if titles[at + 1 : at + 2] != ["temperature"] or not set(titles[:at]) <= set(PLACES):
        raise Unreadable(f"expected a header of sensors, found {line[:80]!r}")
    if not set(titles[at + 2 :]) <= set(LIMITS) or len(set(titles)) != len(titles):
        raise Unreadable(f"expected limits of {', '.join(LIMITS)}, found {line[:80]!r}")
    return titles


def _sensor(titles: Sequence[str], line: str) -> dict[str, object]:
    if not titles:
        raise Unreadable(f"expected a header of sensors, found {line[:80]!r}")
    at, cells = titles.index("sensor"), line.split()
    behind = len(titles) - at - 1
    # A sensor's name is the only cell that may hold a blank: "inflow 1".
    if not 1 <= len(cells) - at - behind <= 3:
        raise Unreadable(f"expected cells of {' '.join(titles)!r}, found {line[:80]!r}")
    row: dict[str, object] = {title: _slot(cell) for title, cell in zip(titles[:at], cells, strict=False)}
    row |= {"sensor": " ".join(cells[at : len(cells) - behind]), **dict.fromkeys(LIMITS)}
    numbers = zip(titles[at + 1 :], cells[len(cells) - behind :], strict=True)
    return row | {title: maybe(cell, whole, f"the {title} of a sensor") for title, cell in numbers}


def _slot(cell: str) -> object:
    return int(cell) if cell.isascii() and cell.isdigit() and len(cell) < 5 else cell


COMMAND = Command(
    line="display environment",
    values={
        "sensors": "rows of chassis, slot (number or Vent), sensor, temperature, lower, warning, alarm, shutdown (°C)"
    },
    parse=parse,
)
