"""Facts of hfcheck.network.facts in the shapes and units of NAPALM (napalm.base.models)."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Sequence
from typing import Any

from napalm.base.constants import LLDP_CAPAB_TRANFORM_TABLE

from hfcheck.network.facts import (
    Adjacency,
    ArpEntry,
    Clock,
    Configuration,
    Interface,
    MacEntry,
    Neighbour,
    Optic,
    Traffic,
    Vlan,
)
from hfcheck.network.settings import Settings

Shape = dict[str, Any]

UNKNOWN = "Unknown"
NO_NUMBER = -1
# NAPALM's Cisco drivers say so of a receiver that measures nothing; 0 dBm would be a bright light.
NO_LIGHT = -100.0
HEARD = frozenset({"dynamic", "learned", "learn"})
SYSTEM = re.compile(r"(?:snmp-agent sys-info|snmp-server|snmp-agent) (?P<what>contact|location) (?P<text>.{1,255})")


def interfaces(found: Iterable[Interface]) -> Shape:
    """get_interfaces: speed in Mbit/s."""
    return {
        one.name: {
            "is_up": one.up,
            "is_enabled": one.enabled,
            "description": one.description,
            "last_flapped": _number(one.flapped_seconds),
            "mtu": _whole(one.mtu),
            "speed": _number(one.speed_mbps),
            "mac_address": _mac(one.mac),
        }
        for one in found
    }


def counters(found: Iterable[Interface]) -> Shape:
    """get_interfaces_counters."""
    return {one.name: _direction("rx", one.input) | _direction("tx", one.output) for one in found}


def _direction(way: str, traffic: Traffic) -> Shape:
    return {
        f"{way}_errors": _whole(traffic.errors),
        f"{way}_discards": _whole(traffic.discards),
        f"{way}_octets": _whole(traffic.bytes),
        f"{way}_unicast_packets": _unicasts(traffic),
        f"{way}_multicast_packets": _whole(traffic.multicasts),
        f"{way}_broadcast_packets": _whole(traffic.broadcasts),
    }


def _unicasts(traffic: Traffic) -> int:
    """What is left of all packets; unknown unless all three counts are known and of one moment."""
    if traffic.packets is None or traffic.multicasts is None or traffic.broadcasts is None:
        return NO_NUMBER
    return max(traffic.packets - traffic.multicasts - traffic.broadcasts, NO_NUMBER)


def addresses(found: Iterable[Interface]) -> Shape:
    """get_interfaces_ip: the interfaces that have an address."""
    shape: Shape = {}
    for one in found:
        for text in one.addresses:
            address = ipaddress.ip_interface(text)
            family = shape.setdefault(one.name, {}).setdefault(f"ipv{address.version}", {})
            family[str(address.ip)] = {"prefix_length": address.network.prefixlen}
    return shape


def arp(found: Iterable[ArpEntry]) -> list[Shape]:
    """get_arp_table: age in seconds."""
    return [
        {
            "interface": one.interface or "",
            "mac": _mac(one.mac),
            "ip": one.ip,
            "age": _number(None if one.minutes is None else one.minutes * 60),
        }
        for one in found
    ]


def macs(found: Iterable[MacEntry]) -> list[Shape]:
    """get_mac_address_table."""
    return [
        {
            "mac": _mac(one.mac),
            "interface": one.port or "",
            "vlan": _whole(one.vlan),
            "static": one.type.lower() not in HEARD,
            "active": True,
            "moves": NO_NUMBER,
            "last_move": float(NO_NUMBER),
        }
        for one in found
    ]


def neighbours(found: Iterable[Neighbour]) -> dict[str, list[Shape]]:
    """get_lldp_neighbors."""
    shape: dict[str, list[Shape]] = {}
    for one in found:
        shape.setdefault(one.port, []).append({"hostname": one.system_name or "", "port": one.port_id or ""})
    return shape


def neighbours_detail(found: Iterable[Neighbour], interface: str) -> dict[str, list[Shape]]:
    """get_lldp_neighbors_detail, of one interface unless it is ""."""
    shape: dict[str, list[Shape]] = {}
    for one in found:
        if interface in ("", one.port):
            shape.setdefault(one.port, []).append(_neighbour(one))
    return shape


def _neighbour(one: Neighbour) -> Shape:
    can = sorted(LLDP_CAPAB_TRANFORM_TABLE.get(word.lower(), word.lower()) for word in one.capabilities)
    return {
        "parent_interface": "",
        "remote_port": one.port_id or "",
        "remote_chassis_id": one.chassis_id or "",
        "remote_port_description": "",
        "remote_system_name": one.system_name or "",
        "remote_system_description": one.description or "",
        "remote_system_capab": can,
        "remote_system_enable_capab": can,
    }


def vlans(found: Iterable[Vlan]) -> Shape:
    """get_vlans."""
    return {str(one.number): {"name": one.name, "interfaces": [*one.untagged, *one.tagged]} for one in found}


def optics(found: Iterable[Optic]) -> Shape:
    """get_optics: the lanes of a port in their order; powers in dBm, currents in mA."""
    shape: Shape = {}
    for one in found:
        channels = shape.setdefault(one.port, {"physical_channels": {"channel": []}})["physical_channels"]["channel"]
        state = {
            "input_power": _measured(one.rx_dbm, NO_LIGHT),
            "output_power": _measured(one.tx_dbm, NO_LIGHT),
            "laser_bias_current": _measured(one.bias_ma, float(NO_NUMBER)),
        }
        channels.append({"index": len(channels), "state": state})
    return shape


def _measured(value: float | None, unknown: float) -> Shape:
    return {"instant": unknown if value is None else value, "avg": unknown, "min": unknown, "max": unknown}


def bgp(found: Sequence[Adjacency]) -> Shape:
    """get_bgp_neighbors: all in the global table."""
    return {"global": {"router_id": "", "peers": {one.neighbour: _peer(one) for one in found}}}


def _peer(one: Adjacency) -> Shape:
    return {
        "local_as": NO_NUMBER,
        "remote_as": _autonomous_system(one.remote_as),
        "remote_id": "",
        "is_up": one.up,
        "is_enabled": "admin" not in one.state.lower(),
        "description": "",
        "uptime": _whole(one.seconds) if one.up else NO_NUMBER,
        "address_family": {
            "ipv6" if ":" in one.neighbour else "ipv4": {
                "received_prefixes": _whole(one.prefixes),
                "accepted_prefixes": NO_NUMBER,
                "sent_prefixes": NO_NUMBER,
            }
        },
    }


def _autonomous_system(text: str | None) -> int:
    """65001, or 1.10 for 65546."""
    if text is None:
        return NO_NUMBER
    high, _, low = text.rpartition(".")
    return int(high or 0) * 65_536 + int(low)


def ntp_stats(one: Clock) -> list[Shape]:
    """get_ntp_stats: the source that the clock follows."""
    return [
        {
            "remote": one.source or "",
            "referenceid": "",
            "synchronized": one.synchronised,
            "stratum": _whole(one.stratum),
            "type": "",
            "when": "",
            "hostpoll": NO_NUMBER,
            "reachability": NO_NUMBER,
            "delay": float(NO_NUMBER),
            "offset": _number(one.offset_ms),
            "jitter": float(NO_NUMBER),
        }
    ]


def snmp(configuration: Configuration, found: Settings) -> Shape:
    """get_snmp_information: how many communities there are, never which."""
    said = {match["what"]: match["text"] for line in configuration.lines if (match := SYSTEM.fullmatch(line.strip()))}
    return {
        "chassis_id": UNKNOWN,
        "community": {
            f"hidden {number}": {"acl": UNKNOWN, "mode": UNKNOWN}
            for number in range(1, (found.snmp_communities or 0) + 1)
        },
        "contact": said.get("contact", ""),
        "location": said.get("location", ""),
    }


def users(names: Iterable[str]) -> Shape:
    """get_users: the local users, without their passwords."""
    return {name: {"level": NO_NUMBER, "password": "", "sshkeys": []} for name in names}


def _number(value: float | None) -> float:
    return float(NO_NUMBER) if value is None else float(value)


def _whole(value: int | None) -> int:
    return NO_NUMBER if value is None else value


def _mac(text: str | None) -> str:
    return (text or "").upper()
