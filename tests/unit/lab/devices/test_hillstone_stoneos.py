"""Hillstone StoneOS: what it prints is what is so, what it refuses, and how it is changed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from hfcheck.device.session import Session
from hfcheck.lab.devices.device import Device
from hfcheck.network.answer import answer
from hfcheck.network.observed import Missing
from hfcheck.network.reply import State

from .telling import NONE, answers, facts, made, plain, refused, shortener, talking, told, typed

NAME, RELEASE = "hillstone_stoneos", "stoneos5"
SHORT = shortener(
    ("xethernet", "xe"),
)
UNTOLD = {
    "log": frozenset({"complete"}),
    # It runs on between the question and here.
    "identity": frozenset({"uptime_seconds"}),
}
# StoneOS says what its clock is set to follow, not whether it does.
UNREADABLE = frozenset({"clock"})
REFUSED: set[str] = set()
FAULTS = {
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


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Device, Session]]:
    with talking(tmp_path_factory.mktemp("lab"), NAME, RELEASE) as found:
        yield found


@pytest.mark.parametrize("fact", facts(NAME))
def test_a_fact_reads_as_it_is(pair: tuple[Device, Session], fact: str) -> None:
    device, session = pair
    found, so = told(session, NAME, fact), device.fact(fact)
    if not so or fact in UNREADABLE:
        assert found == so or isinstance(found, Missing)
    else:
        untold = UNTOLD.get(fact, NONE)
        assert plain(found, SHORT, untold) == plain(so, SHORT, untold)


@pytest.mark.parametrize("fact", facts(NAME))
def test_a_fault_reads_as_it_is(tmp_path: Path, fact: str) -> None:
    # Our faults also know what a device of this kind does not say.
    untold = UNTOLD.get(fact, NONE) | {"said", "normal", "offset_ms", "stratum", "prefixes", "flapped_seconds"}
    with talking(tmp_path, NAME, RELEASE, faults=FAULTS) as (device, session):
        found, so = told(session, NAME, fact), device.fact(fact)
    if so and fact not in UNREADABLE:
        assert plain(found, SHORT, untold) == plain(so, SHORT, untold)


def test_every_line_is_read_or_refused(pair: tuple[Device, Session]) -> None:
    _, session = pair
    states = {line: answer(NAME, line, heard.text).reply.state for line, heard in answers(session, NAME).items()}
    assert {line for line, state in states.items() if state is not State.OK} == REFUSED


def test_the_configuration_is_the_running_one(pair: tuple[Device, Session]) -> None:
    device, session = pair
    running = told(session, NAME, "running")
    assert running.hostname == "sw1"
    assert [line for line in running.lines if line.startswith("interface ")] == [
        node.line for node in device.running.nodes() if node.line.startswith("interface ")
    ]


def test_an_unsaved_line_is_in_one_configuration_only(tmp_path: Path) -> None:
    with talking(tmp_path, NAME, RELEASE, faults={"unsaved": "description by-hand"}) as (_, session):
        running, startup = told(session, NAME, "running"), told(session, NAME, "startup")
    assert {line.strip() for line in set(running.lines) - set(startup.lines)} == {"description by-hand"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("show nothing", "unrecognized keyword nothing"),
        ("show", "incomplete command"),
        ("show ip", "incomplete command"),
    ],
)
def test_what_it_refuses_is_seen_as_refused(line: str, said: str) -> None:
    assert said in refused(NAME, line, asyncio.run(typed(made(NAME, RELEASE), line))).detail


def test_a_bad_line_changes_nothing() -> None:
    device = made(NAME, RELEASE)
    before = device.running.text
    printed = asyncio.run(typed(device, "configure", "interface ethernet0/1", "descriptoin x"))
    assert device.running.text == before
    assert "sw1(config-if-eth0/1)#" in printed
    refused(NAME, "descriptoin x", printed)


def test_a_change_applies_at_once_and_is_saved_apart() -> None:
    device = made(NAME, RELEASE)
    asyncio.run(typed(device, "configure", "interface ethernet0/1", "shutdown", "end"))
    assert "shutdown" in device.running.lines(["interface ethernet0/1"])
    assert device.running != device.startup
    printed = asyncio.run(typed(device, "save", "y"))
    assert "Saving configuration is finished" in printed
    assert device.running == device.startup
    asyncio.run(typed(device, "configure", "interface ethernet0/1", "no shutdown"))
    assert "shutdown" not in device.running.lines(["interface ethernet0/1"])


def test_a_firewall_of_a_pair_says_its_role_in_its_prompt(tmp_path: Path) -> None:
    with talking(tmp_path, NAME, RELEASE, prefixes=("M",)) as (_, session):
        assert session.prompt.strip() == "sw1(M)#"
        assert told(session, NAME, "high_availability").role == "active"


def test_pages_and_messages_between_the_lines_are_no_part_of_an_answer(tmp_path: Path) -> None:
    options = {"rejects": ["terminal length 0"], "noisy": True, "page": 10, "dribble": 300}
    with talking(tmp_path, NAME, RELEASE) as (_, session):
        clean = {fact: told(session, NAME, fact) for fact in ("macs", "routes", "arp")}
    with talking(tmp_path, NAME, RELEASE, **options) as (device, session):
        assert {fact: told(session, NAME, fact) for fact in clean} == clean
        assert told(session, NAME, "running").hostname == "sw1"
    assert "terminal length 0" in device.lines
