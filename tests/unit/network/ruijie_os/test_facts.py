"""What the outputs of RGOS come to in the shapes of all platforms."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hfcheck.network.answer import answer
from hfcheck.network.command import commands
from hfcheck.network.facts import (
    FACTS,
    Adjacency,
    Aggregate,
    ArpEntry,
    Clock,
    Identity,
    Interface,
    Load,
    MacEntry,
    Neighbour,
    OnlineUser,
    Optic,
    Part,
    PartState,
    Route,
    Sensor,
    Serial,
    StpPort,
    StpRoot,
    Traffic,
    VirtualRouter,
    sources,
)
from hfcheck.readings.parsing import Unreadable

PLATFORM = "ruijie_os"
FIXTURES = Path(__file__).parents[3] / "fixtures" / "network" / PLATFORM


def fact(name: str, case: str, at: int = 0) -> Any:
    """The fact that the written output `case` tells, by the platform's source number `at`."""
    source = sources(PLATFORM, name)[at]
    raw = (FIXTURES / commands(PLATFORM)[source.line].slug / f"{case}.raw").read_bytes().decode()
    return source.read(answer(PLATFORM, source.line, raw).values)


TOLD = [
    ("identity", "switch", Identity("Ruijie", "S5750C-28GT4XS-H", "S5750C_RGOS 12.5(4)B0703", 23_166_492)),
    (
        "serials",
        "stack_of_release_10",
        (
            Serial("", "2683DH0000001"),
            Serial("Device-1", "2683DH0000001"),
            Serial("Device-2", "2683DH0000002"),
        ),
    ),
    ("cpu", "slots", (Load("Slot 1/0", 7.5), Load("Slot 2/0", 90.5))),
    ("memory", "release_10", (Load("", 69.0),)),
    ("temperatures", "status", (Sensor("Inlet", 31.0, None, True), Sensor("Switch chip", 58.0, None, False))),
    (
        "temperatures",
        "limits",
        (Sensor("1 M7800C-48GT4XS", 46.0, 75.0, None), Sensor("2 M7800C-24SFP", None, 75.0, None)),
    ),
    (
        "fans",
        "switch",
        (
            Part("1", PartState.NORMAL, "ok"),
            Part("2", PartState.FAULTY, "fail"),
            Part("3", PartState.ABSENT, "absent"),
        ),
    ),
    (
        "power_supplies",
        "chassis",
        (
            Part("1", PartState.NORMAL, "LinkAndPower"),
            Part("2", PartState.FAULTY, "LinkAndNoPower"),
            Part("3", PartState.ABSENT, "NoLink"),
        ),
    ),
    (
        "optics",
        "modules",
        (
            Optic("TenGigabitEthernet 0/25", -4.15, -3.08, celsius=36.0, bias_ma=7.02, normal=True),
            Optic("TenGigabitEthernet 0/26", -31.55, -3.11, celsius=43.0, bias_ma=7.1, normal=False),
        ),
    ),
    ("aggregates", "two", (Aggregate("Aggregate port 1", True, {"Gi0/23": True, "Gi0/24": False}),)),
    (
        "stp_ports",
        "mstp",
        (
            StpPort("0", "Gi0/1", "root", "forwarding"),
            StpPort("0", "Gi0/2", "designated", "forwarding"),
            StpPort("0", "Gi0/3", "alternate", "discarding"),
            StpPort("0", "Ag1", "designated", "learning"),
        ),
    ),
    (
        "stp_roots",
        "mstp",
        (
            StpRoot("0", "00:d0:f8:cc:00:02", "GigabitEthernet 0/1", 12, 192_708),
            StpRoot("1", "00:d0:f8:aa:00:00", None, 840, 129),
        ),
    ),
    ("stp_roots", "off", ()),
    (
        "macs",
        "switch",
        (
            MacEntry("00:d0:f8:cc:00:02", 1, "GigabitEthernet 0/1"),
            MacEntry("00:50:56:aa:00:21", 10, "AggregatePort 1", "static"),
            MacEntry("00:50:56:aa:00:ff", 10, None, "filter"),
        ),
    ),
    (
        "ospf",
        "two",
        (
            Adjacency("10.43.0.2", True, "full", "GigabitEthernet 0/23"),
            Adjacency("10.43.0.3", False, "init", "VLAN 20"),
        ),
    ),
    (
        "bgp",
        "two",
        (
            Adjacency("10.255.0.2", True, "established", None, "65002", 12, 66_001),
            Adjacency("10.255.0.6", False, "active", None, "65003", None, None),
        ),
    ),
    (
        "vrrp",
        "two",
        (
            VirtualRouter("1", "VLAN 10", "master", "10.43.10.254"),
            VirtualRouter("2", "VLAN 20", "backup", "10.43.20.254"),
            VirtualRouter("3", "GigabitEthernet 0/9", "initialize", "10.43.30.254"),
        ),
    ),
    ("clock", "follows", Clock(True, "10.43.1.5", 4, 2.25)),
    ("clock", "follows_nothing", Clock(False, None, 16, None)),
    ("users", "two", (OnlineUser(None, "con 0", None), OnlineUser("netadmin", "vty 0", "10.43.1.7", True))),
]


