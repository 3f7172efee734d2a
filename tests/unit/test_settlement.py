"""The settlement: the vectors of the rules, the three ways to divide a part month, and what holds for any amount."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.clauses import Version
from hfcheck.errors import InputError
from hfcheck.kinds import Contract
from hfcheck.settlement import Deduction, fees, settle
from hfcheck.terms import terms

BUDGET = Decimal("337000.00")
FULL = (date(2025, 8, 1), date(2025, 12, 31))
AMOUNTS = st.decimals(min_value=Decimal("1000.00"), max_value=Decimal("9999999.99"), places=2)


def contract(amount: Decimal | str = BUDGET, days: tuple[date, date] = FULL) -> Contract:
    first, last = days
    return Contract(
        name="运维", supplier="供", centre="中心", amount=Decimal(amount), first_day=first, last_day=last, posts=3
    )


def months(*points: int) -> dict[str, int]:
    return {f"2025-{number:02}": count for number, count in enumerate(points, 8)}


@pytest.mark.parametrize(
    ("amount", "points", "cap", "deduction", "payable"),
    [
        ("337000.00", 0, "101100.00", "0.00", "337000.00"),
        ("337000.00", 505, "101100.00", "101000.00", "236000.00"),
        ("337000.00", 506, "101100.00", "101100.00", "235900.00"),
        ("337000.00", 100_000, "101100.00", "101100.00", "235900.00"),
        ("299999.99", 450, "89999.99", "89999.99", "210000.00"),
        ("299999.99", 449, "89999.99", "89800.00", "210199.99"),
    ],
)
def test_the_vectors_of_the_rules(amount: str, points: int, cap: str, deduction: str, payable: str) -> None:
    found = settle(contract(amount), months(points, 0, 0, 0, 0), terms())
    figures = (found.deduction.cap, found.deduction.amount, found.payable)
    assert tuple(map(str, figures)) == (cap, deduction, payable)


def test_a_month_of_the_budget_and_the_points_of_all_months() -> None:
    found = settle(contract(), months(1, 2, 3, 4, 5), terms())
    assert [str(fee.amount) for fee in found.fees] == ["67400.00"] * 5
    assert [fee.month for fee in found.fees] == ["2025-08", "2025-09", "2025-10", "2025-11", "2025-12"]
    assert (found.deduction.points, str(found.deduction.amount), str(found.earned)) == (15, "3000.00", "337000.00")


def test_the_last_month_takes_what_rounding_leaves() -> None:
    amounts = [str(fee.amount) for fee in fees(contract("299999.99"), "service_month")]
    assert amounts == ["59999.99"] * 4 + ["60000.03"]


@pytest.mark.parametrize(
    ("points", "amount", "capped", "left"),
    [
        (504, "337000.00", False, 2),
        (505, "337000.00", False, 1),
        (506, "337000.00", True, 0),
        (450, "300000.00", False, 0),
        (451, "300000.00", True, 0),
    ],
)
def test_how_far_the_cap_is(points: int, amount: str, *, capped: bool, left: int) -> None:
    found = Deduction.of(points, Decimal(amount), 200, 30)
    assert (found.capped, found.left) == (capped, left)


def test_points_that_cost_nothing_never_reach_the_cap() -> None:
    found = Deduction.of(1000, BUDGET, 0, 30)
    assert (found.amount, found.left) == (Decimal(0), None)


def test_a_service_month_begins_on_the_same_day_of_the_month() -> None:
    found = fees(contract(days=(date(2025, 9, 11), date(2026, 2, 10))), "service_month")
    spans = [(str(fee.first), str(fee.last), fee.served, fee.divisor) for fee in found]
    assert spans[0] == ("2025-09-11", "2025-10-10", 30, 30)
    assert spans[-1] == ("2026-01-11", "2026-02-10", 31, 31)
    assert [str(fee.amount) for fee in found] == ["67400.00"] * 5


def test_a_service_month_from_the_31st_begins_on_the_last_day_of_a_shorter_month() -> None:
    found = fees(contract(days=(date(2025, 8, 31), date(2026, 1, 30))), "service_month")
    assert [str(fee.first) for fee in found] == ["2025-08-31", "2025-09-30", "2025-10-31", "2025-11-30", "2025-12-31"]
    assert sum(fee.amount for fee in found) == BUDGET


def test_a_service_cut_short_pays_the_days_of_its_last_service_month() -> None:
    found = fees(contract(days=(date(2025, 9, 11), date(2025, 10, 25))), "service_month")
    assert [(fee.served, fee.divisor, str(fee.amount)) for fee in found] == [
        (30, 30, "67400.00"),
        (15, 31, "32612.90"),
    ]


def test_days_of_the_calendar_month_do_not_conserve_the_amount_and_are_refused() -> None:
    served = contract(days=(date(2025, 9, 11), date(2026, 2, 10)))
    with pytest.raises(InputError) as problem:
        fees(served, "calendar_days")
    assert str(problem.value) == (
        "expected fees of at most the contract's amount of 337,000.00, found 338,604.76 "
        "for 2025-09-11 to 2026-02-10 under common.proration calendar_days"
    )


def test_days_of_the_calendar_month_where_they_fit() -> None:
    found = fees(contract(days=(date(2025, 9, 11), date(2025, 10, 31))), "calendar_days")
    assert [(fee.served, fee.divisor, str(fee.amount)) for fee in found] == [
        (20, 30, "44933.33"),
        (31, 31, "67400.00"),
    ]


def test_thirty_days_a_month_for_what_is_not_a_whole_month() -> None:
    found = fees(contract(days=(date(2025, 9, 11), date(2026, 2, 10))), "thirty")
    assert [(fee.served, fee.divisor) for fee in found] == [(20, 30), (31, 31), (30, 30), (31, 31), (31, 31), (10, 30)]
    assert sum(fee.amount for fee in found) == BUDGET


def test_a_sixth_month_is_refused_under_every_policy() -> None:
    longer = contract(days=(date(2025, 8, 1), date(2026, 1, 31)))
    for proration in ("service_month", "calendar_days", "thirty"):
        with pytest.raises(InputError, match=r"amount of 337,000\.00, found 404,400\.00"):
            fees(longer, proration)


def test_fees_below_the_deduction_are_refused() -> None:
    short = contract(days=(date(2025, 8, 1), date(2025, 8, 3)))
    with pytest.raises(InputError) as problem:
        settle(short, {"2025-08": 100}, terms())
    assert "found fees of 6,522.58 and a deduction of 20,000.00" in str(problem.value)


@pytest.mark.parametrize("points", [{"2025-08": 0}, {}, months(0, 0, 0, 0, 0) | {"2026-01": 0}])
def test_a_month_without_points_or_beyond_the_service_is_refused(points: Mapping[str, int]) -> None:
    with pytest.raises(InputError, match="expected the points of 2025-08, 2025-09, 2025-10, 2025-11, 2025-12, found"):
        settle(contract(), points, terms())


def test_a_value_that_changes_within_the_service_is_refused() -> None:
    changed = terms().amended("common.yuan_per_point", Version(date(2025, 11, 1), 300, "补充约定", "supplement/a"))
    with pytest.raises(InputError) as problem:
        settle(contract(), months(0, 0, 0, 0, 0), changed)
    assert str(problem.value) == (
        "expected one value of common.yuan_per_point for the one settlement of the service, "
        "found 200 from 2025-08-01, 300 from 2025-11-01"
    )


def test_a_supplement_for_the_whole_service_counts_and_one_after_it_does_not() -> None:
    whole = terms().amended("common.proration", Version(FULL[0], "thirty", "补充约定", "supplement/a"))
    after = whole.amended("common.cap_percent", Version(date(2026, 1, 1), 50, "补充约定", "supplement/b"))
    found = settle(contract(), months(0, 0, 0, 0, 0), after)
    assert (found.proration, found.deduction.percent) == ("thirty", 30)


@settings(max_examples=100, deadline=None)
@given(AMOUNTS, st.integers(0, 30_000))
def test_any_full_service_conserves_its_amount_and_keeps_the_cap(amount: Decimal, points: int) -> None:
    found = settle(contract(amount), months(points, 0, 0, 0, 0), terms())
    taken = found.deduction
    assert found.payable + taken.amount == amount == found.earned
    assert taken.amount <= taken.cap <= amount * Decimal("0.3")
    assert amount * Decimal("0.3") - taken.cap < Decimal("0.01")
    assert taken.amount == min(Decimal(200) * points, taken.cap)
    assert all(money == money.quantize(Decimal("0.01")) for money in (found.payable, taken.amount, taken.cap))


@settings(max_examples=100, deadline=None)
@given(AMOUNTS, st.integers(0, 30_000))
def test_one_more_point_never_costs_less_and_what_is_left_is_exact(amount: Decimal, points: int) -> None:
    fewer, more = (Deduction.of(count, amount, 200, 30) for count in (points, points + 1))
    assert 0 <= more.amount - fewer.amount <= 200
    assert fewer.left is not None
    reached = Deduction.of(points + fewer.left, amount, 200, 30)
    assert reached.amount == reached.cap
    assert fewer.left == 0 or Deduction.of(points + fewer.left - 1, amount, 200, 30).amount < reached.cap


@settings(max_examples=100, deadline=None)
@given(AMOUNTS, st.dates(date(2025, 8, 1), date(2026, 8, 1)), st.integers(0, 149))
def test_fees_are_never_negative_never_more_than_the_amount_and_grow_with_the_service(
    amount: Decimal, first: date, days: int
) -> None:
    shorter, longer = (
        fees(contract(amount, (first, first + timedelta(days=count))), "service_month") for count in (days, days + 1)
    )
    assert all(fee.amount >= 0 for fee in longer)
    assert sum(fee.served for fee in longer) == days + 2
    assert sum(fee.amount for fee in shorter) <= sum(fee.amount for fee in longer) <= amount
    share = sum((Decimal(fee.served) / fee.divisor for fee in longer), Decimal(0)) / 5 * amount
    assert abs(sum(fee.amount for fee in longer) - share) <= Decimal("0.0051")


@settings(max_examples=100, deadline=None)
@given(AMOUNTS, st.dates(date(2025, 1, 1), date(2028, 12, 31)))
def test_five_service_months_from_any_day_come_to_the_amount(amount: Decimal, first: date) -> None:
    year, month = first.year + (first.month + 4) // 12, (first.month + 4) % 12 + 1
    following = date(year, month, min(first.day, monthrange(year, month)[1]))
    found = fees(contract(amount, (first, following - timedelta(days=1))), "service_month")
    assert len(found) == 5
    assert all(fee.served == fee.divisor for fee in found)
    assert sum(fee.amount for fee in found) == amount
