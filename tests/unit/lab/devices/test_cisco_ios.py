"""Cisco IOS: how it takes a change back."""

from __future__ import annotations

import asyncio

import pytest

from hfcheck.lab.devices.device import Device

from .telling import made, typed

NAME, RELEASE = "cisco_ios", "ios"


ARCHIVE = ("configure terminal", "archive", "path flash:archive", "end")
TRIAL = ("configure terminal revert timer 1", "ip http server", "end")


def test_a_change_on_trial_needs_an_archive() -> None:
    device = made(NAME, RELEASE)
    printed = asyncio.run(typed(device, *TRIAL))
    assert "'archive' with its 'path' is not configured" in printed
    assert "sw1(config)#" not in printed
    assert device.running == device.startup


def _trial(*lines: str) -> tuple[Device, str]:
    """A device after a change on trial, these lines in a new session, and the end of the trial's time."""
    device = made(NAME, RELEASE, time_scale=600)

    async def drill() -> str:
        await typed(device, *ARCHIVE)
        await typed(device, *TRIAL)
        assert "ip http server" in device.running.lines([])
        printed = await typed(device, *lines)
        await asyncio.sleep(0.2)
        return printed

    return device, asyncio.run(drill())


def test_a_change_that_is_not_confirmed_in_time_is_rolled_back_after_the_session_died() -> None:
    device, _ = _trial("show clock")
    assert "ip http server" not in device.running.lines([])
    assert "no ip http server" in device.running.lines([])


def test_a_change_that_is_confirmed_stays() -> None:
    device, _ = _trial("configure confirm")
    assert "ip http server" in device.running.lines([])
    assert "no ip http server" not in device.running.lines([])


def test_a_change_can_be_reverted_at_once() -> None:
    device, printed = _trial("configure revert now")
    assert "Rollback Done" in printed
    assert "ip http server" not in device.running.lines([])


def test_a_second_trial_has_to_wait() -> None:
    _, printed = _trial(TRIAL[0])
    assert "already pending" in printed


@pytest.mark.parametrize("line", ["configure confirm", "configure revert now"])
def test_without_a_trial_there_is_nothing_to_confirm(line: str) -> None:
    assert "No Rollback Confirmed Change pending" in asyncio.run(typed(made(NAME, RELEASE), line))
