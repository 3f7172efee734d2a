"""Office hours (作息时间) as the month's attendance sheet gives them, and what of them an absence takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from hfcheck.book import Record
from hfcheck.calendar import ONE_DAY
from hfcheck.errors import InputError
from hfcheck.kinds import Absence, Attendance
from hfcheck.model import SHANGHAI
from hfcheck.rulings import Case, local_date

Window = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Span:
    """A time without the person, as an absence is one; or the time between two."""

    left_at: datetime
    back_at: datetime


def attendance(case: Case, month: str) -> Record[Attendance] | None:
    """The one sheet of a month; None without it, and while there are several."""
    sheets = [record for record in case.book.of(Attendance) if record.facts.month == month]
    return sheets[0] if len(sheets) == 1 else None


def sheet_entries(case: Case, day: date) -> tuple[str, ...]:
    """The ledger entries of the sheet that speaks of a day."""
    sheet = attendance(case, f"{day:%Y-%m}")
    return sheet.entries if sheet else ()


def office_hours(case: Case, day: date) -> tuple[Window, ...] | None:
    """The office hours of a day, in order: none on a rest day; None while no sheet gives them. Raises InputError."""
    if not case.calendar.day(day).works:
        return ()
    sheet = attendance(case, f"{day:%Y-%m}")
    return _windows(sheet, day) if sheet else None


def _windows(sheet: Record[Attendance], day: date) -> tuple[Window, ...]:
    """One after the other: time that is in two windows would be missed twice, and without any nobody could be away."""
    windows = tuple(sorted(_window(sheet, text, day) for text in sheet.facts.office_hours))
    if not windows or any(later[0] < earlier[1] for earlier, later in pairwise(windows)):
        found = "、".join(sheet.facts.office_hours) or "none"
        raise InputError(f"{sheet.id}: expected office hours that do not overlap, found {found}")
    return windows


def _window(sheet: Record[Attendance], text: str, day: date) -> Window:
    opens, closes = (datetime.combine(day, time.fromisoformat(part), SHANGHAI) for part in text.split("-"))
    if closes <= opens:
        raise InputError(f"{sheet.id}: expected office hours that end after they begin, found {text}")
    return opens, closes


def missed_on(case: Case, day: date, absence: Absence | Span) -> tuple[Window, ...] | None:
    """The office time of one day that an absence takes; None while the hours of that day are not known."""
    hours = office_hours(case, day)
    if hours is None:
        return None
    clipped = ((max(opens, absence.left_at), min(closes, absence.back_at)) for opens, closes in hours)
    return tuple((start, end) for start, end in clipped if start < end)


def missed(case: Case, absence: Absence | Span) -> tuple[Window, ...] | None:
    """All the office time that an absence takes, in order; None while the hours of one of its days are not known."""
    found: list[Window] = []
    for day in days_away(absence):
        windows = missed_on(case, day, absence)
        if windows is None:
            return None
        found += windows
    return tuple(found)


def days_away(absence: Absence | Span) -> Iterator[date]:
    """Every day that an absence takes some time of; who is back at midnight is back before that day."""
    day, last = local_date(absence.left_at), local_date(absence.back_at - timedelta.resolution)
    while day <= last:
        yield day
        day += ONE_DAY
