"""The serial numbers of the device and its parts: a device that was exchanged has another."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.model import Answer, Output
from hfcheck.network.facts import Serial
from hfcheck.readings.of_device import each, label, of_fact


def say(found: tuple[Serial, ...], _: Output) -> Mapping[str, Answer]:
    """Parts of one name have their numbers joined."""
    return {
        "serials": sorted({label(row.serial) for row in found}),
        "parts": each(found, lambda row: row.part or "device", lambda row: row.serial, "no serial number"),
    }


READING = of_fact(
    "serials",
    {
        "serials": "every serial number that the device tells",
        "parts": "part (device: the whole) → serial number",
    },
    say,
)
