from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from hfcheck.errors import InputError
from hfcheck.model import SHANGHAI
from hfcheck.receiving.inbox import Letter
from hfcheck.receiving.letters import check, statement
from hfcheck.statements import parse
from tests.unit.test_alarms import alert, posted

HEARD = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
SWITCH = {
    "service": "portal",
    "node": "lb02",
    "detected_at": "2026-11-23T08:59:50.5+08:00",
    "notified_at": "2026-11-23T08:59:51+08:00",
    "switched_at": "2026-11-23T08:59:52+08:00",
    "from": "lb01",
    "to": "lb02",
    "cause": "haproxy 无应答",
}


def letter(kind: str = "switchover", body: Any = SWITCH) -> Letter:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Letter(kind, "lb02", HEARD, data)


def test_a_switch_is_a_statement_with_detection_telling_and_end() -> None:
    body = statement(letter())
    assert body["says"] == {
        "name": "portal：lb01 → lb02",
        "learnt_at": "2026-11-23T08:59:50.500000+08:00",
        "notified_at": "2026-11-23T08:59:51+08:00",
        "switched_at": "2026-11-23T08:59:52+08:00",
        "reason": "haproxy 无应答",
    }
    assert parse(body).record == f"switchover/{body['subject']}"


def test_the_same_switch_is_the_same_record_and_another_one_is_not() -> None:
    later = SWITCH | {"detected_at": "2026-11-23T08:59:50.6+08:00"}
    subjects = [statement(letter(body=body))["subject"] for body in (SWITCH, dict(SWITCH), later)]
    assert subjects[0] == subjects[1] != subjects[2]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"\xff", "JSON as UTF-8"),
        (b"{", "at the body: Invalid JSON"),
        (SWITCH | {"node": ""}, "at node"),
        (SWITCH | {"more": 1}, "at more: Extra inputs"),
        ({name: value for name, value in SWITCH.items() if name != "from"}, "at from: Field required"),
        (SWITCH | {"switched_at": "2026-11-23T08:59:52"}, "at switched_at"),
        (SWITCH | {"switched_at": "2026-11-23T08:59:40+08:00"}, "expected to be detected first"),
        (SWITCH | {"cause": "x" * 501}, "at cause"),
    ],
)
def test_what_is_no_switch_is_refused(body: Any, words: str) -> None:
    with pytest.raises(InputError) as refused:
        check(letter(body=body))
    assert words in str(refused.value)


def test_a_clock_that_is_ahead_is_refused_until_that_instant_has_come() -> None:
    ahead = SWITCH | {"switched_at": (HEARD + timedelta(seconds=2)).isoformat()}
    with pytest.raises(InputError, match="are both clocks right"):
        check(letter(body=ahead))
    check(Letter("switchover", "lb02", HEARD + timedelta(seconds=2), json.dumps(ahead).encode()))


def test_an_address_takes_its_own_letters() -> None:
    check(letter("alertmanager", posted(alert(0))))
    with pytest.raises(InputError, match="expected a notification"):
        check(letter("alertmanager", SWITCH))
    with pytest.raises(InputError, match="expected one of alertmanager, switchover, found 'odd'"):
        check(letter("odd"))
