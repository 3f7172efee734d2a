"""Which commands of RGOS tell which fact, and how their values become its shape.

Left out: modules, high_availability, sessions, licences and certificates, for which RGOS switches have no command that
we can read, and vlans, because `show vlan` does not say which ports are tagged. `show interfaces status` also
says "disabled" of a port that a protection shut, so it does not tell who shut it. Of aggregations only negotiated ones
(LACP) are told: of a static one the device lists the members, not which of them carry traffic.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from hfcheck.network.columns import mac
from hfcheck.network.facts import (
    Adjacency,
    Aggregate,
    ArpEntry,
    Clock,
    Configuration,
    Identity,
    Interface,
    Load,
    Log,
    LogEntry,
    MacEntry,
    Neighbour,
    OnlineUser,
    Optic,
    Part,
    PartState,
    Route,
    Sensor,
    Serial,
    Source,
    StpPort,
    StpRoot,
    Traffic,
    VirtualRouter,
)
from hfcheck.readings.parsing import Unreadable

Values = Mapping[str, Any]
DOTTED = re.compile(r"[0-9a-fA-F]{4}(?:\.[0-9a-fA-F]{4}){2}")


def _identity(values: Values) -> Identity:
    return Identity("Ruijie", values["model"], values["software"], values["uptime_seconds"])


def _serials(values: Values) -> tuple[Serial, ...]:
    parts = [Serial(part["name"], part["serial"]) for part in values["parts"] if part["serial"] is not None]
    own = [Serial("", values["serial"])] if values["serial"] is not None else []
    if not own and not parts:
        raise Unreadable("expected a serial number, found none")
    return (*own, *parts)


def _cpu(values: Values) -> tuple[Load, ...]:
    return tuple(Load(row["part"], row["five_minutes"]) for row in values["processors"])


def _memory(values: Values) -> tuple[Load, ...]:
    return (Load("", values["used_percent"]),)


def _temperatures(values: Values) -> tuple[Sensor, ...]:
    return tuple(Sensor(row["name"], row["celsius"], row["warning"], _is_normal(row)) for row in values["sensors"])


def _is_normal(row: Values) -> bool | None:
    return None if row["status"] is None else row["status"].lower() in ("ok", "normal")


def _parts(name: str) -> Callable[[Values], tuple[Part, ...]]:
    def read(values: Values) -> tuple[Part, ...]:
        return tuple(Part(row["name"], PartState(row["state"]), row["said"]) for row in values[name])

    return read


def _interfaces(values: Values) -> tuple[Interface, ...]:
    return tuple(_interface(row) for row in values["interfaces"])


def _interface(row: Values) -> Interface:
    return Interface(
        name=row["name"],
        up=row["up"],
        enabled=row["enabled"],
        description=row["description"],
        speed_mbps=row["speed_mbps"],
        duplex=row["duplex"] if row["up"] else None,
        mac=row["mac"],
        mtu=row["mtu"],
        addresses=tuple(row["addresses"]),
        protocol_up=row["protocol_up"],
        flapped_seconds=row["flapped_seconds"],
        input=_traffic(row, "input"),
        output=_traffic(row, "output"),
    )


def _traffic(row: Values, side: str) -> Traffic:
    return Traffic(
        packets=row[f"{side}_packets"],
        errors=row[f"{side}_errors"],
        discards=row[f"{side}_drops"],
        bits_per_second=row[f"{side}_bits_per_second"],
        bytes=row[f"{side}_bytes"],
        broadcasts=row.get(f"{side}_broadcasts"),
    )


def _optics(values: Values) -> tuple[Optic, ...]:
    return tuple(
        Optic(
            row["port"],
            row["rx_dbm"],
            row["tx_dbm"],
            celsius=row["celsius"],
            bias_ma=row["bias_ma"],
            # RGOS prints no limits, but calls each measure OK or not.
            normal=row["said"] == "ok" if row["said"] else None,
        )
        for row in values["optics"]
    )


def _neighbours(values: Values) -> tuple[Neighbour, ...]:
    return tuple(
        Neighbour(
            port=row["port"],
            system_name=row["system_name"],
            port_id=row["port_id"],
            chassis_id=mac(row["chassis_id"], "a chassis")
            if DOTTED.fullmatch(row["chassis_id"])
            else row["chassis_id"],
            description=row["description"],
            addresses=tuple(row["addresses"]),
            capabilities=tuple(row["capabilities"]),
        )
        for row in values["neighbours"]
    )


def _chassis(text: str) -> str:
    return mac(text, "a chassis") if DOTTED.fullmatch(text) else text


def _aggregates(values: Values) -> tuple[Aggregate, ...]:
    return tuple(_aggregate(row) for row in values["aggregates"])


def _aggregate(row: Values) -> Aggregate:
    members = {port: state == "bndl" for port, state in row["members"].items()}
    return Aggregate(row["name"], any(members.values()), members)


def _stp_ports(values: Values) -> tuple[StpPort, ...]:
    return tuple(StpPort(row["instance"], row["port"], row["role"], row["state"]) for row in values["ports"])


def _stp_roots(values: Values) -> tuple[StpRoot, ...]:
    if not values["enabled"]:
        return ()
    return tuple(
        StpRoot(row["instance"], row["root"], row["root_port"], row["changes"], row["changed_seconds"])
        for row in values["trees"]
    )


def _arp(values: Values) -> tuple[ArpEntry, ...]:
    return tuple(
        ArpEntry(row["ip"], row["mac"], row["interface"], _vlan(row["interface"]), row["type"], row["minutes"])
        for row in values["entries"]
    )


def _vlan(interface: str) -> int | None:
    kind, _, number = interface.partition(" ")
    return int(number) if kind.upper() == "VLAN" and number.isdigit() else None


def _macs(values: Values) -> tuple[MacEntry, ...]:
    return tuple(MacEntry(row["mac"], row["vlan"], row["port"], row["type"]) for row in values["entries"])


def _routes(values: Values) -> tuple[Route, ...]:
    names = ("destination", "protocol", "next_hop", "interface", "preference", "metric")
    return tuple(Route(**{name: row[name] for name in names}) for row in values["routes"])


def _ospf(values: Values) -> tuple[Adjacency, ...]:
    return tuple(
        Adjacency(row["neighbour"], row["state"] == "full", row["state"], row["interface"])
        for row in values["neighbours"]
    )


def _bgp(values: Values) -> tuple[Adjacency, ...]:
    return tuple(
        Adjacency(
            row["neighbour"],
            row["state"] == "established",
            row["state"],
            remote_as=row["remote_as"],
            prefixes=row["prefixes"],
            seconds=row["seconds"],
        )
        for row in values["neighbours"]
    )


def _vrrp(values: Values) -> tuple[VirtualRouter, ...]:
    return tuple(
        VirtualRouter(row["group"], row["interface"], row["state"], row["address"]) for row in values["groups"]
    )


def _clock(values: Values) -> Clock:
    return Clock(values["synchronised"], values["reference"], values["stratum"], values["offset_ms"])


def _users(values: Values) -> tuple[OnlineUser, ...]:
    return tuple(OnlineUser(row["user"], row["line"], row["location"], row["own"]) for row in values["sessions"])


def _log(values: Values) -> Log:
    if not all(row["has_year"] for row in values["entries"]):
        raise Unreadable("expected times with a year (service timestamps log datetime year), found some without")
    entries = [
        LogEntry(row["time"], row["severity"], row["module"], row["mnemonic"], row["text"]) for row in values["entries"]
    ]
    return Log(tuple(entries), values["overwritten"] == 0)


def _configuration(values: Values) -> Configuration:
    return Configuration(tuple(values["lines"]), values["hostname"])


SOURCES: Mapping[str, tuple[Source, ...]] = {
    "identity": (Source("show version", _identity),),
    "serials": (Source("show version", _serials),),
    "cpu": (Source("show cpu", _cpu),),
    "memory": (Source("show memory", _memory),),
    "temperatures": (Source("show temperature", _temperatures),),
    "fans": (Source("show fan", _parts("fans")),),
    "power_supplies": (Source("show power", _parts("power_supplies")),),
    "interfaces": (Source("show interfaces", _interfaces),),
    "optics": (
        Source("show interfaces transceiver diagnosis", _optics),
        Source("show interfaces transceiver", _optics),
    ),
    "neighbours": (Source("show lldp neighbors detail", _neighbours),),
    "aggregates": (Source("show lacp summary", _aggregates),),
    "stp_ports": (Source("show spanning-tree summary", _stp_ports),),
    "stp_roots": (Source("show spanning-tree", _stp_roots),),
    "arp": (Source("show arp", _arp),),
    "macs": (Source("show mac-address-table", _macs),),
    "routes": (Source("show ip route", _routes),),
    "ospf": (Source("show ip ospf neighbor", _ospf),),
    "bgp": (Source("show ip bgp summary", _bgp), Source("show bgp ipv4 unicast summary", _bgp)),
    "vrrp": (Source("show vrrp brief", _vrrp),),
    "clock": (Source("show ntp status", _clock),),
    "users": (Source("show users", _users),),
    "log": (Source("show logging", _log),),
    "running": (Source("show running-config", _configuration),),
    "startup": (Source("show startup-config", _configuration),),
}
