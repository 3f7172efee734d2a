"""What a device printed: an answer, or the state that says why it is none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.network.reply import State, decoded, reply

LINE = "display version"

STATES = [
    ("            ^\r\nError: Unrecognized command found at '^' position.\r\n<R1>", State.REJECTED),
    ("Error:Incomplete command found at '^' position.", State.REJECTED),
    ("Error: Too many parameters found at '^' position.", State.REJECTED),
    ("Error: Wrong parameter found at '^' position.", State.REJECTED),
    (" % Unrecognized command found at '^' position.\n<R1>", State.REJECTED),
    ("               ^\n % Incomplete command found at '^' position.", State.REJECTED),
    (" % Wrong parameter found at '^' position.", State.REJECTED),
    (" % Too many parameters found at '^' position.", State.REJECTED),
    ("           ^\n% Invalid input detected at '^' marker.\n\nSwitch#", State.REJECTED),
    ("% Incomplete command.\nSwitch>", State.REJECTED),
    ('% Ambiguous command: "show v"', State.REJECTED),
    ("             ^-----unrecognized keyword versoin\nSG-6000(M)#", State.REJECTED),
    ("Switch# show arp\nInternet 10.0.0.1", State.UNREADABLE),
    ("one\n --More-- ", State.CUT_OFF),
    ("No spanning tree instance exists.", State.UNSUPPORTED),
    ("Permission denied.", State.REJECTED),
    ("Error: You do not have permission to run the command.", State.REJECTED),
    ("                ^", State.REJECTED),
    ("Error: The command is not supported on this board.", State.UNSUPPORTED),
    ("Info: The NTP service is not enabled.", State.UNSUPPORTED),
    ("Info: VLAN 77 does not exist.", State.UNSUPPORTED),
    ("LLDP is not enabled.", State.UNSUPPORTED),
    ("", State.EMPTY),
    ("<R1>display version\r\n<R1>", State.EMPTY),
    ("VRP (R) software\n  ---- More ----", State.CUT_OFF),
    ("x\n" * 200_001, State.CUT_OFF),
    ("<R1>display arp\n10.0.0.1", State.UNREADABLE),
    ("VRP (R) software\n<R1>dis arp\n10.0.0.1", State.UNREADABLE),
]


@pytest.mark.parametrize(("raw", "state"), STATES)
def test_what_is_no_answer_is_a_state_and_holds_no_text(raw: str, state: State) -> None:
    found = reply("huawei_vrp", LINE, raw)
    assert found.state is state
    assert found.text == ""
    assert found.detail


ANSWERS = [
    ("<R1>display version\r\nVRP\r\n<R1>", "VRP"),
    ("<R1>dis ver\nVRP\n", "VRP"),
    ("display version\nVRP\n[~R1-GigabitEthernet0/0/1]", "VRP"),
    ("HRP_M<FW>display version\nVRP\nHRP_M<FW>", "VRP"),
    ("RBM_P<FW>display version\nVRP\nRBM_P<FW>", "VRP"),
    ("VRP\nSwitch(config-if-GigabitEthernet 0/1)#", "VRP"),
    ("VRP\nSG-6000(M)# ", "VRP"),
    ("one\r\n---- More ----\r              \r  two", "one\n  two"),
    ("one\n  ---- More ----\x1b[42D                                          \x1b[42Dtwo", "one\ntwo"),
    ("one\n---- More ----\x08\x08\x08   \x08\x08\x08two", "one\ntwo"),
    ("one\r\n  ---- More ----[16D                [16Dtwo", "one\ntwo"),
    ("one\r\n  ---- More ( Press 'Q' to break ) ----\x1b[43D          \x1b[43Dtwo", "one\ntwo"),
    (
        "Info: The max number of VTY users is 10, and the number\n      of current VTY users on line is 1.\n"
        "      The current login time is 2026-03-02 09:00:11.\n<R1>screen-length 0 temporary\n"
        "Info: The configuration takes effect on the current user terminal interface only.\n"
        "<R1>display version\nVRP\n<R1>\nMar  2 2026 09:00:14 R1 %%01SHELL/5/CMDRECORD(s)[0]:Recorded.\n<R1>quit\n",
        "VRP",
    ),
    # A recording that begins behind the echo, and has the command once more.
    ("one\n<R1>display version\ntwo\n[R1]dis ver\nthree\n[R1]", "one\ntwo\nthree"),
    # What looks like another prompt is part of the answer.
    ("<R1>display version\nVRP\n[backup] board\n<R1>", "VRP\n[backup] board"),
    ("\x1b[1mone\x1b[0m\x07\u202e", "one"),
    ("Slot 8:\n  The operation is not supported on the specified board.", None),
    ("Slot 1:\nDescription: Error: Unrecognized command\nState: up", None),
]


@pytest.mark.parametrize(("raw", "text"), ANSWERS)
def test_an_answer_is_what_the_device_said_about_the_command(raw: str, text: str | None) -> None:
    found = reply("huawei_vrp", LINE, raw)
    assert (found.state, found.text, found.detail) == (State.OK, raw if text is None else text, "")


def test_a_device_that_is_asked_to_show_echoes_behind_its_own_prompt() -> None:
    assert reply("ruijie_os", "show arp", "Switch#show arp\nInternet 10.0.0.1\nSwitch#").text == "Internet 10.0.0.1"
    assert reply("ruijie_os", "show vlan", "   1 1#s410   STATIC   Gi0/1").state is State.OK


def test_the_detail_says_what_the_device_said() -> None:
    assert reply("h3c_comware", LINE, "  ^\n % Wrong parameter found at '^' position.").detail == (
        "% Wrong parameter found at '^' position."
    )
    assert reply("h3c_comware", LINE, "<R1>display arp").detail == "the echo of another command: display arp"


def test_an_old_device_speaks_gbk() -> None:
    assert decoded("怀化 core".encode()) == decoded("怀化 core".encode("gbk")) == "怀化 core"
    assert decoded(b"\xff\xff") == "\ufffd\ufffd"


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200) | st.text(alphabet="<>[]^%-More \r\n\x08\x1bErorunsptd:.", max_size=200))
def test_any_text_is_a_state_and_only_an_ok_one_has_text(raw: str) -> None:
    found = reply("h3c_comware", LINE, raw)
    assert bool(found.text) is (found.state is State.OK)
    assert not set(found.text) & set("\x00\x08\x1b\r\u202e")
    assert len(found.detail) <= 200


@pytest.mark.parametrize(
    "stamp", ["2026-11-20 12:00:14.619 +08:00", "2026-11-20 12:00:14.619+08:00 DST", "2026-11-20 12:00:14.619"]
)
def test_the_moment_above_an_answer_is_no_part_of_it(stamp: str) -> None:
    found = reply(
        "huawei_vrp", "display hrp state", f"HRP_M<FW>display hrp state\n{stamp}\n Role: active, peer: standby\n"
    )
    assert (found.state, found.text) == (State.OK, " Role: active, peer: standby")
    refused = reply("huawei_vrp", "display hrp state", f"{stamp}\nInfo: The HRP is not enabled.\n")
    assert refused.state is State.UNSUPPORTED


def test_a_clock_stays() -> None:
    said = "2026-11-20 12:00:14+08:00\nFriday"
    assert reply("huawei_vrp", "display clock", said).text == said
