"""H3C Comware: what it prints is what is so, what it refuses, and how it takes a change back."""

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

NAME = "h3c_comware"
SHORT = shortener(
    ("Ten-GigabitEthernet", "XGE"),
    ("GigabitEthernet", "GE"),
    ("Bridge-Aggregation", "BAGG"),
    ("Vlan-interface", "Vlan"),
    ("InLoopBack", "InLoop"),
)
# Releases print the age of an address in seconds or in minutes and do not say which; a pair says more than its state.
UNTOLD = {"arp": frozenset({"minutes"}), "high_availability": frozenset({"said"})}
PORT = "GigabitEthernet1/0/1"
FAULTS = {
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
    "unknown_mac": {"mac": "b0:95:8e:00:00:01", "vlan": 20, "port": "GigabitEthernet1/0/5", "ip": "10.20.20.99"},
    "duplicate_ip": {"ip": "10.20.20.11", "mac": "b0:95:8e:00:00:02"},
    "route_lost": "0.0.0.0/0",
    "ospf_down": "10.20.255.1",
    "rebooted": 7,
}


@pytest.fixture(scope="module", params=["v7", "firewall", "v5"])
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Device, Session]]:
    with talking(tmp_path_factory.mktemp("lab"), NAME, request.param) as found:
        yield found


@pytest.mark.parametrize("fact", facts(NAME))
def test_a_fact_reads_as_it_is(pair: tuple[Device, Session], fact: str) -> None:
    device, session = pair
    found, so = told(session, NAME, fact), device.fact(fact)
    if not so:
        assert found == so or isinstance(found, Missing)
    else:
        untold = UNTOLD.get(fact, NONE) | _clocks(fact)
        assert plain(found, SHORT, untold) == plain(so, SHORT, untold)


def _clocks(fact: str) -> frozenset[str]:
    # It runs on between the question and here.
    return frozenset({"uptime_seconds"}) if fact == "identity" else NONE


def test_every_line_is_read_or_refused(pair: tuple[Device, Session]) -> None:
    _, session = pair
    states = {}
    for line, heard in answers(session, NAME).items():
        states[line] = answer(NAME, line, heard.text).reply.state
    assert [line for line, state in states.items() if state is State.UNREADABLE] == []
    assert sum(state is State.OK for state in states.values()) >= 25


def test_the_configuration_is_the_running_one(pair: tuple[Device, Session]) -> None:
    device, session = pair
    running = told(session, NAME, "running")
    assert (running.hostname, running) == ("sw1", told(session, NAME, "startup"))
    assert [line.strip() for line in running.lines if line.startswith("interface ")] == [
        node.line for node in device.running.nodes() if node.line.startswith("interface ")
    ]


@pytest.mark.parametrize("fact", facts(NAME))
def test_a_fault_reads_as_it_is(tmp_path: Path, fact: str) -> None:
    # Our faults also know what a device of this kind does not say.
    untold = UNTOLD.get(fact, NONE) | _clocks(fact) | frozenset({"said", "normal", "offset_ms"})
    with talking(tmp_path, NAME, "v7", faults=FAULTS) as (device, session):
        found, so = told(session, NAME, fact), device.fact(fact)
    if so:
        assert plain(found, SHORT, untold) == plain(so, SHORT, untold)


def test_an_unsaved_line_is_in_one_configuration_only(tmp_path: Path) -> None:
    with talking(tmp_path, NAME, "v7", faults={"unsaved": "description by hand"}) as (_, session):
        running, startup = told(session, NAME, "running"), told(session, NAME, "startup")
    assert set(running.lines) - set(startup.lines) == {" description by hand"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("display nothing", "% Unrecognized command found at '^' position."),
        ("display", "% Incomplete command found at '^' position."),
        ("display interface GigabitEthernet9/0/9", "% Wrong parameter found at '^' position."),
        ("configuration commit delay 5", "% Unrecognized command found at '^' position."),
    ],
)
def test_what_it_refuses_is_seen_as_refused(line: str, said: str) -> None:
    assert refused(NAME, line, asyncio.run(typed(made(NAME, "v7"), line))).detail == said


