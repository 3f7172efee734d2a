"""Whose silence is whose: a line explains it only where it was seen to be down and no other was seen to carry."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.model import Reason, Value, Verdict
from hfcheck.outages import CARRIES, Signs, calls, is_silence

LINES = ("main", "backup")
BEHIND = {"router": LINES, "printer": LINES, "main": LINES, "backup": LINES, "server": ()}


def signs(**verdicts: str) -> Signs:
    """Line → the verdict of its check; router, printer and server are silent."""
    found = Signs()
    for host in ("router", "server"):
        found.see(host, "network_base.cpu", "not_seen", Reason.UNREACHABLE)
    found.see("printer", "terminal.answers", "deviates", None)
    for line, verdict in verdicts.items():
        found.see(line, CARRIES, verdict, None)
    return found


@pytest.mark.parametrize(
    ("verdicts", "line"),
    [
        ({"main": "deviates", "backup": "deviates"}, "main"),
        ({"main": "deviates", "backup": "not_applicable"}, "main"),
        ({"main": "deviates"}, "main"),
        ({"main": "not_seen", "backup": "deviates"}, "backup"),
        ({"main": "deviates", "backup": "conforms"}, None),
        ({"main": "conforms", "backup": "deviates"}, None),
        ({"main": "not_seen", "backup": "not_seen"}, None),
        ({"main": "waived"}, None),
        ({}, None),
    ],
)
def test_a_line_explains_silence_only_when_it_is_down_and_none_carries(
    verdicts: dict[str, str], line: str | None
) -> None:
    assert signs(**verdicts).cut_off(BEHIND) == ({} if line is None else {"router": line, "printer": line})


def test_a_host_that_answers_is_never_cut_off() -> None:
    found = Signs()
    found.see("main", CARRIES, "deviates", None)
    found.see("router", "reachability.reachable", "conforms", None)
    assert found.cut_off(BEHIND) == {}


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(LINES), st.sampled_from(list(Verdict))), st.permutations(LINES))
def test_the_order_of_findings_does_not_matter(verdicts: dict[str, Verdict], order: list[str]) -> None:
    shuffled = {line: verdicts[line] for line in order if line in verdicts}
    assert signs(**shuffled) == signs(**verdicts)
    assert set(signs(**verdicts).cut_off(BEHIND)) <= {"router", "printer"}


@pytest.mark.parametrize(
    ("check", "verdict", "reason", "silent"),
    [
        ("reachability.reachable", "deviates", None, True),
        ("reachability.reachable", "waived", None, False),
        ("terminal.answers", "deviates", None, True),
        ("terminal.answers", "not_seen", "no_answer", False),
        ("network_base.cpu", "not_seen", "unreachable", True),
        ("network_base.cpu", "not_seen", "timed_out", False),
        ("network_base.cpu", "deviates", None, False),
    ],
)
def test_what_says_that_a_host_is_silent(check: str, verdict: str, reason: str | None, silent: bool) -> None:
    assert is_silence(check, verdict, reason) is silent


@pytest.mark.parametrize(
    ("offending", "named"),
    [
        (["GigabitEthernet1/0/5"], True),
        (["198.51.100.80/28 none"], True),
        ({"GigabitEthernet1/0/5": 12.5}, True),
        ("203.0.113.50 init", True),
        (["GigabitEthernet1/0/5", "GigabitEthernet1/0/6"], False),
        (["GigabitEthernet1/0/50"], False),
        ([], False),
        (12, False),
        (True, False),
        (None, False),
    ],
)
def test_a_finding_is_about_a_line_when_it_names_nothing_else(offending: Value | None, named: bool) -> None:
    assert calls(("GigabitEthernet1/0/5", "203.0.113.50", "198.51.100.80/28"), offending) is named
