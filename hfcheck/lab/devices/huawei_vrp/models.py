"""Healthy devices of Huawei, one a release: an access switch, an office router, a data centre switch, a firewall."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from hfcheck.lab.devices.state import State, count
from hfcheck.model import SHANGHAI
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
    StpPort,
    StpRoot,
    VirtualRouter,
    Vlan,
)

MONTH = 30 * 86_400.0


def s() -> State:
    """An access switch of VRP5: desks on copper, two optical uplinks in a trunk to the core."""
    desks = [f"GigabitEthernet0/0/{n}" for n in range(1, 25)]
    uplinks = ["XGigabitEthernet0/0/1", "XGigabitEthernet0/0/2"]
    used = desks[:6]
    booted = datetime.now(SHANGHAI) - timedelta(days=87, hours=5, minutes=41)
    return State(
        Identity("Huawei", "S5735-L24T4X-A", "V200R021C00SPC100", None),
        booted,
        restarts=(Restart("slot 0", "MANUAL", booted.strftime("%Y-%m-%dT%H:%M:%S")),),
        serials=(Serial("slot 0", "2102350SIM0000000001"), Serial("slot 0 1", "2102350SIM0000000002")),
        cpu=(Load("", 9),),
        memory=(Load("", 41),),
        temperatures=(Sensor("slot 0", 44, 66, normal=True),),
        fans=_parts("slot 0 fan", ("1", "2")),
        power_supplies=_parts("slot 0", ("PWR1", "PWR2"), "Supply"),
        modules=(Part("slot 0 S5735-L24T4X-A", PartState.NORMAL, "Normal"),),
        interfaces=(
            *(_port(name, n, up=name in used) for n, name in enumerate(desks, 1)),
            *(_port(name, n, mbps=10_000) for n, name in enumerate(uplinks, 25)),
            _trunk("Eth-Trunk1", 30),
            _gateway("Vlanif10", 31, "172.30.10.2/24"),
        ),
        optics=tuple(_optic(name) for name in uplinks),
        neighbours=tuple(_core(name, f"10GE1/0/{n}") for n, name in enumerate(uplinks, 1)),
        aggregates=(Aggregate("Eth-Trunk1", True, dict.fromkeys(uplinks, True)),),
        stp_ports=(
            *(StpPort("0", name, "designated", "forwarding", "bpdu") for name in used),
            StpPort("0", "Eth-Trunk1", "root", "forwarding", None),
        ),
        stp_roots=(StpRoot("0", "00:e0:fc:a0:00:01", "Eth-Trunk1", 23, 188_130),),
        vlans=(Vlan(1, "VLAN 0001", untagged=tuple(desks[6:])), Vlan(10, "desks", tuple(used), ("Eth-Trunk1",))),
        arp=(
            *(_desk(n, name) for n, name in enumerate(["Eth-Trunk1", *used], 1)),
            ArpEntry("172.30.10.250", _mac(31), "Vlanif10", None, "interface"),
        ),
        macs=tuple(MacEntry(_mac(n), 10, name) for n, name in enumerate(["Eth-Trunk1", *used], 1)),
        routes=_routes("172.30.10", "Vlanif10"),
        users=_users(),
        log=_log(used[0]),
        extra={"vrp": "5.170", "product": "S5735", "kind": "Routing Switch", "board": "ES5D2T28X011 0"},
    )


def ce() -> State:
    """A core switch of VRP8: optical ports, gateways with VRRP, OSPF to the router."""
    ports = [f"10GE1/0/{n}" for n in range(1, 17)]
    used = ports[:4]
    return State(
        Identity("Huawei", "CE6857-48S6CQ-EI", "V200R022C00SPC500", None),
        serials=(Serial("slot 1", "2102350SIM0000000101"), Serial("slot 1 FAN1", "2102350SIM0000000102")),
        cpu=(Load("", 12),),
        memory=(Load("", 43),),
        temperatures=(Sensor("slot 1 0 AIR_INTAKE", 27, 50, normal=True), Sensor("slot 1 0 CPU", 61, 95, normal=True)),
        fans=_parts("slot 1 fan", ("FAN1", "FAN2", "FAN3")),
        power_supplies=_parts("slot 1", ("PWR1", "PWR2"), "Supply"),
        modules=(Part("slot 1 CE6857-48S6CQ-EI", PartState.NORMAL, "Normal"),),
        interfaces=(
            *(_port(name, n, mbps=10_000, up=name in used) for n, name in enumerate(ports, 1)),
            _port("MEth0/0/0", 40, address="172.30.99.11/24"),
            _trunk("Eth-Trunk1", 41),
            _gateway("Vlanif10", 42, "172.30.10.251/24"),
        ),
        optics=tuple(_optic(name) for name in used),
        neighbours=tuple(_core(name, f"XGigabitEthernet0/0/{n}", "SIM-ACCESS") for n, name in enumerate(used, 1)),
        aggregates=(Aggregate("Eth-Trunk1", True, dict.fromkeys(used[:2], True)),),
        stp_ports=tuple(StpPort("0", name, "designated", "forwarding", None) for name in ("Eth-Trunk1", *used[2:])),
        stp_roots=(StpRoot("0", "00:e0:fc:a0:00:01", None, 7, 188_130),),
        vlans=(Vlan(1, "VLAN 0001", untagged=tuple(ports[4:])), Vlan(10, "desks", (), ("Eth-Trunk1", *used[2:]))),
        arp=(
            *(_desk(n, "Eth-Trunk1") for n in range(1, 9)),
            ArpEntry("172.30.99.11", _mac(40), "MEth0/0/0", None, "interface"),
        ),
        macs=tuple(MacEntry(_mac(n), 10, "Eth-Trunk1") for n in range(1, 9)),
        routes=_routes("172.30.10", "Vlanif10"),
        ospf=(Adjacency("10.255.0.1", True, "full", "Vlanif10", seconds=7_805),),
        vrrp=(VirtualRouter("10", "Vlanif10", "master", "172.30.10.254"),),
        users=_users(),
        log=_log(used[0]),
        extra={"vrp": "8.220", "product": "CE6857EI", "kind": "", "board": ""},
    )


def ar() -> State:
    """A router of a county office: a carrier's line to the centre with OSPF, a bank behind BGP."""
    ports = [f"GigabitEthernet0/0/{n}" for n in range(4)]
    return State(
        Identity("Huawei", "AR6121", "V300R021C00SPC200", None),
        serials=(Serial("device", "2102350SIM0000000201"),),
        cpu=(Load("", 6),),
        memory=(Load("", 38),),
        temperatures=(Sensor("slot 0", 39, 66, normal=True),),
        fans=_parts("slot 0 fan", ("1",)),
        power_supplies=_parts("slot 0", ("PWR1",), "Supply"),
        modules=(Part("slot 0 AR6121", PartState.NORMAL, "Normal"),),
        interfaces=tuple(
            _port(name, n, up=n < 3, address=f"172.30.{60 + n}.1/24" if n < 3 else "") for n, name in enumerate(ports)
        ),
        neighbours=(_core(ports[2], "GigabitEthernet0/0/1", "SIM-ACCESS"),),
        arp=(
            *(ArpEntry(f"172.30.{60 + n}.2", _mac(n), ports[n], None, "dynamic", 11) for n in range(3)),
            *(ArpEntry(f"172.30.{60 + n}.1", _mac(20 + n), ports[n], None, "interface") for n in range(3)),
        ),
        routes=_routes("172.30.60", ports[0]),
        ospf=(Adjacency("10.255.0.1", True, "full", ports[0], seconds=7_805),),
        bgp=(Adjacency("172.30.61.2", True, "established", remote_as="65077", prefixes=12, seconds=281_460),),
        users=_users(),
        log=_log(ports[0]),
        extra={"vrp": "5.170", "product": "AR6120", "kind": "Router", "board": ""},
    )


