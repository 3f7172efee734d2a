"""display fan, display device fan: the fans, their state and speed. No public capture yet."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.network.columns import flag
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.titled import rows
from hfcheck.network.huawei_vrp.wording import percent
from hfcheck.readings.parsing import Unreadable

TITLES = {
    "Slot": "slot",
    "FanID": "fan",
    "FanId": "fan",
    "FanNum": "number",
    "Online": "online",
    "Present": "online",
    "Register": "registered",
    "Status": "status",
    "Speed": "speed",
    "Mode": "mode",
    "Airflow": "airflow",
    "Airflow Direction": "airflow",
}
# A heading, and the speed of each fan of a module below the mean of them.
BESIDE = r"Fan module:|\d{1,3} +\d{1,6}"


def parse(text: str) -> Mapping[str, object]:
    """One entry a fan or module of fans."""
    return {"fans": [_fan(row) for row in rows(text, TITLES, ("fan", "online"), beside=BESIDE)]}


def _fan(row: Mapping[str, str | None]) -> dict[str, object]:
    online = _online(row["online"] or "", "Online")
    status = _status(row)
    if online and status is None:
        raise Unreadable(f"expected the status of fan {row['fan']}, found none")
    return {
        "slot": row.get("slot"),
        "fan": row["fan"],
        "online": online,
        "normal": status.lower() in ("normal", "registered") if status else None,
        "status": status,
        "speed_percent": _percent(row.get("speed")),
        "airflow": row.get("airflow"),
    }


def _online(text: str, what: str) -> bool:
    return flag(text, "Yes", "No", what) if text.lower() in ("yes", "no") else flag(text, "Present", "Absent", what)


def _status(row: Mapping[str, str | None]) -> str | None:
    """The device's word for the state; a fan that is there and not registered does not work, whatever its status."""
    registered = row.get("registered")
    if registered is not None and not _registered(registered, "Register"):
        return "Unregistered"
    return row.get("status") or (None if registered is None else "Registered")


def _registered(text: str, what: str) -> bool:
    short = text.lower() in ("yes", "no")
    return flag(text, "Yes", "No", what) if short else flag(text, "Registered", "Unregistered", what)


def _percent(speed: str | None) -> float | None:
    """`43%(10700)` as 43; revolutions alone are no share of anything."""
    return percent(speed.partition("(")[0], "Speed") if speed and "%" in speed else None


COMMAND = Command(
    line="display fan",
    aliases=("display device fan", "display fan all"),
    values={
        "fans": "slot, fan, online, normal (None for a fan that is not there), status (as printed; Registered or "
        "Unregistered where only that is printed), speed_percent, airflow"
    },
    parse=parse,
)
