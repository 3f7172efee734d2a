"""What each simulated device of each release prints is what is so, in health and with its faults."""

from __future__ import annotations

from pathlib import Path

import pytest

from hfcheck.device.session import Session
from hfcheck.lab.devices.device import Device
from hfcheck.lab.devices.platform import platform
from hfcheck.network.answer import answer
from hfcheck.network.command import commands
from hfcheck.network.facts import FACTS, Identity, sources
from hfcheck.network.observed import Missing
from hfcheck.network.reply import State

from .platforms import DEVICES, EACH_DEVICE, PLATFORMS, named
from .telling import facts, plain, talking, told

FINE = (State.OK, State.UNSUPPORTED, State.REJECTED)


@pytest.mark.parametrize(
    ("pair", "fact"), [(one, fact) for one in DEVICES for fact in facts(one[0])], ids=named, indirect=["pair"]
)
def test_a_fact_reads_as_it_is(pair: tuple[Device, Session], fact: str) -> None:
    device, session = pair
    name, simulated = device.spec.platform, PLATFORMS[device.spec.platform]
    found, so = told(session, name, fact), device.fact(fact)
    if isinstance(found, Missing):
        assert not so or fact in simulated.unreadable
        assert found.state in (State.UNSUPPORTED, State.REJECTED) or fact in simulated.unreadable
    else:
        untold = simulated.untold_of(fact, ill=bool(device.spec.faults))
        order = (lambda rows: sorted(rows, key=str)) if fact in simulated.unordered else (lambda rows: rows)
        assert order(plain(found, simulated.short, untold)) == order(plain(so, simulated.short, untold))


@EACH_DEVICE
def test_the_time_since_the_start_runs_on(pair: tuple[Device, Session]) -> None:
    device, session = pair
    identity = told(session, device.spec.platform, "identity")
    assert isinstance(identity, Identity)
    assert identity.uptime_seconds is not None
    assert 0 <= device.uptime_seconds - identity.uptime_seconds < 120


@EACH_DEVICE
def test_every_line_is_read_or_refused(pair: tuple[Device, Session]) -> None:
    device, session = pair
    name, simulated = device.spec.platform, PLATFORMS[device.spec.platform]
    heard = session.ask_all(sorted(line for line in asked(name) if "*" not in line))
    states = {one.line: answer(name, one.line, one.text).reply for one in heard}
    assert {line: said.detail for line, said in states.items() if said.state not in FINE} == {}
    refused = {line for line, said in states.items() if said.state is not State.OK}
    assert simulated.refused is None or refused == simulated.refused
    assert len(states) - len(refused) >= simulated.read
    offered = states.keys() & set(platform(name).outputs)
    assert len(offered - refused) > len(offered) / 2
    assert device.problems == []


def asked(name: str) -> set[str]:
    """The lines that we have a parser for, and the other spellings that the device has an output for."""
    outputs = platform(name).outputs
    known = commands(name)
    return {*known, *(alias for one in known.values() for alias in one.aliases if alias in outputs)}


@EACH_DEVICE
def test_no_command_that_has_a_source_ends_a_session(pair: tuple[Device, Session]) -> None:
    device, session = pair
    for fact in FACTS:
        for source in sources(device.spec.platform, fact):
            assert session.ask(source.line).outcome == "answered", source.line
    assert device.problems == []


@EACH_DEVICE
def test_the_configuration_is_the_running_one(pair: tuple[Device, Session]) -> None:
    device, session = pair
    for fact, tree in (("running", device.running), ("startup", device.startup)):
        found = told(session, device.spec.platform, fact)
        assert found.hostname == "sw1"
        assert [line.strip() for line in found.lines if line.startswith("interface ")] == [
            node.line for node in tree.nodes() if node.line.startswith("interface ")
        ]
        assert found.lines == told(session, device.spec.platform, "running").lines


@pytest.mark.parametrize("name", PLATFORMS)
def test_an_unsaved_line_is_in_one_configuration_only(tmp_path: Path, name: str) -> None:
    release = next(iter(PLATFORMS[name].faults))
    with talking(tmp_path, name, release, faults={"unsaved": "description by-hand"}) as (_, session):
        running, startup = told(session, name, "running"), told(session, name, "startup")
    assert {line.strip() for line in set(running.lines) - set(startup.lines)} == {"description by-hand"}