def usg() -> State:
    """A firewall, the active one of a pair."""
    ports = [f"GigabitEthernet0/0/{n}" for n in range(8)]
    year = datetime.now(SHANGHAI).year + 1
    return State(
        Identity("Huawei", "USG6525E", "V600R007C20SPC500", None),
        serials=(Serial("device", "2102350SIM0000000301"),),
        cpu=(Load("", 14),),
        memory=(Load("", 52),),
        temperatures=(Sensor("slot 0", 41, 66, normal=True),),
        fans=_parts("slot 0 fan", ("1", "2")),
        power_supplies=_parts("slot 0", ("PWR1", "PWR2"), "Supply"),
        modules=(Part("slot 0 USG6525E", PartState.NORMAL, "Normal"),),
        interfaces=tuple(
            _port(name, n, up=n < 3, address=f"172.30.{70 + n}.1/24" if n < 3 else "") for n, name in enumerate(ports)
        ),
        neighbours=(_core(ports[1], "10GE1/0/3"),),
        arp=tuple(ArpEntry(f"172.30.{70 + n}.2", _mac(n), ports[n], None, "dynamic", 11) for n in range(3)),
        routes=_routes("172.30.70", ports[0]),
        vrrp=(VirtualRouter("1", ports[1], "master", "172.30.71.254"),),
        high_availability=HighAvailability("active", True, None, "active, peer standby", True),
        users=_users(),
        log=_log(ports[0]),
        licences=(
            Expiry("IPS Update", f"{year}-11-04", "enabled"),
            Expiry("Anti-Virus Update", f"{year}-11-04", "enabled"),
        ),
        certificates=(Expiry("sim_local.cer", f"{year}-06-30"),),
        extra={"vrp": "5.170", "product": "USG6500", "kind": "", "board": ""},
    )


