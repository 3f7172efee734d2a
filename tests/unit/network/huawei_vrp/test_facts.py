"""Facts from written outputs: each in its shape, with what the device said and nothing else."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.network.command import find
from hfcheck.network.facts import (
    FACTS,
    Adjacency,
    Aggregate,
    ArpEntry,
    Clock,
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
    StpPort,
    StpRoot,
    Traffic,
    VirtualRouter,
    Vlan,
    sources,
)
from hfcheck.network.observed import Heard, Missing, Outcome, document, fact_of
from hfcheck.network.reply import State

PLATFORM = "huawei_vrp"
FIXTURES = Path(__file__).parents[3] / "fixtures" / "network" / PLATFORM
NORMAL, ABSENT, FAULTY = PartState.NORMAL, PartState.ABSENT, PartState.FAULTY


def said(line: str, case: str) -> str:
    return (FIXTURES / find(PLATFORM, line).slug / f"{case}.raw").read_text(encoding="utf-8")


def fact(name: str, line: str, text: str) -> Any:
    """The fact from the evidence of a session that got this answer."""
    return fact_of(document(PLATFORM, name, [Heard(line, Outcome.ANSWERED, text)]))


CASES: list[tuple[str, str, str, Any]] = [
    (
        "identity",
        "display version",
        "datacentre",
        Identity("Huawei", "CE6857-48S6CQ-EI", "V200R005C20SPC800", 34646940),
    ),
    ("identity", "display version", "yunshan", Identity("Huawei", "S5735-L24T4X-A-V2", "V600R022C10SPC500", 1047900)),
    (
        "restarts",
        "display reboot-info",
        "switch",
        (Restart("slot 0", "MANUAL", "2026-09-05T08:35:58"), Restart("slot 1", "SCHEDU", "2026-09-05T08:35:40")),
    ),
    (
        "serials",
        "display esn",
        "stack",
        (Serial("slot 0", "2102350000AAAAAAAA01"), Serial("slot 1", "2102350000AAAAAAAA02")),
    ),
    (
        "serials",
        "display device manufacture-info",
        "datacentre",
        (Serial("slot 1", "2102350000CCCCCCCC01"), Serial("slot 1 FAN1", "2102350000CCCCCCCC02")),
    ),
    ("cpu", "display cpu", "datacentre", (Load("", 10.0),)),
    ("memory", "display memory", "module", (Load("", 59.0),)),
    (
        "temperatures",
        "display temperature all",
        "stack",
        (Sensor("slot 0", 36.0, 66.0, True), Sensor("slot 1 1 2", 71.0, 66.0, False)),
    ),
    (
        "temperatures",
        "display device temperature all",
        "module",
        (Sensor("slot 1 0 AIR_INTAKE", 27.0, 50.0, True), Sensor("slot 1 0 CPU", 97.0, 95.0, False)),
    ),
    (
        "fans",
        "display device fan",
        "module",
        (
            Part("slot 1 fan FAN1", NORMAL, "Normal"),
            Part("slot 1 fan FAN2", FAULTY, "Abnormal"),
            Part("slot 1 fan FAN3", FAULTY, "Unregistered"),
            Part("slot 1 fan FAN4", ABSENT),
        ),
    ),
    ("fans", "display fan", "chassis", (Part("fan 1", NORMAL, "Registered"), Part("fan 2", FAULTY, "Unregistered"))),
    (
        "power_supplies",
        "display power",
        "stack",
        (
            Part("slot 0 PWR1", NORMAL, "Supply"),
            Part("slot 0 PWR2", ABSENT),
            Part("slot 1 PWR1", FAULTY, "NotSupply"),
        ),
    ),
    (
        "aggregates",
        "display eth-trunk",
        "datacentre",
        (
            Aggregate("Eth-Trunk10", True, {"10GE1/0/2": True, "10GE1/0/3": False}),
            Aggregate("Eth-Trunk20", True, {"10GE1/0/1": True, "10GE1/0/4": False}),
        ),
    ),
    (
        "stp_ports",
        "display stp brief",
        "vbst",
        (
            StpPort("10", "10GE1/0/1", "root", "forwarding"),
            StpPort("20", "10GE1/0/2", "alternate", "discarding"),
        ),
    ),
    (
        "stp_roots",
        "display stp",
        "switch",
        (
            StpRoot("0", "00:e0:fc:80:00:01", "GigabitEthernet0/0/25", 23, 189130),
            StpRoot("1", "00:e0:fc:80:00:03", None, 4, 189),
        ),
    ),
    ("stp_roots", "display stp", "datacentre", (StpRoot("0", "00:e0:fc:80:00:11", None, 0, None),)),
    ("stp_roots", "display stp", "disabled", ()),
    (
        "ospf",
        "display ospf peer",
        "switch",
        (
            Adjacency("10.255.0.1", True, "full", "Vlanif900", seconds=7805),
            Adjacency("10.255.0.7", False, "2-way", "Vlanif900"),
        ),
    ),
    ("ospf", "display ospf peer", "datacentre", (Adjacency("10.255.0.2", False, "exstart", "10GE1/0/8"),)),
    (
        "bgp",
        "display bgp peer",
        "dynamic",
        (
            Adjacency("10.255.0.1", True, "established", None, "65001", 5, 121270),
            Adjacency("10.255.0.2", False, "idle", None, "65001.7", 0, 465),
        ),
    ),
    (
        "high_availability",
        "display hrp state",
        "well",
        HighAvailability("active", True, None, "active, peer standby", True),
    ),
    (
        "high_availability",
        "display hrp state",
        "alone",
        HighAvailability("standby", False, None, "standby, peer unknown, should be standby-active"),
    ),
    ("high_availability", "display hrp state", "before_v500", HighAvailability("active", None, None, "active")),
    ("clock", "display ntp status", "follows_nothing", Clock(False, None, 16, None)),
    (
        "users",
        "display users",
        "datacentre",
        (
            OnlineUser("hj-admin", "VTY 0", "172.20.34.24"),
            OnlineUser("hfcheck", "VTY 3", "172.20.250.10", mine=True),
            OnlineUser(None, "VTY 4", "172.20.250.11"),
        ),
    ),
    (
        "licences",
        "display license",
        "file",
        (Expiry("CELIC01", "2027-01-12", "Demo"), Expiry("CELIC02", None, "Demo")),
    ),
    (
        "licences",
        "display license",
        "firewall",
        (Expiry("IPS Update", "2027-01-04", "enabled"), Expiry("Anti-Virus Update", "2026-06-30", "expired")),
    ),
    ("certificates", "display pki certificate local", "default", (Expiry("hj_local.cer", "2027-11-30"),)),
    (
        "certificates",
        "display pki certificate local",
        "two",
        (Expiry("CN=Self-Sign-Cert", "2043-04-17"), Expiry("hj.cer", "2026-04-17")),
    ),
    (
        "neighbours",
        "display lldp neighbor brief",
        "campus",
        (
            Neighbour("GigabitEthernet0/0/23", "HJ-SW-03", "GE0/0/1"),
            Neighbour("GigabitEthernet0/0/24", "AP 二楼", "MultiGE0/0/0"),
            Neighbour("XGigabitEthernet0/0/1", None, "00e0-fc61-0001"),
        ),
    ),
    (
        "ospf",
        "display ospf peer brief",
        "two_processes",
        (
            Adjacency("172.31.0.2", True, "full", "Vlanif90"),
            Adjacency("172.31.0.3", False, "2-way", "Vlanif91"),
        ),
    ),
    ("ospf", "display ospf peer brief", "datacentre", (Adjacency("10.255.0.2", True, "full", "100GE1/0/7"),)),
    (
        "modules",
        "display device",
        "stack",
        (
            Part("slot 0 S5735-L48T4X-A", NORMAL, "Normal"),
            Part("slot 0 PWR1 POWER", NORMAL, "Normal"),
            Part("slot 0 PWR2 POWER", FAULTY, "Abnormal"),
            Part("slot 1 S5735-L48T4X-A", NORMAL, "Normal"),
            Part("slot 2 S5735-L24T4X-A", ABSENT, "Unregistered"),
        ),
    ),
    (
        "interfaces",
        "display interface",
        "access_ports",
        (
            Interface(
                "GigabitEthernet0/0/1",
                up=True,
                enabled=True,
                description="三楼柜面交换机, 上联",
                speed_mbps=1000.0,
                duplex="full",
                mac="00:e0:fc:33:00:01",
                protocol_up=True,
                flapped_seconds=7864313.0,
                input=Traffic(912334881, 7, 12, 1834512, 733281990114, 331422, 803341),
                output=Traffic(611928374, 0, 0, 96544, 90381277318),
            ),
            Interface(
                "GigabitEthernet0/0/2",
                up=False,
                enabled=False,
                mac="00:e0:fc:33:00:01",
                protocol_up=False,
                flapped_seconds=20647865.0,
            ),
        ),
    ),
    (
        "interfaces",
        "display interface",
        "routed_and_trunk",
        (
            Interface(
                "10GE1/0/3",
                up=False,
                enabled=True,
                description="至核心",
                mac="00:e0:fc:44:00:03",
                mtu=1500,
                addresses=("172.20.0.1/30", "172.20.0.5/30"),
                protocol_up=False,
                input=Traffic(30, None, None, 0, 4832),
                output=Traffic(0, None, None, None, 0),
            ),
            Interface("Eth-Trunk7", up=True, enabled=True, speed_mbps=10000.0, protocol_up=True),
        ),
    ),
    (
        "optics",
        "display interface transceiver verbose",
        "lanes",
        (Optic("40GE1/0/1", -9.95, -0.61, -9.51, 3.4, -5.0, 4.0, 33.1, 7.48),),
    ),
    (
        "optics",
        "display transceiver verbose",
        "no_light",
        (Optic("GigabitEthernet0/0/25", -40.0, -5.03, -19.0, -3.0, -9.98, -2.22, 26.0),),
    ),
    (
        "neighbours",
        "display lldp neighbor",
        "office",
        (
            Neighbour(
                "GigabitEthernet0/0/24",
                "HJ-SW-03",
                "GigabitEthernet0/0/1",
                "00:e0:fc:61:00:01",
                "S5735-L24T4X-A\nHuawei Versatile Routing Platform Software\n"
                "VRP (R) software: the words of a neighbour",
                ("172.20.3.3",),
                ("bridge", "router"),
            ),
            Neighbour("GigabitEthernet0/0/24", None, "2", "meeting-room"),
        ),
    ),
    (
        "vlans",
        "display vlan",
        "access",
        (
            Vlan(1, "VLAN 0001", ("GigabitEthernet0/0/1", "GigabitEthernet0/0/2", "GigabitEthernet0/0/3")),
            Vlan(
                20,
                "柜面 终端",
                ("GigabitEthernet0/0/7", "GigabitEthernet0/0/8"),
                ("GigabitEthernet0/0/24", "Eth-Trunk1"),
            ),
            Vlan(30, "a description that goes on in the next line"),
        ),
    ),
    (
        "arp",
        "display arp",
        "office",
        (
            ArpEntry("172.20.1.1", "00:e0:fc:12:34:01", "Vlanif20", None, "interface"),
            ArpEntry("172.20.1.17", "00:e0:fc:12:34:17", "GigabitEthernet0/0/7", 20, "dynamic", 20),
            ArpEntry("172.20.1.18", None, "GigabitEthernet0/0/8", 20, "dynamic", 1),
            ArpEntry("172.20.9.2", "00:e0:fc:12:34:92", "Vlanif90", None, "static"),
        ),
    ),
    (
        "macs",
        "display mac-address",
        "access",
        (
            MacEntry("00:e0:fc:70:00:01", 20, "GigabitEthernet0/0/7"),
            MacEntry("00:e0:fc:70:00:02", 20, "Eth-Trunk1"),
            MacEntry("00:e0:fc:70:00:03", 30, None, "blackhole"),
            MacEntry("00:e0:fc:70:00:04", None, "GigabitEthernet0/0/9", "security"),
        ),
    ),
    (
        "routes",
        "display ip routing-table",
        "office",
        (
            Route("0.0.0.0/0", "static", "172.20.0.1", "GigabitEthernet0/0/1", 60, 0),
            Route("10.77.0.0/16", "ospf", "172.20.0.1", "Vlanif90", 10, 20),
            Route("10.77.0.0/16", "ospf", "172.20.0.5", "Vlanif91", 10, 20),
            Route("127.0.0.0/8", "direct", "127.0.0.1", "InLoopBack0", 0, 0),
        ),
    ),
    (
        "vrrp",
        "display vrrp brief",
        "two",
        (
            VirtualRouter("20", "Vlanif20", "master", "172.20.1.254"),
            VirtualRouter("30", "Vlanif30", "backup", "172.20.30.254"),
        ),
    ),
    ("clock", "display ntp-service status", "follows_the_centre", Clock(True, "172.20.250.10", 3, -1.25)),
    ("licences", "display license verbose", "permanent", (Expiry("LS0AP16", None, "Normal"),)),
]


@pytest.mark.parametrize(("name", "line", "case", "expected"), CASES, ids=[f"{case[0]}-{case[2]}" for case in CASES])
def test_a_written_output_gives_the_written_fact(name: str, line: str, case: str, expected: Any) -> None:
    assert fact(name, line, said(line, case)) == expected


def test_the_log_says_who_did_what() -> None:
    found = fact("log", "display logbuffer", said("display logbuffer", "who_did_what"))
    assert found.complete is True
    assert [(entry.module, entry.brief) for entry in found.entries] == [
        ("CLI", "CMDRECORD"),
        ("SHELL", "CMDRECORD"),
        ("SHELL", "DISPLAY_CMDRECORD"),
        ("SHELL", "LOGIN"),
        ("CFM", "SAVE"),
        ("SHELL", "LOGINFAILED"),
        ("LINE", "VTYUSERLOGOUT"),
    ]
    typed = 'AuthenticationMethod="Local-user", Command="interface GigabitEthernet0/0/7")'
    assert found.entries[1] == LogEntry(
        "2026-11-20T18:07:12",
        5,
        "SHELL",
        "CMDRECORD",
        f"Recorded command information. (Task=VTY0, Ip=172.20.250.31, VpnName=, User=zhangsan, {typed}",
    )


def test_a_log_that_has_more_says_so() -> None:
    assert fact("log", "display logbuffer", said("display logbuffer", "by_level")).complete is False


@pytest.mark.parametrize(
    ("name", "line"), [("running", "display current-configuration"), ("startup", "display saved-configuration")]
)
def test_a_configuration_is_as_printed_apart_from_its_secrets(name: str, line: str) -> None:
    text = said(line, "switch")
    found = fact(name, line, text)
    printed = text.strip("\n").split("\n")
    assert found.hostname == "HJ-SW-03"
    assert len(found.lines) == len(printed)
    differing = [mine for mine, theirs in zip(found.lines, printed, strict=True) if mine != theirs]
    assert len(differing) == 4
    assert all("<hidden>" in line for line in differing)


@pytest.mark.parametrize(
    ("name", "line", "case", "row", "words"),
    [
        ("arp", "display arp", "office", "172.20.9.2", "expected 4 entries as the device counts them, found 3"),
        ("macs", "display mac-address", "access", "00e0-fc70-0002", "expected 4 entries as the device counts them"),
        ("routes", "display ip routing-table", "office", "127.0.0.0/8", "expected 4 routes as the device counts them"),
    ],
)
def test_a_table_that_is_known_to_be_cut_is_no_fact(name: str, line: str, case: str, row: str, words: str) -> None:
    kept = [printed for printed in said(line, case).split("\n") if not printed.strip().startswith(row)]
    found = fact(name, line, "\n".join(kept))
    assert isinstance(found, Missing)
    assert found.state is State.UNREADABLE
    assert words in found.detail


def test_every_fact_has_a_source_and_every_source_a_command() -> None:
    for name in FACTS:
        found = sources(PLATFORM, name)
        # The only command known for sessions lists who talks to whom.
        assert bool(found) == (name != "sessions")
        assert all(find(PLATFORM, source.line) for source in found)
        assert len({source.line for source in found}) == len(found)


def test_every_source_has_a_written_case() -> None:
    written = {(name, line) for name, line, _, _ in CASES}
    slugs = {(name, find(PLATFORM, line).slug) for name, line in written}
    slugs |= {("log", "display_logbuffer"), ("running", "display_current_configuration")}
    slugs |= {("startup", "display_current_configuration")}
    expected = {(name, find(PLATFORM, source.line).slug) for name in FACTS for source in sources(PLATFORM, name)}
    assert expected - slugs == set()


def test_a_rejected_wording_is_asked_again_in_the_next_one() -> None:
    heard = [
        Heard("display cpu-usage", Outcome.ANSWERED, "          ^\nError: Unrecognized command found at '^' position."),
        Heard("display cpu", Outcome.ANSWERED, said("display cpu", "module")),
    ]
    assert fact_of(document(PLATFORM, "cpu", heard)) == (Load("", 2.0),)


def test_what_is_switched_off_is_unsupported() -> None:
    found = fact("neighbours", "display lldp neighbor", "Info: Global LLDP is not enabled.")
    assert found.state is State.UNSUPPORTED


CLAUSES = {
    "speed_mbps": "Speed : 1000,  Loopback: NONE",
    "duplex": "Duplex: FULL,  Negotiation: ENABLE",
    "mac": "IP Sending Frames' Format is PKTFMT_ETHNT_2, Hardware address is 00e0-fc33-0001",
    "mtu": "Route Port,The Maximum Transmit Unit is 1500",
    "protocol_up": "Line protocol current state : UP",
}


@given(st.sets(st.sampled_from(sorted(CLAUSES))), st.sampled_from(["UP", "DOWN", "Administratively DOWN"]))
@settings(max_examples=60, deadline=None)
def test_a_port_tells_what_it_prints_and_nothing_else(printed: set[str], state: str) -> None:
    lines = [f"GigabitEthernet0/0/1 current state : {state}", *(CLAUSES[name] for name in sorted(printed))]
    (port,) = fact("interfaces", "display interface", "\n".join(lines))
    # A port without a link has neither speed nor duplex, whatever it is set to.
    expected = printed if state == "UP" else printed - {"speed_mbps", "duplex"}
    assert {name for name in CLAUSES if getattr(port, name) is not None} == expected
    assert port.input == Traffic()
    assert port.flapped_seconds is None


@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2025, 12, 31)),  # noqa: DTZ001 # a device's clock
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)),  # noqa: DTZ001
)
@settings(max_examples=60, deadline=None)
def test_the_time_since_a_change_is_told_only_in_order(then: datetime, now: datetime) -> None:
    then, now = then.replace(microsecond=0), now.replace(microsecond=0)
    lines = ["X0/0/1 current state : UP", f"Last physical up time   : {then}", f"Current system time: {now}"]
    (port,) = fact("interfaces", "display interface", "\n".join(lines))
    assert port.flapped_seconds == (now - then).total_seconds()
    lines[1:] = [f"Last physical up time   : {now}", f"Current system time: {then}"]
    (port,) = fact("interfaces", "display interface", "\n".join(lines))
    assert port.flapped_seconds is None


def test_the_time_since_a_change_needs_the_same_clock() -> None:
    lines = ["X0/0/1 current state : DOWN", "Last physical down time : 2026-01-01 08:00:00", "Current system time: "]
    text = "\n".join(lines) + "2026-01-01 09:00:00+08:00"
    (port,) = fact("interfaces", "display interface", text)
    assert port.flapped_seconds is None
