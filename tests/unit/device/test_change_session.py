"""A session for a change sends the lines of that change and no other, through all views, and answers as it must."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.device.change_session import ANSWERS, TYPED, ChangeSession, _any_view, refused
from hfcheck.device.prompts import exact
from hfcheck.device.target import Target
from hfcheck.errors import ForbiddenLine
from hfcheck.lab.devices import running, scene
from hfcheck.network.observed import Outcome
from hfcheck.station import PROJECT

VIEWS = {
    "<SW-1>": ["<SW-1>", "[SW-1]", "[~SW-1]", "[*SW-1-10GE1/0/1]", "[SW-1-ui-vty0-4]", "HRP_M[SW-1]", "RBM_P<SW-1>"],
    "SW1#": ["SW1#", "SW1(config)#", "SW1(config-if)#", "SW1(config-std-nacl)#"],
    "a-switch-with-a-very-long-name#": ["a-switch-with-a-very-long-name#", "a-switch-with-a-very(config-line)#"],
}
OTHERS = {
    "<SW-1>": ["<SW-2>", "[SW-10]", "SW-1", "[SW-1", "[SW-1] x", "*SW-1"],
    "SW1#": ["SW1>", "SW10(config)#", "SW1 (config)#", "SW1(config)", "(config)#"],
}
PLATFORM = {"<": "huawei_vrp", "S": "cisco_ios", "a": "cisco_ios"}


@pytest.mark.parametrize(("login", "prompt"), [(login, one) for login, found in VIEWS.items() for one in found])
def test_the_prompts_of_all_views_are_prompts(login, prompt) -> None:
    assert _any_view(PLATFORM[login[0]], exact(PLATFORM[login[0]], login)).is_line(prompt)


@pytest.mark.parametrize(("login", "text"), [(login, one) for login, found in OTHERS.items() for one in found])
def test_what_only_looks_like_one_is_none(login, text) -> None:
    assert not _any_view(PLATFORM[login[0]], exact(PLATFORM[login[0]], login)).is_line(text)


QUESTIONS = [
    ("Are you sure to continue? [Y/N]:", "y"),
    ("Warning: All the configuration will be saved. Continue? [y/n]", "y"),
    ("Warning: Uncommitted configurations found. Are you sure to commit them? [Y(yes)/N(no)/C(cancel)]:", "n"),
    ("The system has uncommitted configurations. Commit them? [Y/N]:", "n"),
    ("The commit delay is already set, overwrite it? [Y/N]:", "n"),
    ("Overwrite the previous NVRAM configuration?[confirm]", ""),
    ("(To leave the existing filename unchanged, press the enter key):", ""),
    ("stp bpdu-protection", None),
    ("Error: Unrecognized command found at '^' position.", None),
]


@pytest.mark.parametrize(("question", "answer"), QUESTIONS)
def test_a_question_has_one_answer_and_nothing_is_committed_by_one(question, answer) -> None:
    assert next((text for pattern, text in ANSWERS if pattern.fullmatch(question)), None) == answer


@settings(max_examples=100)
@given(st.text(alphabet="abc [Y]/():.", max_size=500), st.text(alphabet="abc [Y]/():.", max_size=500))
def test_no_question_about_what_is_uncommitted_is_agreed_to(before, behind) -> None:
    question = f"{before}Uncommitted{behind}[Y/N]:"
    assert next((text for pattern, text in ANSWERS if pattern.fullmatch(question)), None) in (None, "n")


REFUSALS = [
    ("huawei_vrp", "        ^\nError: Unrecognized command found at '^' position.", True),
    ("huawei_vrp", "Error: The ACL does not exist.", True),
    ("huawei_vrp", "Info: This operation may take a few seconds.", False),
    ("huawei_vrp", "Warning: The protocol is not secure.", False),
    ("h3c_comware", " % Wrong parameter found at '^' position.", True),
    ("cisco_ios", "% Invalid input detected at '^' marker.", True),
    ("cisco_ios", "%Error: port is a member of a channel", True),
    ("cisco_ios", "%Warning: portfast should only be enabled on ports connected to a single host.", False),
    ("cisco_ios", "Enter configuration commands, one per line.  End with CNTL/Z.", False),
    ("cisco_ios", "%SYS-5-CONFIG_I: Configured from console by admin on vty0", False),
    ("h3c_comware", "%Nov 23 10:00:00:123 2026 SW1 SHELL/5/SHELL_LOGIN: admin logged in from 192.0.2.9.", False),
    ("cisco_ios", "", False),
]


@pytest.mark.parametrize(("platform", "text", "is_refused"), REFUSALS)
def test_a_refusal_is_told_from_a_remark(platform, text, is_refused) -> None:
    assert bool(refused(platform, "some line", text)) is is_refused


def test_only_the_lines_of_the_change_are_sent_and_none_behind_a_refused_one(tmp_path) -> None:
    with running(scene({"devices": {"sw1": {"platform": "huawei_vrp", "release": "vrp8"}}})) as lab:
        device = lab.devices["sw1"]
        known = tmp_path / "known_hosts"
        known.write_text(lab.known_hosts)
        spec = device.spec
        target = Target(
            "127.0.0.1", device.port, spec.username, spec.platform, spec.password, known_hosts=str(known), seconds=5
        )
        with ChangeSession.begin(target, ["system-view", "stp nonsense", "stp bpdu-protection"]) as session:
            count = len(device.lines)
            for lines in (["system-view", "reboot"], ["sysname X"], ["system-view\n"], ["stp bpdu-protection  "]):
                with pytest.raises(ForbiddenLine):
                    session.tell_all(lines)
            assert len(device.lines) == count
            told = session.tell_all(["system-view", "stp nonsense", "stp bpdu-protection"])
            assert [(one.line, one.outcome) for one in told] == [
                ("system-view", Outcome.ANSWERED),
                ("stp nonsense", Outcome.ANSWERED),
            ]
            assert "stp bpdu-protection" not in device.lines


def test_nothing_is_typed_but_answers_that_carry_no_line() -> None:
    assert sorted(TYPED) == ["", "n", "y"]


def test_no_other_module_opens_a_channel_of_its_own() -> None:
    users = [
        path.relative_to(PROJECT).as_posix()
        for path in Path(PROJECT / "hfcheck").rglob("*.py")
        if re.search(r"device\.connect import|ChangeSession\b", path.read_text(encoding="utf-8"))
    ]
    assert sorted(users) == [
        "hfcheck/device/change.py",
        "hfcheck/device/change_session.py",
        "hfcheck/device/session.py",
    ]
