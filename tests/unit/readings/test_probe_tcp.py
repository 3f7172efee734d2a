"""A port is open when a connection was made, closed when the target's failure was seen, else not seen."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfcheck.model import Answer, NotSeen, Output, Reason
from hfcheck.readings import read
from hfcheck.readings.probe_tcp import READING
from hfcheck.readings.probing import SEEN

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


def answers(facts: object) -> dict[str, Answer]:
    """What the reading says of a document."""
    return read(READING, Output(json.dumps(facts)))


def test_an_open_port() -> None:
    assert answers({"outcome": "answered", "connect_ms": 1.5}) == {
        "outcome": "answered",
        "open": True,
        "latency_ms": 1.5,
    }


@pytest.mark.parametrize("outcome", sorted(SEEN - {"answered"}))
def test_a_failure_of_the_target_is_an_observation(outcome: str) -> None:
    found = answers({"outcome": outcome, "connect_ms": 1.5})
    assert (found["outcome"], found["open"]) == (outcome, False)
    assert isinstance(found["latency_ms"], NotSeen)


def test_a_failure_of_the_station_is_not() -> None:
    found = answers({"outcome": "no_network", "detail": "no route"})
    assert set(found.values()) == {NotSeen(Reason.NO_ANSWER, "no_network: no route")}


def test_a_latency_that_is_missing_is_not_zero() -> None:
    assert isinstance(answers({"outcome": "answered"})["latency_ms"], NotSeen)


@given(JSON)
def test_what_is_no_document_is_never_open(facts: object) -> None:
    assert all(isinstance(answer, NotSeen) for answer in answers(facts).values())


@given(JSON)
def test_a_latency_of_another_kind_is_refused_or_kept(latency: object) -> None:
    found = answers({"outcome": "answered", "connect_ms": latency})
    if found["open"] is True and not isinstance(found["latency_ms"], NotSeen):
        assert found["latency_ms"] == latency
        assert not isinstance(latency, bool)


@pytest.mark.parametrize("text", ["[" * 60000, "1" * 5000, '{"outcome": "answered", "connect_ms": Infinity}', "{}{}"])
def test_json_that_would_break_a_parser_is_refused(text: str) -> None:
    assert all(isinstance(answer, NotSeen) for answer in read(READING, Output(text)).values())
