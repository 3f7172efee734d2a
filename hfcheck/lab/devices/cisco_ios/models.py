"""A healthy switch of Cisco."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hfcheck.lab.devices.state import State, count
from hfcheck.network.facts import (
    Adjacency,
    Aggregate,
    ArpEntry,
    Identity,
    Interface,
    Load,
    LogEntry,
    MacEntry,
    Neighbour,
    OnlineUser,
    Optic,
    Part,
    PartState,
    Restart,
    Route,
    Sensor,
    Serial,
    StpPort,
    StpRoot,
    VirtualRouter,
    Vlan,
)

MAC = "00:1e:14:a0:b0:80"
CORE = "3c:8c:40:11:00:01"
UPLINKS = ("GigabitEthernet1/1/1", "GigabitEthernet1/1/2")
BUNDLE = "Port-channel1"
DESKS, CAMERAS = 20, 30
USED = (1, 2, 3, 4, 5, 17, 18)


def switch() -> State:
    """The switch of a floor: two optical uplinks in one bundle, desks in VLAN 20, cameras in VLAN 30."""
    desk_ports = tuple(_port(n) for n in range(1, 25))
    access = {port.name: DESKS if n <= 16 else CAMERAS for n, port in enumerate(desk_ports, 1)}
    state = State(
        Identity("Cisco", "WS-C3750X-24T-S", "15.2(4)E10", None),
        cpu=(Load("", 9.0),),
        memory=(Load("Processor", 41.0), Load("I/O", 80.0), Load("Driver te", 0.0)),
        temperatures=(Sensor("switch 1 inlet", 27.0, 56.0, normal=True),),
        fans=tuple(Part(f"Switch 1 FAN {n}", PartState.NORMAL, "OK") for n in (1, 2)),
        power_supplies=(Part("1A", PartState.NORMAL, "OK Good"), Part("1B", PartState.ABSENT, "Not Present")),
        interfaces=(_vlan(), *desk_ports, *(_uplink(name, 1000.0) for name in UPLINKS), _uplink(BUNDLE, 2000.0)),
        optics=tuple(Optic(name, -6.8, -5.2, -22.0, -2.0, -12.0, -1.0, 31.4, 16.2) for name in UPLINKS),
        neighbours=tuple(_core(name, n) for n, name in enumerate(UPLINKS, 1)),
        aggregates=(Aggregate(BUNDLE, up=True, members=dict.fromkeys(UPLINKS, True)),),
        **_trees(),
        **_tables(),
        log=_log(),
    )
    state.restarts = (Restart("", "power-on"),)
    state.serials = (Serial("1", "FDO1903R0AB"), Serial("Switch 1 - Power Supply 0", "LIT19030000"))
    state.serials += tuple(Serial(name, f"AVD1902Q3E{n}") for n, name in enumerate(UPLINKS))
    state.extra = {"mac": MAC, "access": access, "trunks": dict.fromkeys((*UPLINKS, BUNDLE), "1,20,30")}
    state.extra |= {"router_id": "10.20.255.44", "peers": {"10.20.255.1": "10.20.20.1"}, "gateway": "10.20.20.253"}
    state.extra |= {"root_priority": 4096}
    return state


def _port(number: int) -> Interface:
    up, shut = number in USED, number in (15, 16)
    return Interface(
        f"GigabitEthernet1/0/{number}",
        up,
        enabled=not shut,
        speed_mbps=1000.0 if up else None,
        duplex="full" if up else None,
        mac=f"00:1e:14:a0:b0:{0x80 + number:02x}",
        mtu=1500,
        protocol_up=up,
        input=count(4_410_233 * number if up else 0, rate=81_920 if up else 0),
        output=count(8_820_466 * number if up else 0, rate=163_840 if up else 0),
    )


def _uplink(name: str, speed: float) -> Interface:
    return Interface(
        name,
        up=True,
        enabled=True,
        description="to HH-CORE",
        speed_mbps=speed,
        duplex="full",
        mac=f"00:1e:14:a0:b0:{0xA0 + len(name) + int(name[-1]):02x}",
        mtu=1500,
        protocol_up=True,
        input=count(201_877_301, rate=4_194_304),
        output=count(181_800_118, rate=2_097_152),
    )


def _vlan() -> Interface:
    return Interface(
        "Vlan20",
        up=True,
        enabled=True,
        description="desks",
        mac="00:1e:14:a0:b0:c1",
        mtu=1500,
        addresses=("10.20.20.253/24",),
        protocol_up=True,
        input=count(184_003, rate=2000),
        output=replace(count(90_111, rate=1000), errors=None),
    )


def _core(port: str, number: int) -> Neighbour:
    return Neighbour(
        port,
        "HH-CORE",
        f"Ten-GigabitEthernet1/0/{number}",
        CORE,
        "H3C Comware Platform Software, Software Version 7.1.070",
        ("10.20.20.1",),
        ("B", "R"),
    )


def _trees() -> dict[str, Any]:
    used = [StpPort("VLAN0020", f"GigabitEthernet1/0/{n}", "designated", "forwarding") for n in USED if n <= 16]
    return {
        "stp_ports": (StpPort("VLAN0020", BUNDLE, "root", "forwarding"), *used),
        "stp_roots": (StpRoot("VLAN0020", CORE, BUNDLE),),
        "vlans": (
            Vlan(1, "default"),
            Vlan(DESKS, "desks", tuple(f"GigabitEthernet1/0/{n}" for n in range(1, 17))),
            Vlan(CAMERAS, "cameras", tuple(f"GigabitEthernet1/0/{n}" for n in range(17, 25))),
            *(Vlan(n, f"{kind}-default") for n, kind in enumerate(("fddi", "token-ring", "fddinet", "trnet"), 1002)),
        ),
    }


def _tables() -> dict[str, Any]:
    return {
        "arp": (
            ArpEntry("10.20.20.1", CORE, "Vlan20", minutes=12),
            ArpEntry("10.20.20.11", "3c:8c:40:a1:0a:01", "Vlan20", minutes=18),
            ArpEntry("10.20.20.12", "3c:8c:40:a1:0a:02", "Vlan20", minutes=3),
            ArpEntry("10.20.20.253", "00:1e:14:a0:b0:c1", "Vlan20", type="interface"),
        ),
        "macs": (
            MacEntry("01:00:0c:cc:cc:cc", None, None, "static"),
            MacEntry("01:80:c2:00:00:00", None, None, "static"),
            MacEntry(CORE, DESKS, BUNDLE),
            MacEntry("3c:8c:40:a1:0a:01", DESKS, "GigabitEthernet1/0/1"),
            MacEntry("3c:8c:40:a1:0a:02", DESKS, "GigabitEthernet1/0/2"),
            MacEntry("00:c0:ee:12:34:56", DESKS, "GigabitEthernet1/0/3", "static"),
            MacEntry("a4:14:37:5b:00:17", CAMERAS, "GigabitEthernet1/0/17"),
        ),
        "routes": (
            Route("0.0.0.0/0", "static", "10.20.20.1", None, 1, 0),
            Route("10.20.20.0/24", "connected", None, "Vlan20"),
            Route("10.20.20.253/32", "local", None, "Vlan20"),
            Route("10.31.8.0/24", "ospf", "10.20.20.1", "Vlan20", 110, 2),
        ),
        "ospf": (Adjacency("10.20.255.1", up=True, state="full", interface="Vlan20"),),
        "bgp": (Adjacency("10.20.0.254", True, "established", remote_as="64900", prefixes=4, seconds=2_073_600),),
        "vrrp": (VirtualRouter("20", "Vlan20", "master", "10.20.20.254"),),
        "users": (OnlineUser("inspector", "vty 0", "10.20.0.8", mine=True), OnlineUser("admin", "vty 1", "10.20.0.9")),
    }


def _log() -> tuple[LogEntry, ...]:
    return (
        LogEntry("2026-11-20T08:31:07", 5, "SYS", "CONFIG_I", "Configured from console by admin on vty1 (10.20.0.9)"),
        LogEntry("2026-11-20T08:40:12", 3, "LINK", "UPDOWN", "Interface GigabitEthernet1/0/7, changed state to down"),
    )
