"""display fan: the fans, their state and speed. No public capture yet."""

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
    "Online": "online",
    "Present": "online",
    "Status": "status",
    "Speed": "speed",
    "Mode": "mode",
    "Airflow": "airflow",
}


def parse(text: str) -> Mapping[str, object]:
    """One entry a fan."""
    return {"fans": [_fan(row) for row in rows(text, TITLES, ("fan", "online", "status"))]}


def _fan(row: Mapping[str, str | None]) -> dict[str, object]:
    online = flag(row["online"] or "", "Present", "Absent", "Online")
    speed = row.get("speed")
    if online and row["status"] is None:
        raise Unreadable(f"expected the status of fan {row['fan']}, found none")
    return {
        "slot": row.get("slot"),
        "fan": row["fan"],
        "online": online,
        "normal": row["status"].lower() == "normal" if row["status"] else None,
        "status": row["status"],
        "speed_percent": percent(speed, "Speed") if speed else None,
        "airflow": row.get("airflow"),
    }


COMMAND = Command(
    line="display fan",
    values={"fans": "slot, fan, online, normal (None for a fan that is not there), status, speed_percent, airflow"},
    parse=parse,
)
