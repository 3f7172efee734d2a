"""The faults of a scene: each changes what a device measures, as the real fault would."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from hfcheck.errors import ContentError
from hfcheck.lab.devices.outputs import mac
from hfcheck.network.facts import ArpEntry, Clock, Expiry, Interface, LogEntry, MacEntry, Neighbour, Part, PartState

if TYPE_CHECKING:
    from hfcheck.lab.devices.device import Device

T = TypeVar("T")


def plant(device: Device, faults: Mapping[str, Any]) -> None:
    """Change the device as a scene's `faults` say; raises ContentError for a fault or a part that there is not."""
    for name, argument in faults.items():
        planter = FAULTS.get(name)
        if planter is None:
            raise ContentError(f"{device.name}: expected a fault of {', '.join(FAULTS)}, found {name!r}")
        for one in argument if isinstance(argument, list) else [argument]:
            planter(device, one)


def _changed(device: Device, items: tuple[T, ...], attribute: str, name: object, **changes: Any) -> tuple[T, ...]:
    found = [item for item in items if getattr(item, attribute) == name]
    if not found:
        known = ", ".join(str(getattr(item, attribute)) for item in items)
        raise ContentError(f"{device.name}: expected one of {known or 'none'}, found {name!r}")
    return tuple(replace(item, **changes) if item in found else item for item in items)  # type: ignore[type-var]


def _part(device: Device, parts: tuple[Part, ...], number: Any) -> tuple[Part, ...]:
    if not isinstance(number, int) or not 1 <= number <= len(parts):
        raise ContentError(f"{device.name}: expected a part from 1 to {len(parts)}, found {number!r}")
    return tuple(
        replace(part, state=PartState.FAULTY, said="") if at == number else part for at, part in enumerate(parts, 1)
    )


def _port_down(device: Device, port: Any) -> None:
    state = device.state
    state.interfaces = _changed(
        device, state.interfaces, "name", port, up=False, protocol_up=False, duplex=None, flapped_seconds=1800.0
    )
    state.neighbours = tuple(one for one in state.neighbours if one.port != port)
    state.macs = tuple(one for one in state.macs if one.port != port)
    state.arp = tuple(one for one in state.arp if one.interface != port)
    state.stp_ports = tuple(one for one in state.stp_ports if one.port != port)
    state.optics = tuple(replace(one, rx_dbm=-40.0) if one.port == port else one for one in state.optics)
    state.aggregates = tuple(
        replace(one, members={**one.members, port: False}) if port in one.members else one for one in state.aggregates
    )


def _errors(device: Device, port: Any) -> None:
    device.state.extra.setdefault("growing", []).append(_port(device, port).name)


def _port(device: Device, name: Any) -> Interface:
    found = next((one for one in device.state.interfaces if one.name == name), None)
    if found is None:
        raise ContentError(f"{device.name}: expected one of its ports, found {name!r}")
    return found


def _fan(device: Device, number: Any) -> None:
    device.state.fans = _part(device, device.state.fans, number)


def _power(device: Device, number: Any) -> None:
    device.state.power_supplies = _part(device, device.state.power_supplies, number)


def _cpu(device: Device, percent: Any) -> None:
    device.state.cpu = tuple(replace(one, percent=float(percent)) for one in device.state.cpu)


def _memory(device: Device, percent: Any) -> None:
    device.state.memory = tuple(replace(one, percent=float(percent)) for one in device.state.memory)


def _hot(device: Device, celsius: Any) -> None:
    hottest, *others = device.state.temperatures
    device.state.temperatures = (replace(hottest, celsius=float(celsius), normal=False), *others)


def _optic_low(device: Device, port: Any) -> None:
    device.state.optics = _changed(device, device.state.optics, "port", port, rx_dbm=-28.54)


def _half_duplex(device: Device, port: Any) -> None:
    device.state.interfaces = _changed(device, device.state.interfaces, "name", port, duplex="half", speed_mbps=100.0)


def _unknown_mac(device: Device, found: Any) -> None:
    state = device.state
    state.macs = (*state.macs, MacEntry(found["mac"], found.get("vlan"), found["port"]))
    if "ip" in found:
        state.arp = (*state.arp, ArpEntry(found["ip"], found["mac"], found["port"], found.get("vlan"), minutes=17))


