"""display temperature all: the sensors of each board with their limits. No public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import behind, fit, lines, maybe, some
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import unruled
from hfcheck.readings.parsing import Unreadable, number

HEADER = re.compile(r"Slot +Card +Sensor +Status +Current\(C\) +Lower\(C\) +Lower +Upper\(C\) +Upper")
SECOND_HEADER = re.compile(r"Resume\(C\) +Resume\(C\)")
CELSIUS = r"-?\d{1,3}(?:\.\d{1,2})?|-+|NA"
ROW = re.compile(
    rf"(?P<slot>[^ ]+) +(?P<card>[^ ]+) +(?P<sensor>[^ ]+) +(?P<status>[A-Za-z-]+) +(?P<current>{CELSIUS}) +"
    rf"(?P<lower>{CELSIUS}) +(?P<lower_resume>{CELSIUS}) +(?P<upper>{CELSIUS}) +(?P<upper_resume>{CELSIUS})"
)


def parse(text: str) -> Mapping[str, object]:
    """One entry a sensor."""
    before, _, rest = behind(unruled(lines(text)), lambda line: HEADER.fullmatch(line.strip()))
    if before:
        raise Unreadable(f"expected the header, found {before[0].strip()[:120]!r}")
    sensors = [_sensor(line) for line in rest if not SECOND_HEADER.fullmatch(line.strip())]
    return {"sensors": some(sensors, "sensors")}


def _sensor(line: str) -> dict[str, object]:
    row = fit(ROW, line, "a sensor")
    return {
        "slot": row["slot"],
        "card": None if row["card"] in ("NA", "-") else row["card"],
        "sensor": None if row["sensor"] in ("NA", "-") else row["sensor"],
        "normal": row["status"].lower() == "normal",
        "status": row["status"],
        "celsius": maybe(row["current"], number, "Current(C)"),
        "lower_celsius": maybe(row["lower"], number, "Lower(C)"),
        "upper_celsius": maybe(row["upper"], number, "Upper(C)"),
    }


COMMAND = Command(
    line="display temperature all",
    aliases=("display temperature", "display temperature slot *"),
    values={"sensors": "slot, card, sensor, normal, status, celsius, lower_celsius and upper_celsius (alarm limits)"},
    parse=parse,
)
