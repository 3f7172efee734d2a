"""What a name server answers for a name, seen from the station."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping

from hfcheck.model import Answer, NotSeen, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable
from hfcheck.readings.probing import amount, document, missing, text, texts


def parse(output: Output) -> Mapping[str, Answer]:
    """The document of hfcheck/collect/probe_dns.py.

    Addresses are sorted. A name without any is an outcome of its own (no_such_name, no_addresses) and its `addresses`
    are not seen: an empty list would satisfy every rule about what may be in it.
    """
    found = document(output)
    if found["outcome"] != "answered":
        return dict.fromkeys(READING.values, missing(found))
    code = text(found, "rcode")
    latency = amount(found, "query_ms")
    if code == "NXDOMAIN":
        return _without("no_such_name", latency)
    if code != "NOERROR":
        return dict.fromkeys(READING.values, NotSeen(Reason.NO_ANSWER, f"the name server answered {code}"[:200]))
    addresses = sorted({_address(record) for record in texts(found, "records")})
    if not addresses:
        return _without("no_addresses", latency)
    return {"outcome": "answered", "addresses": addresses, "latency_ms": latency}


def _without(outcome: str, latency: Answer) -> Mapping[str, Answer]:
    return {"outcome": outcome, "addresses": NotSeen(Reason.NO_ANSWER, outcome), "latency_ms": latency}


def _address(record: str) -> str:
    try:
        return str(ipaddress.ip_address(record))
    except ValueError:
        raise Unreadable(f"expected an IP address, found {record!r}") from None


READING = Reading(
    values={
        "outcome": "answered, no_such_name or no_addresses",
        "addresses": "the addresses of the name, sorted",
        "latency_ms": "how long the name server took, in milliseconds",
    },
    parse=parse,
    source="probe",
)