def _duplicate_ip(device: Device, found: Any) -> None:
    """A second device answers for an address that one has already."""
    theirs = next((one for one in device.state.arp if one.ip == found["ip"]), None)
    if theirs is None:
        raise ContentError(f"{device.name}: expected an address of its ARP table, found {found['ip']!r}")
    device.state.arp = tuple(replace(one, mac=found["mac"]) if one is theirs else one for one in device.state.arp)
    device.state.extra["conflict"] = {"ip": found["ip"], "macs": [theirs.mac, found["mac"]], "port": theirs.interface}
    said = f"Received an ARP packet with a duplicate IP address from the interface. (IpAddress={found['ip']},"
    text = f"{said} InterfaceName={theirs.interface}, MacAddress={mac(found['mac'])})"
    entry = LogEntry(device.now.replace(tzinfo=None, microsecond=0).isoformat(), 4, "ARP", "ARP_DUPLICATE_IPADDR", text)
    device.state.log = (entry, *device.state.log)


def _ntp_lost(device: Device, lost: Any) -> None:
    if lost:
        device.state.clock = Clock(synchronised=False, source=None, stratum=16, offset_ms=None)


def _neighbour_lost(device: Device, port: Any) -> None:
    _port(device, port)
    device.state.neighbours = tuple(one for one in device.state.neighbours if one.port != port)


def _neighbour_unknown(device: Device, found: Any) -> None:
    stranger = Neighbour(
        found["port"], found["system_name"], found.get("port_id", "LAN1"), found.get("mac", "b0:95:8e:11:22:33")
    )
    kept = (one for one in device.state.neighbours if one.port != stranger.port)
    device.state.neighbours = (*kept, stranger)


def _route_lost(device: Device, destination: Any) -> None:
    device.state.routes = tuple(one for one in device.state.routes if one.destination != destination)


def _ospf_down(device: Device, neighbour: Any) -> None:
    device.state.ospf = _changed(
        device, device.state.ospf, "neighbour", neighbour, up=False, state="init", seconds=None
    )


def _bgp_down(device: Device, neighbour: Any) -> None:
    device.state.bgp = _changed(
        device, device.state.bgp, "neighbour", neighbour, up=False, state="active", prefixes=0, seconds=480
    )


def _rebooted(device: Device, minutes: Any) -> None:
    state = device.state
    state.booted = device.now - timedelta(minutes=float(minutes))
    at = state.booted.strftime("%Y-%m-%dT%H:%M:%S")
    # Where a device tells when it started, it tells the new moment.
    state.restarts = tuple(one if one.at is None else replace(one, at=at) for one in state.restarts)


def _unsaved(device: Device, line: Any) -> None:
    """The running configuration has a line that the saved one lacks."""
    running = device.running
    section = next(node.line for node in running.nodes() if node.line.startswith("interface "))
    running.set([section], line if isinstance(line, str) else "description changed by hand, not saved")


def _expires(device: Device, day: Any, fact: str) -> None:
    items: tuple[Expiry, ...] = getattr(device.state, fact)
    if not items:
        raise ContentError(f"{device.name}: expected a device with {fact}")
    setattr(device.state, fact, (replace(items[0], expires=str(day)), *items[1:]))


FAULTS: Mapping[str, Callable[[Device, Any], None]] = {
    "port_down": _port_down,
    "errors_growing": _errors,
    "half_duplex": _half_duplex,
    "fan_faulty": _fan,
    "power_faulty": _power,
    "cpu": _cpu,
    "memory": _memory,
    "hot": _hot,
    "optic_low": _optic_low,
    "unknown_mac": _unknown_mac,
    "duplicate_ip": _duplicate_ip,
    "ntp_lost": _ntp_lost,
    "neighbour_lost": _neighbour_lost,
    "neighbour_unknown": _neighbour_unknown,
    "route_lost": _route_lost,
    "ospf_down": _ospf_down,
    "bgp_down": _bgp_down,
    "rebooted": _rebooted,
    "unsaved": _unsaved,
    "licence_expires": lambda device, day: _expires(device, day, "licences"),
    "certificate_expires": lambda device, day: _expires(device, day, "certificates"),
}
