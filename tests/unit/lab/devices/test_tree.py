from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.lab.devices.tree import Node, Tree, parse

TEXT = """#
sysname SIM
#
vlan batch 10
stp mode mstp
#
interface GigabitEthernet0/0/1
 description desk 一
 shutdown
#
bgp 65001
 peer 10.0.0.1 as-number 65077
 #
 ipv4-family unicast
  peer 10.0.0.1 enable
#
return"""


def tree() -> Tree:
    return parse(TEXT, "#", "return")


def test_a_configuration_is_printed_as_it_was_read() -> None:
    assert tree().text == TEXT


def test_sections_have_lines_and_sections() -> None:
    assert tree().lines(["interface GigabitEthernet0/0/1"]) == ["description desk 一", "shutdown"]
    assert tree().lines(["bgp 65001", "ipv4-family unicast"]) == ["peer 10.0.0.1 enable"]
    assert tree().lines(["interface GigabitEthernet0/0/9"]) == []
    assert tree().find("vlan batch 10") is not None


def test_a_line_is_added_to_its_section_and_takes_the_place_of_others() -> None:
    changed = tree()
    changed.set(["interface GigabitEthernet0/0/1"], "mtu 9000")
    changed.set(["interface GigabitEthernet0/0/1"], "description new", ["description desk 一"])
    assert changed.lines(["interface GigabitEthernet0/0/1"]) == ["description new", "shutdown", "mtu 9000"]
    assert tree().text == TEXT


def test_a_new_section_stands_behind_those_of_its_kind() -> None:
    changed = tree()
    changed.set(["interface GigabitEthernet0/0/2"], "shutdown")
    assert "#\ninterface GigabitEthernet0/0/2\n shutdown\n#\nbgp 65001" in changed.text


def test_a_line_is_taken_away_with_what_is_below_it() -> None:
    changed = tree()
    changed.remove([], "interface GigabitEthernet0/0/1")
    changed.remove(["bgp 65001"], "peer 10.0.0.1 as-number 65077")
    changed.remove([], "no such line")
    assert changed.find("interface GigabitEthernet0/0/1") is None
    assert changed.lines(["bgp 65001"]) == ["#", "ipv4-family unicast"]


def test_a_copy_changes_alone() -> None:
    before = tree()
    after = before.copy()
    after.set([], "sysname OTHER", ["sysname SIM"])
    assert before.text == TEXT
    assert after != before


WORDS = st.text("abcxyz", min_size=1, max_size=6)
NODES = st.recursive(
    st.builds(Node, WORDS), lambda below: st.builds(Node, WORDS, st.lists(below, max_size=3)), max_leaves=8
)


@settings(max_examples=60)
@given(st.lists(st.lists(NODES, min_size=1, max_size=3), max_size=4))
def test_what_is_printed_reads_back(paragraphs: list[list[Node]]) -> None:
    made = Tree("#", "return", paragraphs)
    assert parse(made.text, "#", "return") == made
