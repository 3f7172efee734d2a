"""`display device manuinfo`: the serial numbers of chassis, boards, fans and power supplies."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import day, keyed, lines, mac, some
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable

PART = re.compile(
    r"(?:Chassis (?P<chassis>self|[0-9]{1,4}) ?)?"
    r"(?:(?P<part>Slot|Subslot|Fan|Power|Fan-tray|CF card|Backplane) ?(?P<number>[0-9]{1,4})?)?"
    r"(?: ?CPU (?P<cpu>[0-9]{1,4}))? ?:?",
    re.IGNORECASE,
)
MESSAGE = re.compile(
    r".{0,80}\bnot support(?:ed)?\b.{0,120}|Failed to display .{1,120}|Only new chassis support this command\.?",
    re.IGNORECASE,
)
KEYS = {
    "DEVICE_NAME": "name",
    "DEVICE_SERIAL_NUMBER": "serial",
    "MANU SERIAL NUMBER": "serial",
    "MAC_ADDRESS": "mac",
    "MANUFACTURING_DATE": "manufactured",
    "VENDOR_NAME": "vendor",
    "PRODUCT ID": "product",
    "PRODUCT_ID": "product",
    "PRODUCT NUMBER": "product",
    "DEVICE_ID": "device_id",
}
SILENT = dict.fromkeys(("name", "serial", "mac", "manufactured", "vendor", "product"))
NOBODY = {"chassis": None, "part": None, "number": None, "cpu": None, "supported": True}


def parse(text: str) -> Mapping[str, object]:
    """One row a part; a part that cannot say (an empty slot, an old power supply) is a row that is not `supported`."""
    rows: list[dict[str, object]] = []
    chassis: str | None = None
    for line in lines(text):
        part = PART.fullmatch(line.strip())
        if part is not None:
            chassis = part["chassis"] or chassis
            rows.append(_part(chassis, part))
        elif MESSAGE.fullmatch(line.strip()):
            _last(rows, line)["supported"] = False
        else:
            _add(rows, *keyed(line))
    return {"parts": some(rows, "a part")}


def _part(chassis: str | None, part: re.Match[str]) -> dict[str, object]:
    kind = (part["part"] or "chassis").lower()
    # "Chassis self" is the chassis; what follows is in it, and the device prints no number for it.
    inside = None if chassis == "self" and kind != "chassis" else chassis
    said = {"chassis": inside, "part": kind, "number": part["number"], "cpu": part["cpu"]}
    return NOBODY | said | SILENT


def _last(rows: list[dict[str, object]], line: str) -> dict[str, object]:
    if not rows:
        raise Unreadable(f"expected a part, found {line.strip()[:80]!r}")
    return rows[-1]


def _add(rows: list[dict[str, object]], key: str, text: str) -> None:
    name = KEYS.get(key)
    if name is None:
        raise Unreadable(f"expected one of {sorted(KEYS)}, found {key[:80]!r}")
    # A device of one board prints no heading: a name that comes again starts the next part.
    if not rows or rows[-1].get(name) is not None:
        rows.append(NOBODY | SILENT)
    if name != "device_id":
        rows[-1][name] = _value(name, text)


def _value(name: str, text: str) -> str | None:
    if text in ("", "NONE", "None", "N/A"):
        return None
    if name == "mac":
        return mac(text, "MAC_ADDRESS")
    return day(text, "MANUFACTURING_DATE") if name == "manufactured" else text


COMMAND = Command(
    line="display device manuinfo",
    values={
        "parts": "rows of chassis, part (slot, fan, power…), number, cpu, supported, name, serial, mac,"
        " manufactured (date), vendor, product; null where the part does not say"
    },
    parse=parse,
)
