"""What a browser at the station would get of a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hfcheck.model import Answer, NotApplicable, NotSeen, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable
from hfcheck.readings.probing import OUTCOME, amount, document, missing, text, unseen

STATUSES = range(100, 600)


def parse(output: Output) -> Mapping[str, Answer]:
    """The document of hfcheck/collect/probe_http.py; its last hop is the page."""
    found = document(output)
    nothing = unseen(found)
    if nothing:
        return dict.fromkeys(READING.values, nothing)
    hop = _last(found)
    answered = found["outcome"] == "answered"
    return {
        "outcome": found["outcome"],
        "reachable": answered,
        "status": _status(found, hop),
        "latency_ms": amount(hop, "total_ms") if answered else missing(found),
        "content_found": _content(found, hop),
    }


def _last(found: Mapping[str, Any]) -> Mapping[str, Any]:
    hops = found.get("hops")
    if not isinstance(hops, list) or not hops or not isinstance(hops[-1], dict):
        raise Unreadable("expected a list of hops, one for each request")
    return hops[-1]


def _status(found: Mapping[str, Any], hop: Mapping[str, Any]) -> Answer:
    status = hop.get("status")
    if status is None and found["outcome"] != "answered":
        return missing(found)
    if isinstance(status, bool) or not isinstance(status, int) or status not in STATUSES:
        raise Unreadable(f"expected an HTTP status, found {status!r}")
    return status


def _content(found: Mapping[str, Any], hop: Mapping[str, Any]) -> Answer:
    asked = found.get("asked")
    wanted = asked.get("content") if isinstance(asked, dict) else None
    if not wanted:
        return NotApplicable(Reason.NOT_DECLARED, "no content was declared")
    if "body" not in hop:
        return missing(found)
    if text({"content": wanted}, "content") in text(hop, "body"):
        return True
    if _packed(hop):
        return NotSeen(Reason.UNREADABLE, "the page came compressed although that was declined")
    if hop.get("body_cut") is not False:
        return NotSeen(Reason.CUT_OFF, "the text may be in the part of the page that was not read")
    return False


def _packed(hop: Mapping[str, Any]) -> bool:
    headers = hop.get("headers")
    return isinstance(headers, dict) and headers.get("content-encoding", "identity") != "identity"


READING = Reading(
    values={
        "outcome": OUTCOME,
        "reachable": "whether a whole answer came back, over a verified connection if the URL says https",
        "status": "the HTTP status of the page",
        "latency_ms": "from connecting to the end of the page, in milliseconds",
        "content_found": "whether the page holds the text of the argument content",
    },
    parse=parse,
    source="probe",
    seconds=60,
)
