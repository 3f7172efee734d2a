"""A healthy firewall of Hillstone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hfcheck.lab.devices.state import State
from hfcheck.network.facts import (
    Adjacency,
    ArpEntry,
    Expiry,
    HighAvailability,
    Identity,
    Interface,
    Load,
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
)

INSIDE, OUTSIDE = "ethernet0/1", "ethernet0/2"
FIBRE = ("xethernet0/4", "xethernet0/5")
ZONES = {"ethernet0/0": "mgt", INSIDE: "trust", OUTSIDE: "untrust", FIBRE[0]: "dmz", "HA0": "HA"}


def firewall() -> State:
    """The active one of a pair: desks inside, the banks' lines outside."""
    state = State(
        Identity("Hillstone", "SG-6000-A1000", "SG6000-A-5.5R10P3-v6", None),
        serials=(Serial("", "2603A00000000001"),),
        cpu=(Load("", 7.5),),
        memory=(Load("", 52.3),),
        temperatures=(Sensor("CPU temperature", 48.0, 95.0, None), Sensor("System temperature", 36.0, 70.0, None)),
        fans=(Part("Fan 1", PartState.NORMAL, "Fine"), Part("Fan 2", PartState.NORMAL, "Fine")),
        power_supplies=(Part("Power 1", PartState.NORMAL, "Fine"), Part("Power 2", PartState.NORMAL, "Fine")),
        modules=(Part("Slot-1", PartState.NORMAL, "Online"), Part("Slot-2", PartState.ABSENT, "Empty")),
        interfaces=_interfaces(),
        optics=(Optic(FIBRE[0], -4.11, -2.3, -14.4, 0.5, -8.2, 0.5, 37.0, 32.1),),
        **_tables(),
        ospf=(Adjacency("10.20.255.1", up=True, state="full", interface=INSIDE),),
        high_availability=HighAvailability("active", None, None, "master"),
        sessions=Sessions(18_204, 1_000_000),
        users=(OnlineUser("inspector", "ssh", "10.20.0.8", mine=None), OnlineUser("admin", "https", "10.20.0.9")),
        log=_log(),
        licences=(Expiry("Platform", None, "Authorized"), Expiry("IPS", "2028-05-08", "Authorized")),
    )
    state.extra = {"zones": ZONES, "peers": {"10.20.255.1": "10.20.20.1"}}
    return state


def _tables() -> dict[str, Any]:
    return {
        "arp": (
            ArpEntry("10.20.20.11", "3c:8c:40:a1:0a:01", INSIDE, minutes=18),
            ArpEntry("10.20.20.12", "3c:8c:40:a1:0a:02", INSIDE, minutes=3),
            ArpEntry("192.0.2.1", "3c:8c:40:11:00:01", OUTSIDE, type="static"),
        ),
        "macs": (
            MacEntry("3c:8c:40:a1:0a:01", None, INSIDE),
            MacEntry("00:1c:54:80:1a:20", None, None, "self"),
        ),
        "routes": (
            Route("0.0.0.0/0", "static", "192.0.2.1", OUTSIDE, 1, 0),
            Route("10.20.20.0/24", "direct", None, INSIDE),
            Route("10.20.20.254/32", "local", None, INSIDE, 0, 0),
            Route("10.31.8.0/24", "ospf", "10.20.20.1", INSIDE, 110, 2),
        ),
    }


def _interfaces() -> tuple[Interface, ...]:
    idle = replace(_port("ethernet0/3", 3), up=False, protocol_up=False)
    return (
        _port("ethernet0/0", 0, "10.20.0.31/24", "management"),
        _port(INSIDE, 1, "10.20.20.254/24", "desks"),
        _port(OUTSIDE, 2, "192.0.2.2/30", "bank-line"),
        replace(idle, enabled=False),
        _port(FIBRE[0], 4, "10.20.30.254/24", "servers"),
        replace(idle, name=FIBRE[1], mac="00:1c:54:80:1a:05"),
        _port("HA0", 6, "10.20.254.1/30"),
    )


def _port(name: str, number: int, address: str = "", description: str = "") -> Interface:
    mac = f"00:1c:54:80:1a:{number:02x}"
    addresses = (address,) if address else ()
    return Interface(name, True, True, description, mac=mac, addresses=addresses, protocol_up=True)


def _log() -> tuple[LogEntry, ...]:
    return (
        LogEntry("2026-11-20T08:31:07", 5, "MGMT", "", "Admin user admin logged in through SSH from 10.20.0.9"),
        LogEntry("2026-11-20T08:40:12", 4, "NET", "", "interface xethernet0/5 turn to down"),
    )
