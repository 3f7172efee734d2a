"""The address plan of a site: which networks there are, and who has which address in them.

It comes with the inventory, as the arguments of a reading: each a JSON object of one of these forms.

    {"prefix": "198.51.100.80/28", "vlan": 10, "title": "办公网", "dynamic": false}
    {"ip": "198.51.100.89", "mac": "02:00:5e:10:00:59", "title": "考勤机"}       without mac: any will do
    {"gateway": "02:00:5e:10:00:51"}              a hardware address that may answer for many addresses
    {"port": "GigabitEthernet0/0/3", "macs": 8}   how many hardware addresses a port of this device may show
    {"macs_per_port": 1} and {"addresses_per_mac": 3}: the limits for all others
"""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hfcheck.network.columns import mac
from hfcheck.readings.parsing import Unreadable

# The keys of an entry, the one that tells its form first, and those of them that it may leave out.
FORMS: Mapping[str, frozenset[str]] = {
    "prefix": frozenset({"vlan", "title", "dynamic"}),
    "ip": frozenset({"mac", "title"}),
    "gateway": frozenset({"title"}),
    "port": frozenset({"macs", "title"}),
    "macs_per_port": frozenset(),
    "addresses_per_mac": frozenset(),
}
MACS_PER_PORT, ADDRESSES_PER_MAC = 1, 3
TITLE_LIMIT = 60
NUMBER_LIMIT = 1_000_000


@dataclass(frozen=True, slots=True)
class Network:
    """A network; in a dynamic one addresses are handed out, and who has which is not planned."""

    prefix: ipaddress.IPv4Network
    vlan: int | None
    dynamic: bool


@dataclass(frozen=True, slots=True)
class Known:
    """Who has an address; `macs` is empty where the plan does not say."""

    macs: frozenset[str]
    title: str


@dataclass(frozen=True, slots=True)
class AddressPlan:
    """`known`: address → who; `ports`: full name → how many hardware addresses the port may show.

    `closed`: the VLANs of which every hardware address is planned.
    """

    networks: tuple[Network, ...]
    known: Mapping[str, Known]
    gateways: frozenset[str]
    ports: Mapping[str, int]
    macs_per_port: int = MACS_PER_PORT
    addresses_per_mac: int = ADDRESSES_PER_MAC
    macs: frozenset[str] = frozenset()
    closed: frozenset[int] = frozenset()

    @property
    def declared(self) -> bool:
        """Whether there is any plan of addresses."""
        return bool(self.networks or self.known)

    def network_of(self, ip: str) -> Network | None:
        """The narrowest network that holds an address."""
        return _network_of(ip, self.networks)

    def is_dynamic(self, ip: str) -> bool:
        """Whether an address is handed out."""
        network = self.network_of(ip)
        return network is not None and network.dynamic


def plan_of(arguments: Sequence[str]) -> AddressPlan:
    """The plan that the arguments hold; raises Unreadable for one of another form."""
    entries = [_entry(argument) for argument in arguments]
    networks = tuple(_network(one) for one in entries if "prefix" in one)
    known = _known(one for one in entries if "ip" in one)
    gateways = frozenset(mac(_text(one["gateway"], "a gateway"), "a gateway") for one in entries if "gateway" in one)
    return AddressPlan(
        networks,
        known,
        gateways,
        {_text(one["port"], "a port"): _count(one.get("macs"), "macs of a port") for one in entries if "port" in one},
        _limit(entries, "macs_per_port", MACS_PER_PORT),
        _limit(entries, "addresses_per_mac", ADDRESSES_PER_MAC),
        gateways.union(*(one.macs for one in known.values())),
        _closed(networks, known),
    )


def _entry(argument: str) -> Mapping[str, Any]:
    try:
        found = json.loads(argument)
    except (ValueError, RecursionError):
        found = None
    form = next((form for form in FORMS if isinstance(found, Mapping) and form in found), "")
    if not form or not set(found) <= FORMS[form] | {form}:
        raise Unreadable(f"expected an entry of the address plan ({', '.join(FORMS)}), found {argument[:120]!r}")
    return {name: value for name, value in found.items() if value is not None}


def _network(entry: Mapping[str, Any]) -> Network:
    try:
        prefix = ipaddress.IPv4Network(_text(entry["prefix"], "a network"))
    except ValueError:
        raise Unreadable(f"expected a network such as 198.51.100.80/28, found {entry['prefix']!r}") from None
    dynamic = entry.get("dynamic", False)
    if not isinstance(dynamic, bool):
        raise Unreadable(f"expected dynamic true or false for {prefix}, found {dynamic!r}")
    vlan = entry.get("vlan")
    return Network(prefix, None if vlan is None else _count(vlan, f"the VLAN of {prefix}"), dynamic)


def _known(entries: Iterable[Mapping[str, Any]]) -> Mapping[str, Known]:
    """Who has each address; a pair of devices that share one has several hardware addresses."""
    found: dict[str, Known] = {}
    for entry in entries:
        address = _address(_text(entry["ip"], "an address"))
        title = _text(entry.get("title", ""), f"the title of {address}")[:TITLE_LIMIT]
        before = found.get(address, Known(frozenset(), title))
        found[address] = Known(before.macs | _macs(entry, address), before.title)
    return found


def _macs(entry: Mapping[str, Any], address: str) -> frozenset[str]:
    what = f"the mac of {address}"
    return frozenset({mac(_text(entry["mac"], what), what)}) if "mac" in entry else frozenset()


def _address(text: str) -> str:
    try:
        return str(ipaddress.IPv4Address(text))
    except ValueError:
        raise Unreadable(f"expected an IPv4 address of the plan, found {text[:80]!r}") from None


def _closed(networks: Sequence[Network], known: Mapping[str, Known]) -> frozenset[int]:
    named = dict.fromkeys(networks, True)
    filled = set[Network]()
    for ip, one in known.items():
        network = _network_of(ip, networks)
        if network is not None:
            filled.add(network)
            named[network] = named[network] and bool(one.macs)
    ready = {network for network in filled if named[network] and not network.dynamic}
    left = {network.vlan for network in networks if network not in ready}
    return frozenset(network.vlan for network in ready if network.vlan is not None and network.vlan not in left)


def _network_of(ip: str, networks: Iterable[Network]) -> Network | None:
    address = ipaddress.ip_address(ip)
    holding = (network for network in networks if address in network.prefix)
    return max(holding, key=lambda network: network.prefix.prefixlen, default=None)


def _limit(entries: Iterable[Mapping[str, Any]], name: str, usual: int) -> int:
    return next((_count(one[name], name) for one in entries if name in one), usual)


def _count(value: Any, what: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= NUMBER_LIMIT:
        raise Unreadable(f"expected a whole number from 1 on for {what}, found {value!r}"[:200])
    return value


def _text(value: Any, what: str) -> str:
    if not isinstance(value, str):
        raise Unreadable(f"expected text for {what}, found {value!r}"[:200])
    return " ".join(value.split())
