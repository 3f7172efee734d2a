"""How full the memories are."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.model import Answer, Output
from hfcheck.network.facts import Load
from hfcheck.readings.of_device import each, of_fact


def say(found: tuple[Load, ...], _: Output) -> Mapping[str, Answer]:
    """The whole device is called "device"."""
    return {"percent": each(found, lambda row: row.part or "device", lambda row: row.percent, "no memory")}


READING = of_fact("memory", {"percent": "slot (device: the whole) → use of its memory, %"}, say)
