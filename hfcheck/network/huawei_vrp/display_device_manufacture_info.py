"""display device manufacture-info: serial number and date of making of each part. No public capture yet."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.titled import rows

TITLES = {
    "Slot": "slot",
    "Card": "card",
    "Sub": "card",
    "Type": "type",
    "Serial-number": "serial",
    "Serial-Number": "serial",
    "Manu-date": "made",
    "Manu-Date": "made",
}


def parse(text: str) -> Mapping[str, object]:
    """One entry a part that has a serial number or a place for one."""
    return {"parts": [_part(row) for row in rows(text, TITLES, ("slot", "serial"))]}


def _part(row: Mapping[str, str | None]) -> dict[str, object]:
    return {
        "slot": row["slot"],
        "card": row.get("card"),
        "type": row.get("type"),
        "serial": row["serial"],
        "made": row.get("made"),
    }


COMMAND = Command(
    line="display device manufacture-info",
    aliases=("display device manufacture-info slot *",),
    values={"parts": "slot, card (None for the board itself), type, serial, made (as printed)"},
    parse=parse,
)
