"""Why the device, or a board of it, was last started: somebody wanted it, or power or software failed."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.model import Answer, Output
from hfcheck.network.facts import Restart
from hfcheck.readings.of_device import each, of_fact


def say(found: tuple[Restart, ...], _: Output) -> Mapping[str, Answer]:
    """Boards of one name have their reasons joined."""
    return {
        "reasons": each(found, lambda row: row.part or "device", lambda row: row.reason, "no reason"),
        "instants": each(found, lambda row: row.part or "device", lambda row: row.at, "no time of a start"),
    }


READING = of_fact(
    "restarts",
    {
        "reasons": "part (device: the whole) → why it was last started, in the device's own words",
        "instants": "part → when that was, by the device's clock",
    },
    say,
)
