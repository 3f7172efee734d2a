"""display temperature all, display device temperature: the sensors of each board with their limits.

No public capture yet. Fixed switches print one table for all boards; chassis, routers and VRP8 one table a board, with
three limits, of which the lowest is the one that alarms first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import NOTHING, blocks, fit, lines, maybe, some
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import decimal, spaced, unruled
from hfcheck.readings.parsing import Unreadable

HEADER = re.compile(r"Slot +Card +Sensor +Status +Current\(C\) +Lower\(C\) +Lower +Upper\(C\) +Upper")
SECOND_HEADER = re.compile(r"Resume\(C\) +Resume\(C\)|TMin +TMax +\([A-Za-z]{1,8}\)", re.IGNORECASE)
CELSIUS = r"-?\d{1,3}(?:\.\d{1,2})?|-+|NA"
ROW = re.compile(
    rf"(?P<slot>[^ ]+) +(?P<card>[^ ]+) +(?P<sensor>[^ ]+) +(?P<status>[A-Za-z-]+) +(?P<current>{CELSIUS}) +"
    rf"(?P<lower>{CELSIUS}) +(?P<lower_resume>{CELSIUS}) +(?P<upper>{CELSIUS}) +(?P<upper_resume>{CELSIUS})"
)
BOARD = re.compile(
    r"Base-Board, *Unit ?: ?(?:C|celsius), *Slot ?(?P<slot>[^ ,]{1,20})(?:, *Fru ?(?P<card>[^ ,]{1,20}))?"
    r"|(?:Slot +)?(?P<alone>[A-Za-z0-9/]{1,20}) +:(?: .{0,60})?",
    re.IGNORECASE,
)
TITLES = {
    "PCB": "board",
    "BoardType": "board",
    "I2C": "i2c",
    "Addr": "address",
    "Chl": "sensor",
    "SensorID": "sensor",
    "SensorName": "name",
    "Status": "status",
    "Minor": "upper",
    "Major": "major",
    "Fatal": "fatal",
    "FanTMin": "slow",
    "FanTMax": "fast",
    "Temp(C)": "current",
    "Temp": "current",
}
# One title over two columns.
SPEED = ("Adj_speed", "FanTMin FanTMax")


def parse(text: str) -> Mapping[str, object]:
    """One entry a sensor."""
    found = [line for line in unruled(lines(text)) if not SECOND_HEADER.fullmatch(line.strip())]
    if found and HEADER.fullmatch(found[0].strip()):
        return {"sensors": some([_sensor(line) for line in found[1:]], "sensors")}
    sensors: list[dict[str, object]] = []
    place: Mapping[str, str] = {}
    for block in blocks(found, lambda line: BOARD.fullmatch(line.strip()) or line.split()[0] in ("PCB", "BoardType")):
        if block[0].split()[0] in ("PCB", "BoardType"):
            sensors += _board(place, block)
        elif len(block) > 1:
            raise Unreadable(f"expected the header of the sensors, found {block[1].strip()[:120]!r}")
        else:
            place = fit(BOARD, block[0], "a board")
    return {"sensors": some(sensors, "sensors")}


def _sensor(line: str) -> dict[str, object]:
    row = fit(ROW, line, "a sensor")
    return {
        "slot": row["slot"],
        "card": None if row["card"] in NOTHING else row["card"],
        "sensor": None if row["sensor"] in NOTHING else row["sensor"],
        "normal": row["status"].lower() == "normal",
        "status": row["status"],
        "celsius": maybe(row["current"], decimal, "Current(C)"),
        "lower_celsius": maybe(row["lower"], decimal, "Lower(C)"),
        "upper_celsius": maybe(row["upper"], decimal, "Upper(C)"),
    }


def _board(place: Mapping[str, str], block: list[str]) -> list[dict[str, object]]:
    titles = block[0].replace(*SPEED).split()
    unknown = [title for title in titles if title not in TITLES]
    if unknown or {"status", "upper", "current"} - {TITLES[title] for title in titles}:
        raise Unreadable(f"expected the titles of the sensors, found {block[0].strip()[:120]!r}")
    rows = ({TITLES[title]: cell for title, cell in spaced(line, titles).items()} for line in block[1:])
    return [_board_sensor(place, row) for row in rows]


def _board_sensor(place: Mapping[str, str], row: Mapping[str, str]) -> dict[str, object]:
    sensor = row.get("name") or " ".join(row[key] for key in ("board", "address", "sensor") if key in row)
    return {
        "slot": place.get("slot") or place.get("alone") or None,
        "card": place.get("card") or None,
        "sensor": sensor,
        "normal": row["status"].lower() == "normal",
        "status": row["status"],
        "celsius": maybe(row["current"], decimal, "Temp"),
        "lower_celsius": None,
        "upper_celsius": maybe(row["upper"], decimal, "Minor"),
    }


COMMAND = Command(
    line="display temperature all",
    aliases=(
        "display temperature",
        "display temperature slot *",
        "display device temperature",
        "display device temperature all",
        "display device temperature slot *",
    ),
    values={"sensors": "slot, card, sensor, normal, status, celsius, lower_celsius and upper_celsius (alarm limits)"},
    parse=parse,
)
