"""How a host answers echo requests (ping), seen from the station."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from hfcheck.model import Answer, NotSeen, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable
from hfcheck.readings.probing import OUTCOME, amount, document, missing, unseen


def parse(output: Output) -> Mapping[str, Answer]:
    """The document of hfcheck/collect/probe_icmp.py; loss is only counted over requests that left the station."""
    found = document(output)
    outcome = {"outcome": unseen(found) or found["outcome"]}
    if found["outcome"] not in {"answered", "no_echo"}:
        return dict.fromkeys(READING.values, missing(found)) | outcome
    sent, trips = amount(found, "sent"), _trips(found)
    if not isinstance(sent, int) or not 0 < sent >= len(trips) or bool(trips) != (found["outcome"] == "answered"):
        raise Unreadable(f"expected at least as many requests sent as replies, found {sent} and {len(trips)}")
    loss = round(100 * (sent - len(trips)) / sent, 1)
    silence = NotSeen(Reason.NO_ANSWER, "no request was answered")
    return outcome | {
        "loss_percent": loss,
        "latency_ms": round(sum(trips) / len(trips), 2) if trips else silence,
        "jitter_ms": _jitter(trips),
    }


def _jitter(trips: list[float]) -> Answer:
    steps = [abs(later - earlier) for earlier, later in pairwise(trips)]
    return round(sum(steps) / len(steps), 2) if steps else NotSeen(Reason.NO_ANSWER, "fewer than two answers")


def _trips(found: Mapping[str, object]) -> list[float]:
    trips = found.get("round_trips_ms")
    if not isinstance(trips, list):
        raise Unreadable(f"expected a list of round trips, found {trips!r}")
    answers = [amount({"round trip": trip}, "round trip") for trip in trips]
    if not all(isinstance(answer, int | float) for answer in answers):
        raise Unreadable(f"expected numbers for the round trips, found {trips!r}")
    return [float(trip) for trip in trips]


READING = Reading(
    values={
        "outcome": OUTCOME,
        "loss_percent": "echo requests that were sent and not answered, in percent",
        "latency_ms": "the mean round trip of those that were answered, in milliseconds",
        "jitter_ms": "the mean difference between the round trips of two successive answers, in milliseconds",
    },
    parse=parse,
    source="probe",
)
