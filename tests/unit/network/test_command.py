"""Commands are found by their paths, and answered with values or with a state."""

from __future__ import annotations

import pytest

from hfcheck.errors import ContentError
from hfcheck.network.answer import answer
from hfcheck.network.command import PLATFORMS, Command, commands, find
from hfcheck.network.reply import State

VERBS = ("dir", "display", "show")


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_command_is_read_only_and_says_what_it_gives(platform: str) -> None:
    assert commands(platform)
    for line, command in commands(platform).items():
        assert line == command.line
        assert line.split()[0] in VERBS
        assert all(alias.split()[0] in VERBS for alias in command.aliases)
        assert all(command.values.values())


@pytest.mark.parametrize("platform", PLATFORMS)
def test_no_line_is_claimed_twice(platform: str) -> None:
    claimed = [alias for command in commands(platform).values() for alias in command.aliases]
    assert len(claimed) == len(set(claimed))
    assert not set(claimed) & set(commands(platform))


def test_a_line_is_found_whatever_its_blanks_and_arguments() -> None:
    assert find("h3c_comware", " display  arp ").line == "display arp"
    assert find("h3c_comware", "display interface GigabitEthernet1/0/1").line == "display interface"
    assert find("h3c_comware", "display interface brief").line == "display interface brief"
    # An alias without `*` goes before one that would fit as well.
    assert find("huawei_vrp", "display interface transceiver verbose").line == "display transceiver verbose"


def test_a_slug_is_the_line_in_underscores() -> None:
    assert Command("display ip routing-table", {}, lambda _text: {}).slug == "display_ip_routing_table"


def test_an_unknown_line_or_platform_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ContentError, match=r"no parser for 'reboot'; known are display arp, "):
        find("h3c_comware", "reboot")
    with pytest.raises(ContentError, match=r"expected a platform of \[.*'huawei_vrp'.*\], found 'ios'"):
        find("ios", "display arp")


def test_what_a_parser_refuses_is_unreadable_and_has_no_values() -> None:
    found = answer("h3c_comware", "display clock", "half past ten")
    assert (found.reply.state, found.values, found.reply.text) == (State.UNREADABLE, {}, "")
    assert found.reply.detail == "expected a time, a zone and a date, found 'half past ten'"


def test_a_rejected_command_has_no_values() -> None:
    found = answer("h3c_comware", "display clock", " % Unrecognized command found at '^' position.")
    assert (found.reply.state, found.values) == (State.REJECTED, {})
