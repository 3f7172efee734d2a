"""Huawei VRP: whole configurations as they are, what a release lacks is rejected, and how changes are made."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from hfcheck.device.session import Session
from hfcheck.lab.devices import Lab, serve
from hfcheck.lab.devices.device import Device
from hfcheck.network.answer import answer

from .platforms import named, of
from .telling import talking, told
from .visitor import Visitor, one, visit

EACH_VRP = pytest.mark.parametrize("pair", of("huawei_vrp"), ids=named, indirect=True)


@EACH_VRP
def test_both_configurations_are_printed_as_they_are(pair: tuple[Device, Session]) -> None:
    device, session = pair
    for fact, tree in (("running", device.running), ("startup", device.startup)):
        found = told(session, "huawei_vrp", fact)
        printed = [line for line in found.lines if line.strip()][1:]
        plain_lines = [line for line in tree.text.split("\n") if "cipher" not in line and "community" not in line]
        assert [line for line in printed if "cipher" not in line and "community" not in line] == plain_lines


@EACH_VRP
def test_ports_and_addresses_are_the_same_in_each_table(pair: tuple[Device, Session]) -> None:
    device, session = pair
    brief = answer("huawei_vrp", "display interface brief", session.ask("display interface brief").text).values
    rows: Any = next(value for value in brief.values() if isinstance(value, list))
    assert [row["interface"] for row in rows] == [port.name for port in device.interfaces]


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
