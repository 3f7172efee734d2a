"""Working days against two independent public calendars, deadlines and slots against worked examples."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfcheck.calendar import Calendar, DayKind, Slot, SlotKind, days_of, end_of, parse_slot
from hfcheck.errors import CalendarError, ContentError, InputError
from hfcheck.model import SHANGHAI
from hfcheck.notices import calendar, parse_notice

DAYS = [date.fromordinal(n) for n in range(date(2025, 1, 1).toordinal(), date(2027, 1, 1).toordinal())]
CALENDAR = calendar()
PUBLIC = holidays.country_holidays("CN", years=[2025, 2026])


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def test_every_day_of_both_years_agrees_with_two_public_calendars() -> None:
    ours = [CALENDAR.day(day).works for day in DAYS]
    assert len(DAYS) == 730
    assert ours == [chinese_calendar.is_workday(day) for day in DAYS]
    assert ours == [PUBLIC.is_working_day(day) for day in DAYS]


def test_the_notices_say_where_they_come_from() -> None:
    assert {year: (n.number, n.published) for year, n in CALENDAR.notices.items()} == {
        2025: ("国办发明电〔2024〕12号", date(2024, 11, 12)),
        2026: ("国办发明电〔2025〕7号", date(2025, 11, 4)),
    }


@pytest.mark.parametrize(
    ("month", "count"),
    [
        ("2025-08", 52),
        ("2025-09", 53),
        ("2025-10", 49),
        ("2025-11", 50),
        ("2025-12", 54),
        ("2026-01", 52),
        ("2026-02", 44),
    ],
)
def test_slots_of_a_month(month: str, count: int) -> None:
    year, number = map(int, month.split("-"))
    assert sum(len(CALENDAR.slots(day)) for day in days_of(year, number)) == count


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [("2025-09-24", 15, "2025-10-21"), ("2025-11-20", 30, "2026-01-04"), ("2026-02-13", 1, "2026-02-14")],
)
def test_periods_of_working_days(start: str, count: int, end: str) -> None:
    assert CALENDAR.last_workday(date.fromisoformat(start), count) == date.fromisoformat(end)


def test_a_period_ends_at_midnight_of_its_last_day() -> None:
    assert end_of(date(2025, 10, 21)) == at("2025-10-22T00:00:00")


def test_a_period_that_leaves_the_recorded_years_is_refused() -> None:
    with pytest.raises(CalendarError, match="2027-01-01"):
        CALENDAR.last_workday(date(2026, 12, 30), 3)
    with pytest.raises(InputError, match="found 0"):
        CALENDAR.last_workday(date(2026, 1, 1), 0)


@pytest.mark.parametrize(
    ("day", "kind", "name"),
    [
        ("2026-02-14", DayKind.MAKEUP, "春节"),
        ("2026-02-17", DayKind.HOLIDAY, "春节"),
        ("2026-11-22", DayKind.WEEKEND, ""),
        ("2026-11-23", DayKind.WORKDAY, ""),
    ],
)
def test_kinds_of_days(day: str, kind: DayKind, name: str) -> None:
    found = CALENDAR.day(date.fromisoformat(day))
    assert (found.kind, found.name, found.provisional) == (kind, name, False)


def test_a_year_without_a_notice_is_refused_for_scoring_and_guessed_for_recording() -> None:
    with pytest.raises(CalendarError, match=r"\(2025, 2026\), found 2027-01-04; add .*2027\.yml"):
        CALENDAR.slots(date(2027, 1, 4))
    assert CALENDAR.likely_slots(date(2027, 1, 4)) == (
        Slot(date(2027, 1, 4), SlotKind.MORNING, provisional=True),
        Slot(date(2027, 1, 4), SlotKind.AFTERNOON, provisional=True),
    )
    assert CALENDAR.likely_slots(date(2027, 1, 3)) == (Slot(date(2027, 1, 3), SlotKind.RESTDAY, provisional=True),)
    assert CALENDAR.likely_slots(date(2026, 2, 14)) == CALENDAR.slots(date(2026, 2, 14))


@pytest.mark.parametrize(
    ("slot", "instant", "holds"),
    [
        ("2026-11-23/morning", "2026-11-23T00:00:00", True),
        ("2026-11-23/morning", "2026-11-23T09:29:59.999", True),
        ("2026-11-23/morning", "2026-11-23T09:30:00", False),
        ("2026-11-23/morning", "2026-11-22T23:59:59", False),
        ("2026-11-23/afternoon", "2026-11-23T16:00:00", False),
        ("2026-11-23/afternoon", "2026-11-23T16:00:00.001", True),
        ("2026-11-23/afternoon", "2026-11-23T23:59:59", True),
        ("2026-11-23/afternoon", "2026-11-24T00:00:00", False),
        ("2026-11-22/restday", "2026-11-22T00:00:00", True),
        ("2026-11-22/restday", "2026-11-22T23:59:59", True),
        ("2026-11-22/restday", "2026-11-23T00:00:00", False),
    ],
)
def test_windows_are_strict(slot: str, instant: str, holds: bool) -> None:
    assert parse_slot(slot).holds(at(instant)) is holds


@given(st.dates(date(2025, 1, 1), date(2026, 12, 31)), st.times())
def test_an_instant_is_in_at_most_one_slot_of_its_day_and_of_no_other(day: date, clock: time) -> None:
    instant = datetime.combine(day, clock, SHANGHAI)
    near = [instant.date() + timedelta(days=n) for n in (-1, 0, 1) if (instant.date() + timedelta(days=n)).year < 2027]
    holding = [slot for day in near if day.year > 2024 for slot in CALENDAR.slots(day) if slot.holds(instant)]
    assert len(holding) <= 1
    assert all(slot.date == instant.date() for slot in holding)
    assert holding or CALENDAR.day(instant.date()).works


@given(st.dates(date(2025, 1, 1), date(2026, 6, 30)), st.integers(1, 60))
def test_a_longer_period_ends_later_and_on_a_working_day(start: date, count: int) -> None:
    end = CALENDAR.last_workday(start, count)
    assert CALENDAR.day(end).works
    assert start < end < CALENDAR.last_workday(start, count + 1)


def test_a_slot_is_read_as_it_is_written() -> None:
    assert parse_slot("2026-11-23/afternoon").id == "2026-11-23/afternoon"
    for wrong in ("2026-11-23", "2026-11-23/evening", "23.11.2026/morning", ""):
        with pytest.raises(InputError, match="expected a slot such as"):
            parse_slot(wrong)


FILE = """
year: 2026
notice: n
number: x
published: 2025-11-04
holidays: [{name: 元旦, first: 2026-01-01, last: 2026-01-03, makeup: [2026-01-04]}]
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("year: 2026", "year: 2027", "expected the year in the file's name, found 2027"),
        ("number: x", "numbers: x", "expected the keys .*found .*numbers"),
        ("last: 2026-01-03", "last: 2025-12-31", "expected a date in 2026"),
        ("first: 2026-01-01", "first: 2026-01-09", "expected a last day not before 2026-01-09, found 2026-01-03"),
        ("[2026-01-04]", "[2026-01-03]", "expected each day once, found 2026-01-03"),
        ("[2026-01-04]", "2026-01-04", "expected a list"),
        ("2025-11-04", "soon", "expected a date, found 'soon'"),
        ("holidays: [", "holidays: [[", "expected YAML"),
    ],
)
def test_a_notice_that_does_not_fit_is_refused(old: str, new: str, message: str) -> None:
    with pytest.raises(ContentError, match=message):
        parse_notice(FILE.replace(old, new), "2026.yml")


def test_a_notice_is_read() -> None:
    notice = parse_notice(FILE, "2026.yml")
    assert Calendar({2026: notice}).day(date(2026, 1, 2)).name == "元旦"
