"""Which commands of StoneOS tell which fact, and how their values become its shape.

Left out: neighbours, aggregates, spanning tree, VLANs, BGP, VRRP and certificates, for which no command is known whose
output we can read. Every virtual router's routes are told together. `show interface` tells neither speed nor traffic.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hfcheck.network.facts import (
    Adjacency,
    ArpEntry,
    Clock,
    Configuration,
    Expiry,
    HighAvailability,
    Identity,
    Interface,
    Load,
    Log,
    LogEntry,
    MacEntry,
    OnlineUser,
    Optic,
    Part,
    PartState,
    Route,
    Sensor,
    Serial,
    Sessions,
    Source,
)
from hfcheck.readings.parsing import Unreadable

Values = Mapping[str, Any]
ROLES = {"master": "active", "backup": "standby"}
MINUTE = 60


def _identity(values: Values) -> Identity:
    return Identity("Hillstone", values["model"], values["image"], values["uptime_seconds"])


def _serials(values: Values) -> tuple[Serial, ...]:
    return (Serial("", values["serial"]),)


def _cpu(values: Values) -> tuple[Load, ...]:
    return (Load("", values["five_minutes"]),)


def _memory(values: Values) -> tuple[Load, ...]:
    return (Load("", values["used_percent"]),)


def _temperatures(values: Values) -> tuple[Sensor, ...]:
    if not values["temperatures"]:
        raise Unreadable("expected temperatures, found none")
    return tuple(Sensor(row["name"], row["value"], row["upper"], None) for row in values["temperatures"])


def _parts(name: str) -> Callable[[Values], tuple[Part, ...]]:
    def read(values: Values) -> tuple[Part, ...]:
        if not values[name]:
            raise Unreadable(f"expected {name.replace('_', ' ')}, found none")
        return tuple(Part(row["name"], PartState(row["state"]), row["said"]) for row in values[name])

    return read


def _interfaces(values: Values) -> tuple[Interface, ...]:
    return tuple(
        Interface(
            name=row["name"],
            up=row["link"] == "U",
            enabled=row["admin"] == "U",
            description=row["description"],
            mac=row["mac"],
            addresses=tuple(row["addresses"]),
            protocol_up=row["protocol"] == "U",
        )
        for row in values["interfaces"]
    )


def _optics(values: Values) -> tuple[Optic, ...]:
    return tuple(
        Optic(
            port=row["port"],
            rx_dbm=row["rx"],
            tx_dbm=row["tx"],
            rx_low=row["rx_low"],
            rx_high=row["rx_high"],
            tx_low=row["tx_low"],
            tx_high=row["tx_high"],
            celsius=row["celsius"],
            bias_ma=row["bias_ma"],
        )
        for row in values["optics"]
    )


def _arp(values: Values) -> tuple[ArpEntry, ...]:
    return tuple(
        ArpEntry(row["ip"], row["mac"], row["interface"], type=row["type"], minutes=_minutes(row["seconds"]))
        for row in values["entries"]
    )


def _minutes(seconds: int | None) -> float | None:
    return None if seconds is None else seconds / MINUTE


def _macs(values: Values) -> tuple[MacEntry, ...]:
    return tuple(
        MacEntry(row["mac"], None, None if row["type"] == "self" else row["port"], row["type"])
        for row in values["entries"]
        if row["type"] != "invalid"
    )


def _routes(values: Values) -> tuple[Route, ...]:
    names = ("destination", "protocol", "next_hop", "interface", "preference", "metric")
    return tuple(Route(**{name: row[name] for name in names}) for row in values["routes"])


def _ospf(values: Values) -> tuple[Adjacency, ...]:
    return tuple(
        Adjacency(row["neighbour"], row["state"] == "full", row["state"], row["interface"])
        for row in values["neighbours"]
    )


def _high_availability(values: Values) -> HighAvailability:
    state = str(values["state"])
    return HighAvailability(ROLES.get(state, state), None, None, state)


def _sessions(values: Values) -> Sessions:
    return Sessions(values["current"], values["most"])


def _clock(values: Values) -> Clock:
    if values["enabled"] and values["servers"]:
        raise Unreadable("expected whether the clock follows its source, found only that the client is enabled")
    return Clock(False, None, None, None)


def _users(values: Values) -> tuple[OnlineUser, ...]:
    return tuple(OnlineUser(row["user"], row["via"], _host(row["host"]), _mine(row)) for row in values["sessions"])


def _mine(row: Values) -> bool | None:
    # It marks none, but ours came by SSH.
    return None if row["via"] == "ssh" else False


def _host(host: str) -> str | None:
    return None if host == "localhost" else host


def _log(values: Values) -> Log:
    return Log(
        tuple(LogEntry(row["time"], row["severity"], row["module"], "", row["text"]) for row in values["entries"])
    )


def _licences(values: Values) -> tuple[Expiry, ...]:
    return tuple(_licence(row) for row in values["licences"] if row["state"] != "No License")


def _licence(row: Values) -> Expiry:
    if row["expires"] is None and not row["permanent"]:
        raise Unreadable(f"expected the day on which {row['feature']} expires, found {row['days_left']} days left")
    return Expiry(row["feature"], row["expires"], row["state"])


def _configuration(values: Values) -> Configuration:
    return Configuration(tuple(values["lines"]), values["hostname"])


SOURCES: Mapping[str, tuple[Source, ...]] = {
    "identity": (Source("show version", _identity),),
    "serials": (Source("show version", _serials),),
    "cpu": (Source("show cpu", _cpu),),
    "memory": (Source("show memory", _memory),),
    "temperatures": (Source("show environment", _temperatures),),
    "fans": (Source("show environment", _parts("fans")),),
    "power_supplies": (Source("show environment", _parts("power_supplies")),),
    "modules": (Source("show module", _parts("modules")),),
    "interfaces": (Source("show interface", _interfaces),),
    "optics": (Source("show transceiver", _optics),),
    "arp": (Source("show arp", _arp),),
    "macs": (Source("show mac", _macs),),
    "routes": (Source("show ip route", _routes),),
    "ospf": (Source("show ip ospf neighbor", _ospf),),
    "high_availability": (Source("show ha group 0", _high_availability),),
    "sessions": (Source("show session generic", _sessions),),
    "clock": (Source("show ntp status", _clock),),
    "users": (Source("show online", _users),),
    "log": (Source("show logging event", _log),),
    "licences": (Source("show license summary", _licences),),
    "running": (Source("show configuration", _configuration),),
    "startup": (Source("show configuration startup", _configuration),),
}
