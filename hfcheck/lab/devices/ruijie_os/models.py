"""A healthy switch of Ruijie."""

from __future__ import annotations

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
    Route,
    Sensor,
    Serial,
    StpPort,
    StpRoot,
    VirtualRouter,
    Vlan,
)

MAC = "00:d0:f8:aa:00:80"
CORE = "3c:8c:40:11:00:01"
UPLINKS = ("TenGigabitEthernet 0/25", "TenGigabitEthernet 0/26")
BUNDLE = "AggregatePort 1"
DESKS, CAMERAS = 20, 30
USED = (1, 2, 3, 4, 5, 17, 18)


def switch() -> State:
    """The switch of a floor: two optical uplinks in one bundle, desks in VLAN 20, cameras in VLAN 30."""
    desk_ports = tuple(_port(n) for n in range(1, 25))
    access = {port.name: DESKS if n <= 16 else CAMERAS for n, port in enumerate(desk_ports, 1)}
    state = State(
        Identity("Ruijie", "S5750C-28GT4XS-H", "S5750C_RGOS 12.5(4)B0703", None),
        cpu=(Load("", 9.0),),
        memory=(Load("", 41.0),),
        temperatures=(Sensor("0 S5750C-28GT4XS-H", 46.0, 75.0, normal=None),),
        fans=tuple(Part(str(n), PartState.NORMAL, "ok") for n in (1, 2)),
        power_supplies=(Part("1", PartState.NORMAL, "LinkAndPower"), Part("2", PartState.ABSENT, "NoLink")),
        interfaces=(*desk_ports, *(_uplink(name, 10_000.0) for name in UPLINKS), _uplink(BUNDLE, 20_000.0), _vlan()),
        optics=tuple(Optic(name, -2.99, -2.4, celsius=39.0, bias_ma=6.68, normal=True) for name in UPLINKS),
        neighbours=tuple(_core(name, n) for n, name in enumerate(UPLINKS, 1)),
        aggregates=(Aggregate(BUNDLE, up=True, members=dict.fromkeys(UPLINKS, True)),),
        **_trees(),
        **_tables(),
        log=_log(),
    )
    state.serials = (Serial("", "G1HF0000000A1"), Serial("Slot 0", "G1HF0000000A1"))
    state.extra = {"mac": MAC, "access": access, "trunks": dict.fromkeys((*UPLINKS, BUNDLE), "1,20,30")}
    state.extra |= {"router_id": "10.20.255.44", "peers": {"10.20.255.1": "10.20.20.1"}, "gateway": "10.20.20.253"}
    return state


def _port(number: int) -> Interface:
    up, shut = number in USED, number in (15, 16)
    return Interface(
        f"GigabitEthernet 0/{number}",
        up,
        enabled=not shut,
        speed_mbps=1000.0 if up else None,
        duplex="full" if up else None,
        mac=f"00:d0:f8:aa:00:{0x80 + number:02x}",
        mtu=1500,
        protocol_up=up,
        flapped_seconds=7_180_800.0 if up else None,
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
        mac=f"00:d0:f8:aa:00:{0xA0 + len(name) + int(name[-1]):02x}",
        mtu=1500,
        protocol_up=True,
        flapped_seconds=7_180_800.0,
        input=count(201_877_301, rate=4_194_304),
        output=count(181_800_118, rate=2_097_152),
    )


def _vlan() -> Interface:
    return Interface(
        "VLAN 20",
        up=True,
        enabled=True,
        description="desks",
        mac="00:d0:f8:aa:00:c1",
        mtu=1500,
        addresses=("10.20.20.253/24",),
        protocol_up=True,
        input=count(184_003, rate=2000),
        output=count(90_111, rate=1000),
    )


def _core(port: str, number: int) -> Neighbour:
    return Neighbour(
        port,
        "HH-CORE",
        f"Ten-GigabitEthernet1/0/{number}",
        CORE,
        "H3C Comware Platform Software, Software Version 7.1.070",
        ("10.20.20.1",),
        ("bridge", "router"),
    )


def _trees() -> dict[str, Any]:
    used = [StpPort("0", f"GigabitEthernet 0/{n}", "designated", "forwarding") for n in USED if n <= 16]
    return {
        "stp_ports": (StpPort("0", BUNDLE, "root", "forwarding"), *used),
        "stp_roots": (StpRoot("0", CORE, BUNDLE, 12, 192_708),),
        "vlans": (
            Vlan(1, "default"),
            Vlan(DESKS, "desks", tuple(f"GigabitEthernet 0/{n}" for n in range(1, 17))),
            Vlan(CAMERAS, "cameras", tuple(f"GigabitEthernet 0/{n}" for n in range(17, 25))),
        ),
    }


def _tables() -> dict[str, Any]:
    return {
        "arp": (
            ArpEntry("10.20.20.1", CORE, "VLAN 20", 20, minutes=12),
            ArpEntry("10.20.20.11", "3c:8c:40:a1:0a:01", "VLAN 20", 20, minutes=18),
            ArpEntry("10.20.20.12", "3c:8c:40:a1:0a:02", "VLAN 20", 20, minutes=3),
            ArpEntry("10.20.20.253", "00:d0:f8:aa:00:c1", "VLAN 20", 20, type="interface"),
        ),
        "macs": (
            MacEntry(CORE, DESKS, BUNDLE),
            MacEntry("3c:8c:40:a1:0a:01", DESKS, "GigabitEthernet 0/1"),
            MacEntry("3c:8c:40:a1:0a:02", DESKS, "GigabitEthernet 0/2"),
            MacEntry("00:c0:ee:12:34:56", DESKS, "GigabitEthernet 0/3", "static"),
            MacEntry("a4:14:37:5b:00:17", CAMERAS, "GigabitEthernet 0/17"),
        ),
        "routes": (
            Route("0.0.0.0/0", "static", "10.20.20.1", None, 1, 0),
            Route("10.20.20.0/24", "direct", None, "VLAN 20"),
            Route("10.20.20.253/32", "local", None, None),
            Route("10.31.8.0/24", "ospf", "10.20.20.1", "VLAN 20", 110, 2),
        ),
        "ospf": (Adjacency("10.20.255.1", up=True, state="full", interface="VLAN 20"),),
        "bgp": (Adjacency("10.20.0.254", True, "established", remote_as="64900", prefixes=4, seconds=66_001),),
        "vrrp": (VirtualRouter("20", "VLAN 20", "master", "10.20.20.254"),),
        "users": (OnlineUser("inspector", "vty 0", "10.20.0.8", mine=True), OnlineUser("admin", "vty 1", "10.20.0.9")),
    }


def _log() -> tuple[LogEntry, ...]:
    return (
        LogEntry("2026-11-20T08:31:07", 5, "SYS", "CONFIG_I", "Configured from console by admin on vty1 (10.20.0.9)"),
        LogEntry("2026-11-20T08:40:12", 3, "LINK", "UPDOWN", "Interface GigabitEthernet 0/7, changed state to down"),
    )
