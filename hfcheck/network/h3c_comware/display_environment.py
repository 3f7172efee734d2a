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
# V5 has one sensor a board, and one upper limit: the one at which it alarms.
NAMES = {"board": "slot", "upper": "alarm"}


def parse(text: str) -> Mapping[str, object]:
    """One row a sensor; a limit that the device does not know is null, and so is the name of a board's only sensor."""
    rows: list[dict[str, object]] = []
    titles: list[str] = []
    where: dict[str, object] = dict.fromkeys(PLACES)
    for line in (line.strip() for line in lines(text)):
        heading = HEADING.fullmatch(line)
        if heading is not None:
            where = {name: place(heading)[name] for name in PLACES}
        elif TITLE.fullmatch(line) or RULE.fullmatch(line):
            continue
        elif "temperature" in line.lower().split():
            titles = _titles(line)
        else:
            rows.append(where | _sensor(titles, line))
    return {"sensors": some(rows, "a temperature sensor")}


def _titles(line: str) -> list[str]:
    words = re.sub(r"[-_ ]?limit\b", "", line.lower()).split()
    # Warning-UpperLimit, WarningUpperLimit and Warning are one title, UpperLimit is another.
    titles = [NAMES.get(word, re.sub(r"(?<=.)[-_]?upper$", "", word)) for word in words]
    at = titles.index("temperature")
    before = titles[: at - 1] if titles[at - 1 : at] == ["sensor"] else titles[:at]
    if not titles[:at] or not set(before) <= set(PLACES):
        raise Unreadable(f"expected a header of sensors, found {line[:80]!r}")
    if not set(titles[at + 1 :]) <= set(LIMITS) or len(set(titles)) != len(titles):
        raise Unreadable(f"expected limits of {', '.join(LIMITS)}, found {line[:80]!r}")
    return titles


def _sensor(titles: Sequence[str], line: str) -> dict[str, object]:
    if not titles:
        raise Unreadable(f"expected a header of sensors, found {line[:80]!r}")
    places, cells = [title for title in titles if title in PLACES], line.split()
    measures = titles[titles.index("temperature") :]
    name = cells[len(places) : len(cells) - len(measures)]
    # A sensor's name is the only cell that may hold a blank: "inflow 1".
    if len(cells) < len(places) + len(measures) or not (1 <= len(name) <= 3 if "sensor" in titles else not name):
        raise Unreadable(f"expected cells of {' '.join(titles)!r}, found {line[:80]!r}")
    row: dict[str, object] = {title: _slot(cell) for title, cell in zip(places, cells, strict=False)}
    row |= {"sensor": " ".join(name) or None, **dict.fromkeys(LIMITS)}
    numbers = zip(measures, cells[len(cells) - len(measures) :], strict=True)
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
