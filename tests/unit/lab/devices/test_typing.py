"""How each simulated platform takes what is typed: refusals are seen as such, a change applies and is saved apart."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from hfcheck.lab.devices.device import Device

from .platforms import PLATFORMS
from .telling import made, refused, talking, told, typed

RELEASES = {name: next(iter(simulated.faults)) for name, simulated in PLATFORMS.items()}
EACH_PLATFORM = pytest.mark.parametrize("name", PLATFORMS)


def one(name: str) -> Device:
    return made(name, RELEASES[name])


@pytest.mark.parametrize(
    ("name", "line", "said"),
    [(name, *refusal) for name, simulated in PLATFORMS.items() for refusal in simulated.typing.refusals.items()],
)
def test_what_it_refuses_is_seen_as_refused(name: str, line: str, said: str) -> None:
    assert refused(name, line, asyncio.run(typed(one(name), line))).detail == said


@EACH_PLATFORM
def test_a_bad_line_changes_nothing(name: str) -> None:
    device, way = one(name), PLATFORMS[name].typing
    before = device.running.text
    printed = asyncio.run(typed(device, way.enter, f"interface {way.port}", "descriptoin x"))
    assert device.running.text == before
    assert way.prompt in printed
    refused(name, "descriptoin x", printed)


@EACH_PLATFORM
def test_a_change_applies_at_once_and_is_saved_apart(name: str) -> None:
    device, way = one(name), PLATFORMS[name].typing
    port = f"interface {way.port}"
    asyncio.run(typed(device, way.enter, port, "shutdown", way.leave))
    assert "shutdown" in device.running.lines([port])
    assert device.running != device.startup
    printed = asyncio.run(typed(device, *way.save))
    assert way.saved in printed
    assert device.running == device.startup
    asyncio.run(typed(device, way.enter, port, f"{way.negation} shutdown"))
    assert "shutdown" not in device.running.lines([port])


@EACH_PLATFORM
def test_pages_and_messages_between_the_lines_are_no_part_of_an_answer(tmp_path: Path, name: str) -> None:
    unpaged = PLATFORMS[name].typing.unpaged
    options = {"rejects": [unpaged], "noisy": True, "page": 10, "dribble": 300}
    with talking(tmp_path, name, RELEASES[name]) as (_, session):
        clean = {fact: told(session, name, fact) for fact in ("macs", "routes", "arp")}
    with talking(tmp_path, name, RELEASES[name], **options) as (device, session):
        assert {fact: told(session, name, fact) for fact in clean} == clean
        assert told(session, name, "running").hostname == "sw1"
    assert unpaged in device.lines


@pytest.mark.parametrize("name", ["cisco_ios", "ruijie_os"])
def test_an_enable_password_opens_the_privileged_mode(tmp_path: Path, name: str) -> None:
    with talking(tmp_path, name, RELEASES[name], enable_password="Lab-enable-1") as (device, session):
        assert session.prompt == "sw1#"
        assert told(session, name, "running").hostname == "sw1"
    assert "Lab-enable-1" not in device.lines


@pytest.mark.parametrize("name", ["cisco_ios", "ruijie_os"])
def test_a_wrong_enable_password_opens_nothing(name: str) -> None:
    device = made(name, RELEASES[name], enable_password="Lab-enable-1")
    printed = asyncio.run(typed(device, "enable", "wrong", "configure terminal"))
    assert "% Access denied" in printed
    refused(name, "configure terminal", printed)
