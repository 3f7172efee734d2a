from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.model import NotApplicable, NotSeen, Output, Reason
from hfcheck.readings import load, read

ARGUMENTS = ("@1795478400", "198.51.100.10", "eth0", "198.51.100.11")  # 2026-11-24 08:00 +08:00
EVENT = (
    'event {{"service": "web", "node": "lb02", "detected_at": "{at}", "notified_at": "", "switched_at": "{at}", '
    '"from": "lb01", "to": "lb02", "cause": "{cause}"}}\n'
)
STATE = "state MASTER 2026-11-24T00:14:22.765+00:00\n"
GOOD = f"pair\nrunning yes\nvalid yes\npriority 150\nown yes\nother no\n{STATE}waiting 0\n"


def answers(text: str, arguments: tuple[str, ...] = ARGUMENTS, code: int = 0) -> dict[str, Any]:
    return read(load("keepalived"), Output(text, "", code, arguments))


def test_a_holder_that_never_switched() -> None:
    found = answers(GOOD)
    assert isinstance(found.pop("last_switch"), NotApplicable)
    assert found == {
        "running": True,
        "valid": True,
        "priority": 150,
        "holding": True,
        "holders": 1,
        "state": "MASTER",
        "undelivered": 0,
        "unplanned": 0,
    }


@pytest.mark.parametrize(("own", "other", "holders"), [("no", "no", 0), ("no", "yes", 1), ("yes", "yes", 2)])
def test_holders_are_this_node_and_whoever_else_answers(own: str, other: str, holders: int) -> None:
    text = GOOD.replace("own yes", f"own {own}").replace("other no", f"other {other}")
    assert answers(text)["holders"] == holders


def test_only_switches_that_nobody_planned_count_and_only_those_since_then() -> None:
    told = [
        ("2026-11-24T07:59:59.999+08:00", "silent"),
        ("2026-11-24T00:00:00.000+00:00", "silent"),
        ("2026-11-24T09:30:00.500+08:00", "resigned"),
        ("2026-11-24T10:00:00.000+08:00", "planned"),
        ("2026-11-24T08:00:01.000+08:00", "started"),
    ]
    found = answers(GOOD + "".join(EVENT.format(at=at, cause=cause) for at, cause in told))
    assert found["unplanned"] == 2
    assert found["last_switch"] == "2026-11-24T10:00:00+08:00"


def test_a_node_whose_keepalived_has_said_nothing_yet_is_in_no_state() -> None:
    state = answers(GOOD.replace(STATE, ""))["state"]
    assert isinstance(state, NotSeen)
    assert state.reason is Reason.NO_ANSWER


def test_without_a_declared_address_there_is_nothing_to_see() -> None:
    assert all(isinstance(answer, NotApplicable) for answer in answers("", code=3).values())


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        (GOOD.replace("own yes\n", ""), "expected one line of 'own', found 0"),
        (GOOD + "own no\n", "expected one line of 'own', found 2"),
        (GOOD.replace("running yes", "running maybe"), "found 'maybe'"),
        (GOOD.replace("priority 150", "priority high"), "a whole number for the priority, found 'high'"),
        (GOOD.replace("MASTER", "MASTER!"), "found 'MASTER!'"),
        (GOOD + "event {}\n", "expected a message about a switch, found '{}'"),
        (GOOD + "event " + "[" * 900 + "\n", "expected a message about a switch"),
        (GOOD + EVENT.format(at="2026-11-24T08:00:00", cause="silent"), "an instant with its zone"),
        ("other\n" + GOOD, "expected a first line 'pair'"),
        (GOOD + "rogue line\n", "expected a line of"),
    ],
)
def test_what_does_not_fit_is_refused_whole(text: str, detail: str) -> None:
    for answer in answers(text).values():
        assert isinstance(answer, NotSeen)
        assert answer.reason is Reason.UNREADABLE
        assert detail in answer.detail


def test_since_when_has_to_be_told() -> None:
    assert "the seconds since when" in answers(GOOD, ("yesterday",))["running"].detail


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_no_text_breaks_the_parser(text: str) -> None:
    assert set(answers(GOOD + text)) == set(load("keepalived").values)


def test_a_node_without_a_configuration_has_no_priority() -> None:
    found = answers(GOOD.replace("priority 150\n", "").replace("valid yes", "valid no"))
    assert isinstance(found["priority"], NotSeen)
    assert (found["valid"], found["holders"]) == (False, 1)
