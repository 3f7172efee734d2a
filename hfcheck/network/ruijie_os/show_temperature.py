"""`show temperature`: what the sensors measure, and their limits; no public capture yet."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.network.columns import lines, maybe, some
from hfcheck.network.command import Command
from hfcheck.network.ruijie_os.wording import titled
from hfcheck.readings.parsing import Unreadable, number

NAMES = {
    "slot": "slot",
    "device": "slot",
    "dev": "slot",
    "board": "card",
    "card_type": "card",
    "card": "card",
    "sensor": "sensor",
    "temperature sensor": "sensor",
    "description": "sensor",
    "current(c)": "celsius",
    "current": "celsius",
    "temperature(c)": "celsius",
    "warning(c)": "warning",
    "shutdown(c)": "shutdown",
    "critical(c)": "shutdown",
    "status": "status",
}
PLACES = ("slot", "card", "sensor")


def parse(text: str) -> Mapping[str, object]:
    """One row a sensor, whichever of the columns the model prints; what it does not print is null."""
    return {"sensors": some([_sensor(row) for row in titled(lines(text), NAMES)], "a temperature sensor")}


def _sensor(row: Mapping[str, str]) -> dict[str, object]:
    name = " ".join(row[place] for place in PLACES if place in row)
    if "celsius" not in row or not name:
        raise Unreadable(f"expected the current temperature of a named sensor, found {', '.join(row)}")
    measured = {
        key: maybe(row.get(key, ""), _degrees, f"the {key} of {name}") for key in ("celsius", "warning", "shutdown")
    }
    return {"name": name, **measured, "status": row.get("status")}


def _degrees(text: str, what: str) -> float:
    found = number(text, what)
    if not -100 <= found <= 300:
        raise Unreadable(f"expected degrees for {what}, found {text[:80]!r}")
    return found


COMMAND = Command(
    line="show temperature",
    values={"sensors": "rows of name, celsius, warning, shutdown (°C), status (as printed); null where not printed"},
    parse=parse,
)
