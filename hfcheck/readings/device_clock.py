"""NTP: whether the device's clock follows a source."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.model import Answer, NotSeen, Output, Reason
from hfcheck.network.facts import Clock
from hfcheck.readings.of_device import of_fact, said

UNSYNCHRONISED = NotSeen(Reason.NO_ANSWER, "the clock follows no source")


def say(found: Clock, _: Output) -> Mapping[str, Answer]:
    """Without a source devices print an offset of zero, which is no measurement."""
    if not found.synchronised:
        return {"synchronised": False} | dict.fromkeys(("source", "stratum", "offset_ms"), UNSYNCHRONISED)
    return {
        "synchronised": True,
        "source": said(found.source, "its source"),
        "stratum": said(found.stratum, "its stratum"),
        "offset_ms": said(None if found.offset_ms is None else abs(found.offset_ms), "the offset of its clock"),
    }


def _off() -> Clock:
    return Clock(synchronised=False, source=None, stratum=None, offset_ms=None)


READING = of_fact(
    "clock",
    {
        "synchronised": "whether the clock follows a source; false too where NTP is switched off",
        "source": "the source",
        "stratum": "steps from a reference clock",
        "offset_ms": "distance from the source, ms, without its sign",
    },
    say,
    none=_off,
)
