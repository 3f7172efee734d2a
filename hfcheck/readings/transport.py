"""Whether the target answered at all; the answers come from the capture itself, not from an output."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.model import Answer, NotSeen, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, key_values


def parse(output: Output) -> Mapping[str, Answer]:
    """`state=answered|failed|unreachable` of the capture, and whether the script came to its end (`done=yes|no`)."""
    found = key_values(output.stdout)
    match found.get("state"):
        case "answered":
            return {"reachable": True, "session": found.get("done") == "yes"}
        case "failed":
            return {"reachable": True, "session": False}
        case "unreachable":
            return {"reachable": False, "session": NotSeen(Reason.UNREACHABLE, output.stderr)}
        case other:
            raise Unreadable(f"expected the state of a capture, found {other!r}")


READING = Reading(
    values={
        "reachable": "whether the target let the inspection in",
        "session": "whether the inspection's session came to its end",
    },
    parse=parse,
    source="transport",
)
