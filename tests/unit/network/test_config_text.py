"""What counts as a change of a configuration, and where it stands."""

from hypothesis import given
from hypothesis import strategies as st

from hfcheck.network.config_text import Edit, edits, steady

BEFORE = """#
sysname SW1
#
interface GigabitEthernet0/0/1
 description uplink
 shutdown
#
interface GigabitEthernet0/0/2
 shutdown
#
return""".splitlines()


def test_the_same_line_of_two_sections_is_two_things() -> None:
    after = [line for number, line in enumerate(BEFORE) if number != 5]
    assert edits(BEFORE, after) == (Edit("interface GigabitEthernet0/0/1", (" shutdown",), ()),)


def test_a_section_that_is_new_shows_its_opening_and_its_lines() -> None:
    after = [*BEFORE[:-1], "interface Vlanif10", " ip address 192.0.2.1 24", "#", "return"]
    assert edits(BEFORE, after) == (
        Edit("", (), ("interface Vlanif10",)),
        Edit("interface Vlanif10", (), (" ip address 192.0.2.1 24",)),
    )


def test_a_line_that_was_replaced_is_shown_with_both_sides() -> None:
    after = [line.replace("uplink", "上联") for line in BEFORE]
    assert edits(BEFORE, after) == (
        Edit("interface GigabitEthernet0/0/1", (" description uplink",), (" description 上联",)),
    )


def test_what_a_device_writes_anew_at_each_display_is_no_change() -> None:
    one = [
        "! Last configuration change at 10:00:00 UTC Mon Nov 23 2026 by admin",
        "ntp clock-period 17180152",
        "hostname R1",
    ]
    other = ["Building configuration...", "Current configuration : 1523 bytes", "hostname R1"]
    assert edits(one, other) == ()
    assert steady(one) == ("hostname R1",)


def test_a_description_with_such_words_is_a_change() -> None:
    assert edits(["hostname R1"], ["hostname R1", "banner Time: now"]) == (Edit("", (), ("banner Time: now",)),)


@given(st.lists(st.sampled_from(["#", "a", " b", "  c", " d", "interface x", " shutdown"]), max_size=30))
def test_nothing_differs_from_itself(lines: list[str]) -> None:
    assert edits(lines, lines) == ()


@given(
    st.lists(st.sampled_from(["a", " b", "  c", " d", "interface x", " shutdown"]), max_size=20),
    st.integers(0, 20),
    st.sampled_from(["new", " new", "  new"]),
)
def test_an_added_line_is_always_shown(lines: list[str], at: int, line: str) -> None:
    after = [*lines[:at], line, *lines[at:]]
    assert line in {added for edit in edits(lines, after) for added in edit.added}