@pytest.mark.parametrize(("name", "case", "expected"), TOLD, ids=[f"{name}-{case}" for name, case, _ in TOLD])
def test_an_output_tells_the_fact(name: str, case: str, expected: object) -> None:
    assert fact(name, case) == expected


def test_interfaces_tell_state_settings_and_traffic() -> None:
    up, shut, vlan = fact("interfaces", "switch")
    assert up == Interface(
        name="GigabitEthernet 0/1",
        up=True,
        enabled=True,
        description="to county office Zhijiang",
        speed_mbps=1000,
        duplex="full",
        mac="00:d0:f8:aa:00:01",
        mtu=1500,
        protocol_up=True,
        flapped_seconds=1_109_070,
        input=Traffic(81_200_345_117, 7, 3, 204_711, 64_003_127_780_215, 5_120_044),
        output=Traffic(90_311_204_455, 0, 0, 318_402, 71_200_994_310_022),
    )
    assert (shut.up, shut.enabled, shut.duplex, shut.speed_mbps) == (False, False, None, None)
    # What the device does not count is not zero.
    assert (vlan.addresses, vlan.input) == (("10.43.10.254/24", "2001:db8:10::1/64"), Traffic())


def test_arp_tells_who_is_still_asked_for() -> None:
    entries = fact("arp", "switch")
    assert entries[1] == ArpEntry("10.43.10.21", "00:50:56:aa:00:21", "VLAN 10", 10, "dynamic", 3)
    assert entries[2] == ArpEntry("10.43.10.22", None, "VLAN 10", 10, "dynamic", None)
    assert entries[3].vlan is None


def test_neighbours_on_one_port_are_two() -> None:
    core, *others = fact("neighbours", "two_ports")
    assert core == Neighbour(
        "GigabitEthernet 0/1",
        "Core-2",
        "GigabitEthernet 0/24",
        "00:d0:f8:cc:00:02",
        "Ruijie Full Gigabit Routing Switch second line of the description",
        ("10.43.0.2",),
        ("bridge", "router"),
    )
    assert [(other.port, other.port_id) for other in others] == [
        ("GigabitEthernet 0/9", "eth0"),
        ("GigabitEthernet 0/9", "0011.2233.4455"),
    ]


def test_routes_of_one_destination_are_two() -> None:
    routes = fact("routes", "switch")
    assert [route.next_hop for route in routes if route.destination == "10.44.0.0/16"] == ["10.255.0.6", "10.255.0.10"]
    assert routes[0] == Route("0.0.0.0/0", "static", "10.255.0.2", None, 1, 0)


def test_a_log_tells_whether_it_is_complete() -> None:
    log = fact("log", "with_years")
    assert (log.complete, log.entries[0].at, log.entries[0].severity) == (True, "2026-11-23T09:12:23", 3)
    assert fact("log", "nothing_logged").entries == ()


def test_a_log_without_years_is_no_log() -> None:
    with pytest.raises(Unreadable, match=r"expected times with a year \(service timestamps log datetime year\)"):
        fact("log", "without_years")


def test_a_device_without_a_serial_number_tells_none() -> None:
    with pytest.raises(Unreadable, match="expected a serial number, found none"):
        sources(PLATFORM, "serials")[0].read({"parts": [], "serial": None})


def test_a_configuration_keeps_its_lines_and_no_secret() -> None:
    running = fact("running", "switch")
    assert running.hostname == "Core-1"
    assert " name office" in running.lines
    assert not any("Not4You" in line or "08361d0a1b5c" in line for line in running.lines)


def test_a_release_that_asks_for_bgp_in_another_way_tells_the_same() -> None:
    assert fact("bgp", "one", at=1) == (Adjacency("10.255.0.2", True, "established", None, "65002", 0, 777_600),)


def test_every_source_is_a_command_and_facts_without_one_are_named() -> None:
    for name in FACTS:
        assert all(source.line in commands(PLATFORM) for source in sources(PLATFORM, name))
    assert [name for name in FACTS if not sources(PLATFORM, name)] == [
        "restarts",
        "modules",
        "vlans",
        "high_availability",
        "sessions",
        "licences",
        "certificates",
    ]
