"""What IOS tells of the device itself and of its parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hfcheck.network.facts import Identity, Load, Optic, Part, PartState, Restart, Sensor, Serial

Values = Mapping[str, Any]

# A buffer of IOS XE that is full by design.
FULL_BY_DESIGN = frozenset({"lsmpi_io"})
FANS = {"OK": PartState.NORMAL, "NOT PRESENT": PartState.ABSENT}


def identity(values: Values) -> Identity:
    """Who the device is."""
    models = values["models"]
    return Identity("Cisco", models[0] if models else None, values["release"], values["uptime_seconds"])


def restarts(values: Values) -> tuple[Restart, ...]:
    """Why the device was started."""
    return (Restart("", values["reboot_reason"]),) if values["reboot_reason"] else ()


def serials(values: Values) -> tuple[Serial, ...]:
    """The parts that have a serial number."""
    return tuple(Serial(part["name"], part["serial"]) for part in values["parts"] if part["serial"])


def cpu(values: Values) -> tuple[Load, ...]:
    """The last five minutes, of the whole device."""
    return (Load("", float(values["five_minutes"])),)


def memory(values: Values) -> tuple[Load, ...]:
    """Each pool that can run out."""
    return tuple(
        Load(pool["pool"], round(100 * pool["used"] / pool["total"], 1))
        for pool in values["pools"]
        if pool["pool"] not in FULL_BY_DESIGN
    )


def temperatures(values: Values) -> tuple[Sensor, ...]:
    """Each place of each switch that is measured, else the switch as a whole."""
    return tuple(sensor for switch in values["switches"] for sensor in _of_switch(switch))


def _of_switch(switch: Values) -> Iterator[Sensor]:
    name = f"switch {switch['switch']}"
    places = [place for place in ("inlet", "hotspot") if switch[f"{place}_celsius"] is not None]
    for place in places:
        said = switch[f"{place}_state"]
        yield Sensor(
            f"{name} {place}",
            float(switch[f"{place}_celsius"]),
            None if switch[f"{place}_upper"] is None else float(switch[f"{place}_upper"]),
            None if said is None else said == "GREEN",
        )
    if not places:
        yield Sensor(name, None, None, None if switch["state"] is None else switch["state"] == "OK")


def fans(values: Values) -> tuple[Part, ...]:
    """Each fan."""
    return tuple(Part(fan["name"], FANS.get(fan["state"], PartState.FAULTY), fan["state"]) for fan in values["fans"])


def supplies(values: Values) -> tuple[Part, ...]:
    """Each power supply."""
    return tuple(_supply(supply) for supply in values["supplies"])


def _supply(supply: Values) -> Part:
    said = " ".join(word for word in (supply["status"], supply["system_power"]) if word)
    if supply["product"] == "Not Present":
        return Part(supply["name"], PartState.ABSENT, "Not Present")
    words = {supply["status"] or "OK", supply["system_power"] or "Good"}
    return Part(supply["name"], PartState.NORMAL if said and words == {"OK", "Good"} else PartState.FAULTY, said)


def optics(values: Values) -> tuple[Optic, ...]:
    """Each optical module, with the limits of its alarms where they are printed."""
    return tuple(
        Optic(
            port=row["port"],
            rx_dbm=row["rx_dbm"],
            tx_dbm=row["tx_dbm"],
            rx_low=row.get("rx_dbm_low"),
            rx_high=row.get("rx_dbm_high"),
            tx_low=row.get("tx_dbm_low"),
            tx_high=row.get("tx_dbm_high"),
            celsius=row["celsius"],
            bias_ma=row["bias_ma"],
        )
        for row in values["modules"]
    )
