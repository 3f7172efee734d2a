"""The office time that an absence takes."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.deductions.office_hours import missed, office_hours
from hfcheck.errors import InputError
from hfcheck.kinds import Absence
from hfcheck.model import SHANGHAI
from tests.unit.deductions.example_case import build

CASE = build({})
START = datetime(2025, 9, 24, tzinfo=SHANGHAI)
MINUTES = st.integers(0, 20 * 24 * 60)


def absence(left: datetime, back: datetime) -> Absence:
    return Absence(person="赵工", post="机房", left_at=left, back_at=back)


def total(left: datetime, back: datetime) -> timedelta:
    windows = missed(CASE, absence(left, back))
    assert windows is not None
    return sum((end - start for start, end in windows), timedelta())


def test_a_rest_day_has_no_office_hours_and_a_make_up_day_has() -> None:
    assert office_hours(CASE, date(2025, 10, 1)) == ()
    assert len(office_hours(CASE, date(2025, 9, 28)) or ()) == 2


def test_the_hours_of_a_month_without_a_sheet_are_not_known() -> None:
    case = build({"without": ["attendance/2025-10"]})
    left, back = datetime(2025, 9, 30, 9, tzinfo=SHANGHAI), datetime(2025, 10, 9, 9, tzinfo=SHANGHAI)
    assert office_hours(case, date(2025, 10, 9)) is None
    assert missed(case, absence(left, back)) is None
    assert missed(case, absence(left, left + timedelta(hours=8))) is not None


def test_noon_and_nights_are_not_office_time() -> None:
    left, back = datetime(2025, 9, 3, 11, tzinfo=SHANGHAI), datetime(2025, 9, 4, 9, tzinfo=SHANGHAI)
    assert total(left, back) == timedelta(hours=1 + 3, minutes=30)


@settings(max_examples=40, deadline=None)
@given(st.tuples(MINUTES, MINUTES, MINUTES).map(sorted))
def test_two_absences_in_a_row_take_what_the_whole_takes(minutes: list[int]) -> None:
    first, middle, last = (START + timedelta(minutes=each) for each in minutes)
    assert total(first, middle) + total(middle, last) == total(first, last) <= last - first


@pytest.mark.parametrize(
    ("hours", "found"), [([], "none"), (["08:30-12:00", "11:59-17:30"], "08:30-12:00、11:59-17:30")]
)
def test_office_hours_that_overlap_or_are_none_are_refused(hours: list[str], found: str) -> None:
    sheet = {"attendance": {"month": "2025-09", "office_hours": hours, "absences": 0}, "subject": "2025-09"}
    with pytest.raises(
        InputError, match=f"attendance/2025-09: expected office hours that do not overlap, found {found}"
    ):
        office_hours(build({"facts": [sheet]}), date(2025, 9, 3))
