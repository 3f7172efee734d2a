"""What the tests of the simulator have to know about each platform: what it does not tell, and how it talks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from .telling import NONE, shortener

# What our faults know and a device of this kind does not say.
UNSAID = frozenset({"said", "normal", "offset_ms", "stratum", "prefixes", "flapped_seconds"})


@dataclass(frozen=True, kw_only=True)
class Typing:
    """How a port is configured by hand.

    `enter` leads to the configuration, `prompt` is that of the port's view; `save` saves from the configuration's
    outside, which prints `saved`; `unpaged` asks for no pages. `refusals`: a line → what our reader tells of its
    refusal.
    """

    enter: str
    port: str
    prompt: str
    leave: str = "end"
    negation: str = "no"
    save: tuple[str, ...]
    saved: str
    unpaged: str
    refusals: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Simulated:
    """`faults`: release → the faults of an ill device of it. `untold`: fact → fields that no output tells.

    `unsaid`: fields that an ill device does not tell either. `unreadable`: facts that the platform leaves open.
    `unordered`: facts that come in the order of ports, whatever order the state has. `refused`: the lines that each
    device refuses. `read`: how many it has to answer at the least.
    """

    faults: Mapping[str, Mapping[str, Any]]
    short: Callable[[str], str]
    untold: Mapping[str, frozenset[str]] = field(default_factory=dict)
    unsaid: frozenset[str] = UNSAID
    unreadable: frozenset[str] = NONE
    unordered: frozenset[str] = NONE
    refused: frozenset[str] | None = None
    read: int = 0
    typing: Typing

    def untold_of(self, fact: str, *, ill: bool) -> frozenset[str]:
        # The time since the start runs on between the question and here.
        runs_on = frozenset({"uptime_seconds"}) if fact == "identity" else NONE
        return self.untold.get(fact, NONE) | runs_on | (self.unsaid if ill else NONE)


UNCOUNTED = {"interfaces": frozenset({"broadcasts", "multicasts"})}
IOS = Simulated(
    faults={
        "ios": {
            "port_down": "GigabitEthernet1/0/2",
            "half_duplex": "GigabitEthernet1/0/3",
            "fan_faulty": 2,
            "power_faulty": 1,
            "cpu": 96,
            "memory": 91,
            "hot": 92,
            "optic_low": "GigabitEthernet1/1/2",
            "ntp_lost": True,
            "neighbour_lost": "GigabitEthernet1/1/1",
            "unknown_mac": {"mac": "b0:95:8e:00:00:01", "vlan": 20, "port": "GigabitEthernet1/0/5"},
            "route_lost": "0.0.0.0/0",
            "ospf_down": "10.20.255.1",
            "bgp_down": "10.20.0.254",
        }
    },
    short=shortener(("TenGigabitEthernet", "Te"), ("GigabitEthernet", "Gi"), ("Port-channel", "Po"), ("Vlan", "Vl")),
    untold=UNCOUNTED,
    refused=frozenset({"show standby brief"}),
    typing=Typing(
        enter="configure terminal",
        port="GigabitEthernet1/0/1",
        prompt="sw1(config-if)#",
        save=("write memory",),
        saved="[OK]",
        unpaged="terminal length 0",
        refusals={
            "show nothing": "% Invalid input detected at '^' marker.",
            "show": "% Incomplete command.",
            "show ip": "% Incomplete command.",
        },
    ),
)
RGOS = Simulated(
    faults={
        "rgos12": {
            "port_down": "GigabitEthernet 0/2",
            "half_duplex": "GigabitEthernet 0/3",
            "fan_faulty": 2,
            "power_faulty": 1,
            "cpu": 96,
            "memory": 91,
            "hot": 92,
            "optic_low": "TenGigabitEthernet 0/26",
            "ntp_lost": True,
            "neighbour_lost": "TenGigabitEthernet 0/25",
            "unknown_mac": {"mac": "b0:95:8e:00:00:01", "vlan": 20, "port": "GigabitEthernet 0/5"},
            "route_lost": "0.0.0.0/0",
            "ospf_down": "10.20.255.1",
            "bgp_down": "10.20.0.254",
        }
    },
    short=shortener(
        ("TenGigabitEthernet", "Te"),
        ("GigabitEthernet", "Gi"),
        ("AggregatePort", "Ag"),
        # So `show lacp summary` calls them.
        ("Aggregate port", "Ag"),
    ),
    untold=UNCOUNTED,
    refused=frozenset({"show bgp ipv4 unicast summary", "show interfaces transceiver"}),
    typing=Typing(
        enter="configure terminal",
        port="GigabitEthernet 0/1",
        prompt="sw1(config-if-GigabitEthernet 0/1)#",
        save=("write",),
        saved="[OK]",
        unpaged="terminal length 0",
        refusals=IOS.typing.refusals,
    ),
)
STONEOS = Simulated(
    faults={
        "stoneos5": {
            "port_down": "ethernet0/2",
            "fan_faulty": 2,
            "power_faulty": 1,
            "cpu": 96,
            "memory": 91,
            "hot": 99,
            "optic_low": "xethernet0/4",
            "unknown_mac": {"mac": "b0:95:8e:00:00:01", "port": "ethernet0/1", "ip": "10.20.20.99"},
            "route_lost": "0.0.0.0/0",
            "ospf_down": "10.20.255.1",
            "licence_expires": "2026-11-30",
        }
    },
    short=shortener(("xethernet", "xe")),
    untold={"log": frozenset({"complete"})},
    # StoneOS says what its clock is set to follow, not whether it does.
    unreadable=frozenset({"clock"}),
    refused=frozenset(),
    typing=Typing(
        enter="configure",
        port="ethernet0/1",
        prompt="sw1(config-if-eth0/1)#",
        save=("save", "y"),
        saved="Saving configuration is finished",
        unpaged="terminal length 0",
        refusals={
            "show nothing": "^-----unrecognized keyword nothing",
            "show": "^-----incomplete command",
            "show ip": "^-----incomplete command",
        },
    ),
)
COMWARE = Simulated(
    faults={
        "v7": {
            "port_down": "GigabitEthernet1/0/2",
            "half_duplex": "GigabitEthernet1/0/3",
            "fan_faulty": 2,
            "power_faulty": 1,
            "cpu": 96,
            "memory": 91,
            "hot": 92,
            "optic_low": "Ten-GigabitEthernet1/0/26",
            "ntp_lost": True,
            "neighbour_lost": "Ten-GigabitEthernet1/0/25",
            "unknown_mac": {
                "mac": "b0:95:8e:00:00:01",
                "vlan": 20,
                "port": "GigabitEthernet1/0/5",
                "ip": "10.20.20.99",
            },
            "duplicate_ip": {"ip": "10.20.20.11", "mac": "b0:95:8e:00:00:02"},
            "route_lost": "0.0.0.0/0",
            "ospf_down": "10.20.255.1",
            "rebooted": 7,
        },
        "firewall": {},
        "v5": {},
    },
    short=shortener(
        ("Ten-GigabitEthernet", "XGE"),
        ("GigabitEthernet", "GE"),
        ("Bridge-Aggregation", "BAGG"),
        ("Vlan-interface", "Vlan"),
        ("InLoopBack", "InLoop"),
    ),
    # Releases print the age of an address in seconds or in minutes and do not say which; a pair says more than its
    # state.
    untold={"arp": frozenset({"minutes"}), "high_availability": frozenset({"said"})},
    unsaid=frozenset({"said", "normal", "offset_ms"}),
    read=25,
    typing=Typing(
        enter="system-view",
        port="GigabitEthernet1/0/1",
        prompt="[sw1-GigabitEthernet1/0/1]",
        leave="return",
        negation="undo",
        save=("save force",),
        saved="successfully",
        unpaged="screen-length disable",
        refusals={
            "display nothing": "% Unrecognized command found at '^' position.",
            "display": "% Incomplete command found at '^' position.",
            "display interface GigabitEthernet9/0/9": "% Wrong parameter found at '^' position.",
            "configuration commit delay 5": "% Unrecognized command found at '^' position.",
        },
    ),
)
VRP = Simulated(
    faults={
        "vrp5": {
            "port_down": "XGigabitEthernet0/0/2",
            "fan_faulty": 1,
            "power_faulty": 2,
            "cpu": 96,
            "hot": 71,
            "optic_low": "XGigabitEthernet0/0/1",
            "duplicate_ip": {"ip": "172.30.10.2", "mac": "b0:95:8e:00:00:01"},
            "unknown_mac": {"mac": "b0:95:8e:00:00:02", "vlan": 10, "port": "GigabitEthernet0/0/9"},
            "neighbour_unknown": {"port": "GigabitEthernet0/0/9", "system_name": "TL-WR"},
            "half_duplex": "GigabitEthernet0/0/2",
            "ntp_lost": True,
            "rebooted": 5,
        },
        "vrp8": {
            "fan_faulty": 2,
            "power_faulty": 1,
            "memory": 97,
            "hot": 55,
            "port_down": "10GE1/0/2",
            "ospf_down": "10.255.0.1",
        },
        "ar": {"bgp_down": "172.30.61.2", "route_lost": "0.0.0.0/0", "rebooted": 5},
        "usg": {"licence_expires": "2026-01-31", "certificate_expires": "2026-02-28"},
    },
    short=shortener(("XGigabitEthernet", "XGE"), ("GigabitEthernet", "GE")),
    unsaid=frozenset({"said"}),
    unordered=frozenset({"neighbours"}),
    typing=Typing(
        enter="system-view",
        port="GigabitEthernet0/0/1",
        prompt="[sw1-GigabitEthernet0/0/1]",
        leave="return",
        negation="undo",
        save=("save", "y"),
        saved="successfully",
        unpaged="screen-length 0 temporary",
        refusals={
            "display nothing": "Error: Unrecognized command found at '^' position.",
            "display": "Error: Incomplete command found at '^' position.",
            "display interface GigabitEthernet9/9/9": "Error: Wrong parameter found at '^' position.",
        },
    ),
)
PLATFORMS = {
    "cisco_ios": IOS,
    "ruijie_os": RGOS,
    "hillstone_stoneos": STONEOS,
    "h3c_comware": COMWARE,
    "huawei_vrp": VRP,
}
# Each release in health and, if it has faults, with them.
DEVICES = [
    (name, release, ill)
    for name, simulated in PLATFORMS.items()
    for release, faults in simulated.faults.items()
    for ill in ((False, True) if faults else (False,))
]


def of(name: str) -> list[tuple[str, str, bool]]:
    """The devices of a platform."""
    return [one for one in DEVICES if one[0] == name]


def named(found: tuple[str, str, bool] | str) -> str:
    """A device as a test calls it."""
    return found if isinstance(found, str) else f"{found[1]}{'-ill' if found[2] else ''}"


EACH_DEVICE = pytest.mark.parametrize("pair", DEVICES, ids=named, indirect=True)
