"""Running clocks (倒计时): what will cost points, unless somebody acts before its limit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hfcheck.rulings import Outcome, Ruling


@dataclass(frozen=True, slots=True)
class Clock:
    """One limit ahead: `what` is a Chinese sentence, `left` the time until `limit`, `points` are at risk."""

    item: int
    record: str
    what: str
    limit: datetime
    left: timedelta
    points: int


def running(rulings: Iterable[Ruling], now: datetime) -> tuple[Clock, ...]:
    """Every clock that runs, the nearest limit first."""
    clocks = (
        Clock(ruling.item, ruling.record, ruling.reason, ruling.at, ruling.at - now, ruling.points or 0)
        for ruling in rulings
        if ruling.outcome is Outcome.RUNNING
    )
    return tuple(sorted(clocks, key=lambda clock: (clock.limit, clock.item, clock.record)))
