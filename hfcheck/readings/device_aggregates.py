"""Link aggregations and the ports that carry their traffic."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.model import Answer, NotApplicable, Output, Reason
from hfcheck.network.facts import Aggregate
from hfcheck.readings.of_device import each, label, of_fact, those


def say(found: tuple[Aggregate, ...], _: Output) -> Mapping[str, Answer]:
    """Aggregations by the names that the device prints."""
    none = NotApplicable(Reason.ABSENT, "no link aggregation")
    lost = [label(f"{row.name} {port}") for row in found for port, carries in row.members.items() if not carries]
    return {
        "members": each(found, lambda row: row.name, lambda row: sum(row.members.values()), none.detail),
        "lost_members": lost if found else none,
        "down": those(found, lambda row: row.name, lambda row: None if row.up is None else not row.up, none.detail),
    }


READING = of_fact(
    "aggregates",
    {
        "members": "aggregation → how many of its ports carry traffic",
        "lost_members": "`aggregation port`: members that carry none",
        "down": "aggregations without a link",
    },
    say,
    none=tuple,
)
