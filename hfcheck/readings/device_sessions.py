"""Sessions of a firewall against the most that it may have."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.model import Answer, NotSeen, Output, Reason
from hfcheck.network.facts import Sessions
from hfcheck.readings.of_device import of_fact, said


def say(found: Sessions, _: Output) -> Mapping[str, Answer]:
    """At this moment."""
    unknown = NotSeen(Reason.NO_ANSWER, "the device does not tell how many sessions it may have")
    return {
        "current": found.current,
        "most": said(found.most, "how many sessions it may have"),
        "percent": round(100 * found.current / found.most, 1) if found.most else unknown,
    }


READING = of_fact(
    "sessions",
    {
        "current": "sessions at this moment",
        "most": "sessions that it may have",
        "percent": "the one of the other, %",
    },
    say,
)
