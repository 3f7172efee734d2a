"""`display ntp-service status`: whether the device's clock follows a server; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import key_block, lines
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable, known, number, whole

TIMES = {"offset_ms": "clock offset", "root_delay_ms": "root delay", "root_dispersion_ms": "root dispersion"}
MILLISECONDS = {"s": 1000.0, "ms": 1.0}
MEASURE = re.compile(r"(?P<count>-?[0-9]{1,9}(?:\.[0-9]{1,12})?) ?(?P<unit>ms|s)")


def parse(text: str) -> Mapping[str, object]:
    """The clock's state; a delay that is not printed is null."""
    values = {key.lower(): value for key, value in key_block(lines(text)).items()}
    if "clock status" not in values or "clock stratum" not in values:
        raise Unreadable(f"expected Clock status and Clock stratum, found {', '.join(values)[:120]!r}")
    status = known(values["clock status"].lower(), ("synchronized", "unsynchronized"), "the clock status")
    synchronised = status == "synchronized"
    # A clock without a server prints zeros, which are no measurements.
    return {
        **dict.fromkeys(TIMES),
        "synchronised": synchronised,
        "stratum": whole(values["clock stratum"], "the clock stratum"),
        "peer": values.get("system peer") or None,
        "reference": None
        if values.get("reference clock id", "none").lower() == "none"
        else values["reference clock id"],
        **{name: _milliseconds(values.get(key)) for name, key in TIMES.items() if synchronised},
    }


def _milliseconds(text: str | None) -> float | None:
    if text is None:
        return None
    found = MEASURE.fullmatch(text)
    if found is None:
        raise Unreadable(f"expected seconds or milliseconds, found {text[:80]!r}")
    return number(found["count"], "a time") * MILLISECONDS[found["unit"]]


COMMAND = Command(
    line="display ntp-service status",
    values={
        "synchronised": "whether the clock follows a server",
        "stratum": "how far the clock is from a reference; 16 is not synchronized",
        "peer": "the server that it follows, or null",
        "reference": "what that server follows, or null",
        "offset_ms": "clock offset in milliseconds, or null",
        "root_delay_ms": "delay to the reference in milliseconds, or null",
        "root_dispersion_ms": "dispersion to the reference in milliseconds, or null",
    },
    parse=parse,
)
