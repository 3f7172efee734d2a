"""What is shown of a change: the settings that differ and the lines, before as after."""

from __future__ import annotations

from datetime import datetime

import pytest

from hfcheck.device.change_look import Look
from hfcheck.device.change_record import Record, Stage
from hfcheck.device.change_shown import between, difference, expected
from hfcheck.device.wanted import Wanted
from hfcheck.model import SHANGHAI
from hfcheck.network.settings import Settings

AT = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
BEFORE = ("#", "sysname A", "#", "snmp-agent community read cipher planted-9", "#", "return")
AFTER = ("#", "sysname A", "#", "stp bpdu-protection", "#", "return")
SETTINGS = Settings(
    telnet=True, ssh_ciphers=("b", "a"), ntp_servers=("2", "1"), vty_idle_minutes={"0-4": 0.0, "5": 5.0}
)


def seen(wanted: Settings, lines: tuple[str, ...] = ("undo snmp-agent community planted-9",)) -> Look:
    return Look("huawei_vrp", BEFORE, BEFORE, SETTINGS, Wanted(wanted), lines, "no trial")


def test_settings_that_stay_are_not_shown_and_lines_of_a_terminal_are_merged() -> None:
    found = seen(Settings(telnet=False, vty_idle_minutes={"0-4": 10.0}))
    shown = between(SETTINGS, expected(found))
    assert shown["before"] == "telnet: true\nvty_idle_minutes 0-4: 0\n"
    assert shown["after"] == "telnet: false\nvty_idle_minutes 0-4: 10\n"


@pytest.mark.parametrize(
    ("after", "is_shown"),
    [
        (Settings(ntp_servers=("1", "2")), False),
        (Settings(ssh_ciphers=("a", "b")), True),
        (Settings(vty_idle_minutes={"5": 5, "0-4": 0}), False),
    ],
)
def test_the_order_counts_only_where_it_is_a_preference(after, is_shown) -> None:
    found = seen(after)
    assert bool(between(SETTINGS, expected(found))["after"]) is is_shown


def test_no_lines_no_difference() -> None:
    assert difference(seen(Settings(telnet=False), ()), None) == []


def test_lines_and_texts_are_shown_without_their_secrets() -> None:
    found = seen(Settings(snmp_communities=0))
    record = Record("sw1", "huawei_vrp", "admin", AT, AT, Stage.SAVED, seen(Settings()).shown, found.shown, AFTER)
    shown = str(difference(found, None)) + str(difference(found, record)) + repr(found)
    assert "planted-9" not in shown
    assert "+ undo snmp-agent community <hidden>" in shown
    assert "+ stp bpdu-protection" in difference(found, record)[2]["prepared"]
