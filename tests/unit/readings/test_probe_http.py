"""A page is only said to hold, or not to hold, a text when the part that was read allows it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfcheck.model import Answer, NotApplicable, NotSeen, Output, Reason
from hfcheck.readings import read
from hfcheck.readings.probe_http import READING


def answers(outcome: str = "answered", content: str = "", **hop: Any) -> dict[str, Answer]:
    """What the reading says of a document with one hop."""
    known = {"url": "https://hall.channels.example/", "status": 200, "total_ms": 12.5, "body": "", "body_cut": False}
    facts = {"asked": {"content": content}, "outcome": outcome, "detail": "why", "hops": [known | hop]}
    return read(READING, Output(json.dumps(facts)))


@given(st.text(max_size=40), st.text(min_size=1, max_size=4), st.booleans())
def test_content_is_found_denied_or_not_seen(body: str, wanted: str, cut: bool) -> None:
    found = answers(content=wanted, body=body, body_cut=cut)["content_found"]
    if wanted in body:
        assert found is True
    elif cut:
        assert isinstance(found, NotSeen)
        assert found.reason is Reason.CUT_OFF
    else:
        assert found is False


def test_without_a_declared_text_there_is_nothing_to_find() -> None:
    found = answers(body="x")["content_found"]
    assert isinstance(found, NotApplicable)
    assert found.reason is Reason.NOT_DECLARED


def test_a_page_that_came_compressed_is_not_denied() -> None:
    found = answers(content="大厅", body="\ufffd", headers={"content-encoding": "br"})["content_found"]
    assert isinstance(found, NotSeen)
    assert found.reason is Reason.UNREADABLE


@pytest.mark.parametrize("outcome", ["refused", "reset", "timed_out", "unreachable", "unresolvable", "certificate"])
def test_a_target_that_fails_is_observed_as_not_reachable(outcome: str) -> None:
    found = answers(outcome, status=None, total_ms=None)
    assert (found["reachable"], found["outcome"]) == (False, outcome)
    assert found["latency_ms"] == NotSeen(Reason.NO_ANSWER, f"{outcome}: why")
    assert isinstance(found["status"], NotSeen)


def test_a_station_that_fails_is_no_observation() -> None:
    assert set(answers("no_network").values()) == {NotSeen(Reason.NO_ANSWER, "no_network: why")}


@pytest.mark.parametrize("status", [None, "200", 200.0, True, 99, 600, -1, [200]])
def test_what_is_no_status_is_refused(status: object) -> None:
    assert all(isinstance(answer, NotSeen) for answer in answers(status=status).values())


@pytest.mark.parametrize("total", ["12", True, -1, 1e999, [1]])
def test_what_is_no_time_is_refused(total: object) -> None:
    assert all(isinstance(answer, NotSeen) for answer in answers(total_ms=total).values())


def test_the_last_hop_is_the_page() -> None:
    facts = {
        "asked": {"content": "到了"},
        "outcome": "answered",
        "hops": [
            {"status": 302, "total_ms": 1, "body": "", "body_cut": False},
            {"status": 200, "total_ms": 2, "body": "到了", "body_cut": False},
        ],
    }
    found = read(READING, Output(json.dumps(facts)))
    assert (found["status"], found["latency_ms"], found["content_found"]) == (200, 2, True)
