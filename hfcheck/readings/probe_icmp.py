"""How a host answers echo requests (ping), seen from the station."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.model import Answer, NotSeen, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable
from hfcheck.readings.probing import amount, document, missing


def parse(output: Output) -> Mapping[str, Answer]:
    """The document of hfcheck/collect/probe_icmp.py; loss is only counted over requests that left the station."""
    found = document(output)
    if found["outcome"] not in {"answered", "no_echo"}:
        return dict.fromkeys(READING.values, missing(found))
    sent, trips = amount(found, "sent"), _trips(found)
    if not isinstance(sent, int) or not 0 < sent >= len(trips) or bool(trips) != (found["outcome"] == "answered"):
        raise Unreadable(f"expected at least as many requests sent as replies, found {sent} and {len(trips)}")
    loss = round(100 * (sent - len(trips)) / sent, 1)
    silence = NotSeen(Reason.NO_ANSWER, "no request was answered")
    return {"loss_percent": loss, "latency_ms": round(sum(trips) / len(trips), 2) if trips else silence}


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
        "loss_percent": "echo requests that were sent and not answered, in percent",
        "latency_ms": "the mean round trip of those that were answered, in milliseconds",
    },
    parse=parse,
    source="probe",
)
