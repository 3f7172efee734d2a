"""Which lines inspection may send."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.device.allowed import SESSION, UNPAGED, allowed
from hfcheck.errors import ContentError
from hfcheck.network.command import PLATFORMS, commands


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_line_that_can_be_read_is_allowed_and_so_is_what_switches_paging_off(platform: str) -> None:
    for command in commands(platform).values():
        for line in (command.line, *command.aliases):
            assert allowed(platform, line.replace("*", "GigabitEthernet0/0/1")), line
    assert allowed(platform, UNPAGED[platform])
    assert all(allowed(platform, line) for line in SESSION)


CHANGING = ("system-view", "configure terminal", "reboot", "save", "reset saved-configuration", "undo telnet server")


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("line", [*CHANGING, "display", "show", "y", "screen-length 24", "delete flash:/vrpcfg.zip"])
def test_what_changes_a_device_is_not(platform: str, line: str) -> None:
    assert not allowed(platform, line)


REFUSED = [
    "display version | include VRP",
    "display version > flash:/version.txt",
    "display version ?",
    "display version\nsystem-view",
    "display version\r",
    "display version;reboot",
    "display interface GigabitEthernet0/0/1|begin",
    "display interface 怀化",
    "display\tversion",
    "display  version",
    "display version extra",
    "display interface a b c",
    "display interface " + "x" * 200,
]


@pytest.mark.parametrize("line", REFUSED)
def test_a_known_line_with_anything_else_in_it_is_not(line: str) -> None:
    assert not allowed("huawei_vrp", line)


def test_a_blank_that_answered_a_paging_mark_too_late_does_no_harm() -> None:
    assert allowed("huawei_vrp", " display version ")


def test_enable_belongs_to_those_that_have_it() -> None:
    assert allowed("cisco_ios", "enable")
    assert not allowed("huawei_vrp", "enable")


def test_an_unknown_platform_is_named() -> None:
    with pytest.raises(ContentError, match=r"expected a platform of .*, found 'junos'"):
        allowed("junos", "show version")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40), st.sampled_from(["", "display ", "display interface ", "dir "]))
def test_no_line_that_is_allowed_has_a_character_with_a_meaning_of_its_own(text: str, start: str) -> None:
    if allowed("huawei_vrp", start + text):
        assert set((start + text).lower()) <= set("abcdefghijklmnopqrstuvwxyz0123456789./:_- ")
