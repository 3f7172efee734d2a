"""Every fact of a Comware device in its shape, from the outputs that are written for this project."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from hfcheck.network import facts
from hfcheck.network.command import find
from hfcheck.network.facts import (
    FACTS,
    Adjacency,
    Aggregate,
    ArpEntry,
    Clock,
    Configuration,
    Expiry,
    HighAvailability,
    Identity,
    Interface,
    Load,
    LogEntry,
    MacEntry,
    Neighbour,
    OnlineUser,
    Optic,
    Part,
    PartState,
    Restart,
    Route,
    Sensor,
    Serial,
    Sessions,
    StpPort,
    StpRoot,
    Traffic,
    VirtualRouter,
    Vlan,
    sources,
)
from hfcheck.network.h3c_comware import device_facts, port_facts, routing_facts
from hfcheck.network.observed import Heard, Missing, Outcome, document, fact_of, read
from hfcheck.network.reply import State
from hfcheck.readings.parsing import Unreadable

PLATFORM = "h3c_comware"
FIXTURES = Path(__file__).parents[3] / "fixtures" / "network" / PLATFORM
# No command lists the local certificates of all domains.
UNTOLD = {"certificates"}


def output(line: str, case: str) -> str:
    """A written output of a command."""
    return (FIXTURES / find(PLATFORM, line).slug / f"{case}.raw").read_text(encoding="utf-8")


def told(fact: str, line: str, case: str) -> Any:
    """The fact that a written output comes to, by way of its document."""
    return fact_of(document(PLATFORM, fact, [Heard(line, Outcome.ANSWERED, output(line, case))]))


RESTARTS = (Restart("", "Power on"), Restart("slot 1", "ColdReboot"), Restart("slot 2", "WatchDogReboot"))
FIRST = [
    ("identity", "display version", "stack", Identity(
        "H3C", "S5560X-30C-EI", "7.1.070 Release 6616P01", 24969900)),
    ("restarts", "display version", "stack", RESTARTS),
    ("identity", "display version", "v5", Identity("H3C", "S5500-28C-EI", "5.20 Release 2208", 33440340)),
    ("high_availability", "display remote-backup-group status", "standby", HighAvailability(
        "standby", True, False, "mode active/standby, management_role secondary, data_channel connected,"
        " control_channel connected, hot_backup enabled, consistency inconsistent", True)),
    ("high_availability", "display remote-backup-group status", "alone", HighAvailability(
        "active", False, None, "mode active/standby, management_role primary, data_channel disconnected,"
        " control_channel disconnected, hot_backup enabled, consistency not performed", True)),
    ("sessions", "display session statistics summary", "two_boards", Sessions(48218, None)),
    ("sessions", "display session statistics", "v5", Sessions(593951, None)),
    ("clock", "display ntp-service status", "follows", Clock(True, "10.43.0.5", 3, None)),
    ("clock", "display ntp-service status", "alone", Clock(False, None, 16, None)),
    ("stp_roots", "display stp", "switched_off", ()),
    ("vrrp", "display vrrp", "none_configured", ()),
    ("neighbours", "display lldp neighbor-information list", "nobody", ()),
    ("ospf", "display ospf peer", "nobody", ()),
]  # fmt: skip


@pytest.mark.parametrize(("fact", "line", "case", "expected"), FIRST, ids=[f"{each[0]}-{each[2]}" for each in FIRST])
def test_a_fact_is_told(fact: str, line: str, case: str, expected: object) -> None:
    assert told(fact, line, case) == expected


ROWS = [
    ("serials", "display device manuinfo", "stack", (0, 3), Serial("slot 1 cpu 0", "219801A0AAA000000001")),
    ("serials", "display device manuinfo", "silent_parts", (0, 1), Serial("slot 1", "219801A0CCC000000001")),
    ("cpu", "display cpu-usage", "single", (0, 1), Load("", 25.0)),
    ("cpu", "display cpu-usage", "stack", (1, 2), Load("slot 2", 60.0)),
    ("memory", "display memory", "stack", (1, 2), Load("slot 2", 91.0)),
    ("memory", "display memory", "v5", (0, 1), Load("", 41.0)),
    ("temperatures", "display environment", "stack", (1, 3), Sensor("slot 1 inflow 1", -3.0, 70.0, None)),
    ("temperatures", "display environment", "v5_boards", (0, 2), Sensor("slot 0 board", 37.0, 65.0, None)),
    ("temperatures", "display environment", "v5_boards", (1, 2), Sensor("slot 1 board", None, 65.0, None)),
    ("temperatures", "display environment", "v5_upper_limits", (1, 2), Sensor("slot 2 hotspot 1", 45.0, 97.0, None)),
    ("fans", "display fan", "stack", (1, 3), Part("slot 1 fan 2", PartState.FAULTY, "fanerror")),
    ("fans", "display fan", "stack", (2, 3), Part("slot 2 fan 1", PartState.ABSENT, "absent")),
    ("power_supplies", "display power", "table", (0, 3), Part("slot 1 power 1", PartState.NORMAL, "normal")),
    ("power_supplies", "display power-supply", "blocks", (1, 2), Part("power 1", PartState.FAULTY, "fault")),
    ("modules", "display device", "wrapped", (1, 2), Part("slot 2", PartState.NORMAL, "standby")),
    ("modules", "display device", "v5_cards", (0, 3), Part("slot 1", PartState.NORMAL, "normal")),
    ("modules", "display device", "v5_cards", (1, 3), Part("slot 1 subslot 1", PartState.FAULTY, "fault")),
    ("interfaces", "display interface", "access", (0, 2), Interface(
        "GigabitEthernet1/0/7", up=False, enabled=False, description="二楼大厅 叫号机（停用）", mac="9c:e8:95:00:77:f1",
        protocol_up=False, input=Traffic(0, 0, None, 0, 0, 0, 0), output=Traffic(0, 0, None, 0, 0, 0, 0))),
    ("interfaces", "display interface", "access", (1, 2), Interface(
        "Vlan-interface101", up=True, enabled=True, mac="9c:e8:95:00:77:f0", mtu=1500, protocol_up=True,
        addresses=("10.43.1.254/24", "10.43.2.254/24"), input=Traffic(88100, None, 4, 9608, 9012200),
        output=Traffic(70021, None, 0, 7200, 7111000))),
    ("interfaces", "display interface", "v5_leading_blank", (1, 2), Interface(
        "NULL0", up=True, enabled=True, mtu=1500, protocol_up=True)),
    ("optics", "display transceiver diagnosis interface", "three_cages", (0, 2), Optic(
        "Ten-GigabitEthernet1/0/49", -35.64, -5.19, -10.9, 0.0, -8.3, 0.0, 36.0, 6.13)),
    ("optics", "display transceiver diagnosis interface", "three_cages", (1, 2), Optic(
        "Ten-GigabitEthernet2/0/49", -4.1, -2.6, celsius=35.0, bias_ma=6.0)),
    ("neighbours", "display lldp neighbor-information verbose", "two_on_a_port", (0, 2), Neighbour(
        "GigabitEthernet1/0/12", "HH-ACC-03", "GigabitEthernet1/0/25", "3c:8c:40:11:00:01",
        "H3C Comware Platform Software, Software Version 7.1.070, Release 6328P03", ("172.16.254.13",), ("bridge",))),
    ("neighbours", "display lldp neighbor-information", "short", (0, 2), Neighbour(
        "Ten-GigabitEthernet1/0/51", None, "Ten-GigabitEthernet1/0/2", "9c:e8:95:00:77:f0",
        capabilities=("bridge", "router"))),
    ("neighbours", "display lldp neighbor-information", "v5_in_full", (0, 1), Neighbour(
        "GigabitEthernet1/0/1", "HH-ACC-7", "GigabitEthernet1/0/24", "00:0f:e2:55:00:02",
        "H3C Comware Platform Software", ("10.43.0.17",), ("bridge",))),
    ("neighbours", "display lldp neighbor-information list", "wrapped", (2, 3), Neighbour(
        "GigabitEthernet1/0/30", None, "Port 1", "10.43.1.77")),
    ("aggregates", "display link-aggregation verbose", "dynamic_and_static", (0, 2), Aggregate(
        "Bridge-Aggregation11", True, {"Ten-GigabitEthernet1/0/49": True, "Ten-GigabitEthernet2/0/49": False})),
    ("stp_ports", "display stp brief", "ports", (1, 3), StpPort(
        "0", "GigabitEthernet1/0/1", "designated", "discarding", "loop")),
    ("stp_ports", "display stp brief", "per_vlan", (0, 1), StpPort(
        "vlan 101", "GigabitEthernet1/0/1", "designated", "forwarding", "root")),
    ("stp_roots", "display stp", "two_trees", (0, 2), StpRoot(
        "0", "3c:8c:40:11:00:01", "Ten-GigabitEthernet1/0/51", 17, 273906)),
    ("stp_roots", "display stp", "two_trees", (1, 2), StpRoot("1", "9c:e8:95:00:77:f0", None, 0)),
    ("stp_roots", "display stp", "per_vlan", (0, 1), StpRoot("vlan 101", "9c:e8:95:00:77:f0", None, 1, 9)),
    ("stp_roots", "display stp root", "here_and_there", (1, 2), StpRoot(
        "1", "3c:8c:40:11:00:01", "Bridge-Aggregation11")),
    ("vlans", "display vlan all", "ports", (0, 2), Vlan(
        101, "business", ("GigabitEthernet1/0/1", "GigabitEthernet1/0/2", "GigabitEthernet1/0/3"),
        ("Bridge-Aggregation11", "Ten-GigabitEthernet1/0/50"))),
    ("arp", "display arp", "core", (2, 4), ArpEntry(
        "172.16.254.2", "9c:e8:95:00:77:f0", "M-GigabitEthernet0/0/0", None, "dynamic")),
    ("arp", "display arp", "virtual_switch", (0, 2), ArpEntry("10.43.1.11", "3c:8c:40:11:0a:01", "Tunnel1")),
    ("macs", "display mac-address", "access", (0, 3), MacEntry("3c:8c:40:11:0a:01", 101, "GigabitEthernet1/0/1")),
    ("macs", "display mac-address", "access", (2, 3), MacEntry("00:c0:ee:12:34:56", 20, None, "blackhole")),
    ("routes", "display ip routing-table", "two_next_hops", (2, 5), Route(
        "10.43.64.0/20", "ospf", "10.43.255.6", "Vlan-interface802", 10, 2)),
    ("ospf", "display ospf peer", "two_areas", (1, 3), Adjacency("10.43.255.3", False, "exstart", "Vlan-interface802")),
    ("bgp", "display bgp peer ipv4", "two", (0, 2), Adjacency(
        "192.0.2.1", True, "established", remote_as="64900", prefixes=1, seconds=2196000)),
    ("bgp", "display bgp peer", "two", (1, 2), Adjacency("192.0.2.5", False, "active", remote_as="64900")),
    ("vrrp", "display vrrp", "two", (0, 2), VirtualRouter("1", "Vlan-interface101", "master", "10.43.1.1")),
    ("users", "display users", "two", (1, 3), OnlineUser("inspector", "VTY 0", "10.43.0.8", mine=True)),
    ("licences", "display license", "permanent_and_trial", (0, 2), Expiry("APMGR", None, "in use")),
    ("licences", "display license", "permanent_and_trial", (1, 2), Expiry("IPS", "2026-06-01", "expired")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("fact", "line", "case", "place", "row"), ROWS, ids=[f"{each[0]}-{each[2]}-{each[3][0]}" for each in ROWS]
)
def test_a_row_of_a_fact_is_told(fact: str, line: str, case: str, place: tuple[int, int], row: object) -> None:
    found = told(fact, line, case)
    assert isinstance(found, tuple)
    assert (len(found), found[place[0]]) == (place[1], row)


def test_the_log_is_told() -> None:
    log = told("log", "display logbuffer", "entries")
    assert log.complete is True
    assert log.entries[0] == LogEntry(
        "2026-11-23T09:58:02",
        3,
        "IFNET",
        "PHY_UPDOWN",
        "Physical state on the interface GigabitEthernet1/0/7 changed to down.",
    )


@pytest.mark.parametrize("fact", ["running", "startup"])
def test_a_configuration_is_told_without_its_secrets(fact: str) -> None:
    (source,) = sources(PLATFORM, fact)
    found = told(fact, source.line, "secrets")
    assert isinstance(found, Configuration)
    assert found.hostname == "HH-CORE"
    assert found.lines[0] == "#"
    assert found.lines[-1] == "return"
    assert " password hash <hidden>" in found.lines
    assert " ssh2 algorithm cipher aes256-ctr aes128-ctr" in found.lines
    assert "Made-Up" not in "".join(found.lines)


@pytest.mark.parametrize("fact", sorted(FACTS))
def test_every_command_of_a_fact_gives_its_shape(fact: str) -> None:
    found = sources(PLATFORM, fact)
    assert bool(found) is (fact not in UNTOLD)
    for source in found:
        cases = sorted((FIXTURES / find(PLATFORM, source.line).slug).glob("*.raw"))
        shapes = [
            read(PLATFORM, fact, Heard(source.line, Outcome.ANSWERED, _bare(path, source.line))) for path in cases
        ]
        said = [shape for shape in shapes if not isinstance(shape, Missing)]
        assert said, source.line
        assert all(_is_shape(shape, FACTS[fact]) for shape in said), source.line


def _bare(path: Path, line: str) -> str:
    # An output with its echo in it answers the command of that echo alone.
    text = path.read_text(encoding="utf-8")
    return text.replace(f">{find(PLATFORM, line).line}\n", f">{line}\n", 1)


def _is_shape(value: object, shape: str) -> bool:
    name = shape.removeprefix("tuple[").removesuffix(", ...]")
    rows = value if isinstance(value, tuple) and shape.startswith("tuple") else (value,)
    return all(isinstance(row, getattr(facts, name)) for row in rows)


ENTRY: Mapping[str, object] = {
    "mac": "3c:8c:40:11:0a:01",
    "vlan": 101,
    "type": "learned",
    "port": "GigabitEthernet1/0/1",
}


@pytest.mark.parametrize(
    ("line", "values", "name"),
    [
        ("macs", {"entries": [ENTRY], "total": 2, "complete": False}, "2 entries, found 1"),
        ("routes", {"routes": [], "total": 7, "complete": False}, "7 routes, found 0"),
        ("bgp", {"peers": [], "total": 1}, "1 peers, found 0"),
        ("vrrp", {"routers": [], "total": 3, "complete": False}, "3 routers, found 0"),
    ],
)
def test_a_cut_table_is_no_fact(line: str, values: Mapping[str, object], name: str) -> None:
    with pytest.raises(Unreadable, match=f"expected {name}"):
        getattr(routing_facts, line)(values)


def test_a_licence_that_ends_on_an_untold_day_is_not_one_that_never_ends() -> None:
    found = told("licences", "display license", "days_left")
    assert found.state is State.UNREADABLE
    assert found.detail.endswith("SSLVPN: expected the day on which it ends, found 8 days left")


def test_a_rejected_command_leads_to_the_next_one() -> None:
    rejected = "                    ^\n % Unrecognized command found at '^' position."
    heard = [
        Heard("display stp", Outcome.ANSWERED, rejected),
        Heard("display stp root", Outcome.ANSWERED, output("display stp root", "here_and_there")),
    ]
    assert isinstance(fact_of(document(PLATFORM, "stp_roots", heard)), tuple)
    only = fact_of(document(PLATFORM, "stp_roots", heard[:1]))
    assert only.state is State.REJECTED


def test_a_device_without_the_thing_does_not_support_it() -> None:
    heard = Heard("display ospf peer", Outcome.ANSWERED, "OSPF is not configured.")
    assert read(PLATFORM, "ospf", heard).state is State.UNSUPPORTED


@pytest.mark.parametrize(
    ("printed", "seconds"),
    [("00:05:21", 321), ("0610h00m", 2196000), ("3d02h", 266400), ("1w2d", 777600), ("never", None), ("", None)],
)
def test_how_long_a_neighbour_is_up(printed: str, seconds: int | None) -> None:
    assert routing_facts.seconds(printed) == seconds


@pytest.mark.parametrize(
    ("printed", "protocol"),
    [("O_INTRA", "ospf"), ("O_ASE2", "ospf"), ("IS_L1", "isis"), ("Static", "static"), ("BGP", "bgp")],
)
def test_the_protocol_of_a_route(printed: str, protocol: str) -> None:
    row = dict.fromkeys(("destination", "next_hop", "interface", "preference", "cost")) | {"protocol": printed}
    (route,) = routing_facts.routes({"routes": [row], "total": 1, "complete": True})
    assert route.protocol == protocol


def test_a_word_that_no_one_knows_is_a_fault() -> None:
    assert device_facts.state("halfbroken") is PartState.FAULTY
    assert device_facts.state("normal") is PartState.NORMAL


@pytest.mark.parametrize(("tree", "instance"), [("cist", "0"), ("msti 4", "4"), ("msti4", "4"), ("vlan 9", "vlan 9")])
def test_the_name_of_a_tree(tree: str, instance: str) -> None:
    row = {"tree": tree, "root": "a", "port": None, "changes": 0, "changed_seconds": None}
    assert port_facts.stp_trees({"trees": [row]})[0].instance == instance


def test_a_part_that_lost_its_heading_is_not_the_chassis() -> None:
    text = output("display device manuinfo", "stack")
    second = text.index("Slot 2")
    cut = text[:second] + text[text.index("\n", second) :]
    found = read(PLATFORM, "serials", Heard("display device manuinfo", Outcome.ANSWERED, cut))
    assert found.state is State.UNREADABLE
    assert "expected the heading of each part" in found.detail


def test_a_device_without_neighbours_says_so_by_the_header_of_its_list() -> None:
    lines = [source.line for source in facts.sources(PLATFORM, "neighbours")]
    rejected = "               ^\n % Unrecognized command found at '^' position."
    texts = (rejected, "", output(lines[-1], "nobody"))
    heard = [Heard(line, Outcome.ANSWERED, text) for line, text in zip(lines, texts, strict=True)]
    assert fact_of(document(PLATFORM, "neighbours", heard)) == ()
    missing = fact_of(document(PLATFORM, "neighbours", heard[:-1]))
    assert isinstance(missing, Missing)
    assert missing.state is State.EMPTY
