from __future__ import annotations

import pytest

from hfcheck.lab.devices.editing import change
from hfcheck.lab.devices.patterns import Mismatch
from hfcheck.lab.devices.platform import platform
from hfcheck.lab.devices.tree import Tree, parse

VRP = platform("huawei_vrp")
BEFORE = """#
sysname SIM
#
telnet server enable
#
ntp-service unicast-server 10.20.0.21
#
interface GigabitEthernet0/0/1
 description desk
#
user-interface vty 0 4
 idle-timeout 0 0
#
return"""


def changed(view: str, path: list[str], *lines: str) -> Tree:
    tree = parse(BEFORE, "#", "return")
    for line in lines:
        found = change(VRP, VRP.views[view], tree, path, line)
        assert not isinstance(found, Mismatch), line
    return tree


def test_a_line_of_the_same_key_is_replaced() -> None:
    assert changed("vty", ["user-interface vty 0 4"], "idle-timeout 10 0").lines(["user-interface vty 0 4"]) == [
        "idle-timeout 10 0"
    ]
    assert "sysname NEW" in changed("system", [], "sysname NEW").lines([])
    assert "sysname SIM" not in changed("system", [], "sysname NEW").lines([])


def test_lines_of_other_keys_stay() -> None:
    servers = changed("system", [], "ntp-service unicast-server 10.20.0.22").lines([])
    assert "ntp-service unicast-server 10.20.0.21" in servers
    assert "ntp-service unicast-server 10.20.0.22" in servers


def test_undo_takes_a_line_away_by_its_first_words() -> None:
    assert (
        changed("interface", ["interface GigabitEthernet0/0/1"], "undo description").lines(
            ["interface GigabitEthernet0/0/1"]
        )
        == []
    )
    assert "interface GigabitEthernet0/0/1" not in changed("system", [], "undo interface GigabitEthernet 0/0/1").text


def test_a_kept_undo_and_its_contrary_replace_each_other() -> None:
    off = changed("system", [], "undo telnet server enable")
    assert "undo telnet server enable" in off.lines([])
    assert "telnet server enable" not in off.lines([])
    on = changed("system", [], "undo telnet server enable", "telnet server enable")
    assert on.text == BEFORE


def test_the_same_line_twice_changes_nothing() -> None:
    assert changed("system", [], "telnet server enable", "ntp-service unicast-server 10.20.0.21").text == BEFORE


@pytest.mark.parametrize(
    ("line", "at"),
    [("ntp-service unicast-server nowhere", 2), ("colour blue", 0), ("undo colour", 1), ("undo", 1)],
)
def test_a_line_that_does_not_fit_changes_nothing(line: str, at: int) -> None:
    tree = parse(BEFORE, "#", "return")
    found = change(VRP, VRP.views["system"], tree, [], line)
    assert isinstance(found, Mismatch)
    assert found.at == at
    assert tree.text == BEFORE


@pytest.mark.parametrize(
    ("view", "path", "line"),
    [
        ("aaa", ["aaa"], "local-user ops password irreversible-cipher Typed-in-1"),
        ("system", [], "snmp-agent community read Typed-in-1"),
        ("system", [], "snmp-agent community read cipher Typed-in-1 acl 2010"),
        ("bgp", ["bgp 65001"], "peer 10.0.0.1 password cipher Typed-in-1"),
    ],
)
def test_a_secret_is_kept_enciphered_and_the_same_one_changes_nothing(view: str, path: list[str], line: str) -> None:
    once, twice = changed(view, path, line), changed(view, path, line, line)
    assert "Typed-in-1" not in once.text
    assert "cipher $1c$" in once.text
    assert once == twice
    assert changed(view, path, line, f"undo {line}").lines(path) == changed(view, path).lines(path)
