"""`show fan`: how the fans are; no public capture yet."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.network.columns import lines, some
from hfcheck.network.command import Command
from hfcheck.network.ruijie_os.wording import state, titled
from hfcheck.readings.parsing import Unreadable

NAMES = {
    "slot": "slot",
    "device": "slot",
    "dev": "slot",
    "fan-id": "fan",
    "fan": "fan",
    "id": "fan",
    "fan-name": "type",
    "fan-type": "type",
    "type": "type",
    "status": "status",
    "mode": "mode",
    "speed-level": "level",
    "speed(rpm)": "speed",
    "speed": "speed",
    "rpm": "speed",
    "serial-number": "serial",
}


def parse(text: str) -> Mapping[str, object]:
    """One row a fan; refuses a state whose word it does not know."""
    return {"fans": some([_fan(row) for row in titled(lines(text), NAMES)], "a fan")}


def _fan(row: Mapping[str, str]) -> dict[str, str]:
    if "fan" not in row or "status" not in row:
        raise Unreadable(f"expected the status of a fan, found {', '.join(row)}")
    name = " ".join([row[place] for place in ("slot",) if place in row] + [row["fan"]])
    return {"name": name, "state": state(row["status"]), "said": row["status"]}


COMMAND = Command(
    line="show fan",
    values={"fans": "rows of name, state (normal, absent, faulty), said (the state as printed)"},
    parse=parse,
)
