"""Which commands of IOS tell which fact; `show vlan` does not show trunks, so tagged ports are not told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hfcheck.network.cisco_ios.device_facts import (
    cpu,
    fans,
    identity,
    memory,
    optics,
    restarts,
    serials,
    supplies,
    temperatures,
)
from hfcheck.network.columns import ip, mac
from hfcheck.network.facts import (
    Adjacency,
    Aggregate,
    ArpEntry,
    Clock,
    Configuration,
    Interface,
    Log,
    LogEntry,
    MacEntry,
    Neighbour,
    OnlineUser,
    Route,
    Source,
    StpPort,
    StpRoot,
    Traffic,
    VirtualRouter,
    Vlan,
)
from hfcheck.readings.parsing import Unreadable, known, whole

Values = Mapping[str, Any]

ROLES = {"Root": "root", "Desg": "designated", "Altn": "alternate", "Back": "backup", "Mstr": "master"}
ROLES |= {"Disb": "disabled", "Shr": "designated", "Boun": "designated"}
STATES = {"FWD": "forwarding", "BLK": "blocking", "LRN": "learning", "LIS": "listening", "DIS": "disabled"}
VIRTUAL = {"active": "master", "standby": "backup", "listen": "backup", "master": "master", "backup": "backup"}
VIRTUAL |= dict.fromkeys(("init", "initial", "learn", "speak", "disabled"), "initialize")


def _interfaces(values: Values) -> tuple[Interface, ...]:
    return tuple(_interface(row) for row in values["interfaces"])


def _interface(row: Values) -> Interface:
    link = row["link"].partition(" (")[0]
    known(link, ("up", "down", "administratively down", "reset", "deleted", "initializing"), "the state of a link")
    return Interface(
        name=row["interface"],
        up=link == "up",
        enabled=link != "administratively down",
        description=row["description"],
        speed_mbps=row["speed_mbps"],
        duplex={"full": "full", "half": "half"}.get((row["duplex"] or "").partition("-")[0]),
        mac=row["mac"],
        mtu=row["mtu"],
        addresses=(f"{row['ip']}/{row['prefix_length']}",) if row["ip"] else (),
        protocol_up=row["protocol"].partition(" ")[0] == "up",
        input=_traffic(row, "input"),
        output=_traffic(row, "output"),
    )


def _traffic(row: Values, way: str) -> Traffic:
    group, multicasts = row.get(f"{way}_group"), row.get(f"{way}_multicasts")
    return Traffic(
        packets=row[f"{way}_packets"],
        errors=row[f"{way}_errors"],
        discards=row[f"{way}_drops"],
        bits_per_second=row[f"{way}_bits_per_second"],
        bytes=row[f"{way}_bytes"],
        broadcasts=None if group is None or multicasts is None or group < multicasts else group - multicasts,
        multicasts=multicasts,
    )


def _neighbours(values: Values) -> tuple[Neighbour, ...]:
    return tuple(
        Neighbour(
            port=row["port"],
            system_name=row["system_name"] or None,
            port_id=row["port_id"] or None,
            chassis_id=_chassis(row.get("chassis_id")),
            description=row["description"] or None,
            addresses=(ip(row["address"], "a management address"),) if row["address"] else (),
            capabilities=tuple(row["capabilities"].replace(",", " ").split()),
        )
        for row in values["neighbours"]
    )


def _chassis(text: str | None) -> str | None:
    try:
        return None if text is None else mac(text, "a chassis")
    except Unreadable:
        return text


def _aggregates(values: Values) -> tuple[Aggregate, ...]:
    return tuple(
        Aggregate(row["name"], "U" in row["state"], {port: said == "P" for port, said in row["members"].items()})
        for row in values["groups"]
    )


def _stp_ports(values: Values) -> tuple[StpPort, ...]:
    return tuple(
        StpPort(row["instance"], row["port"], ROLES[row["role"]], STATES.get(row["state"], "broken"))
        for row in values["ports"]
    )


def _stp_roots(values: Values) -> tuple[StpRoot, ...]:
    return tuple(StpRoot(row["instance"], row["root"], row["root_port"]) for row in values["trees"])


def _vlans(values: Values) -> tuple[Vlan, ...]:
    return tuple(Vlan(row["vlan"], row["name"], tuple(row["ports"])) for row in values["vlans"])


def _arp(values: Values) -> tuple[ArpEntry, ...]:
    # A dash for an age stands with the device's own addresses.
    return tuple(
        ArpEntry(
            row["ip"],
            row["mac"],
            row["interface"],
            None,
            "interface" if row["minutes"] is None else "dynamic",
            row["minutes"],
        )
        for row in values["entries"]
    )


def _macs(values: Values) -> tuple[MacEntry, ...]:
    return tuple(
        MacEntry(
            row["mac"],
            whole(row["vlan"], "a VLAN") if row["vlan"].isdigit() else None,
            None if port in ("CPU", "Router", "Switch", "Drop") else port,
            row["type"],
        )
        for row in values["entries"]
        for port in row["ports"] or ["CPU"]
    )


def _routes(values: Values) -> tuple[Route, ...]:
    return tuple(
        Route(row["destination"], row["protocol"], row["next_hop"], row["interface"], row["preference"], row["metric"])
        for row in values["routes"]
    )


def _ospf(values: Values) -> tuple[Adjacency, ...]:
    return tuple(
        Adjacency(row["router_id"], row["state"] == "full", row["state"], row["interface"])
        for row in values["neighbours"]
    )


def _bgp(values: Values) -> tuple[Adjacency, ...]:
    return tuple(
        Adjacency(
            row["ip"],
            row["state"] == "established",
            row["state"],
            remote_as=row["remote_as"],
            prefixes=row["prefixes"],
            seconds=row["seconds"],
        )
        for row in values["peers"]
    )


def _virtual(values: Values) -> tuple[VirtualRouter, ...]:
    return tuple(
        VirtualRouter(
            str(row["group"]),
            row["interface"],
            VIRTUAL[known(row["state"], VIRTUAL, "the state of a group")],
            row["address"],
        )
        for row in values["groups"]
    )


def _clock(values: Values) -> Clock:
    return Clock(values["synchronised"], values["source"], values["stratum"], values["offset_ms"])


def _users(values: Values) -> tuple[OnlineUser, ...]:
    return tuple(OnlineUser(row["name"], row["line"], row["address"], row["mine"]) for row in values["users"])


def _log(values: Values) -> Log:
    logged = values["logged"]
    entries = tuple(LogEntry(**row) for row in values["entries"])
    return Log(entries, None if logged is None else logged <= len(entries))


def _configuration(values: Values) -> Configuration:
    return Configuration(tuple(values["lines"]), values["hostname"])


SOURCES: Mapping[str, tuple[Source, ...]] = {
    "identity": (Source("show version", identity),),
    "restarts": (Source("show version", restarts),),
    "serials": (Source("show inventory", serials),),
    "cpu": (Source("show processes cpu", cpu),),
    "memory": (Source("show processes memory sorted", memory),),
    "temperatures": (Source("show environment temperature", temperatures),),
    "fans": (Source("show environment fan", fans),),
    "power_supplies": (Source("show environment power all", supplies),),
    "interfaces": (Source("show interfaces", _interfaces),),
    "optics": (
        Source("show interfaces transceiver detail", optics),
        Source("show interfaces transceiver", optics),
    ),
    "neighbours": (
        Source("show lldp neighbors detail", _neighbours),
        Source("show cdp neighbors detail", _neighbours),
    ),
    "aggregates": (Source("show etherchannel summary", _aggregates),),
    "stp_ports": (Source("show spanning-tree", _stp_ports),),
    "stp_roots": (Source("show spanning-tree", _stp_roots),),
    "vlans": (Source("show vlan", _vlans), Source("show vlan brief", _vlans)),
    "arp": (Source("show ip arp", _arp),),
    "macs": (Source("show mac address-table", _macs), Source("show mac-address-table", _macs)),
    "routes": (Source("show ip route", _routes),),
    "ospf": (Source("show ip ospf neighbor", _ospf),),
    "bgp": (Source("show ip bgp summary", _bgp),),
    "vrrp": (Source("show vrrp brief", _virtual), Source("show standby brief", _virtual)),
    "clock": (Source("show ntp status", _clock),),
    "users": (Source("show users", _users),),
    "log": (Source("show logging", _log),),
    "running": (Source("show running-config", _configuration),),
    "startup": (Source("show startup-config", _configuration),),
}
