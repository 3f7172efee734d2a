"""What the commands of Comware tell of the device itself, in the shapes of hfcheck.network.facts."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from hfcheck.network.facts import (
    Clock,
    Configuration,
    Expiry,
    Identity,
    Load,
    Log,
    LogEntry,
    OnlineUser,
    Part,
    PartState,
    Restart,
    Sensor,
    Serial,
)
from hfcheck.readings.parsing import Unreadable

Values = Mapping[str, Any]
VENDORS = ("H3C", "HPE", "HP", "UNIS")
WORKING = frozenset({"normal", "master", "standby", "slave", "active", "online"})


def identity(values: Values) -> Identity:
    """The device."""
    vendor, _, model = values["model"].partition(" ")
    if vendor not in VENDORS:
        vendor, model = "H3C", values["model"]
    release = " ".join(each for each in (values["version"], values["release"]) if each)
    return Identity(vendor, model, release, values["uptime_seconds"])


def restarts(values: Values) -> tuple[Restart, ...]:
    """Why the device and each of its boards was started, where they say it."""
    boards = [(where(board), board["reboot_cause"]) for board in values["boards"]]
    return tuple(Restart(part, reason) for part, reason in [("", values["reboot_reason"]), *boards] if reason)


def where(row: Values, kind: str = "") -> str:
    """`chassis 1 slot 2 fan 1`: where a row says it is; the first processor of a board is the board's."""
    said = {"chassis": row.get("chassis"), "slot": row.get("slot"), "cpu": row.get("cpu") or None}
    # The first part of a board is the board itself.
    said["subslot"] = row.get("subslot") or None
    numbered = {name: number for name, number in said.items() if number is not None} | (
        {kind: row["number"]} if kind else {}
    )
    return " ".join(f"{name} {number}" for name, number in numbered.items())


def serials(values: Values) -> tuple[Serial, ...]:
    """The parts that have a number; an old fan has none. A part that lost its heading is not taken for the chassis."""
    if any(row["part"] is None and above["part"] is not None for above, row in pairwise(values["parts"])):
        raise Unreadable("expected the heading of each part, found a part without one behind others")
    return tuple(Serial(_part(row), row["serial"]) for row in values["parts"] if row["serial"])


def _part(row: Values) -> str:
    kind = row["part"] or "chassis"
    inside = f"chassis {row['chassis']} " if row["chassis"] and kind != "chassis" else ""
    number = row["number"] or (row["chassis"] if kind == "chassis" and row["chassis"] != "self" else None)
    processor = f" cpu {row['cpu']}" if row["cpu"] else ""
    return f"{inside}{kind}" + (f" {number}" if number else "") + processor


def cpu(values: Values) -> tuple[Load, ...]:
    """The mean of five minutes."""
    return tuple(Load(where(row), float(row["last_5_minutes"])) for row in values["processors"])


def memory(values: Values) -> tuple[Load, ...]:
    """What is not free in the device's own count."""
    return tuple(Load(where(row), round(100 - row["free_percent"], 1)) for row in values["boards"])


def temperatures(values: Values) -> tuple[Sensor, ...]:
    """Sensors with the limit at which they alarm, or at least warn; Comware says no word of its own."""
    return tuple(
        Sensor(
            f"{where(row)} {row['sensor'] or 'board'}".strip(),
            _float(row["temperature"]),
            _float(row["warning"] if row["alarm"] is None else row["alarm"]),
            None,
        )
        for row in values["sensors"]
    )


def _float(number: int | None) -> float | None:
    return None if number is None else float(number)


def fans(values: Values) -> tuple[Part, ...]:
    """Fans and fan trays."""
    return tuple(Part(where(row, "fan"), state(row["state"]), row["state"]) for row in values["fans"])


def power_supplies(values: Values) -> tuple[Part, ...]:
    """Power supplies."""
    return tuple(Part(where(row, "power"), state(row["state"]), row["state"]) for row in values["powers"])


def modules(values: Values) -> tuple[Part, ...]:
    """Boards, or members of a stack."""
    return tuple(Part(where(row), state(row["state"]), row["state"]) for row in values["boards"])


def state(said: str) -> PartState:
    """A word that is known to be good is normal; any other one is a fault until a person says otherwise."""
    if said == "absent":
        return PartState.ABSENT
    return PartState.NORMAL if said in WORKING else PartState.FAULTY


def clock(values: Values) -> Clock:
    """The clock; a release that prints no offset gives none."""
    return Clock(values["synchronised"], values["peer"], values["stratum"], values["offset_ms"])


def users(values: Values) -> tuple[OnlineUser, ...]:
    """The sessions on all lines."""
    return tuple(OnlineUser(row["user"], row["line"], row["location"], row["own"]) for row in values["sessions"])


def log(values: Values) -> Log:
    """The buffer, and whether all of it was listed."""
    return Log(
        tuple(
            LogEntry(row["time"], row["severity"], row["module"], row["mnemonic"], row["text"])
            for row in values["entries"]
        ),
        values["complete"],
    )


def licences(values: Values) -> tuple[Expiry, ...]:
    """The licences; refuses one that ends on a day that the device does not name, which never would be never."""
    for row in values["licences"]:
        if not row["permanent"] and row["expires"] is None:
            raise Unreadable(f"{row['feature']}: expected the day on which it ends, found {row['days_left']} days left")
    return tuple(Expiry(row["feature"], row["expires"], row["state"]) for row in values["licences"])


def configuration(values: Values) -> Configuration:
    """A configuration, secrets hidden."""
    return Configuration(tuple(values["lines"]), values["sysname"])
