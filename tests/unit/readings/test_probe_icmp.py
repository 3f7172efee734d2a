"""Loss is counted over what was sent; what was not sent is no loss."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfcheck.model import Answer, NotSeen, Output
from hfcheck.readings import read
from hfcheck.readings.probe_icmp import READING


def answers(sent: object, trips: object, outcome: str = "answered") -> dict[str, Answer]:
    """What the reading says of a document."""
    return read(READING, Output(json.dumps({"outcome": outcome, "sent": sent, "round_trips_ms": trips})))


@given(st.integers(1, 20), st.data())
def test_loss_and_latency_fit_what_was_sent(sent: int, data: st.DataObject) -> None:
    trips = data.draw(st.lists(st.floats(0, 2000), min_size=1, max_size=sent))
    found = answers(sent, trips)
    loss, latency = found["loss_percent"], found["latency_ms"]
    assert isinstance(loss, float)
    assert isinstance(latency, float)
    assert loss == round(100 - 100 * len(trips) / sent, 1)
    assert min(trips) - 0.01 <= latency <= max(trips) + 0.01


def test_a_silent_host_loses_everything_and_has_no_latency() -> None:
    found = answers(3, [], "no_echo")
    assert (found["outcome"], found["loss_percent"]) == ("no_echo", 100.0)
    assert isinstance(found["latency_ms"], NotSeen)


@pytest.mark.parametrize(
    ("sent", "trips", "outcome"),
    [
        (0, [], "no_echo"),
        (0, [], "answered"),
        (3, [], "answered"),
        (3, [1.0], "no_echo"),
        (1, [1.0, 2.0], "answered"),
        (None, [1.0], "answered"),
        (3.5, [1.0], "answered"),
        (True, [1.0], "answered"),
        (3, None, "answered"),
        (3, ["1"], "answered"),
        (3, [None], "answered"),
        (3, [-1], "answered"),
        (0, [], "no_network"),
    ],
)
def test_what_does_not_add_up_is_not_a_loss(sent: object, trips: object, outcome: str) -> None:
    assert all(isinstance(answer, NotSeen) for answer in answers(sent, trips, outcome).values())


@pytest.mark.parametrize("outcome", ["timed_out", "unresolvable", "unreachable"])
def test_what_the_target_brought_about_is_seen_though_nothing_was_counted(outcome: str) -> None:
    found = answers(None, None, outcome)
    assert found.pop("outcome") == outcome
    assert all(isinstance(answer, NotSeen) for answer in found.values())


def test_jitter_is_the_mean_step_between_successive_answers() -> None:
    assert answers(4, [10.0, 12.0, 11.0])["jitter_ms"] == 1.5
    assert isinstance(answers(4, [10.0])["jitter_ms"], NotSeen)
