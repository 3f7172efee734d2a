"""What network gear tells, whatever its maker calls it: one shape a fact, and which commands of a platform tell it.

A platform's parsers keep what their command prints; `hfcheck/network/<platform>/facts.py` turns their values into these
shapes. Readings, NAPALM drivers, the address watch and the topology see only the shapes. None always means that the
device did not say.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from hfcheck.errors import ContentError
from hfcheck.network.command import commands


class PartState(StrEnum):
    """How a part is: a place that is empty is no fault."""

    NORMAL = "normal"
    ABSENT = "absent"
    FAULTY = "faulty"


@dataclass(frozen=True, slots=True)
class Identity:
    """What the device is and how long it has been up; `vendor` as Huawei, H3C, Ruijie, Hillstone, Cisco."""

    vendor: str
    model: str | None
    release: str | None
    uptime_seconds: int | None


@dataclass(frozen=True, slots=True)
class Restart:
    """The last start of the device or of a board: why, in its own words, and when by its clock ("" for the device)."""

    part: str
    reason: str
    at: str | None = None


@dataclass(frozen=True, slots=True)
class Serial:
    """The serial number of the device or of one of its parts."""

    part: str
    serial: str


@dataclass(frozen=True, slots=True)
class Load:
    """Use of a processor or a memory: `part` as "slot 1", or "" for the whole device; percent over some minutes."""

    part: str
    percent: float


@dataclass(frozen=True, slots=True)
class Sensor:
    """A temperature; `normal` is the device's own word, `upper` the limit at which it alarms, °C."""

    name: str
    celsius: float | None
    upper: float | None
    normal: bool | None


@dataclass(frozen=True, slots=True)
class Part:
    """A fan, a power supply or a board; `said` is the state as the device prints it."""

    name: str
    state: PartState
    said: str = ""


@dataclass(frozen=True, slots=True)
class Traffic:
    """One direction of a port, since its counters were cleared."""

    packets: int | None = None
    errors: int | None = None
    discards: int | None = None
    bits_per_second: int | None = None
    bytes: int | None = None
    broadcasts: int | None = None
    multicasts: int | None = None


@dataclass(frozen=True, slots=True)
class Interface:
    """A port. `enabled` is false only where an administrator shut it; `up` says whether it has a link."""

    name: str
    up: bool
    enabled: bool
    description: str = ""
    speed_mbps: float | None = None
    duplex: str | None = None  # full or half; None while it is down
    mac: str | None = None
    mtu: int | None = None
    addresses: tuple[str, ...] = ()
    protocol_up: bool | None = None
    flapped_seconds: float | None = None
    input: Traffic = field(default_factory=Traffic)
    output: Traffic = field(default_factory=Traffic)


@dataclass(frozen=True, slots=True)
class Optic:
    """An optical module: powers in dBm with the device's own limits, None where it measures or states none.

    No light at all is -40 dBm; `normal` is the device's own word for the module.
    """

    port: str
    rx_dbm: float | None
    tx_dbm: float | None
    rx_low: float | None = None
    rx_high: float | None = None
    tx_low: float | None = None
    tx_high: float | None = None
    celsius: float | None = None
    bias_ma: float | None = None
    normal: bool | None = None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Who is at the other end of a port (LLDP, or CDP)."""

    port: str
    system_name: str | None
    port_id: str | None
    chassis_id: str | None = None
    description: str | None = None
    addresses: tuple[str, ...] = ()
    capabilities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A link aggregation; `members`: port → whether it carries traffic."""

    name: str
    up: bool | None
    members: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class StpPort:
    """A port in a spanning tree: role root, designated, alternate, backup, master, disabled; state as forwarding."""

    instance: str
    port: str
    role: str
    state: str
    protection: str | None = None


@dataclass(frozen=True, slots=True)
class StpRoot:
    """The root of a spanning tree; `port` is None on the root itself; `changes`: topology changes counted."""

    instance: str
    root: str | None
    port: str | None
    changes: int | None = None
    changed_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Vlan:
    """A VLAN with its untagged and tagged ports."""

    number: int
    name: str = ""
    untagged: tuple[str, ...] = ()
    tagged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ArpEntry:
    """An IPv4 neighbour; `mac` is None while it is asked for; `type` dynamic, static, interface or as printed."""

    ip: str
    mac: str | None
    interface: str | None
    vlan: int | None = None
    type: str = "dynamic"
    minutes: float | None = None


@dataclass(frozen=True, slots=True)
class MacEntry:
    """Where a hardware address was heard; `port` is None for a blackhole or the device itself."""

    mac: str
    vlan: int | None
    port: str | None
    type: str = "dynamic"


