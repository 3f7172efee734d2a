from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.capacity import LEAST_POINTS, Outlook, Point, Prospect, outlook
from hfcheck.model import SHANGHAI

T0 = datetime(2026, 11, 1, 9, tzinfo=SHANGHAI)


def line(start: float, per_day: float, days: int = 20) -> list[Point]:
    return [(T0 + timedelta(days=day), start + per_day * day) for day in range(days)]


def test_a_line_is_full_when_it_meets_its_limit() -> None:
    found = outlook(line(50, 1), 85)
    assert found.prospect is Prospect.FILLING
    assert (found.per_day, found.days) == (pytest.approx(1), pytest.approx(16))


def test_odd_values_do_not_move_it() -> None:
    points = line(50, 1)
    points[5], points[11] = (points[5][0], 0.0), (points[11][0], 84.0)
    assert outlook(points, 85).days == pytest.approx(16)


@pytest.mark.parametrize("points", [[], line(50, 1, LEAST_POINTS - 1), [(T0, 50.0)] * 20, line(50, 1, 1) * 9])
def test_too_little_says_nothing(points: list[Point]) -> None:
    assert outlook(points, 85) == Outlook(Prospect.UNKNOWN)


def test_a_short_time_says_nothing_however_often_one_looked() -> None:
    assert outlook([(T0 + timedelta(minutes=n), 50 + n / 10) for n in range(60)], 85).prospect is Prospect.UNKNOWN


def test_what_does_not_grow_or_goes_up_and_down_is_steady() -> None:
    assert outlook(line(50, 0), 85).prospect is Prospect.STEADY
    assert outlook(line(50, -1), 85).prospect is Prospect.STEADY
    swinging = [(at, 50.0 + 10 * (number % 2)) for number, (at, _) in enumerate(line(0, 0))]
    assert outlook(swinging, 85).days is None
    assert outlook(line(50, 0.01), 85) == Outlook(Prospect.STEADY, pytest.approx(0.01))


def test_what_has_reached_its_limit_is_full_even_at_the_first_look() -> None:
    assert outlook([(T0, 85.0)], 85) == Outlook(Prospect.FULL, days=0.0)


@settings(max_examples=80, deadline=None)
@given(st.floats(0, 80), st.floats(0.2, 20), st.floats(1, 1000), st.integers(8, 40), st.randoms(use_true_random=False))
def test_a_line_of_any_unit_order_and_origin(
    start: float, per_day: float, scale: float, days: int, luck: random.Random
) -> None:
    points, limit = line(start, per_day, days), start + per_day * (days - 1) + 10
    expected = 10 / per_day
    luck.shuffle(points)
    found = outlook([(at + timedelta(days=900), value * scale) for at, value in points], limit * scale)
    assert found.days == pytest.approx(expected, rel=1e-6)
    # A higher limit is never met sooner.
    assert (outlook(points, limit + 1).days or 0) >= (outlook(points, limit).days or 0)
