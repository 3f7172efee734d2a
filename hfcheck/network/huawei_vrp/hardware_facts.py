"""What VRP tells of the device itself, in the shapes of hfcheck.network.facts: identity, loads, parts, optics."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hfcheck.network.facts import Identity, Load, Optic, Part, PartState, Restart, Sensor, Serial

Values = Mapping[str, Any]
# The words with which VRP calls a power supply or a battery well.
SUPPLYING = frozenset({"supply", "normal", "charge", "discharge", "full"})


def identity(values: Values) -> Identity:
    """From display version, which never says why the device restarted (display reboot-info does)."""
    return Identity("Huawei", values["model"], values["release"], values["uptime_seconds"])


def restarts(values: Values) -> tuple[Restart, ...]:
    """The last restart of each board: the device lists the ones before as well."""
    last: dict[str, Restart] = {}
    for row in sorted(values["restarts"], key=lambda row: str(row["at"])):
        last[row["slot"]] = Restart(f"slot {row['slot']}", row["reason"], row["at"])
    return tuple(last.values())


def serials(values: Values) -> tuple[Serial, ...]:
    """From display esn: one a device or member of a stack."""
    return tuple(Serial(row["part"], row["serial"]) for row in values["serials"])


def made_serials(values: Values) -> tuple[Serial, ...]:
    """From display device manufacture-info; a part that prints no serial number is left out."""
    return tuple(
        Serial(_named("slot", row["slot"], row["card"]), row["serial"])
        for row in values["parts"]
        if row["serial"] is not None
    )


def cpu(values: Values) -> tuple[Load, ...]:
    """The mean of five minutes; of one, or the use at this moment, where that is all a release prints."""
    means = (values["five_minutes_percent"], values["one_minute_percent"], values["used_percent"])
    return (Load("", next(mean for mean in means if mean is not None)),)


def memory(values: Values) -> tuple[Load, ...]:
    """The device's own percentage."""
    return (Load("", values["used_percent"]),)


def temperatures(values: Values) -> tuple[Sensor, ...]:
    """One a sensor, named after its place."""
    return tuple(
        Sensor(
            _named("slot", row["slot"], row["card"], row["sensor"]), row["celsius"], row["upper_celsius"], row["normal"]
        )
        for row in values["sensors"]
    )


def fans(values: Values) -> tuple[Part, ...]:
    """One a fan or module of fans."""
    return tuple(
        _part(_named("slot", row["slot"], "fan", row["fan"]), row["online"], row["normal"], row["status"])
        for row in values["fans"]
    )


def power_supplies(values: Values) -> tuple[Part, ...]:
    """One a supply."""
    return tuple(
        _part(_named("slot", row["slot"], row["supply"]), row["online"], _supplies(row["state"]), row["state"])
        for row in values["supplies"]
    )


def modules(values: Values) -> tuple[Part, ...]:
    """One a board, card, fan or supply that display device lists."""
    return tuple(_module(row) for row in values["parts"])


def optics(values: Values) -> tuple[Optic, ...]:
    """One a module; a port without one is none."""
    return tuple(_optic(row) for row in values["modules"])


def _optic(row: Values) -> Optic:
    limits = row["limits"]
    # The alarm's limit; the warning's where a module has no other.
    sides = {
        f"{way}_{edge}": limits.get(f"{way}_dbm_{edge}_threshold", limits.get(f"{way}_dbm_{edge}_warning"))
        for way in ("rx", "tx")
        for edge in ("low", "high")
    }
    return Optic(row["port"], row["rx_dbm"], row["tx_dbm"], **sides, celsius=row["celsius"], bias_ma=row["bias_ma"])


def _module(row: Values) -> Part:
    name = _named("slot", row["slot"], row["card"], row["type"])
    said = [row["alarm"], None if row["registered"] is not False else "Unregistered"]
    there = not (row["online"] is False or row["configured_only"])
    normal = row["registered"] is not False and (row["alarm"] or "").lower() == "normal"
    return _part(name, there, normal, " ".join(word for word in said if word))


def _part(name: str, online: bool, normal: bool | None, said: str | None) -> Part:
    if not online:
        return Part(name, PartState.ABSENT, said or "")
    return Part(name, PartState.NORMAL if normal else PartState.FAULTY, said or "")


def _supplies(state: str | None) -> bool:
    return state is not None and state.lower() in SUPPLYING


def _named(*words: str | None) -> str:
    """The words that there are: `slot 1 PWR2`; a slot that is not printed is not named."""
    found: Sequence[str | None] = words[2:] if words[0] == "slot" and words[1] is None else words
    return " ".join(_plain(found))


def _plain(words: Iterable[str | None]) -> Iterable[str]:
    return (word for word in words if word)
