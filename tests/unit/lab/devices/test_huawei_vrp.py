"""Huawei VRP: what it prints is what is so, what a release lacks is rejected, and how changes are made."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hfcheck.device.session import Session
from hfcheck.lab.devices import Lab, serve
from hfcheck.lab.devices.device import Device
from hfcheck.lab.devices.huawei_vrp.lines import OUTPUTS
from hfcheck.network.answer import answer
from hfcheck.network.command import commands
from hfcheck.network.facts import FACTS, Identity, Log, sources
from hfcheck.network.observed import Missing
from hfcheck.network.reply import State

from .telling import plain, shortener, talking, told
from .visitor import Visitor, one, visit

SHORT = shortener(("XGigabitEthernet", "XGE"), ("GigabitEthernet", "GE"))
FINE = (State.OK, State.UNSUPPORTED, State.REJECTED)
STATE = sorted(fact for fact in FACTS if fact not in ("running", "startup", "identity", "sessions"))
FAULTS: dict[str, dict[str, Any]] = {
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
}


@pytest.fixture(scope="module", params=[(name, ill) for name in FAULTS for ill in (False, True)], ids=str)
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Device, Session]]:
    release, ill = request.param
    faults = FAULTS[release] if ill else {}
    with talking(tmp_path_factory.mktemp("lab"), "huawei_vrp", release, faults=faults) as found:
        yield found


@pytest.mark.parametrize("fact", STATE)
def test_what_is_read_is_what_is_so(pair: tuple[Device, Session], fact: str) -> None:
    device, session = pair
    found, so = told(session, "huawei_vrp", fact), device.fact(fact)
    if isinstance(found, Missing):
        assert so in ((), None)
        assert found.state in (State.UNSUPPORTED, State.REJECTED)
    else:
        untold = frozenset({"said"} if device.spec.faults else ())
        assert ordered(plain(found, SHORT, untold)) == ordered(plain(so, SHORT, untold))


def test_identity_and_log(pair: tuple[Device, Session]) -> None:
    device, session = pair
    identity, log = told(session, "huawei_vrp", "identity"), told(session, "huawei_vrp", "log")
    assert isinstance(identity, Identity)
    assert (identity.model, identity.release) == (device.state.identity.model, device.state.identity.release)
    assert 0 <= device.uptime_seconds - (identity.uptime_seconds or 0) < 120
    assert isinstance(log, Log)
    assert log.entries == device.state.log


def test_both_configurations_are_printed_as_they_are(pair: tuple[Device, Session]) -> None:
    device, session = pair
    for fact, tree in (("running", device.running), ("startup", device.startup)):
        found = told(session, "huawei_vrp", fact)
        printed = [line for line in found.lines if line.strip()][1:]
        plain_lines = [line for line in tree.text.split("\n") if "cipher" not in line and "community" not in line]
        assert [line for line in printed if "cipher" not in line and "community" not in line] == plain_lines


def test_every_output_is_read_by_its_parser_or_says_that_there_is_nothing(pair: tuple[Device, Session]) -> None:
    device, session = pair
    states = {}
    for line in OUTPUTS:
        if "*" not in line and any(line in (one.line, *one.aliases) for one in commands("huawei_vrp").values()):
            states[line] = answer("huawei_vrp", line, session.ask(line).text).reply
    unread = {line: said.detail for line, said in states.items() if said.state not in FINE}
    assert unread == {}
    assert sum(said.state is State.OK for said in states.values()) > len(states) // 2
    assert device.problems == []


def test_ports_and_addresses_are_the_same_in_each_table(pair: tuple[Device, Session]) -> None:
    device, session = pair
    brief = answer("huawei_vrp", "display interface brief", session.ask("display interface brief").text).values
    rows: Any = next(value for value in brief.values() if isinstance(value, list))
    assert [row["interface"] for row in rows] == [port.name for port in device.interfaces]


def test_no_command_that_has_a_source_ends_a_session(pair: tuple[Device, Session]) -> None:
    device, session = pair
    for fact in FACTS:
        for source in sources("huawei_vrp", fact):
            assert session.ask(source.line).outcome == "answered", source.line
    assert device.problems == []


def ordered(found: Any) -> Any:
    """Neighbours come in the order of ports, whatever order the state has."""
    return sorted(found, key=str) if isinstance(found, list) else found


Visit = Callable[[Lab, Visitor], Awaitable[None]]


def configuring(release: str, does: Visit, **options: Any) -> Device:
    """A visitor in the system view of a device."""

    async def main() -> Device:
        async with serve(one(release=release, page=0, **options)) as lab, visit(lab) as visitor:
            await visitor.read()
            await visitor.say("system-view")
            await does(lab, visitor)
            return lab.devices["sw1"]

    return asyncio.run(main())


def test_vrp5_changes_at_once_and_saves_when_asked() -> None:
    async def does(lab: Lab, visitor: Visitor) -> None:
        device = lab.devices["sw1"]
        assert (await visitor.say("interface GigabitEthernet 0/0/7")).endswith("[sw1-GigabitEthernet0/0/7]")
        await visitor.say("shutdown")
        assert device.running.lines(["interface GigabitEthernet0/0/7"]) == ["shutdown"]
        assert (await visitor.say("sysname NEW")).endswith("[NEW]")
        assert (await visitor.say("return")).endswith("<NEW>")
        assert device.startup != device.running
        assert "[Y/N]:" in await visitor.say("save", r"\[Y/N\]:$")
        assert "successfully" in await visitor.say("y")
        assert device.startup == device.running

    configuring("vrp5", does)


def test_a_bad_line_is_rejected_under_its_word() -> None:
    async def does(lab: Lab, visitor: Visitor) -> None:
        said = await visitor.say("idle-timeout 5")
        assert said == "idle-timeout 5\n     ^\nError: Unrecognized command found at '^' position.\n[sw1]"
        await visitor.say("user-interface vty 0 4")
        said = await visitor.say("idle-timeout 99999")
        assert said.split("\n")[1] == " " * (len("[sw1-ui-vty0-4]") + len("idle-timeout ")) + "^"
        assert "Error: Wrong parameter found at '^' position." in said
        assert "Error: Incomplete command found" in await visitor.say("protocol inbound")

    before = configuring("vrp5", does)
    assert before.running == before.startup


def test_vrp8_changes_when_committed() -> None:
    async def does(lab: Lab, visitor: Visitor) -> None:
        device = lab.devices["sw1"]
        assert (await visitor.say("undo telnet server enable")).endswith("[*sw1]")
        assert device.running == device.startup
        assert "undo telnet" not in await visitor.say("display current-configuration")
        assert "undo telnet server enable" in await visitor.say("display configuration candidate")
        assert (await visitor.say("commit")).endswith("[~sw1]")
        assert "undo telnet server enable" in device.running.lines([])
        await visitor.say("sysname NEW")
        await visitor.say("clear configuration candidate")
        assert (await visitor.say("return")).endswith("<sw1>")

    configuring("vrp8", does)


@pytest.mark.parametrize(("answer", "kept"), [("y", True), ("n", False)])
def test_vrp8_asks_before_it_leaves_uncommitted_lines(answer: str, kept: bool) -> None:
    async def does(lab: Lab, visitor: Visitor) -> None:
        await visitor.say("sysname NEW")
        assert "Uncommitted configurations found" in await visitor.say("return", r"\(cancel\)\]:$")
        assert (await visitor.say("c")).endswith("[*sw1]")
        await visitor.say("quit", r"\(cancel\)\]:$")
        await visitor.say(answer)

    assert ("sysname NEW" in configuring("vrp8", does).running.lines([])) is kept


def test_a_trial_is_taken_back_when_its_time_is_over() -> None:
    async def does(lab: Lab, visitor: Visitor) -> None:
        device = lab.devices["sw1"]
        await visitor.say("sysname NEW")
        assert "60 seconds" in await visitor.say("commit trial 60")
        assert "sysname NEW" in device.running.lines([])
        assert "Error: The configuration trial is in progress." in await visitor.say("commit trial 60")
        await asyncio.sleep(0.8)
        assert device.running == device.startup

    configuring("vrp8", does, time_scale=100)


def test_a_trial_is_taken_back_when_the_session_died() -> None:
    async def main() -> None:
        async with serve(one(release="vrp8", time_scale=100)) as lab:
            device = lab.devices["sw1"]
            before = device.running.text
            async with visit(lab) as visitor:
                await visitor.read()
                for line in ("system-view", "undo stelnet server enable", "commit trial 60"):
                    await visitor.say(line)
            assert device.running.text != before
            await asyncio.sleep(0.8)
            assert device.running.text == before

    asyncio.run(main())


def test_a_trial_is_kept_when_another_session_confirms_it() -> None:
    async def main() -> None:
        async with serve(one(release="vrp8", time_scale=60)) as lab:
            async with visit(lab) as visitor:
                await visitor.read()
                for line in ("system-view", "sysname NEW", "commit trial 60"):
                    await visitor.say(line)
            async with visit(lab) as visitor:
                await visitor.read()
                await visitor.say("system-view")
                await visitor.say("commit")
            await asyncio.sleep(1.2)
            assert "sysname NEW" in lab.devices["sw1"].running.lines([])

    asyncio.run(main())


def test_a_trial_is_aborted() -> None:
    async def does(lab: Lab, visitor: Visitor) -> None:
        await visitor.say("sysname NEW")
        await visitor.say("commit trial")
        await visitor.say("abort trial", r"\[Y/N\]:$")
        assert (await visitor.say("y")).endswith("[~sw1]")
        assert "No configuration trial" in await visitor.say("abort trial")

    found = configuring("vrp8", does)
    assert found.running == found.startup


def test_a_trial_is_a_thing_of_vrp8() -> None:
    async def does(lab: Lab, visitor: Visitor) -> None:
        assert "Error: Unrecognized command" in await visitor.say("commit trial 60")
        assert "Error: Unrecognized command" in await visitor.say("commit")

    configuring("vrp5", does)


def test_an_unknown_port_is_a_wrong_parameter(tmp_path: Path) -> None:
    with talking(tmp_path, "huawei_vrp", "vrp5") as (_, session):
        assert "Wrong parameter" in session.ask("display interface GigabitEthernet9/9/9").text
