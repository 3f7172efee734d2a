"""Capacity: how fast something fills, and in how many days it is full, by a fit that single odd values do not move.

The slope is the median of the slopes between all pairs of points (Theil and Sen), the level the median of what is left:
a backup that came and went, or a look that saw nothing, changes neither. What is not known is said to be so: too few
points, too short a time, or growth that the points themselves do not agree on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import combinations
from statistics import median, quantiles

# The checks that say how full something is: only of these it makes sense to ask when there is no room left.
FILLING = frozenset(
    {"storage_volumes.used", "storage_volumes.inodes_used", "logging.total_size", "logging.journal_size"}
)
LEAST_POINTS = 8
LEAST_SPAN = timedelta(days=3)
# Farther than this nobody believes a straight line.
HORIZON_DAYS = 365.0
MOST_POINTS = 120
DAY = timedelta(days=1)

Point = tuple[datetime, float]


class Prospect(StrEnum):
    """What is to be expected: not known, no growth that is worth a word, full in so many days, or full already."""

    UNKNOWN = "unknown"
    STEADY = "steady"
    FILLING = "filling"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Outlook:
    """The prospect, the growth a day in the unit of the points (None when unknown), and the days until full."""

    prospect: Prospect
    per_day: float | None = None
    days: float | None = None


def outlook(points: Sequence[Point], limit: float) -> Outlook:
    """When a number that must not exceed its limit gets there; points in any order, the newest 120 count."""
    seen = sorted(points)[-MOST_POINTS:]
    if seen and seen[-1][1] >= limit:
        return Outlook(Prospect.FULL, days=0.0)
    if len(seen) < LEAST_POINTS or seen[-1][0] - seen[0][0] < LEAST_SPAN:
        return Outlook(Prospect.UNKNOWN)
    last = seen[-1][0]
    days = [((at - last) / DAY, value) for at, value in seen]
    slopes = list(_slopes(days))
    slope = median(slopes)
    lower, _, _ = quantiles(slopes, n=4)
    # A quarter of the pairs or more does not grow: that is up and down, not growth.
    if slope <= 0 or lower <= 0:
        return Outlook(Prospect.STEADY, slope)
    level = median(value - slope * at for at, value in days)
    left = max(limit - level, 0.0) / slope
    return Outlook(Prospect.STEADY, slope) if left > HORIZON_DAYS else Outlook(Prospect.FILLING, slope, left)


def _slopes(days: Sequence[tuple[float, float]]) -> Iterator[float]:
    for (before, low), (after, high) in combinations(days, 2):
        if after > before:
            yield (high - low) / (after - before)