def _parts(place: str, names: Iterable[str], said: str = "Normal") -> tuple[Part, ...]:
    return tuple(Part(f"{place} {name}", PartState.NORMAL, said) for name in names)


def _mac(number: int) -> str:
    return f"00:e0:fc:5a:{number // 256:02x}:{number % 256:02x}"


def _desk(number: int, port: str) -> ArpEntry:
    return ArpEntry(f"172.30.10.{number}", _mac(number), port, 10, "dynamic", 20 - number)


def _port(name: str, number: int, *, mbps: float = 1000, up: bool = True, address: str = "") -> Interface:
    return Interface(
        name=name,
        up=up,
        enabled=True,
        speed_mbps=mbps,
        duplex="full",
        mac=_mac(512 + number),
        mtu=1500 if address else None,
        addresses=(address,) if address else (),
        protocol_up=up,
        flapped_seconds=MONTH + number * 3600,
        input=count(9_000_000 * number + 1) if up else count(0, rate=0),
        output=count(7_000_000 * number + 1) if up else count(0, rate=0),
    )


def _trunk(name: str, number: int) -> Interface:
    return replace(_port(name, number, mbps=20_000), duplex=None, flapped_seconds=None)


def _gateway(name: str, number: int, address: str) -> Interface:
    """A port of a VLAN, which has no speed and counts nothing."""
    return Interface(
        name, up=True, enabled=True, mac=_mac(512 + number), mtu=1500, addresses=(address,), protocol_up=True
    )


def _optic(port: str) -> Optic:
    return Optic(port, -4.21, -2.35, -14.4, 2.5, -9.2, 2.5, 36.0, 6.54)


def _core(port: str, port_id: str, name: str = "SIM-CORE") -> Neighbour:
    return Neighbour(
        port, name, port_id, "00:e0:fc:a0:00:01", "CE6857-48S6CQ-EI", ("172.30.99.1",), ("bridge", "router")
    )


def _routes(network: str, interface: str) -> tuple[Route, ...]:
    return (
        Route("0.0.0.0/0", "static", f"{network}.254", interface, 60, 0),
        Route("10.77.0.0/16", "ospf", f"{network}.253", interface, 10, 20),
        Route(f"{network}.0/24", "direct", f"{network}.1", interface, 0, 0),
        Route("127.0.0.0/8", "direct", "127.0.0.1", "InLoopBack0", 0, 0),
    )


def _users() -> tuple[OnlineUser, ...]:
    return (
        OnlineUser("inspector", "VTY 0", "127.0.0.1", mine=True),
        OnlineUser("operator", "VTY 1", "172.30.99.20"),
    )


def _log(port: str) -> tuple[LogEntry, ...]:
    at = [datetime.now(SHANGHAI).replace(tzinfo=None, microsecond=0) - timedelta(hours=hours) for hours in (2, 20, 21)]
    return (
        LogEntry(at[0].isoformat(), 5, "SHELL", "LOGIN", "VTY login from 172.30.99.20 (user: operator)."),
        LogEntry(at[1].isoformat(), 4, "IFNET", "LINK_STATE", f"The line protocol on the interface {port} is UP."),
        LogEntry(at[2].isoformat(), 4, "IFNET", "LINK_STATE", f"The line protocol on the interface {port} is DOWN."),
    )
