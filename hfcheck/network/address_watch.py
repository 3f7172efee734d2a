"""Who is on the network, against the address plan: strangers, clashes, moved addresses, hidden switches and routers.

Pure: the tables of one device in, one label a finding out. A label begins with what it is about (a hardware address or
a port), so that a stranger whom several devices saw is known to be one:

    02:00:5e:10:00:59 198.51.100.89 GigabitEthernet0/0/5 vlan 10
    GigabitEthernet0/0/3 vlan 10: 3 addresses 02:00:5e:10:00:61, …
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hfcheck.network.address_plan import AddressPlan
from hfcheck.network.facts import ArpEntry, MacEntry, Vlan
from hfcheck.network.vendors import home_maker, made_up

# More than these are counted, not named: a flooded table is one finding, not a page.
NAMED = 8
# One phone with a random address is a guest in a cable's place; several behind one port share a radio.
RADIO = 2
OWN = "interface"
MULTICAST = 1
CABLE = re.compile(
    r"(?:[A-Za-z-]{0,20}(?:Ethernet|ethernet)|[0-9]{0,3}[XMH]?GE|[A-Za-z-]{1,12}GigE) ?[0-9][0-9/:]{0,20}"
)
# Checks whose findings name strangers (see is_watch), and what an id may not hold.
WATCHES = ("address_watch.", "port_watch.", "topology.neighbours")
UNFIT = re.compile(r"[^A-Za-z0-9.]+")
NAME_LIMIT, LABEL_LIMIT = 100, 160
HARDWARE = re.compile(r"[0-9a-f]{2}(?::[0-9a-f]{2}){5}(?= |$)")


@dataclass(frozen=True, slots=True, order=True)
class Sighting:
    """A hardware address that a device heard, with what its tables say of it."""

    mac: str
    ip: str | None = None
    port: str | None = None
    vlan: int | None = None

    def __str__(self) -> str:
        where = f"{self.port or '-'} vlan {'-' if self.vlan is None else self.vlan}"
        return f"{self.mac} {self.ip or '-'} {where}"


def sightings(arp: Sequence[ArpEntry], macs: Sequence[MacEntry]) -> tuple[Sighting, ...]:
    """Everybody whom the device heard: its ARP entries with the ports of its MAC table, and who has no address there.

    The device's own addresses are left out. A router, which has no MAC table, names its interface instead of a port.
    """
    places: dict[str, MacEntry] = {row.mac: row for row in macs if row.port is not None}
    spoken = [(row, row.mac) for row in arp if row.mac is not None and row.type != OWN and _alone(row.mac)]
    own = {row.mac for row in arp if row.type == OWN}
    found = [_joined(row, mac, places.get(mac)) for row, mac in spoken]
    known = own.union(mac for _, mac in spoken)
    found += [
        Sighting(row.mac, None, row.port, row.vlan)
        for row in macs
        if row.port is not None and row.mac not in known and _alone(row.mac)
    ]
    return tuple(sorted(found, key=str))


def _joined(row: ArpEntry, mac: str, place: MacEntry | None) -> Sighting:
    if place is None:
        return Sighting(mac, row.ip, row.interface, row.vlan)
    return Sighting(mac, row.ip, place.port, row.vlan if place.vlan is None else place.vlan)


def _alone(mac: str) -> bool:
    """Whether an address is that of one device, not of a group."""
    return not int(mac[:2], 16) & MULTICAST


def access_ports(vlans: Sequence[Vlan]) -> frozenset[str]:
    """Ports for one cable to one device: untagged in a VLAN, tagged in none. An aggregation is none."""
    tagged = {port for vlan in vlans for port in vlan.tagged}
    return frozenset(
        port for vlan in vlans for port in vlan.untagged if port not in tagged and CABLE.fullmatch(port) is not None
    )


def strangers(plan: AddressPlan, seen: Iterable[Sighting]) -> list[str]:
    """Who has an address that no network hands out and that the plan gives to nobody."""
    return [
        str(one)
        for one in seen
        if one.ip is not None
        and one.ip not in plan.known
        and not plan.is_dynamic(one.ip)
        and one.mac not in plan.gateways
    ]


def silent_strangers(plan: AddressPlan, seen: Iterable[Sighting], access: frozenset[str]) -> list[str]:
    """Who is at an access port and was heard without an address, in a VLAN whose hardware addresses are all planned."""
    return [
        str(one)
        for one in seen
        if one.ip is None and one.port in access and one.vlan in plan.closed and one.mac not in plan.macs
    ]


def moved(plan: AddressPlan, seen: Iterable[Sighting]) -> list[str]:
    """Planned addresses that another device has."""
    return [
        f"{one} instead of {', '.join(sorted(known.macs))}"
        for one in seen
        if one.ip is not None and (known := plan.known.get(one.ip)) and known.macs and one.mac not in known.macs
    ]


def clashes(plan: AddressPlan, seen: Iterable[Sighting]) -> list[str]:
    """Addresses that several devices claim; one that the plan names is not the stranger."""
    claims = defaultdict[str, set[Sighting]](set)
    for one in seen:
        if one.ip is not None:
            claims[one.ip].add(one)
    disputed = {ip: found for ip, found in claims.items() if len({one.mac for one in found}) > 1}
    return sorted(
        str(one)
        for ip, found in disputed.items()
        for one in found
        if ip not in plan.known or one.mac not in plan.known[ip].macs
    )


def many(plan: AddressPlan, seen: Iterable[Sighting]) -> list[str]:
    """Devices with more addresses than one device has, gateways aside: a proxy, a translator, a scanner."""
    owned = defaultdict[str, set[str]](set)
    for one in seen:
        if one.ip is not None and one.mac not in plan.gateways:
            owned[one.mac].add(one.ip)
    crowded = {mac: ips for mac, ips in owned.items() if len(ips) > plan.addresses_per_mac}
    return [f"{mac} {_counted(ips)}" for mac, ips in sorted(crowded.items()) if not _all_planned(plan, mac, ips)]


def _all_planned(plan: AddressPlan, mac: str, ips: Iterable[str]) -> bool:
    return all(ip in plan.known and mac in plan.known[ip].macs for ip in ips)


def hidden_switches(plan: AddressPlan, macs: Iterable[MacEntry], access: frozenset[str]) -> list[str]:
    """Access ports with more hardware addresses than they may show."""
    return [
        f"{_at(rows)}: {_counted(found)}"
        for port, rows in _by_port(macs, access)
        if len(found := {row.mac for row in rows}) > plan.ports.get(port, plan.macs_per_port)
    ]


def home_made(plan: AddressPlan, seen: Iterable[Sighting]) -> list[str]:
    """Unplanned devices of a maker who builds wireless routers for homes."""
    found = [(one, home_maker(one.mac)) for one in seen if one.mac not in plan.macs]
    return [f"{one}: made by {maker}" for one, maker in found if maker is not None]


def radios(plan: AddressPlan, macs: Iterable[MacEntry], access: frozenset[str]) -> list[str]:
    """Access ports with several made-up hardware addresses, as phones have them: behind a wireless access point."""
    found = []
    for port, rows in _by_port(macs, access):
        guests = {row.mac for row in rows if made_up(row.mac) and row.mac not in plan.macs}
        if len(guests) >= RADIO and port not in plan.ports:
            found.append(f"{_at(rows)}: locally administered {_counted(guests)}")
    return found


def _by_port(macs: Iterable[MacEntry], access: frozenset[str]) -> Iterator[tuple[str, list[MacEntry]]]:
    heard = defaultdict[str, list[MacEntry]](list)
    for row in macs:
        if row.port in access and _alone(row.mac):
            heard[str(row.port)].append(row)
    yield from sorted(heard.items())


def _at(rows: Sequence[MacEntry]) -> str:
    vlans = sorted({row.vlan for row in rows if row.vlan is not None})
    return f"{rows[0].port} vlan {' '.join(map(str, vlans)) or '-'}"


def _counted(names: Iterable[str]) -> str:
    listed = sorted(names)
    return f"{len(listed)} addresses {', '.join(listed[:NAMED])}{', …' if len(listed) > NAMED else ''}"


def fixed(plan: AddressPlan, arp: Iterable[ArpEntry]) -> Mapping[str, str]:
    """Address → hardware address of those whose address is not handed out, the device's own with them."""
    found = defaultdict[str, set[str]](set)
    for row in arp:
        if row.mac is not None and not plan.is_dynamic(row.ip):
            found[row.ip].add(row.mac)
    return {ip: ", ".join(sorted(macs)) for ip, macs in sorted(found.items())}


def is_watch(check: str) -> bool:
    """Whether what offends in a check's findings are such labels, or address → hardware address, or port → a name."""
    return check.startswith(WATCHES)


def subjects(host: str, offending: object) -> Mapping[str, str]:
    """What a finding is about → the first label that says so: a hardware address, whoever heard it, or a host's port.

    A name of these is good for an id: letters, digits, dots and hyphens.
    """
    if isinstance(offending, Mapping):
        labels = [f"{mac} {ip}" for ip, macs in offending.items() for mac in str(macs).split(", ")]
    else:
        texts = map(str, offending) if isinstance(offending, Sequence) and not isinstance(offending, str) else ()
        # "and 12 more" is about nobody.
        labels = [text for text in texts if " vlan " in text or HARDWARE.match(text)]
    found: dict[str, str] = {}
    for label in labels:
        mac = HARDWARE.match(label)
        name = mac[0] if mac else f"{host}.{label.partition(' vlan ')[0]}"
        found.setdefault(UNFIT.sub("-", name)[:NAME_LIMIT], label[:LABEL_LIMIT])
    return found
