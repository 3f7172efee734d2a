"""`show session generic`: how many sessions there are, and how many there may be; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import lines
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable, whole

DEVICE = re.compile(
    r"(?:Device ?: ?)?max (?P<max>[0-9]{1,12}), alloc (?P<alloc>[0-9]{1,12}), deny session (?P<deny>[0-9]{1,12}),"
    r" free (?P<free>[0-9]{1,12}), tunnel (?P<tunnel>[0-9]{1,12}), alloc failed (?P<failed>[0-9]{1,12})"
)
SYSTEM = re.compile(
    r"VSYS id [0-9]{1,6} ?: ?max [0-9]{1,12}, reserve [0-9]{1,12}, alloc [0-9]{1,12}, deny session [0-9]{1,12},"
    r" alloc failed [0-9]{1,12}"
)


def parse(text: str) -> Mapping[str, object]:
    """The counts of the whole device; refuses more sessions than there may be."""
    first, *rest = (line.strip() for line in lines(text))
    device = DEVICE.fullmatch(first)
    strange = next((line for line in rest if not SYSTEM.fullmatch(line)), None)
    if device is None or strange is not None:
        raise Unreadable(f"expected the number of sessions, found {(strange or first)[:80]!r}")
    counts = {name: whole(count, name) for name, count in device.groupdict().items()}
    if counts["alloc"] > counts["max"]:
        raise Unreadable(f"expected at most {counts['max']} sessions, found {counts['alloc']}")
    return {"current": counts["alloc"], "most": counts["max"], "denied": counts["deny"], "failed": counts["failed"]}


COMMAND = Command(
    line="show session generic",
    values={
        "current": "sessions now",
        "most": "sessions that the device may have",
        "denied": "sessions that a rule denies, kept to deny faster",
        "failed": "sessions that could not be made",
    },
    parse=parse,
)
