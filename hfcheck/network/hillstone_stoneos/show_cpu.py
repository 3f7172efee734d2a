"""`show cpu`: use of the processors; no public capture yet."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.network.columns import key_block, lines
from hfcheck.network.command import Command
from hfcheck.network.hillstone_stoneos.wording import percent
from hfcheck.readings.parsing import Unreadable

NAMES = {
    "average cpu utilization": "average",
    "current cpu utilization": "current",
    "last 1 minute": "one_minute",
    "last 5 minutes": "five_minutes",
    "last 15 minutes": "fifteen_minutes",
}


def parse(text: str) -> Mapping[str, object]:
    """The use now and over 1, 5 and 15 minutes; refuses an output that lacks one of them."""
    printed = {key.lower(): value for key, value in key_block(lines(text)).items()}
    strange = next((key for key in (*printed, *NAMES) if key not in NAMES or key not in printed), None)
    if strange is not None:
        raise Unreadable(f"expected {', '.join(NAMES)}, found {', '.join(printed)[:80]!r}")
    return {name: percent(printed[key], key) for key, name in NAMES.items()}


COMMAND = Command(
    line="show cpu",
    values={
        "average": "use since the device started, percent",
        "current": "use now, percent",
        "one_minute": "use over 1 minute, percent",
        "five_minutes": "use over 5 minutes, percent",
        "fifteen_minutes": "use over 15 minutes, percent",
    },
    parse=parse,
)
