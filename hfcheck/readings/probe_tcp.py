"""Whether a TCP port accepts connections, seen from the station."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.model import Answer, Output
from hfcheck.readings import Reading
from hfcheck.readings.probing import OUTCOME, amount, document, missing, unseen


def parse(output: Output) -> Mapping[str, Answer]:
    """The document of hfcheck/collect/probe_tcp.py."""
    found = document(output)
    nothing = unseen(found)
    if nothing:
        return dict.fromkeys(READING.values, nothing)
    answered = found["outcome"] == "answered"
    latency = amount(found, "connect_ms") if answered else missing(found)
    return {"outcome": found["outcome"], "open": answered, "latency_ms": latency}


READING = Reading(
    values={
        "outcome": OUTCOME,
        "open": "whether the port accepted a connection",
        "latency_ms": "how long the TCP handshake took, in milliseconds",
    },
    parse=parse,
    source="probe",
)
