"""`show power`: how the power supplies are; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import behind, keyed, lines, some
from hfcheck.network.command import Command
from hfcheck.network.ruijie_os.wording import state, titled
from hfcheck.readings.parsing import Unreadable

NAMES = {
    "slot": "slot",
    "device": "slot",
    "dev": "slot",
    "power-id": "power",
    "power": "power",
    "id": "power",
    "power-name": "type",
    "power-type": "type",
    "type": "type",
    "fan": "fan",
    "sn": "serial",
    "serial-number": "serial",
    "supply(w)": "watts",
    "status": "status",
}
HEADER = re.compile(r"\s*(?:Slot|Device|Dev|Power-id|Power|ID)  .*Status.*", re.IGNORECASE)


def parse(text: str) -> Mapping[str, object]:
    """One row a power supply; above them stands what holds for all, as key and value."""
    before, header, rows = behind(lines(text), HEADER.fullmatch)
    for line in before:
        keyed(line)
    return {"power_supplies": some([_power(row) for row in titled([header, *rows], NAMES)], "a power supply")}


def _power(row: Mapping[str, str]) -> dict[str, str]:
    name = " ".join(row[place] for place in ("slot", "power") if place in row)
    if "status" not in row or not name:
        raise Unreadable(f"expected the status of a power supply, found {', '.join(row)}")
    return {"name": name, "state": state(row["status"]), "said": row["status"]}


COMMAND = Command(
    line="show power",
    values={"power_supplies": "rows of name, state (normal, absent, faulty), said (the state as printed)"},
    parse=parse,
)
