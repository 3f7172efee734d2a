from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hfcheck.errors import ContentError
from hfcheck.hardening.pam_stack import with_lines, with_options

ROLES = Path(__file__).parents[3] / "roles"
STACK = """\
#%PAM-1.0
# User changes will be kept
auth        required      pam_env.so
auth        sufficient    pam_unix.so nullok try_first_pass
auth        required      pam_deny.so

account     required      pam_unix.so
account     sufficient    pam_localuser.so

password    requisite     pam_pwquality.so try_first_pass retry=3
password    sufficient    pam_unix.so sha512 shadow nullok use_authtok
password    required      pam_deny.so
-session    optional      pam_systemd.so
"""
WORDS = "audit deny=3 even_deny_root"
LOCK: list[dict[str, Any]] = [
    {**line, "arguments": [*re.findall("pre\\w+|auth\\w+", line["arguments"]), *WORDS.split()]}
    if "arguments" in line
    else line
    for line in yaml.safe_load((ROLES / "login_session/vars/main/pam.yml").read_text(encoding="utf-8"))[
        "login_session_pam_lines_of"
    ]["pam_faillock"]
]


def calls(text: str, kind: str) -> list[str]:
    """The module and words of each line of a kind, in their order."""
    split = [line.lstrip("-").split() for line in text.splitlines()]
    return [" ".join(words[2:]) for words in split if words and words[0] == kind]


def test_the_lock_out_stands_around_the_password() -> None:
    text = with_lines(STACK, LOCK)
    assert calls(text, "auth") == [
        "pam_env.so",
        f"pam_faillock.so preauth {WORDS}",
        "pam_unix.so nullok try_first_pass",
        f"pam_faillock.so authfail {WORDS}",
        f"pam_faillock.so authsucc {WORDS}",
        "pam_deny.so",
    ]
    assert calls(text, "account") == ["pam_faillock.so", "pam_unix.so", "pam_localuser.so"]
    assert calls(text, "password") == calls(STACK, "password")


def test_an_older_line_of_the_same_matter_is_replaced() -> None:
    old = STACK.replace(
        "auth        sufficient", "auth required pam_faillock.so preauth silent deny=10\nauth sufficient"
    )
    assert with_lines(old, LOCK).count("preauth") == 1
    assert "deny=10" not in with_lines(old, LOCK)


OPENEULER = """\
auth required pam_faillock.so preauth audit deny=3 unlock_time=60
-auth sufficient pam_fprintd.so
auth sufficient pam_unix.so nullok try_first_pass
-auth sufficient pam_sss.so use_first_pass
auth [default=die] pam_faillock.so authfail audit deny=3 unlock_time=60
auth sufficient pam_faillock.so authsucc audit deny=3 unlock_time=60
auth requisite pam_succeed_if.so uid >= 1000 quiet_success
auth required pam_deny.so
account required pam_unix.so
"""


def test_who_failed_never_reaches_the_line_that_says_yes_to_everybody() -> None:
    """Left where it was while authfail moved behind it, authsucc would take any password."""
    text = with_lines(OPENEULER, LOCK)
    assert [call.split()[:2] for call in calls(text, "auth") if "faillock" in call] == [
        ["pam_faillock.so", "preauth"],
        ["pam_faillock.so", "authfail"],
        ["pam_faillock.so", "authsucc"],
    ]
    late = with_lines(OPENEULER.replace("authfail audit", "preauth audit"), LOCK)
    assert late.index("authfail") < late.index("authsucc")


def test_a_line_stays_where_the_distribution_has_it() -> None:
    """Behind pam_succeed_if, which ends the stack for root, nobody would count how often root failed."""
    text = with_lines(OPENEULER, LOCK)
    assert text.index("authfail") < text.index("pam_succeed_if")
    assert text.index("preauth") < text.index("pam_fprintd")


def test_a_line_on_the_wrong_side_of_its_anchor_moves() -> None:
    wrong = "auth sufficient pam_unix.so\nauth required pam_faillock.so preauth\nauth required pam_deny.so\n"
    text = with_lines(wrong + "account required pam_unix.so\n", LOCK)
    assert text.index("preauth") < text.index("pam_unix")


