"""What the readings of a device's parts share: fans, power supplies and boards."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.model import Answer, NotApplicable, Output, Reason
from hfcheck.network.facts import Part, PartState
from hfcheck.readings import Reading
from hfcheck.readings.of_device import each, of_fact, those


def part_reading(fact: str, one: str) -> Reading:
    """The reading of a fact that is a tuple of Part; `one` names a part in English."""

    def say(found: tuple[Part, ...], _: Output) -> Mapping[str, Answer]:
        placed = [row for row in found if row.state is not PartState.ABSENT]
        working = sum(row.state is PartState.NORMAL for row in placed)
        return {
            "states": each(found, lambda row: row.name, lambda row: row.state.value, f"no {one}"),
            "faulty": those(placed, _called, lambda row: row.state is PartState.FAULTY, f"no {one}"),
            "working": working if found else NotApplicable(Reason.ABSENT, f"no {one}"),
        }

    values = {
        "states": f"{one} → normal, absent (an empty place) or faulty",
        "faulty": f"each {one} that is there and not in order, as the device says",
        "working": f"how many are in order: {one}",
    }
    return of_fact(fact, values, say)


def _called(row: Part) -> str:
    return f"{row.name}: {row.said}" if row.state is PartState.FAULTY and row.said else row.name