@dataclass(frozen=True, slots=True)
class Route:
    """A route in use; `protocol` in the device's word in lower case: static, direct, ospf, bgp …"""

    destination: str
    protocol: str
    next_hop: str | None
    interface: str | None
    preference: int | None = None
    metric: int | None = None


@dataclass(frozen=True, slots=True)
class Adjacency:
    """A neighbour of a routing protocol; `up` is full (OSPF) or established (BGP)."""

    neighbour: str
    up: bool
    state: str
    interface: str | None = None
    remote_as: str | None = None
    prefixes: int | None = None
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class VirtualRouter:
    """A VRRP or HSRP group; `state` master, backup or initialize."""

    group: str
    interface: str
    state: str
    address: str | None


@dataclass(frozen=True, slots=True)
class HighAvailability:
    """A pair of firewalls as this one sees it: `role` active or standby, `peer_up`, `synchronised`.

    `as_configured` is false after a switch-over: the two have other roles than they were given.
    """

    role: str
    peer_up: bool | None
    synchronised: bool | None
    said: str = ""
    as_configured: bool | None = None


@dataclass(frozen=True, slots=True)
class Sessions:
    """Sessions of a firewall at this moment, and the most that it may have."""

    current: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Clock:
    """NTP: whether the clock follows a source, which, and by how much it is off."""

    synchronised: bool
    source: str | None
    stratum: int | None
    offset_ms: float | None


@dataclass(frozen=True, slots=True)
class OnlineUser:
    """Who is logged in; `mine` marks the session that asked, None where the device marks none."""

    name: str | None
    line: str
    address: str | None
    mine: bool | None = False


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A message; `at` is the device's clock, ISO 8601 without offset; `severity` 0 worst … 7."""

    at: str
    severity: int
    module: str
    brief: str
    text: str


@dataclass(frozen=True, slots=True)
class Log:
    """The messages that the device still has; `complete` is False where it says that it has more."""

    entries: tuple[LogEntry, ...]
    complete: bool | None = None


@dataclass(frozen=True, slots=True)
class Expiry:
    """A licence or a certificate; `expires` an ISO date, None for one that never ends."""

    name: str
    expires: str | None
    state: str = ""


@dataclass(frozen=True, slots=True)
class Configuration:
    """A configuration, secrets hidden: `lines` as printed, indentation and section marks included."""

    lines: tuple[str, ...]
    hostname: str | None = None


# fact → what it is; "…s" facts are tuples of the shape.
FACTS: Mapping[str, str] = {
    "identity": "Identity",
    "restarts": "tuple[Restart, ...]",
    "serials": "tuple[Serial, ...]",
    "cpu": "tuple[Load, ...]",
    "memory": "tuple[Load, ...]",
    "temperatures": "tuple[Sensor, ...]",
    "fans": "tuple[Part, ...]",
    "power_supplies": "tuple[Part, ...]",
    "modules": "tuple[Part, ...]",
    "interfaces": "tuple[Interface, ...]",
    "optics": "tuple[Optic, ...]",
    "neighbours": "tuple[Neighbour, ...]",
    "aggregates": "tuple[Aggregate, ...]",
    "stp_ports": "tuple[StpPort, ...]",
    "stp_roots": "tuple[StpRoot, ...]",
    "vlans": "tuple[Vlan, ...]",
    "arp": "tuple[ArpEntry, ...]",
    "macs": "tuple[MacEntry, ...]",
    "routes": "tuple[Route, ...]",
    "ospf": "tuple[Adjacency, ...]",
    "bgp": "tuple[Adjacency, ...]",
    "vrrp": "tuple[VirtualRouter, ...]",
    "high_availability": "HighAvailability",
    "sessions": "Sessions",
    "clock": "Clock",
    "users": "tuple[OnlineUser, ...]",
    "log": "Log",
    "licences": "tuple[Expiry, ...]",
    "certificates": "tuple[Expiry, ...]",
    "running": "Configuration",
    "startup": "Configuration",
}


@dataclass(frozen=True, slots=True)
class Source:
    """A command that tells a fact: its line, and how its parser's values become the shape (or raise Unreadable)."""

    line: str
    read: Callable[[Mapping[str, Any]], Any]


@functools.cache
def sources(platform: str, fact: str) -> tuple[Source, ...]:
    """The commands that tell a fact, best first; none where the platform has none that we can read.

    A device that rejects one (an older or newer release words it differently) is asked the next. Raises ContentError.
    """
    if fact not in FACTS:
        raise ContentError(f"expected a fact of {sorted(FACTS)}, found {fact!r}")
    commands(platform)  # refuses an unknown platform
    known: Mapping[str, tuple[Source, ...]] = importlib.import_module(f"hfcheck.network.{platform}.facts").SOURCES
    return known.get(fact, ())
