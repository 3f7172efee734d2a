"""A port by the name that its interface has, however a table of the device shortens it.

The same port is GE0/0/1 in a MAC table of VRP and GigabitEthernet0/0/1 in its interfaces. Adapters keep what is
printed; what joins or shows tables asks here first. The full word is the maker's own: XGE is XGigabitEthernet on VRP
and Ten-GigabitEthernet on Comware.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hfcheck.network.facts import (
    Adjacency,
    Aggregate,
    ArpEntry,
    Interface,
    MacEntry,
    Neighbour,
    Optic,
    Route,
    StpPort,
    StpRoot,
    VirtualRouter,
    Vlan,
)

SHORT = re.compile(r"(?P<word>[A-Za-z][A-Za-z-]{0,30}) ?(?P<number>[0-9][0-9/:.]{0,30})")
IOS = {
    "Et": "Ethernet",
    "Fa": "FastEthernet",
    "Gi": "GigabitEthernet",
    "Tw": "TwoGigabitEthernet",
    "Fi": "FiveGigabitEthernet",
    "Te": "TenGigabitEthernet",
    "Twe": "TwentyFiveGigE",
    "Fo": "FortyGigabitEthernet",
    "Hu": "HundredGigE",
    "Po": "Port-channel",
    "Vl": "Vlan",
    "Lo": "Loopback",
    "Se": "Serial",
    "Tu": "Tunnel",
}
# Platform → the short word → the full one. What a platform never shortens is not here: 10GE1/0/1 is a full name.
WORDS: Mapping[str, Mapping[str, str]] = {
    "huawei_vrp": {
        "Eth": "Ethernet",
        "GE": "GigabitEthernet",
        "XGE": "XGigabitEthernet",
        "ME": "MEth",
        "Loop": "LoopBack",
    },
    "h3c_comware": {
        "Eth": "Ethernet",
        "GE": "GigabitEthernet",
        "XGE": "Ten-GigabitEthernet",
        "WGE": "Twenty-FiveGigE",
        "FGE": "FortyGigE",
        "HGE": "HundredGigE",
        "MGE": "M-GigabitEthernet",
        "M-GE": "M-GigabitEthernet",
        "BAGG": "Bridge-Aggregation",
        "RAGG": "Route-Aggregation",
        "Vlan": "Vlan-interface",
        "Loop": "LoopBack",
        "InLoop": "InLoopBack",
    },
    "cisco_ios": IOS,
    "ruijie_os": {
        "Fa": "FastEthernet",
        "Gi": "GigabitEthernet",
        "Te": "TenGigabitEthernet",
        "TF": "TFGigabitEthernet",
        "Fo": "FortyGigabitEthernet",
        "Hu": "HundredGigabitEthernet",
        "Ag": "AggregatePort",
        "Mg": "Mgmt",
        "Vl": "VLAN",
        "Lo": "Loopback",
    },
}
# RGOS writes "GigabitEthernet 0/1"; the others write the number at once.
GAPS = {"ruijie_os": " "}
# Which parts of a shape name ports of the device itself; the other end's port is in the other end's words.
FIELDS: Mapping[type, tuple[str, ...]] = {
    Adjacency: ("interface",),
    Aggregate: ("name", "members"),
    ArpEntry: ("interface",),
    Interface: ("name",),
    MacEntry: ("port",),
    Neighbour: ("port",),
    Optic: ("port",),
    Route: ("interface",),
    StpPort: ("port",),
    StpRoot: ("port",),
    VirtualRouter: ("interface",),
    Vlan: ("untagged", "tagged"),
}


def full_name(name: str, platform: str) -> str:
    """The full name of a port as the platform's interfaces have it; a name that is not known to be short stays."""
    found = SHORT.fullmatch(name)
    words = WORDS.get(platform, {})
    if found is None or (found["word"] not in words and found["word"] not in words.values()):
        return name
    return words.get(found["word"], found["word"]) + GAPS.get(platform, "") + found["number"]


def with_full_names(found: Any, platform: str) -> Any:
    """A fact (a shape, or a tuple of them) whose ports all have their full names; anything else as it is."""
    if isinstance(found, tuple):
        return tuple(with_full_names(row, platform) for row in found)
    fields = FIELDS.get(type(found), ())
    return replace(found, **{name: _full(getattr(found, name), platform) for name in fields}) if fields else found


def _full(value: Any, platform: str) -> Any:
    if isinstance(value, str):
        return full_name(value, platform)
    if isinstance(value, Mapping):
        return {full_name(name, platform): item for name, item in value.items()}
    return tuple(full_name(name, platform) for name in value) if isinstance(value, tuple) else value
