"""H3C Comware: what a release lacks, and how it takes a change back."""

from __future__ import annotations

import asyncio

import pytest

from .telling import made, refused, typed

NAME = "h3c_comware"


def test_v5_knows_no_delayed_commit() -> None:
    printed = asyncio.run(typed(made(NAME, "v5"), "system-view", "configuration commit delay 5"))
    assert "Unrecognized command" in refused(NAME, "configuration commit delay 5", printed).detail


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