def test_another_module_that_counts_goes() -> None:
    old = "auth required pam_tally2.so deny=5\naccount required pam_tally2.so\n"
    assert "tally" not in with_lines(old + STACK, LOCK, without=["pam_tally2.so"])
    assert with_lines(old + STACK, LOCK).count("tally") == 2


def test_a_jump_over_what_is_put_in_keeps_its_target() -> None:
    jumping = OPENEULER.replace("sufficient pam_unix.so", "[success=2 default=ignore] pam_unix.so")
    assert "[success=2 default=ignore] pam_unix.so" in with_lines(jumping, LOCK)


@pytest.mark.parametrize(
    ("stack", "message"),
    [
        (
            "auth [default=1 ignore=ignore success=ok] pam_localuser.so\n" + STACK,
            r"success=ok\] pam_localuser.so would go on with auth pam_faillock.so preauth instead of",
        ),
        (
            STACK.replace("auth        sufficient    pam_unix.so", "auth [success=1 default=ignore] pam_unix.so")
            + "auth required pam_permit.so\n",
            r"pam_unix.so would go on with auth pam_faillock.so authsucc instead of auth pam_permit.so",
        ),
    ],
)
def test_a_jump_that_would_land_elsewhere_is_refused(stack: str, message: str) -> None:
    with pytest.raises(ContentError, match=message):
        with_lines(stack, LOCK)


def test_options_are_added_and_taken_away_where_they_are_meant() -> None:
    text = with_options(STACK, "auth", "pam_unix.so", remove=["nullok"])
    assert calls(text, "auth")[1] == "pam_unix.so try_first_pass"
    assert "nullok" in calls(text, "password")[1]
    assert calls(with_options(STACK, "account", "pam_unix.so", add=["no_pass_expiry"]), "account")[0].endswith("expiry")


def test_a_stack_without_the_anchor_is_refused() -> None:
    with pytest.raises(ContentError, match=r"expected a line 'auth' of pam_unix\.so in the PAM stack, found none"):
        with_lines("auth required pam_sss.so\n", LOCK)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            {"kind": "authn", "control": "required", "module": "pam_x.so", "before": "a"},
            "expected a line of a PAM stack",
        ),
        ({"kind": "auth", "control": "required", "module": "pam_x.so"}, "either `before` or `after`"),
        ({"kind": "auth", "control": "required", "module": "x", "before": "a", "after": "b"}, "either `before` or"),
        ({"kind": "auth", "control": "", "module": "", "before": "a"}, "either `before` or `after`"),
        ({"kind": "auth", "control": "required", "module": "x", "before": "a", "arguments": "y"}, "expected a line of"),
    ],
)
def test_a_line_that_no_stack_could_hold_is_refused(line: dict[str, object], message: str) -> None:
    with pytest.raises(ContentError, match=message):
        with_lines(STACK, [line])


LINES = st.sampled_from(
    [*STACK.splitlines(), "auth required pam_faillock.so preauth", "auth [default=die] pam_faillock.so authfail"]
)


@given(st.lists(LINES, max_size=12))
def test_a_second_edit_finds_nothing_to_do_and_nothing_of_others_is_lost(extra: list[str]) -> None:
    text = STACK + "".join(f"{line}\n" for line in extra)
    once = with_lines(text, LOCK)
    assert with_lines(once, LOCK) == once
    others = [line for line in text.splitlines() if "faillock" not in line]
    assert [line for line in once.splitlines() if "faillock" not in line] == others


@given(st.lists(LINES, max_size=12))
def test_options_are_set_once_and_for_all(extra: list[str]) -> None:
    text = STACK + "".join(f"{line}\n" for line in extra)
    once = with_options(text, "auth", "pam_unix.so", add=["audit"], remove=["nullok"])
    assert with_options(once, "auth", "pam_unix.so", add=["audit"], remove=["nullok"]) == once
    assert not any("nullok" in line for line in calls(once, "auth"))
