from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.alarms import Alarm, events, fingerprint, fold, notification
from hfcheck.errors import InputError
from hfcheck.model import SHANGHAI

T0 = datetime(2026, 11, 23, 0, 15, 30, 250000, tzinfo=UTC)
HEARD = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
LABELS = {"alertname": "storage_volumes.used", "check": "storage_volumes.used", "host": "app01", "severity": "high"}


def alert(minute: int, end: int | None = None, **labels: str) -> dict[str, Any]:
    """An alert that fires at a minute, and has ended at another."""
    body: dict[str, Any] = {
        "status": "firing" if end is None else "resolved",
        "labels": LABELS | labels,
        "annotations": {"summary": "磁盘空间使用率"},
        "startsAt": (T0 + timedelta(minutes=minute)).isoformat().replace("+00:00", "Z"),
        "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": "http://127.0.0.1:9090/graph",
        "fingerprint": "ignored",
    }
    return body if end is None else body | {"endsAt": (T0 + timedelta(minutes=end)).isoformat()}


def posted(*alerts: dict[str, Any], **more: Any) -> bytes:
    return json.dumps({"version": "4", "status": "firing", "alerts": list(alerts)} | more).encode()


def told(*alerts: dict[str, Any]) -> list[dict[str, Any]]:
    return list(events(notification(posted(*alerts)), "watch01", HEARD))


def folded(*alerts: dict[str, Any]) -> tuple[Alarm, ...]:
    return fold(told(*alerts))


def test_a_firing_alert_is_an_event_named_by_its_labels_and_its_first_time() -> None:
    (event,) = told(alert(0, runbook="free_disk_space"))
    mark = event["fingerprint"]
    assert event["id"] == f"alarm/{mark}/20261123T001530.250000Z"
    assert event["at"] == "2026-11-23T08:15:30.250000+08:00"
    assert (event["host"], event["check"], event["title"]) == ("app01", "storage_volumes.used", "磁盘空间使用率")
    assert (event["severity"], event["runbook"], event["source"]) == ("high", "free_disk_space", "watch01")


def test_an_ended_alert_is_two_events_whichever_of_them_was_heard_before() -> None:
    first, ended = told(alert(0, 5))
    assert first["id"] == told(alert(0))[0]["id"]
    assert (ended["id"], ended["ends"]) == (f"{first['id']}/20261123T002030.250000Z", first["id"])
    assert (ended["at"], ended["host"]) == ("2026-11-23T08:20:30.250000+08:00", "app01")


def test_an_alert_without_our_labels_is_told_by_its_own_name_and_instance() -> None:
    body = posted(alert(0) | {"labels": {"alertname": "Down", "instance": "192.0.2.7:9100"}, "annotations": {}})
    (event,) = events(notification(body), "watch01", HEARD)
    assert (event["host"], event["check"], event["title"]) == ("192.0.2.7:9100", "Down", "Down")
    assert "severity" not in event


def test_an_end_without_a_time_is_no_end() -> None:
    (event,) = told(alert(0) | {"status": "resolved"})
    assert "ends" not in event


def test_hostile_text_commands_no_terminal_and_is_bounded() -> None:
    (event,) = told(alert(0, host="a\x1b[2J\nb" + "x" * 400))
    assert event["host"].startswith("a [2J b")
    assert len(event["host"]) == 200


def test_the_fingerprint_is_that_of_prometheus() -> None:
    assert fingerprint({}) == "cbf29ce484222325"
    # What Alertmanager 0.25 shows for these labels.
    assert fingerprint({"alertname": "x"}) != fingerprint({"alertnam": "ex"})


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "at the body: Invalid JSON"),
        (b"[]", "at the body: Input should be an object"),
        (posted(alert(0), version="3"), "at version: Input should be '4'"),
        (posted(alert(0) | {"status": "odd"}), "at alerts.0.status"),
        (posted(alert(0) | {"startsAt": "yesterday"}), "at alerts.0.startsAt"),
        (posted(alert(0) | {"startsAt": "2026-11-23T00:00:00"}), "at alerts.0.startsAt: Input should have timezone"),
        (posted(alert(0) | {"startsAt": "0001-01-01T00:00:00Z"}), "found one without startsAt"),
        (posted(alert(0, host="x" * 1001)), "at alerts.0.labels.host"),
        (b'{"version": "4", "alerts": ' + b"[" * 5000, "at the body: Invalid JSON"),
    ],
)
def test_what_is_no_notification_is_refused(body: bytes, words: str) -> None:
    with pytest.raises(InputError) as refused:
        notification(body)
    assert words in str(refused.value)


def test_an_incident_lasts_from_its_first_time_to_its_end() -> None:
    (lasting,) = folded(alert(0))
    assert (lasting.first, lasting.resolved) == (T0, None)
    (ended,) = folded(alert(0), alert(0, 5), alert(0, 5))
    assert (ended.first, ended.resolved) == (T0, T0 + timedelta(minutes=5))
    assert [entry.count("/") for entry in ended.entries] == [2, 3]


def test_what_fires_again_after_its_end_is_another_incident() -> None:
    assert [one.first for one in folded(alert(0, 5), alert(6, 7))] == [T0, T0 + timedelta(minutes=6)]


def test_a_later_first_time_before_the_end_is_the_same_incident() -> None:
    (one,) = folded(alert(0, 5), alert(3, 9))
    assert (one.first, one.resolved) == (T0, T0 + timedelta(minutes=9))


def test_an_end_that_was_lost_does_not_hold_an_incident_open() -> None:
    one, other = folded(alert(0), alert(3, 9), alert(20))
    assert (one.first, one.resolved) == (T0, T0 + timedelta(minutes=9))
    assert (other.first, other.resolved) == (T0 + timedelta(minutes=20), None)


def test_of_several_ends_the_last_one_counts() -> None:
    (one,) = folded(alert(0, 4), alert(0, 8))
    assert one.resolved == T0 + timedelta(minutes=8)


SPANS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 60), st.none() | st.integers(0, 30)), max_size=25)


@settings(max_examples=60, deadline=None)
@given(SPANS, st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_matters_and_no_first_time_is_lost(
    spans: list[tuple[int, int, int | None]], luck: random.Random
) -> None:
    alerts = [alert(at, None if lasts is None else at + lasts, host=f"h{host}") for host, at, lasts in spans]
    heard = told(*alerts)
    again = heard + luck.sample(heard, len(heard) // 2)
    luck.shuffle(again)
    found = fold(again)
    assert found == fold(heard)
    for host in {host for host, _, _ in spans}:
        mine = [one for one in found if one.host == f"h{host}"]
        starts = {T0 + timedelta(minutes=at) for other, at, _ in spans if other == host}
        assert min(one.first for one in mine) == min(starts)
        assert {one.first for one in mine} <= starts
        # Each telling belongs to exactly one incident.
        firing = [entry for one in mine for entry in one.entries if entry.count("/") == 2]
        assert len(firing) == len(set(firing)) == len(starts)
        for before, after in pairwise(mine):
            assert before.resolved is not None
            assert before.resolved < after.first
