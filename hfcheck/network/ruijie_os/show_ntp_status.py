"""`show ntp status`: whether the clock follows a source; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import lines
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable, number, whole

STATE = re.compile(
    r"Clock is (?P<state>synchronized|unsynchronized), stratum (?P<stratum>[0-9]{1,2}),"
    r" (?:reference is (?P<reference>[0-9A-Za-z.:_-]{1,64})|no reference clock)",
    re.IGNORECASE,
)
OFFSET = re.compile(
    r"clock offset is (?P<offset>-?[0-9]{1,12}(?:\.[0-9]{1,9})?) (?P<unit>msec|sec),"
    r" root delay is -?[0-9.]{1,20} m?sec",
    re.IGNORECASE,
)
ASIDE = re.compile(
    r"nominal freq is .{1,120}|reference time is .{1,120}|root dispersion is .{1,120}|clock status.{1,120}",
    re.IGNORECASE,
)
MILLISECONDS = {"msec": 1.0, "sec": 1000.0}


def parse(text: str) -> Mapping[str, object]:
    """State, source and offset; a clock that follows nothing has no offset, whatever zero the device prints."""
    state = offset = None
    for line in (line.strip() for line in lines(text)):
        state, offset = state or STATE.fullmatch(line), offset or OFFSET.fullmatch(line)
        if not any(known.fullmatch(line) for known in (STATE, OFFSET, ASIDE)):
            raise Unreadable(f"expected the state of the clock, found {line[:80]!r}")
    if state is None:
        raise Unreadable("expected the state of the clock, found none")
    synchronised = state["state"].lower() == "synchronized"
    if synchronised and state["reference"] is None:
        raise Unreadable("expected the source of a clock that follows one, found none")
    return {
        "synchronised": synchronised,
        "stratum": whole(state["stratum"], "the stratum"),
        "reference": state["reference"],
        "offset_ms": _milliseconds(offset) if synchronised and offset else None,
    }


def _milliseconds(offset: re.Match[str]) -> float:
    return round(number(offset["offset"], "the offset") * MILLISECONDS[offset["unit"].lower()], 6)


COMMAND = Command(
    line="show ntp status",
    values={
        "synchronised": "whether the clock follows its source",
        "stratum": "distance from a reference clock; 16 is none",
        "reference": "address or name of the source; null where there is none",
        "offset_ms": "difference to the source, ms; null where it follows none",
    },
    parse=parse,
)
