"""Working days and inspection slots.

A working day is what the State Council's yearly notice says it is, make-up days (调休) included. The notices are passed
in (`hfcheck.notices` reads them), so that everything here is pure. Dates are those of Asia/Shanghai. A year without a
notice raises CalendarError; `Calendar.likely` guesses such a day by its weekday and says that it did.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from hfcheck.errors import CalendarError, InputError
from hfcheck.model import SHANGHAI

ONE_DAY = timedelta(days=1)
SATURDAY = 5
MORNING_LIMIT = time(9, 30)
AFTERNOON_START = time(16, 0)


class DayKind(StrEnum):
    """Why a day is worked or not."""

    WORKDAY = "workday"
    MAKEUP = "makeup"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


class SlotKind(StrEnum):
    """Which of a day's inspections a slot is; the words are those of the ledger's `round` events."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    RESTDAY = "restday"


@dataclass(frozen=True, slots=True)
class Holiday:
    """One holiday of a notice: first and last day off, both included, and the weekend days worked for it."""

    name: str
    first: date
    last: date
    makeup: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """The State Council's notice for one year: its title, number, date of publication and holidays."""

    year: int
    title: str
    number: str
    published: date
    holidays: tuple[Holiday, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """One day; `name` is the holiday it belongs to. `provisional`: guessed by its weekday, no notice is recorded."""

    date: date
    kind: DayKind
    name: str = ""
    provisional: bool = False

    @property
    def works(self) -> bool:
        """Whether the centre is at work on this day."""
        return self.kind in (DayKind.WORKDAY, DayKind.MAKEUP)


@dataclass(frozen=True, slots=True)
class Slot:
    """One inspection that is owed: a day and which of its inspections."""

    date: date
    kind: SlotKind
    provisional: bool = False

    @property
    def id(self) -> str:
        """The slot as people type it: 2026-11-23/morning."""
        return f"{self.date.isoformat()}/{self.kind}"

    @property
    def opens(self) -> datetime:
        """From when a completed inspection belongs to this slot; 16:00 itself does not belong to the afternoon."""
        start = AFTERNOON_START if self.kind is SlotKind.AFTERNOON else time.min
        return datetime.combine(self.date, start, SHANGHAI)

    @property
    def closes(self) -> datetime:
        """The instant by which it must be over: 09:30 or 24:00, that instant itself being too late."""
        if self.kind is SlotKind.MORNING:
            return datetime.combine(self.date, MORNING_LIMIT, SHANGHAI)
        return datetime.combine(self.date + ONE_DAY, time.min, SHANGHAI)

    def too_early(self, instant: datetime) -> bool:
        """Whether an inspection completed at this instant came before its slot: "after 16:00" is strict."""
        return instant <= self.opens if self.kind is SlotKind.AFTERNOON else instant < self.opens

    def too_late(self, instant: datetime) -> bool:
        """Whether an inspection completed at this instant missed its slot: "before 09:30" is strict."""
        return instant >= self.closes

    def holds(self, instant: datetime) -> bool:
        """Whether an inspection completed at this instant is in time."""
        return not self.too_early(instant) and not self.too_late(instant)


def parse_slot(text: str) -> Slot:
    """The slot written as 2026-11-23/morning; raises InputError."""
    day, _, kind = text.partition("/")
    try:
        return Slot(date.fromisoformat(day), SlotKind(kind))
    except ValueError:
        wanted = "a slot such as 2026-11-23/morning (morning, afternoon or restday)"
        raise InputError(f"expected {wanted}, found {text!r}") from None


@dataclass(frozen=True, slots=True)
class Calendar:
    """The years whose notices are recorded."""

    notices: Mapping[int, Notice]

    def day(self, day: date) -> Day:
        """What the notice says about a day; raises CalendarError for a year without one."""
        notice = self.notices.get(day.year)
        if notice is None:
            known = ", ".join(str(year) for year in sorted(self.notices)) or "no year"
            raise CalendarError(
                f"expected a day of a year whose State Council notice is recorded ({known}), found {day.isoformat()}; "
                f"add hfcheck/calendar_data/{day.year}.yml once the notice is out"
            )
        for holiday in notice.holidays:
            if holiday.first <= day <= holiday.last:
                return Day(day, DayKind.HOLIDAY, holiday.name)
            if day in holiday.makeup:
                return Day(day, DayKind.MAKEUP, holiday.name)
        return Day(day, _weekly(day))

    def likely(self, day: date) -> Day:
        """As `day`, but in a year without a notice the weekday decides and the answer is marked provisional."""
        if day.year in self.notices:
            return self.day(day)
        return Day(day, _weekly(day), provisional=True)

    def slots(self, day: date) -> tuple[Slot, ...]:
        """The inspections that a day owes; raises CalendarError for a year without a notice."""
        return slots_of(self.day(day))

    def likely_slots(self, day: date) -> tuple[Slot, ...]:
        """As `slots`, but provisional in a year without a notice: good for recording, not for scoring."""
        return slots_of(self.likely(day))

    def workdays_after(self, day: date) -> Iterator[date]:
        """The working days after a day, which itself is left out; raises CalendarError past the last notice."""
        while True:
            day += ONE_DAY
            if self.day(day).works:
                yield day

    def last_workday(self, day: date, count: int) -> date:
        """The last day of a period of `count` working days (at least 1) from an event on `day`, that day left out."""
        if count < 1:
            raise InputError(f"expected a period of at least 1 working day, found {count}")
        return next(found for number, found in enumerate(self.workdays_after(day), 1) if number == count)

    def month(self, year: int, month: int) -> tuple[Day, ...]:
        """Every day of a month, in order; raises CalendarError for a year without a notice."""
        return tuple(self.day(day) for day in days_of(year, month))


def _weekly(day: date) -> DayKind:
    return DayKind.WORKDAY if day.weekday() < SATURDAY else DayKind.WEEKEND


def slots_of(day: Day) -> tuple[Slot, ...]:
    """The inspections that such a day owes: two when it is worked, one when it is not."""
    kinds = (SlotKind.MORNING, SlotKind.AFTERNOON) if day.works else (SlotKind.RESTDAY,)
    return tuple(Slot(day.date, kind, day.provisional) for kind in kinds)


def days_of(year: int, month: int) -> Iterable[date]:
    """Every day of a month, in order."""
    day = date(year, month, 1)
    while day.month == month:
        yield day
        day += ONE_DAY


def end_of(day: date) -> datetime:
    """24:00 of a day, when a period in days that ends on it is over."""
    return datetime.combine(day + ONE_DAY, time.min, SHANGHAI)
