"""Healthy switches of H3C, one a release."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hfcheck.lab.devices.state import State, count
from hfcheck.network.facts import (
    Adjacency,
    Aggregate,
    ArpEntry,
    Expiry,
    HighAvailability,
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
    Sessions,
    StpPort,
    StpRoot,
    Traffic,
    VirtualRouter,
    Vlan,
)

MAC = "9c:e8:95:00:77:f0"
UPLINKS = ("Ten-GigabitEthernet1/0/25", "Ten-GigabitEthernet1/0/26")
BUNDLE = "Bridge-Aggregation1"
TRUNK = "1(default vlan), 20, 30"
DESKS, CAMERAS = 20, 30
FLAPPED = 7_180_800.0


def v7() -> State:
    """The switch of a floor: two optical uplinks in one bundle, desks in VLAN 20, cameras in VLAN 30."""
    access = {f"GigabitEthernet1/0/{n}": DESKS if n <= 16 else CAMERAS for n in range(1, 25)}
    state = State(
        Identity("H3C", "S5560X-30C-EI", "7.1.070 Release 6616P01", None),
        restarts=(Restart("", "User reboot"), Restart("slot 1", "UserReboot")),
        serials=(Serial("slot 1 cpu 0", "219801A0AAA21A000001"), Serial("power 1", "219801A0BBB21A000007")),
        temperatures=(Sensor("slot 1 hotspot 1", 41, 85, normal=None), Sensor("slot 1 inflow 1", 27, 65, normal=None)),
        interfaces=(*_desk_ports(24), *(_optical(name) for name in UPLINKS), _bundle(), *_routed()),
        optics=tuple(Optic(name, -5.42, -2.31, -14.4, 0.5, -8.2, 0.5, 36.0, 32.15) for name in UPLINKS),
        aggregates=(Aggregate(BUNDLE, up=True, members=dict.fromkeys(UPLINKS, True)),),
        stp_ports=(StpPort("0", BUNDLE, "root", "forwarding"), *_stp(access)),
        stp_roots=(StpRoot("0", "3c:8c:40:11:00:01", BUNDLE, 3, 7_180_802),),
        ospf=(Adjacency("10.20.255.1", up=True, state="full", interface="Vlan-interface20"),),
        bgp=(Adjacency("10.20.0.254", True, "established", remote_as="64900", prefixes=4, seconds=2_106_000),),
        vrrp=(VirtualRouter("20", "Vlan-interface20", "master", "10.20.20.254"),),
        licences=(Expiry("IRF", None, "in use"),),
        **_common(BUNDLE, UPLINKS),
    )
    state.extra = {"mac": MAC, "access": access, "trunks": dict.fromkeys((*UPLINKS, BUNDLE), TRUNK)}
    state.extra |= {"router_id": "10.20.255.43", "peers": {"10.20.255.1": "10.20.20.1"}}
    return state


def v5() -> State:
    """An old switch of a county office: all ports electrical, one uplink."""
    uplink = "GigabitEthernet1/0/24"
    access = {f"GigabitEthernet1/0/{n}": DESKS if n <= 16 else CAMERAS for n in range(1, 24)}
    state = State(
        Identity("H3C", "S5120-28C-EI", "5.20.99 Release 2222P07", None),
        serials=(Serial("slot 1", "219801A0CCC147000011"),),
        interfaces=tuple(map(_untold_by_v5, (*_desk_ports(23), _port(24, up=True), *_routed()))),
        stp_ports=(StpPort("0", uplink, "root", "forwarding"), *_stp(access)),
        stp_roots=(StpRoot("0", "3c:8c:40:11:00:01", uplink),),
        **_common(uplink, (uplink,)),
    )
    state.memory = (Load("", 46.0),)
    state.temperatures = (Sensor("slot 1 board", 37, 65, normal=None),)
    state.modules = (Part("slot 1", PartState.NORMAL, "normal"),)
    state.extra = {"mac": MAC, "access": access, "trunks": {uplink: TRUNK}}
    return state


def firewall() -> State:
    """The active one of a pair of firewalls, with the ports of the switch."""
    state = v7()
    state.identity = replace(state.identity, model="SecPath F1000-AI-55", release="7.1.064 Release 9560P35")
    state.high_availability = HighAvailability("active", True, True, as_configured=True)
    state.sessions = Sessions(48_218, None)
    return state


def _common(uplink: str, ports: tuple[str, ...]) -> dict[str, Any]:
    """What both releases measure alike."""
    return {
        "cpu": (Load("slot 1", 12.0),),
        "memory": (Load("slot 1", 46.0),),
        "fans": (Part("slot 1 fan 1", PartState.NORMAL, "normal"), Part("slot 1 fan 2", PartState.NORMAL, "normal")),
        "power_supplies": (
            Part("slot 1 power 1", PartState.NORMAL, "normal"),
            Part("slot 1 power 2", PartState.ABSENT, "absent"),
        ),
        "modules": (Part("slot 1", PartState.NORMAL, "master"),),
        "neighbours": tuple(_core(port, n) for n, port in enumerate(ports, 1)),
        "vlans": _vlans(uplink),
        **_tables(uplink),
        "users": (
            OnlineUser("inspector", "VTY 0", "10.20.0.8", mine=True),
            OnlineUser("admin", "VTY 1", "10.20.0.9"),
        ),
        "log": _log(),
    }


def _tables(uplink: str) -> dict[str, Any]:
    return {
        "arp": (
            ArpEntry("10.20.20.1", "3c:8c:40:11:00:01", uplink, DESKS, minutes=12),
            ArpEntry("10.20.20.11", "3c:8c:40:a1:0a:01", "GigabitEthernet1/0/1", DESKS, minutes=18),
            ArpEntry("10.20.20.12", "3c:8c:40:a1:0a:02", "GigabitEthernet1/0/2", DESKS, minutes=3),
            ArpEntry("10.20.20.20", "00:c0:ee:12:34:56", "GigabitEthernet1/0/3", DESKS, type="static"),
        ),
        "macs": (
            MacEntry("3c:8c:40:11:00:01", DESKS, uplink),
            MacEntry("3c:8c:40:a1:0a:01", DESKS, "GigabitEthernet1/0/1"),
            MacEntry("3c:8c:40:a1:0a:02", DESKS, "GigabitEthernet1/0/2"),
            MacEntry("00:c0:ee:12:34:56", DESKS, "GigabitEthernet1/0/3", "static"),
            MacEntry("a4:14:37:5b:00:17", CAMERAS, "GigabitEthernet1/0/17"),
        ),
        "routes": (
            Route("0.0.0.0/0", "static", "10.20.20.1", "Vlan-interface20", 60, 0),
            Route("10.20.20.0/24", "direct", "10.20.20.253", "Vlan-interface20", 0, 0),
            Route("10.20.20.253/32", "direct", "127.0.0.1", "InLoopBack0", 0, 0),
            Route("127.0.0.0/8", "direct", "127.0.0.1", "InLoopBack0", 0, 0),
        ),
    }


def _desk_ports(last: int) -> tuple[Interface, ...]:
    """Ports 1 to `last`: the first ones in use, the others without a cable, two of them shut."""
    return tuple(_port(n, up=n in (1, 2, 3, 4, 5, 17, 18), shut=n in (15, 16)) for n in range(1, last + 1))


def _port(number: int, *, up: bool, shut: bool = False) -> Interface:
    return Interface(
        f"GigabitEthernet1/0/{number}",
        up,
        enabled=not shut,
        speed_mbps=1000.0 if up else None,
        duplex="full" if up else None,
        mac=f"9c:e8:95:00:78:{number:02x}",
        protocol_up=up,
        flapped_seconds=FLAPPED if up else None,
        input=_counted(4_410_233 * number if up else 0, rate=81_920 if up else 0),
        output=_counted(8_820_466 * number if up else 0, rate=163_840 if up else 0),
    )


def _counted(packets: int, rate: int) -> Traffic:
    """Comware does not count what a port discards."""
    return replace(count(packets, rate=rate), discards=None)


def _optical(name: str) -> Interface:
    return Interface(
        name,
        up=True,
        enabled=True,
        description="to HH-CORE",
        speed_mbps=10_000.0,
        duplex="full",
        mac=f"9c:e8:95:00:79:{name[-2:]}",
        protocol_up=True,
        flapped_seconds=FLAPPED,
        input=_counted(201_877_301, rate=4_194_304),
        output=_counted(181_800_118, rate=2_097_152),
    )


def _bundle() -> Interface:
    both = _counted(403_754_602, rate=8_388_608)
    return Interface(BUNDLE, True, True, "to HH-CORE", 20_000.0, "full", MAC, protocol_up=True, input=both, output=both)


def _routed() -> tuple[Interface, ...]:
    quiet = Traffic(0, None, 0, 0, 0)
    vlan = Traffic(881_233, None, 0, 12_288, 91_008_331)
    gateway = ("10.20.20.253/24",)
    return (
        Interface("InLoopBack0", True, True, mtu=1536, protocol_up=True, input=quiet, output=quiet),
        Interface("NULL0", True, True, mtu=1500, protocol_up=True, input=quiet, output=quiet),
        Interface(
            "Vlan-interface20", True, True, "desks", None, None, MAC, 1500, gateway, True, input=vlan, output=vlan
        ),
    )


def _untold_by_v5(port: Interface) -> Interface:
    """V5 says less: no flaps, the protocol of routed ports alone, the traffic of the others alone."""
    if port.addresses or port.mtu:
        return replace(port, input=Traffic(), output=Traffic())
    return replace(port, flapped_seconds=None, protocol_up=None)


def _core(port: str, number: int) -> Neighbour:
    return Neighbour(
        port,
        "HH-CORE",
        f"Ten-GigabitEthernet1/0/{number}",
        "3c:8c:40:11:00:01",
        "H3C Comware Platform Software, Software Version 7.1.070",
        ("10.20.20.1",),
        ("bridge", "router"),
    )


def _stp(access: dict[str, int]) -> tuple[StpPort, ...]:
    used = [name for name in access if name.rpartition("/")[2] in ("1", "2", "3", "4", "5", "17", "18")]
    return tuple(StpPort("0", name, "designated", "forwarding") for name in used)


def _vlans(uplink: str) -> tuple[Vlan, ...]:
    ports = {
        DESKS: tuple(f"GigabitEthernet1/0/{n}" for n in range(1, 17)),
        CAMERAS: tuple(f"GigabitEthernet1/0/{n}" for n in range(17, 25 if uplink == BUNDLE else 24)),
    }
    return (
        Vlan(1, "VLAN 0001", untagged=(uplink,)),
        Vlan(DESKS, "desks", ports[DESKS], (uplink,)),
        Vlan(CAMERAS, "cameras", ports[CAMERAS], (uplink,)),
    )


def _log() -> tuple[LogEntry, ...]:
    return (
        LogEntry("2026-11-20T08:31:07", 5, "SHELL", "SHELL_LOGIN", "admin logged in from 10.20.0.9."),
        LogEntry(
            "2026-11-20T08:33:40",
            6,
            "SHELL",
            "SHELL_CMD",
            "-Line=vty1-IPAddr=10.20.0.9-User=admin; Command is display version",
        ),
        LogEntry(
            "2026-11-20T08:40:12",
            3,
            "IFNET",
            "PHY_UPDOWN",
            "Physical state on the interface GigabitEthernet1/0/7 changed to down.",
        ),
    )
