"""What the outputs of StoneOS come to in the shapes of all platforms."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hfcheck.network.answer import answer
from hfcheck.network.command import commands
from hfcheck.network.facts import (
    FACTS,
    Adjacency,
    ArpEntry,
    Clock,
    Expiry,
    HighAvailability,
    Identity,
    Interface,
    Load,
    MacEntry,
    OnlineUser,
    Optic,
    Part,
    PartState,
    Route,
    Sensor,
    Serial,
    Sessions,
    sources,
)
from hfcheck.readings.parsing import Unreadable

PLATFORM = "hillstone_stoneos"
FIXTURES = Path(__file__).parents[3] / "fixtures" / "network" / PLATFORM


def fact(name: str, case: str) -> Any:
    """The fact that the written output `case` tells."""
    source = sources(PLATFORM, name)[0]
    raw = (FIXTURES / commands(PLATFORM)[source.line].slug / f"{case}.raw").read_bytes().decode()
    return source.read(answer(PLATFORM, source.line, raw).values)


TOLD = [
    ("identity", "firewall", Identity("Hillstone", "SG-6000-A1000", "SG6000-A-2-5.5R10P3-v6.bin", 8_741_200)),
    ("serials", "firewall", (Serial("", "2511900000000001"),)),
    ("cpu", "firewall", (Load("", 1.5),)),
    ("memory", "firewall", (Load("", 30.0),)),
    (
        "temperatures",
        "firewall",
        (
            Sensor("CPU", 47.0, 90.0, None),
            Sensor("Slot_Inlet", 33.0, 90.0, None),
            Sensor("Switch", None, 90.0, None),
        ),
    ),
    ("fans", "firewall", (Part("Fan", PartState.NORMAL, "Fine"),)),
    (
        "power_supplies",
        "firewall",
        (Part("PS0", PartState.NORMAL, "Fine"), Part("PS1", PartState.FAULTY, "Fail/No power")),
    ),
    (
        "modules",
        "chassis",
        (
            Part("slot1", PartState.NORMAL, "Online"),
            Part("slot2", PartState.ABSENT, "Empty"),
            Part("slot3", PartState.FAULTY, "Offline"),
        ),
    ),
    (
        "optics",
        "modules",
        (
            Optic("xethernet0/6", -24.1, -3.21, -16.0, -1.2, -9.0, -1.5, 38.25, 6.12),
            Optic("xethernet0/7", None, None),
        ),
    ),
    (
        "arp",
        "firewall",
        (
            ArpEntry("10.43.2.99", "00:50:56:aa:00:99", "ethernet0/3", None, "dynamic", 14.0),
            ArpEntry("10.43.2.1", "00:1c:54:aa:00:19", "ethernet0/3", None, "dynamic", 0.5),
            ArpEntry("10.43.2.5", "00:1c:54:aa:00:55", "trust-vr", None, "static", None),
        ),
    ),
    ("arp", "nobody", ()),
    (
        "macs",
        "firewall",
        (
            MacEntry("00:1c:54:aa:00:7b", None, None, "self"),
            MacEntry("00:50:56:aa:00:31", None, "ethernet0/4", "dynamic"),
        ),
    ),
    (
        "ospf",
        "two",
        (
            Adjacency("10.43.0.2", True, "full", "ethernet0/1"),
            Adjacency("10.43.0.3", False, "exstart", "aggregate1"),
        ),
    ),
    ("high_availability", "master", HighAvailability("active", None, None, "master")),
    ("sessions", "firewall", Sessions(20_512, 2_000_000)),
    ("clock", "disabled", Clock(False, None, None, None)),
    (
        "users",
        "two",
        (OnlineUser("hillstone", "console", None), OnlineUser("netadmin", "ssh", "10.43.1.7", mine=None)),
    ),
    (
        "licences",
        "firewall",
        (
            Expiry("Platform", "2031-03-31", "Authorized"),
            Expiry("URL DB", "2026-03-05", "Authorized"),
            Expiry("VSYS", None, "Authorized"),
            Expiry("SSL VPN", "2027-09-28", "Authorized"),
        ),
    ),
]


@pytest.mark.parametrize(("name", "case", "expected"), TOLD, ids=[f"{name}-{case}" for name, case, _ in TOLD])
def test_an_output_tells_the_fact(name: str, case: str, expected: object) -> None:
    assert fact(name, case) == expected


def test_an_interface_without_a_link_is_not_one_that_was_shut() -> None:
    bank, management, down, shut = fact("interfaces", "release_5_5")
    assert bank == Interface(
        name="aggregate1",
        up=True,
        enabled=True,
        description="to the bank",
        mac="00:1c:54:aa:00:72",
        addresses=("10.255.1.1/30",),
        protocol_up=True,
    )
    assert management.addresses == ("192.168.1.1/24", "2001:db8::1/64")
    assert (down.up, down.enabled) == (False, True)
    assert (shut.up, shut.enabled) == (False, False)


def test_only_routes_that_are_used_are_told() -> None:
    routes = fact("routes", "two_routers")
    assert "10.9.0.0/16" not in {route.destination for route in routes}
    assert routes[1] == Route("0.0.0.0/0", "static", "10.43.3.1", "ethernet0/1", 1, 0)
    assert routes[-1] == Route("192.168.1.0/24", "direct", None, "MGT0")


def test_a_log_keeps_what_stands_below_an_entry() -> None:
    log = fact("log", "entries")
    assert [(entry.severity, entry.module) for entry in log.entries] == [(4, "NET"), (5, "MGMT"), (2, "HA")]
    assert log.entries[1].text.endswith("from 10.43.1.7 and stayed")
    assert log.complete is None


def test_a_configuration_keeps_its_lines_and_no_secret() -> None:
    running = fact("running", "running")
    assert running.hostname == "FW-1"
    assert "  manage ssh" in running.lines
    assert not any("Not4You" in line for line in running.lines)


def test_a_client_that_is_enabled_does_not_say_that_its_clock_follows() -> None:
    with pytest.raises(Unreadable, match="expected whether the clock follows its source"):
        fact("clock", "enabled")


def test_a_trial_without_a_day_is_not_one_that_never_ends() -> None:
    with pytest.raises(Unreadable, match="expected the day on which QoS expires, found 0 days left"):
        fact("licences", "trial")


@pytest.mark.parametrize("name", ["temperatures", "fans", "power_supplies"])
def test_a_model_that_prints_no_such_section_tells_nothing_of_it(name: str) -> None:
    with pytest.raises(Unreadable, match=f"expected {name.replace('_', ' ')}, found none"):
        sources(PLATFORM, name)[0].read({"temperatures": [], "fans": [], "power_supplies": []})


def test_every_source_is_a_command_and_facts_without_one_are_named() -> None:
    for name in FACTS:
        assert all(source.line in commands(PLATFORM) for source in sources(PLATFORM, name))
    assert [name for name in FACTS if not sources(PLATFORM, name)] == [
        "restarts",
        "neighbours",
        "aggregates",
        "stp_ports",
        "stp_roots",
        "vlans",
        "bgp",
        "vrrp",
        "certificates",
    ]
