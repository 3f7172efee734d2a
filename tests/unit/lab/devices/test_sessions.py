"""How a simulated device talks: what breaks drivers is there when the scene asks for it."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any

import asyncssh
import jinja2
import pytest

from hfcheck.lab.devices import serve
from hfcheck.lab.devices.device import Device

from .visitor import LEGACY, PROMPT, Visitor, one, visit

Visit = Callable[[Visitor, Device], Awaitable[None]]


def with_visitor(does: Visit, *, login: dict[str, Any] | None = None, **options: Any) -> Device:
    """What a visitor does at a device of these options, from the first prompt on."""

    async def main() -> Device:
        async with serve(one(**options)) as lab, visit(lab, **(login or {})) as visitor:
            await visitor.read(r"[>\]:]$")
            await does(visitor, lab.devices["sw1"])
            return lab.devices["sw1"]

    return asyncio.run(main())


def test_a_line_is_echoed_and_answered_and_recorded() -> None:
    async def does(visitor: Visitor, device: Device) -> None:
        said = await visitor.say("display clock")
        assert said.startswith("display clock\n20")
        assert said.endswith("\n<sw1>")

    device = with_visitor(does)
    assert device.lines == ["display clock"]
    assert (device.received[0].mode, device.received[0].session) == ("user", 1)


@pytest.mark.parametrize("login", [{"password": "wrong"}, {"username": "nobody"}])
def test_a_wrong_login_is_refused(login: dict[str, str]) -> None:
    async def does(visitor: Visitor, device: Device) -> None:
        raise AssertionError

    with pytest.raises(asyncssh.PermissionDenied):
        with_visitor(does, login=login)


def test_a_key_opens_the_door() -> None:
    key = asyncssh.generate_private_key("ssh-ed25519")

    async def does(visitor: Visitor, device: Device) -> None:
        assert "Time Zone" in await visitor.say("display clock")

    with_visitor(does, login={"client_keys": [key], "password": None}, authorized_key=key.export_public_key().decode())


def test_keys_are_edited() -> None:
    async def does(visitor: Visitor, device: Device) -> None:
        visitor.press("display clocj\x7fk\r\n")
        await visitor.read()
        visitor.press("system-v\x03")
        await visitor.read()

    assert with_visitor(does).lines == ["display clock"]


def test_pages_wait_for_a_key() -> None:
    async def does(visitor: Visitor, device: Device) -> None:
        first = await visitor.say("display interface brief", "---- More ----$")
        assert first.count("\n") == 10
        visitor.press(" ")
        second = await visitor.read("---- More ----$")
        assert second.startswith("\x1b[16D" + " " * 16 + "\x1b[16D")
        visitor.press("\r")
        assert (await visitor.read("---- More ----$")).count("\n") == 1
        visitor.press("q")
        assert (await visitor.read()).endswith("<sw1>")
        await visitor.say("screen-length 0 temporary")
        assert "More" not in await visitor.say("display interface brief")

    with_visitor(does, page=10)


def test_a_long_line_delays_every_byte() -> None:
    async def does(visitor: Visitor, device: Device) -> None:
        start = time.monotonic()
        said = await visitor.say("display clock")
        assert time.monotonic() - start >= 0.12
        assert said.startswith("display clock\n20")

    with_visitor(does, rtt_ms=120)


def test_a_slow_device_thinks_before_it_prints() -> None:
    async def does(visitor: Visitor, device: Device) -> None:
        start = time.monotonic()
        await visitor.say("display clock")
        assert time.monotonic() - start >= 0.15

    with_visitor(does, delay_ms=150)


def test_an_output_in_pieces_is_whole() -> None:
    async def does(visitor: Visitor, device: Device) -> None:
        said = await visitor.say("display clock")
        assert re.fullmatch(r"display clock\n\S+ \S+\n[A-Z]\w+day\nTime Zone\(BJ\) : UTC\+08:00\n<sw1>", said)

    with_visitor(does, dribble=3)


def test_chinese_in_gbk() -> None:
    async def does(visitor: Visitor, device: Device) -> None:
        said = await visitor.say("display interface GigabitEthernet0/0/1")
        assert "Description:三楼柜面\n" in said

    configuration = "#\nsysname 机房\n#\ninterface GigabitEthernet0/0/1\n description 三楼柜面\n#\nreturn"
    with_visitor(does, gbk=True, login={"encoding": "gbk"}, configuration=configuration, page=0)


def test_a_noisy_device_prints_between_prompt_and_input() -> None:
    async def does(visitor: Visitor, device: Device) -> None:
        said = await visitor.say("display clock", r"<sw1>\n.*%%01.*\n<sw1>$")
        assert "IFNET/4/LINK_STATE" in said

    with_visitor(does, noisy=True)


def test_a_stubborn_line_never_gives_the_prompt_back() -> None:
    async def does(visitor: Visitor, device: Device) -> None:
        assert "UTC+08:00" in await visitor.say("display clock", r"UTC\+08:00\n")
        with pytest.raises(TimeoutError):
            await visitor.read(seconds=0.3)

    with_visitor(does, stubborn=["display clock"])


def test_rejected_and_silent_lines() -> None:
    async def does(visitor: Visitor, device: Device) -> None:
        assert "Error: Unrecognized command found at '^' position." in await visitor.say("display clock")
        assert await visitor.say("display version") == "display version\n<sw1>"

    with_visitor(does, rejects=["display clock"], silent=["display version"])


def test_a_session_is_dropped_in_the_middle_of_an_output() -> None:
    async def does(visitor: Visitor, device: Device) -> None:
        with pytest.raises(EOFError, match="VRP"):
            await visitor.say("display version")

    with_visitor(does, cuts=["display version"])


def test_a_session_is_dropped_after_some_lines() -> None:
    async def does(visitor: Visitor, device: Device) -> None:
        await visitor.say("display clock")
        with pytest.raises(EOFError):
            await visitor.say("display clock")

    with_visitor(does, drop_after=1)


def test_a_line_that_breaks_cuts_every_session_off() -> None:
    async def main() -> None:
        async with serve(one()) as lab, visit(lab) as visitor:
            await visitor.read()
            lab.drop("sw1")
            with pytest.raises((EOFError, OSError, asyncssh.Error)):
                await visitor.say("display clock")
            async with visit(lab) as second:
                await second.read()
            assert lab.devices["sw1"].lines == []

    asyncio.run(main())


def test_the_role_of_a_firewall_changes() -> None:
    async def does(visitor: Visitor, device: Device) -> None:
        assert (await visitor.say("display clock")).endswith("HRP_M<sw1>")
        assert (await visitor.say("display clock")).endswith("HRP_S<sw1>")

    with_visitor(does, release="usg", prefixes=["HRP_M", "HRP_S"], switch_after=2)


def test_an_old_device_speaks_only_old_algorithms() -> None:
    async def does(visitor: Visitor, device: Device) -> None:
        assert "UTC" in await visitor.say("display clock")

    with_visitor(does, login=LEGACY, legacy_ssh=True)
    with pytest.raises(asyncssh.KeyExchangeFailed):
        with_visitor(does, login={"kex_algs": ["curve25519-sha256"]}, legacy_ssh=True)


def test_a_message_of_the_day_may_look_like_a_prompt() -> None:
    async def main() -> None:
        async with serve(one(motd="Welcome to\n<CORE>\n")) as lab, visit(lab) as visitor:
            assert "<CORE>\n" in await visitor.read(r"<sw1>$")

    asyncio.run(main())


def test_a_question_for_a_new_password_is_answered() -> None:
    async def does(visitor: Visitor, device: Device) -> None:
        await visitor.say("n")

    assert [(one.mode, one.line) for one in with_visitor(does, change_password=True).received] == [("question", "n")]


def test_a_long_line_is_wrapped() -> None:
    async def does(visitor: Visitor, device: Device) -> None:
        said = await visitor.say("display interface brief", PROMPT)
        assert said.startswith("display interfa\nce brief\n")

    with_visitor(does, width=20, page=0)


def test_a_device_that_breaks_is_not_a_slow_one() -> None:
    async def does(visitor: Visitor, device: Device) -> None:
        device.state.cpu = ()
        with pytest.raises(EOFError):
            await visitor.say("display cpu-usage")

    with pytest.raises(jinja2.UndefinedError):
        with_visitor(does)
