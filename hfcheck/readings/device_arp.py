"""Which hardware address has which IPv4 address, as the device has learned it."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.model import Answer, Output
from hfcheck.network.facts import ArpEntry
from hfcheck.readings.of_device import each, label, of_fact

# What the device has of itself or of a person, nobody has answered.
UNHEARD = frozenset({"static", "interface"})


def say(found: tuple[ArpEntry, ...], _: Output) -> Mapping[str, Answer]:
    """The whole table; an address that is only asked for has no hardware address."""
    return {
        "macs": each(found, _ip, lambda row: row.mac, "no ARP entry"),
        "interfaces": each(found, _ip, lambda row: row.interface, "no interface of an ARP entry"),
        "vlans": each(found, _ip, lambda row: row.vlan, "no VLAN of an ARP entry"),
        "types": each(found, _ip, lambda row: row.type, "no ARP entry"),
        "answering": sorted({label(row.ip) for row in found if row.mac is not None and row.type not in UNHEARD}),
        "unresolved": sorted({label(row.ip) for row in found if row.mac is None}),
        "count": len({row.ip for row in found if row.mac is not None}),
    }


def _ip(row: ArpEntry) -> str:
    return row.ip


READING = of_fact(
    "arp",
    {
        "macs": "IPv4 address → hardware address; several (a duplicate, or in another VPN) are joined",
        "interfaces": "IPv4 address → interface or port where it was heard",
        "vlans": "IPv4 address → VLAN",
        "types": "IPv4 address → dynamic, static, interface (the device's own) or as printed",
        "answering": "IPv4 addresses of which a hardware address was learned: neither the device's own nor static ones",
        "unresolved": "IPv4 addresses that are asked for and did not answer",
        "count": "how many IPv4 addresses have a hardware address",
    },
    say,
    none=tuple,
)
