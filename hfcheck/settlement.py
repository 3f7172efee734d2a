"""The settlement (结算): what the contract pays for the days served, less the points of all months.

    D = min(yuan_per_point x P, cap_percent of C rounded down to the fen), payable = fees - D       (八、商务要求 5, 6)

Sums are exact fractions until they become money: all fees together are rounded once, the cap is rounded down
(最高不超过). A month's fee is rounded down and the last one takes what is left, so that they make up their sum exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil

from hfcheck.calendar import ONE_DAY, days_of
from hfcheck.clauses import Scalar, Terms
from hfcheck.errors import InputError
from hfcheck.kinds import Contract

FEN = Decimal("0.01")
# 每月运维费用为：合同总金额÷5.
MONTHS = 5
THIRTY = 30


@dataclass(frozen=True, slots=True)
class Deduction:
    """What points cost: `rate` yuan each, at most `percent` of the contract's amount, which is `cap` yuan."""

    points: int
    rate: int
    percent: int
    cap: Decimal

    @classmethod
    def of(cls, points: int, contract_amount: Decimal, rate: int, percent: int) -> Deduction:
        """The deduction for so many points (at least 0) of a contract."""
        return cls(points, rate, percent, rounded_down(Fraction(contract_amount) * percent / 100))

    @property
    def full(self) -> Decimal:
        """What the points would cost without the cap."""
        return money(self.points * self.rate)

    @property
    def amount(self) -> Decimal:
        """What is deducted."""
        return min(self.full, self.cap)

    @property
    def capped(self) -> bool:
        """Whether the cap takes something off."""
        return self.full > self.cap

    @property
    def left(self) -> int | None:
        """After how many more points the cap is reached; None when points cost nothing."""
        return max(0, ceil(Fraction(self.cap) / self.rate) - self.points) if self.rate else None


@dataclass(frozen=True, slots=True)
class Fee:
    """The fee of a month or a part of it: its days, both included, how many of how many they count for, and yuan."""

    first: date
    last: date
    served: int
    divisor: int
    amount: Decimal

    @property
    def month(self) -> str:
        """The calendar month in which it begins, as 2025-09."""
        return f"{self.first:%Y-%m}"


@dataclass(frozen=True, slots=True)
class Settlement:
    """All figures of the one payment. `amount` is C; `points` those of each calendar month of the service."""

    amount: Decimal
    proration: str
    fees: tuple[Fee, ...]
    points: Mapping[str, int]
    deduction: Deduction

    @property
    def earned(self) -> Decimal:
        """What the days served come to."""
        return sum((fee.amount for fee in self.fees), Decimal(0))

    @property
    def payable(self) -> Decimal:
        """What is paid."""
        return self.earned - self.deduction.amount


def settle(contract: Contract, points: Mapping[str, int], terms: Terms) -> Settlement:
    """The settlement of a service that is over; `points`: each of its calendar months → points, none missing.

    Raises InputError when fees come to more than the contract's amount or to less than the deduction, and when a value
    of the terms changes within the service, as the tender knows only one payment.
    """
    _complete(contract, points)
    proration = str(constant(terms, "common.proration", contract))
    rate, percent = (_number(constant(terms, f"common.{name}", contract)) for name in ("yuan_per_point", "cap_percent"))
    deduction = Deduction.of(sum(points.values()), contract.amount, rate, percent)
    found = Settlement(money(contract.amount), proration, fees(contract, proration), dict(points), deduction)
    if found.payable < 0:
        raise InputError(
            f"expected fees that cover the deduction, found fees of {found.earned:,} "
            f"and a deduction of {deduction.amount:,}; the tender does not say who pays then"
        )
    return found


def fees(contract: Contract, proration: str) -> tuple[Fee, ...]:
    """The fees of the service under a policy; raises InputError when they come to more than the contract's amount."""
    spans = tuple(DIVISIONS[proration](contract.first_day, contract.last_day))
    shares = [Fraction(served, divisor * MONTHS) * Fraction(contract.amount) for _, _, served, divisor in spans]
    total = rounded(sum(shares, Fraction(0)))
    if total > contract.amount:
        raise InputError(
            f"expected fees of at most the contract's amount of {contract.amount:,}, found {total:,} "
            f"for {contract.first_day} to {contract.last_day} under common.proration {proration}"
        )
    amounts = [rounded_down(share) for share in shares[:-1]]
    amounts.append(total - sum(amounts, Decimal(0)))
    return tuple(Fee(*span, amount) for span, amount in zip(spans, amounts, strict=True))


Span = tuple[date, date, int, int]
"""First and last day served, how many days that is, and how many days make a month."""


def _service_months(first: date, last: date) -> Iterator[Span]:
    """Months counted from the first day of service: they begin on its day of the month, or on the month's last."""
    begin, number = first, 0
    while begin <= last:
        number += 1
        following = _later(first, number)
        end = min(last, following - ONE_DAY)
        yield begin, end, (end - begin).days + 1, (following - begin).days
        begin = following


def _later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = list(days_of(year, month + 1))[-1]
    return last.replace(day=min(day.day, last.day))


def _calendar_months(first: date, last: date) -> Iterator[Span]:
    """Calendar months, each divided by its own days."""
    begin = first
    while begin <= last:
        days = list(days_of(begin.year, begin.month))
        end = min(last, days[-1])
        yield begin, end, (end - begin).days + 1, len(days)
        begin = days[-1] + ONE_DAY


def _thirty(first: date, last: date) -> Iterator[Span]:
    """Calendar months; what is not a whole one is divided by 30."""
    for begin, end, served, days in _calendar_months(first, last):
        yield begin, end, served, days if served == days else THIRTY


DIVISIONS: Mapping[str, Callable[[date, date], Iterator[Span]]] = {
    "service_month": _service_months,
    "calendar_days": _calendar_months,
    "thirty": _thirty,
}


def constant(terms: Terms, name: str, contract: Contract) -> Scalar:
    """A value that is the same through the whole service; raises InputError when it is not."""
    value = terms.value(name)
    changes = (one.since for one in value.versions if contract.first_day < one.since <= contract.last_day)
    found = {value.on(day).value: day for day in (contract.first_day, *sorted(changes))}
    if len(found) > 1:
        listed = ", ".join(f"{scalar!r} from {day}" for scalar, day in found.items())
        raise InputError(f"expected one value of {name} for the one settlement of the service, found {listed}")
    return next(iter(found))


def _number(value: Scalar) -> int:
    if not isinstance(value, int):
        raise InputError(f"expected numbers for common.yuan_per_point and common.cap_percent, found {value!r}")
    return value


def _complete(contract: Contract, points: Mapping[str, int]) -> None:
    """Every month served has its points, so that a month nobody looked at is not one without deductions."""
    served = {f"{begin:%Y-%m}" for begin, *_ in _calendar_months(contract.first_day, contract.last_day)}
    if served != set(points):
        listed, found = (", ".join(sorted(months)) or "none" for months in (served, set(points)))
        raise InputError(f"expected the points of {listed}, found those of {found}")


def rounded(yuan: Fraction) -> Decimal:
    """An exact sum of yuan (at least 0) to the nearest fen; half a fen counts as one."""
    return rounded_down(yuan + Fraction(1, 200))


def rounded_down(yuan: Fraction) -> Decimal:
    """An exact sum of yuan (at least 0) without what is less than a fen."""
    return money(Decimal(yuan * 100 // 1) / 100)


def money(yuan: Decimal | int) -> Decimal:
    """Yuan with two decimals."""
    return Decimal(yuan).quantize(FEN)
