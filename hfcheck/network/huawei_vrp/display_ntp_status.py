"""display ntp status, and display ntp-service status: whether the device's clock follows another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from hfcheck.network.columns import NOTHING, fit, key_block, lines, maybe
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import measure
from hfcheck.readings.parsing import Unreadable, known, whole

REFERENCE = re.compile(
    r"(?P<time>\d\d:\d\d:\d\d)(?P<part>\.\d{1,6})? (?P<zone>[^ ]{1,32}(?: DST)?) (?P<day>[A-Z][a-z]{2} +\d{1,2} \d{4})"
    r" ?(?:\([0-9A-Fa-f.]+\))?"
)
# NTP counts from 1900: a clock that was never set says so.
NEVER = 1900
LABELS = ("clock status", "clock stratum", "reference clock id")


def parse(text: str) -> Mapping[str, object]:
    """The state and the offsets; a clock that follows nothing has none, whatever zeros the device prints."""
    printed = {key.lower(): value for key, value in key_block(lines(text)).items()}
    missing = [label for label in LABELS if label not in printed]
    if missing:
        raise Unreadable(f"expected {missing[0]!r}, found none")
    state = known(printed["clock status"].lower(), ("synchronized", "unsynchronized"), "clock status")
    reference = printed["reference clock id"]
    measured = printed if state == "synchronized" else {}
    return {
        "synchronised": state == "synchronized",
        "stratum": whole(printed["clock stratum"], "clock stratum"),
        "reference": None if reference.lower() in NOTHING | {"none", ""} else reference,
        **{name: maybe(measured.get(label, ""), _milliseconds, label) for name, label in MILLISECONDS.items()},
        **_reference_time(printed.get("reference time", "")),
        "state": printed.get("synchronization state") or None,
    }


MILLISECONDS = {
    "offset_ms": "clock offset",
    "root_delay_ms": "root delay",
    "root_dispersion_ms": "root dispersion",
    "peer_dispersion_ms": "peer dispersion",
}


def _milliseconds(text: str, what: str) -> float:
    return measure(text, "ms", what)


def _reference_time(text: str) -> dict[str, str | None]:
    if text in NOTHING:
        return {"reference_time": None, "reference_zone": None}
    found = fit(REFERENCE, text, "the reference time")
    try:
        # The zone is the device's own word for it, and stays one.
        plain = datetime.strptime(f"{found['day']} {found['time']}", "%b %d %Y %H:%M:%S")  # noqa: DTZ007
    except ValueError:
        raise Unreadable(f"expected the reference time, found {text[:80]!r}") from None
    if plain.year == NEVER:
        return {"reference_time": None, "reference_zone": None}
    return {"reference_time": plain.isoformat() + found["part"], "reference_zone": found["zone"]}


COMMAND = Command(
    line="display ntp status",
    aliases=("display ntp-service status",),
    values={
        "synchronised": "whether the clock follows its source",
        "stratum": "distance from a reference clock; 16 is none",
        "reference": "address or name of the source; None where there is none",
        "offset_ms": "difference to the source, ms",
        "root_delay_ms": "round trip to the reference clock, ms",
        "root_dispersion_ms": "error against the reference clock, ms",
        "peer_dispersion_ms": "error against the source, ms",
        "reference_time": "when the clock was set last",
        "reference_zone": "the device's name of its zone",
        "state": "synchronization state, as printed",
    },
    parse=parse,
)
