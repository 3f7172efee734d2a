"""Commands are found by their paths, and answered with values or with a state."""

from __future__ import annotations

import pytest

from hfcheck.device.allowed import allowed
from hfcheck.errors import ContentError
from hfcheck.network.answer import answer
from hfcheck.network.command import PLATFORMS, Command, commands, find, resolved
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


@pytest.mark.parametrize(
    ("line", "full"),
    [
        ("dis ver", "display version"),
        ("dis ip int brief", "display ip interface brief"),
        ("DIS INT g0/0/1", "display interface g0/0/1"),
        ("dis int br", "display interface brief"),
        ("dis cp", "display cpu-usage"),
        ("dis cpu", "display cpu"),
        ("d arp vpn bank", "display arp vpn-instance bank"),
    ],
)
def test_words_may_be_shortened_as_on_the_device(line: str, full: str) -> None:
    assert resolved("huawei_vrp", line)[1] == full


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_line_and_alias_means_its_own_command(platform: str) -> None:
    for command in commands(platform).values():
        for pattern in (command.line, *command.aliases):
            line = pattern.replace("*", "7")
            assert resolved(platform, line) == (command, line)


def test_a_line_that_may_mean_several_commands_is_refused_with_them() -> None:
    with pytest.raises(ContentError, match="huawei_vrp: 'dis v' may mean display version, display vlan"):
        find("huawei_vrp", "dis v")


@pytest.mark.parametrize("line", ["display arp | include 10.0.0.1", "display version > flash:/x", ""])
def test_what_is_more_than_a_command_has_no_parser(line: str) -> None:
    with pytest.raises(ContentError, match="huawei_vrp: no parser for "):
        find("huawei_vrp", line)


def test_an_answer_to_a_shortened_line_has_the_echo_of_the_full_one() -> None:
    found = answer("h3c_comware", "dis clo", "<H3C>display clock\n10:30:00 UTC Mon 03/02/2026\n<H3C>")
    assert (found.reply.state, found.reply.command) == (State.OK, "display clock")


def test_shortened_lines_are_read_but_never_sent() -> None:
    assert not allowed("huawei_vrp", "dis ver")
    assert allowed("huawei_vrp", "display version")


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