def test_v5_knows_no_delayed_commit() -> None:
    printed = asyncio.run(typed(made(NAME, "v5"), "system-view", "configuration commit delay 5"))
    assert "Unrecognized command" in refused(NAME, "configuration commit delay 5", printed).detail


def test_a_bad_line_changes_nothing() -> None:
    device = made(NAME, "v7")
    before = device.running.text
    printed = asyncio.run(typed(device, "system-view", f"interface {PORT}", "descriptoin x"))
    assert device.running.text == before
    assert f"[sw1-{PORT}]" in printed
    refused(NAME, "descriptoin x", printed)


def test_lines_replace_and_undo_one_another() -> None:
    device = made(NAME, "v7")
    lines = ("line vty 0 63", "idle-timeout 5 0", "quit", "undo snmp-agent community read", "undo ssh server enable")
    asyncio.run(typed(device, "system-view", *lines))
    assert [line for line in device.running.lines(["line vty 0 63"]) if "idle" in line] == ["idle-timeout 5 0"]
    assert not [line for line in device.running.lines([]) if "community" in line or line == "ssh server enable"]


def test_a_change_that_is_not_committed_in_time_is_taken_back_after_the_session_died() -> None:
    device = made(NAME, "v7", time_scale=600)
    before = device.running.text

    async def drill() -> str:
        await typed(device, "system-view", "configuration commit delay 1", "telnet server enable")
        changed = device.running.text
        await asyncio.sleep(0.2)
        return changed

    changed = asyncio.run(drill())
    assert "telnet server enable" in changed
    assert device.running.text == before
    assert device.trial is None


def test_a_change_that_is_committed_stays_and_can_be_saved() -> None:
    device = made(NAME, "v7", time_scale=600)

    async def drill() -> str:
        await typed(device, "system-view", "configuration commit delay 1", "telnet server enable")
        printed = await typed(device, "system-view", "configuration commit", "save force")
        await asyncio.sleep(0.2)
        return printed

    assert "Saved the current configuration to mainboard device successfully." in asyncio.run(drill())
    assert device.running == device.startup
    assert "telnet server enable" in device.running.lines([])


def test_a_second_delay_counts_anew_and_goes_back_to_the_same_configuration() -> None:
    device = made(NAME, "v7", time_scale=600)
    before = device.running.text
    lines = (
        "configuration commit delay 60",
        "telnet server enable",
        "configuration commit delay 1",
        "y",
        "ip http enable",
    )

    async def drill() -> None:
        await typed(device, "system-view", *lines)
        await asyncio.sleep(0.2)

    asyncio.run(drill())
    assert device.running.text == before


def test_there_is_nothing_to_commit_without_a_delay() -> None:
    assert (
        "the commit delay timer is not running"
        in asyncio.run(typed(made(NAME, "v7"), "system-view", "configuration commit")).lower()
    )


@pytest.mark.parametrize(("answers_given", "saved"), [(("y", "", "y"), True), (("n",), False), (("y", "", "n"), False)])
def test_saving_asks(answers_given: tuple[str, ...], saved: bool) -> None:
    device = made(NAME, "v7")
    asyncio.run(typed(device, "system-view", "ip http enable", "return", "save", *answers_given))
    assert (device.running == device.startup) is saved


def test_pages_and_messages_between_the_lines_are_no_part_of_an_answer(tmp_path: Path) -> None:
    options = {"rejects": ["screen-length disable"], "noisy": True, "page": 10, "dribble": 300}
    with talking(tmp_path, NAME, "v7") as (_, session):
        clean = {fact: told(session, NAME, fact) for fact in ("macs", "routes", "arp")}
    with talking(tmp_path, NAME, "v7", **options) as (device, session):
        assert {fact: told(session, NAME, fact) for fact in clean} == clean
        assert told(session, NAME, "running").hostname == "sw1"
    assert "screen-length disable" in device.lines
