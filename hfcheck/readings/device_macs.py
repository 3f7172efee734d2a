"""Where every hardware address was heard."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from hfcheck.model import Answer, NotApplicable, Output, Reason
from hfcheck.network.facts import MacEntry
from hfcheck.readings.of_device import each, label, of_fact


def say(found: tuple[MacEntry, ...], _: Output) -> Mapping[str, Answer]:
    """The whole table; an address that is heard in several VLANs has their ports joined."""
    return {
        "ports": each(found, _mac, lambda row: row.port, "no MAC address"),
        "vlans": each(found, _mac, lambda row: row.vlan, "no VLAN of a MAC address"),
        "types": each(found, _mac, lambda row: row.type, "no MAC address"),
        "addresses_of_port": _heard(found),
        "count": len({row.mac for row in found}),
    }


def _heard(found: tuple[MacEntry, ...]) -> Answer:
    heard = defaultdict[str, set[str]](set)
    for row in found:
        if row.port is not None:
            heard[label(row.port)].add(row.mac)
    counted = {port: len(macs) for port, macs in heard.items()}
    return counted or NotApplicable(Reason.ABSENT, "no MAC address")


def _mac(row: MacEntry) -> str:
    return row.mac


READING = of_fact(
    "macs",
    {
        "ports": "hardware address → port; several are joined",
        "vlans": "hardware address → VLAN",
        "types": "hardware address → dynamic, static, blackhole or as printed",
        "addresses_of_port": "port → how many hardware addresses were heard there",
        "count": "how many hardware addresses there are",
    },
    say,
    none=tuple,
)
