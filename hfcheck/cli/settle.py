"""`hfcheck settle`: the settlement of the service, or what so many points would cost."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

import click

from hfcheck.errors import InputError
from hfcheck.settlement import MONTHS, Deduction, Settlement, money, rounded_down
from hfcheck.station import current_station
from hfcheck.table import Cells, show
from hfcheck.terms import terms

BUDGET = Decimal("337000.00")
POINTS_LIMIT = 1_000_000
AMOUNT = re.compile(r"(?:[0-9]{1,10}|[0-9]{1,3}(?:,[0-9]{3}){1,3})(?:\.[0-9]{1,2})?")
TITLES = ("项目", "金额或分值", "说明")


@click.command("settle")
@click.option("--what-if", "points", metavar="POINTS", help="Only say what so many points would cost.")
@click.option("--contract", "amount", metavar="AMOUNT", help="The contract's amount in yuan, with --what-if.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def settle(points: str | None, amount: str | None, *, as_json: bool) -> None:
    """Settle the service: fees, points, deduction, amount payable.

    Every month has to be finalised and signed by both parties. With --what-if nothing is read or written; without an
    amount that counts on the tender's budget of 337,000.00 yuan.
    """
    if points is not None:
        supposed = what_if(
            parse_points(points), None if amount is None else parse_amount(amount), current_station().now().date()
        )
        _print(supposed_document(supposed), *supposed_rows(supposed), as_json=as_json)
        return
    if amount is not None:
        raise InputError(
            "expected --contract together with --what-if: the ledger knows its own contract, found it alone"
        )
    # What a question before a meeting does not need is not loaded.
    from hfcheck.assessment_desk import settle_ledger  # noqa: PLC0415
    from hfcheck.papers_desk import write_settlement  # noqa: PLC0415

    station = current_station()
    found = settle_ledger(station, station.now())
    _print(document(found), *rows(found), as_json=as_json)
    for path in write_settlement(station, station.now()):
        click.echo(str(path), err=as_json)


@dataclass(frozen=True, slots=True)
class Supposed:
    """What so many points would cost. `budget`: the amount is only the tender's budget."""

    amount: Decimal
    budget: bool
    fee: Decimal
    deduction: Deduction

    @property
    def payable(self) -> Decimal:
        """What would be paid for the whole service."""
        return self.amount - self.deduction.amount


def what_if(points: int, amount: Decimal | None, day: date) -> Supposed:
    """So many points against an amount (None: the budget), by the values in force on a day."""
    known = terms()
    rate, percent = known.given("common.yuan_per_point", day), known.given("common.cap_percent", day)
    chosen = money(BUDGET if amount is None else amount)
    fee = rounded_down(Fraction(chosen) / MONTHS)
    return Supposed(chosen, amount is None, fee, Deduction.of(points, chosen, rate, percent))


def parse_points(text: str) -> int:
    """Points as a whole number; raises InputError."""
    if not re.fullmatch(r"[0-9]{1,7}", text) or int(text) > POINTS_LIMIT:
        raise InputError(f"expected points as a whole number from 0 to {POINTS_LIMIT}, found {text[:40]!r}")
    return int(text)


def parse_amount(text: str) -> Decimal:
    """Yuan such as 337000, 337000.00 or 337,000.00; raises InputError."""
    number = Decimal(text.replace(",", "")) if AMOUNT.fullmatch(text) else Decimal(0)
    if not 0 < number < 10**10:
        raise InputError(
            f"expected an amount in yuan above 0 and below 10,000,000,000, with at most 2 decimals, found {text[:40]!r}"
        )
    return number


def supposed_rows(supposed: Supposed) -> tuple[str, Sequence[Cells]]:
    """The answer for a person: its heading, and one row a figure."""
    heading = f"假设服务期共扣 {supposed.deduction.points} 分（试算，不作为结算依据）"
    amount = "采购预算，不是合同金额" if supposed.budget else "合同金额"
    found = [
        ("合同总金额", yuan(supposed.amount), amount),
        ("每月运维费用", yuan(supposed.fee), f"合同总金额÷{MONTHS}，尾差计入末月"),
        *_deduction(supposed.deduction),
        ("应付金额", yuan(supposed.payable), "服务期满时一次支付"),
    ]
    return heading, found


def rows(found: Settlement) -> tuple[str, Sequence[Cells]]:
    """The settlement for a person: its heading, and one row a figure."""
    fees = [
        (f"{fee.first} 至 {fee.last}", yuan(fee.amount), f"服务 {fee.served} 天，按 {fee.divisor} 天折算")
        for fee in found.fees
    ]
    points = [(f"{month} 扣分", f"{count} 分", "") for month, count in sorted(found.points.items())]
    figures = [
        ("合同总金额", yuan(found.amount), ""),
        *fees,
        ("费用合计", yuan(found.earned), ""),
        *points,
        *_deduction(found.deduction),
        ("应付金额", yuan(found.payable), "费用合计－扣款"),
    ]
    return "结算", figures


def _deduction(found: Deduction) -> Sequence[Cells]:
    return [
        ("扣分合计", f"{found.points} 分", ""),
        ("按分计算", yuan(found.full), f"每分 {found.rate} 元"),
        ("扣款上限", yuan(found.cap), f"合同总金额的 {found.percent}%，舍至分"),
        ("扣款", yuan(found.amount), "已封顶" if found.capped else left(found)),
    ]


def left(found: Deduction) -> str:
    """How far the cap is."""
    if found.left == 0:
        return "恰好达到上限"
    return "未封顶" if found.left is None else f"未封顶，再扣 {found.left} 分达到上限"


def yuan(amount: Decimal) -> str:
    """An amount for a person: 337,000.00 元."""
    return f"{amount:,} 元"


def supposed_document(supposed: Supposed) -> dict[str, object]:
    """The answer as plain data; yuan as text with two decimals."""
    return {
        "amount": str(supposed.amount),
        "amount_is_budget": supposed.budget,
        "monthly_fee": str(supposed.fee),
        **_deduction_document(supposed.deduction),
        "payable": str(supposed.payable),
    }


def document(found: Settlement) -> dict[str, object]:
    """The settlement as plain data; yuan as text with two decimals."""
    fees = [
        {
            "first": fee.first.isoformat(),
            "last": fee.last.isoformat(),
            "served": fee.served,
            "divisor": fee.divisor,
            "fee": str(fee.amount),
        }
        for fee in found.fees
    ]
    return {
        "amount": str(found.amount),
        "proration": found.proration,
        "fees": fees,
        "earned": str(found.earned),
        "points_by_month": dict(sorted(found.points.items())),
        **_deduction_document(found.deduction),
        "payable": str(found.payable),
    }


def _deduction_document(found: Deduction) -> dict[str, object]:
    return {
        "points": found.points,
        "yuan_per_point": found.rate,
        "uncapped": str(found.full),
        "cap_percent": found.percent,
        "cap": str(found.cap),
        "capped": found.capped,
        "points_until_cap": found.left,
        "deduction": str(found.amount),
    }


def _print(data: dict[str, object], heading: str, figures: Sequence[Cells], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    click.echo(heading)
    show(TITLES, [("bold" if cells[0] in ("扣款", "应付金额") else "", cells) for cells in figures])


COMMAND = settle
