"""Every fact of IOS from the written outputs, in its shape."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hfcheck.network.cisco_ios.device_facts import memory
from hfcheck.network.command import commands
from hfcheck.network.facts import (
    FACTS,
    Adjacency,
    ArpEntry,
    Identity,
    Load,
    MacEntry,
    Neighbour,
    Part,
    PartState,
    Restart,
    Route,
    Sensor,
    Serial,
    StpPort,
    StpRoot,
    VirtualRouter,
    Vlan,
    sources,
)
from hfcheck.network.observed import Heard, Missing, Outcome, read
from hfcheck.network.reply import State

PLATFORM = "cisco_ios"
FIXTURES = Path(__file__).parents[3] / "fixtures" / "network" / PLATFORM


def fact(name: str, place: int = 0, case: str = "access") -> Any:
    source = sources(PLATFORM, name)[place]
    line = source.line.replace("mac-address-table", "mac address-table").removesuffix(" brief") + (
        " brief" if "standby" in source.line or "vrrp" in source.line else ""
    )
    slug = commands(PLATFORM)[line].slug
    return read(PLATFORM, name, Heard(source.line, Outcome.ANSWERED, (FIXTURES / slug / f"{case}.raw").read_text()))


TOLD = [(name, place) for name in FACTS for place in range(len(sources(PLATFORM, name)))]


@pytest.mark.parametrize(("name", "place"), TOLD)
def test_every_source_tells_its_fact_from_the_written_output(name: str, place: int) -> None:
    found = fact(name, place)
    assert not isinstance(found, Missing)
    shape = FACTS[name]
    if shape.startswith("tuple["):
        assert found
        assert {type(one).__name__ for one in found} == {shape.removeprefix("tuple[").removesuffix(", ...]")}
    else:
        assert type(found).__name__ == shape


def test_what_ios_cannot_tell_has_no_source() -> None:
    assert {name for name in FACTS if not sources(PLATFORM, name)} == {
        "modules",
        "high_availability",
        "sessions",
        "licences",
        "certificates",
    }


def test_identity_and_parts() -> None:
    assert fact("identity") == Identity("Cisco", "WS-C2960X-48TS-L", "15.2(7)E8", 35_353_020)
    assert fact("restarts") == (Restart("", "power-on"),)
    assert fact("identity", case="router").uptime_seconds == 3 * 3600 + 5 * 60
    assert fact("serials") == (Serial("1", "FOC9901X0AB"), Serial("GigabitEthernet1/0/49", "AVD9902Q3EF"))
    assert fact("cpu") == (Load("", 9.0),)
    assert fact("memory")[:2] == (Load("Processor", 22.5), Load("I/O", 50.0))
    assert fact("temperatures") == (
        Sensor("switch 1 inlet", 27.0, 56.0, normal=True),
        Sensor("switch 1 hotspot", 58.0, 125.0, normal=False),
        Sensor("switch 2", None, None, normal=True),
    )
    assert [part.state for part in fact("fans")] == [
        PartState.NORMAL,
        PartState.NORMAL,
        PartState.ABSENT,
        PartState.FAULTY,
        PartState.NORMAL,
    ]
    assert fact("power_supplies") == (
        Part("1A", PartState.NORMAL, "OK Good"),
        Part("1B", PartState.ABSENT, "Not Present"),
        Part("2A", PartState.FAULTY, "No Input Power Bad"),
    )


def test_a_port_without_a_link_is_not_one_that_was_shut() -> None:
    virtual, up, down, shut = fact("interfaces")
    assert (virtual.addresses, virtual.speed_mbps, virtual.duplex) == (("10.31.10.1/24",), None, None)
    assert (up.up, up.enabled, up.speed_mbps, up.duplex) == (True, True, 1000.0, "full")
    assert (up.input.errors, up.input.discards, up.output.discards) == (42, 7, 311)
    assert (up.input.bytes, up.input.broadcasts, up.input.multicasts) == (8_123_456_789_012, 41_001, 771_002)
    assert (up.output.bytes, up.output.broadcasts, virtual.input.multicasts) == (5_123_456_789_012, None, None)
    assert (down.up, down.enabled, down.input.errors) == (False, True, None)
    assert (shut.up, shut.enabled, shut.description) == (False, False, "unused, shut 2026-03")


def test_neighbours_on_the_links() -> None:
    first, second = fact("neighbours")
    assert first == Neighbour(
        "Gi1/0/48",
        "core-1",
        "GigabitEthernet0/0/1",
        "00:e0:fc:12:34:56",
        "S5735-L48T4S-A",
        ("10.31.0.1",),
        ("B", "R"),
    )
    assert (second.system_name, second.chassis_id, second.addresses) == (None, "10.31.10.77", ())
    assert [one.system_name for one in fact("neighbours", 1)] == ["rt-bank.example.net", "AP-hall-2"]
    assert fact("aggregates")[0].members == {"Gi1/0/45": True, "Gi1/0/46": True, "Gi1/0/47": False, "Gi1/0/48": True}
    assert [one.up for one in fact("aggregates")] == [True, False]
    assert fact("stp_roots") == (
        StpRoot("VLAN0001", "00:e0:fc:12:34:56", "GigabitEthernet1/0/48"),
        StpRoot("VLAN0010", "00:1e:14:a0:b0:80", None),
    )
    assert fact("stp_ports")[1] == StpPort("VLAN0001", "Gi1/0/47", "alternate", "blocking")
    assert fact("stp_ports")[3].state == "broken"


def test_tables() -> None:
    assert fact("vlans")[1] == Vlan(10, "OFFICE", ("Gi1/0/1", "Gi1/0/2", "Gi1/0/3", "Gi1/0/4", "Gi1/0/5"))
    assert fact("arp") == (
        ArpEntry("10.31.10.1", "00:1e:14:a0:b0:c1", "Vlan10", None, "interface", None),
        ArpEntry("10.31.10.21", "00:11:22:33:44:55", "Vlan10", None, "dynamic", 14),
        ArpEntry("10.31.10.99", None, None, None, "dynamic", 0),
    )
    assert fact("macs")[:2] == (
        MacEntry("01:00:0c:cc:cc:cc", None, None, "static"),
        MacEntry("00:11:22:33:44:55", 10, "Gi1/0/12", "dynamic"),
    )
    assert fact("routes")[5] == Route("10.99.0.0/16", "ospf", "10.31.0.1", "GigabitEthernet0/0/0", 110, 20)
    assert fact("routes")[7] == Route("192.168.7.0/24", "static", None, "Null0")
    assert [one.up for one in fact("ospf")] == [True, True, False]
    assert fact("bgp")[0] == Adjacency(
        "10.40.1.1", up=True, state="established", remote_as="65001", prefixes=9, seconds=1_209_600
    )
    assert fact("bgp")[1].seconds is None
    assert fact("vrrp") == (
        VirtualRouter("10", "Vl10", "master", "10.31.10.1"),
        VirtualRouter("20", "Vl20", "backup", "10.31.20.1"),
    )
    assert fact("vrrp", 1) == fact("vrrp")


def test_people_messages_and_secrets() -> None:
    assert [one.mine for one in fact("users")] == [False, True, False]
    assert (fact("clock").source, fact("clock", case="unsynchronised").synchronised) == ("10.31.0.123", False)
    assert (len(fact("log").entries), fact("log").complete) == (3, True)
    for name in ("running", "startup"):
        text = "\n".join(fact(name).lines)
        assert not any(secret in text for secret in ("$9$", "0822455D0A16544541", "094F471A1A0A", "hidden-from-nobody"))


@pytest.mark.parametrize(
    ("name", "said", "state"),
    [
        ("neighbours", "% LLDP is not enabled", State.UNSUPPORTED),
        ("bgp", "% BGP not active", State.UNSUPPORTED),
        ("clock", "%NTP is not enabled.", State.UNSUPPORTED),
        ("startup", "startup-config is not present", State.UNSUPPORTED),
        ("arp", "             ^\n% Invalid input detected at '^' marker.\n", State.REJECTED),
        ("arp", "% Incomplete command.", State.REJECTED),
        ("arp", "", State.EMPTY),
        ("arp", "Protocol  Address          Age (min)  Hardware Addr   Type   Interface", State.UNREADABLE),
    ],
)
def test_what_is_no_answer_is_a_state(name: str, said: str, state: State) -> None:
    found = read(PLATFORM, name, Heard(sources(PLATFORM, name)[0].line, Outcome.ANSWERED, said))
    assert isinstance(found, Missing)
    assert found.state is state


def test_a_buffer_that_is_always_full_is_no_full_memory() -> None:
    pools = [
        {"pool": name, "total": 1000, "used": used, "free": 1000 - used}
        for name, used in (("Processor", 400), ("lsmpi_io", 999))
    ]
    assert memory({"pools": pools}) == (Load("Processor", 40.0),)
