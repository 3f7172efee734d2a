"""What random facts are drawn from: days and instants at the edges, and what was not said."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from hfcheck.model import SHANGHAI

DAY, MINUTE, SECOND, TICK = timedelta(days=1), timedelta(minutes=1), timedelta(seconds=1), timedelta(microseconds=1)
AUGUST, DECEMBER = date(2025, 8, 1), date(2025, 12, 31)
MONTHS = ("2025-08", "2025-09", "2025-10", "2025-11", "2025-12")
LATER = datetime(2026, 3, 1, tzinfo=SHANGHAI)
EDGES = tuple(
    date.fromisoformat(f"2025-{day}")
    for day in [
        "08-31",
        "09-01",
        "09-27",
        "09-28",
        "09-29",
        "09-30",
        "10-01",
        "10-08",
        "10-09",
        "10-11",
        "10-12",
        "10-31",
        "11-01",
        "11-30",
        "12-01",
        "12-31",
    ]
)
TIMES = (time.min, time(8, 30), time(9, 30), time(12), time(14, 30), time(16), time(17, 30), time(23, 59, 59, 999999))
NEAR = (-SECOND, -TICK, timedelta(0), TICK, SECOND)
FAR = (-7 * DAY, -3 * DAY, -59 * MINUTE, -MINUTE, MINUTE, 3 * DAY, 40 * DAY)
HOURS = (("08:30-12:00", "14:30-17:30"), ("09:00-12:00", "13:00-17:00"), ("08:00-11:59", "15:00-18:01"))
CAUSES = ("甲", "乙", "丙", "fault/1", "request/1", "outage/1", "violation/1")


class Draws:
    """The draws of one service: its first and last day, the instant of the question, and all that lies between."""

    def __init__(self, random: Random) -> None:
        self.random = random
        whole = self.chance(0.5)
        self.first = AUGUST if whole else AUGUST + random.randrange(31) * DAY
        self.last = DECEMBER if whole else DECEMBER - random.randrange(31) * DAY
        self.begins = datetime.combine(self.first, time.min, SHANGHAI)
        self.now = self._now()

    def chance(self, share: float) -> bool:
        """Whether something of this likelihood happens."""
        return self.random.random() < share

    def flag(self) -> bool | None:
        """Yes, no, or not said; mostly yes, as most rules ask for several."""
        return self.random.choice((True, True, True, False, None))

    def day(self) -> date:
        """A day of the service."""
        known = [day for day in (*EDGES, self.first, self.last) if self.first <= day <= self.last]
        span = (self.last - self.first).days
        return self.random.choice(known) if self.chance(0.5) else self.first + self.random.randrange(span + 1) * DAY

    def instant(self) -> datetime:
        """An instant of the service that has passed."""
        found = datetime.combine(self.day(), self.random.choice(TIMES), SHANGHAI)
        if self.chance(0.5):
            found = found.replace(hour=self.random.randrange(24), minute=self.random.randrange(60))
        return min(found, self.now - DAY)

    def near(self, limit: datetime, floor: datetime) -> datetime | None:
        """At a limit, close to it, far from it or never: not before `floor`, and nothing that is still to come."""
        if self.chance(0.15):
            return None
        found = max(floor, limit + self.random.choice(NEAR if self.chance(0.6) else FAR))
        return found if found <= self.now else None

    def cause(self) -> str | None:
        """A root cause, seldom."""
        return self.random.choice(CAUSES) if self.chance(0.25) else None

    def _now(self) -> datetime:
        if self.chance(0.7):
            return LATER
        edge = datetime.combine(self.random.choice(EDGES[4:]) + DAY, time.min, SHANGHAI)
        edge += self.random.choice((*NEAR, 9 * 60 * MINUTE, 17 * 60 * MINUTE))
        return max(self.begins + 2 * DAY, edge)
