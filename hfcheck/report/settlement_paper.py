"""The settlement (结算单): fees of the days served, points of all months, the deduction under its cap, what is paid.

Every figure that is computed is a live formula in the workbook. Quotients are rounded to six decimals before they are
rounded down, since a workbook computes in binary fractions: 89,999.99 must not become 89,999.98 there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from hfcheck.kinds import Party
from hfcheck.report.capitals import capitals
from hfcheck.report.paper import Cell, Grid, Head, Paper, Row, Section
from hfcheck.report.paper_words import SERVICE, Issue, month_text, points_cell, signings
from hfcheck.settlement import MONTHS, Fee, Settlement

FILE = "settlement"
SIGNERS = {Party.SUPPLIER: "供应商（盖章）", Party.CENTRE: "采购人（盖章）"}
MONEY = "#,##0.00"
FEES = (
    Head("服务期间", 34),
    Head("实际天数", 14, "right"),
    Head("折算天数", 14, "right"),
    Head("服务费（元）", 24, "right", MONEY),
)
POINTS = (Head("考核月份", 60), Head("扣分", 40, "right"))
SUMS = (Head("项目", 20), Head("计算方法", 34), Head("金额（元）", 18, "right", MONEY), Head("大写", 34))


def settlement_paper(
    found: Settlement, issue: Issue, signed: Mapping[Party, tuple[str, ...]] | None = None, proration: str = ""
) -> Paper:
    """The settlement of the service; `proration` is the policy of part months in words, `signed` who signed it."""
    return Paper(
        file=FILE,
        title=f"{SERVICE}结算单",
        subtitle=f"{issue.contract.first_day} 至 {issue.contract.last_day}",
        centre=issue.contract.centre,
        made=issue.made,
        facts=issue.head(),
        sections=(
            Section("fees", "一、服务费", grids=(_fees(found, proration),)),
            Section("points", "二、考核扣分", grids=(_points(found),)),
            Section("sums", "三、结算", paragraphs=tuple(_sentences(found)), grids=(_sums(found),)),
        ),
        signings=signings(SIGNERS, signed or {}),
        watermark=issue.watermark,
        seal=issue.seal,
    )


def money(yuan: Decimal) -> str:
    """Yuan as 101,100.00."""
    return f"{yuan:,.2f}"


def _fees(found: Settlement, proration: str) -> Grid:
    rows = [_fee(found, number, fee) for number, fee in enumerate(found.fees, 1)]
    days = sum(fee.served for fee in found.fees)
    closing: Row = (
        Cell("合计", tone="strong"),
        Cell(str(days), Decimal(days), "SUM({above})"),
        Cell("—"),
        _money(found.earned, "earned", "SUM({above})"),
    )
    about = f"每月服务费为合同总金额÷{MONTHS}，不足一月按实际天数折算" + (f"（{proration}）。" if proration else "。")
    return Grid("fees", "", FEES, (*rows, closing), about=about)


def _fee(found: Settlement, number: int, fee: Fee) -> Row:
    formula = _last_fee(number) if number == len(found.fees) else _whole_fee(number)
    return (
        Cell(f"{fee.first} 至 {fee.last}"),
        Cell(str(fee.served), Decimal(fee.served), name=f"days_{number}"),
        Cell(str(fee.divisor), Decimal(fee.divisor), name=f"divisor_{number}"),
        _money(fee.amount, f"fee_{number}", formula),
    )


def _whole_fee(number: int) -> str:
    return f"ROUNDDOWN(ROUND(amount*days_{number}/(divisor_{number}*{MONTHS}),6),2)"


def _last_fee(last: int) -> str:
    """What is left of the sum of all months, which is rounded once."""
    shares = "+".join(f"days_{number}/divisor_{number}" for number in range(1, last + 1))
    before = "".join(f"-fee_{number}" for number in range(1, last))
    return f"ROUND(ROUND(ROUND(amount*({shares})/{MONTHS},6),2){before},2)"


def _points(found: Settlement) -> Grid:
    rows: list[Row] = [(Cell(month_text(month)), points_cell(points)) for month, points in found.points.items()]
    closing: Row = (
        Cell("合计", tone="strong"),
        points_cell(found.deduction.points, name="points_total", formula="SUM({above})", tone="strong"),
    )
    return Grid("points", "", POINTS, (*rows, closing), about="各月扣分以双方签字的月考核表为准。")


def _sums(found: Settlement) -> Grid:
    return Grid("sums", "", SUMS, tuple(_lines(found)))


def _lines(found: Settlement) -> Iterator[Row]:
    deduction = found.deduction
    cap = f"ROUNDDOWN(ROUND(amount*{deduction.percent}%,6),2)"
    rate = Decimal(deduction.rate)
    yield _line("合同总金额", "双方签订的合同", _money(found.amount, "amount"))
    yield _line("每分扣款", "采购文件“八、商务要求”第 6 条", _money(rate, "yuan_per_point"))
    yield _line("扣分折算", "扣分合计 × 每分扣款", _money(deduction.full, "in_full", "points_total*yuan_per_point"))
    yield _line("扣款上限", f"合同总金额的 {deduction.percent}%，不足一分舍去", _money(deduction.cap, "cap", cap))
    yield _line("扣款金额", "取上面两项中较小者", _money(deduction.amount, "deduction", "MIN(in_full,cap)"))
    yield _line("应付金额", "服务费合计 − 扣款金额", _money(found.payable, "payable", "ROUND(earned-deduction,2)"))


def _money(yuan: Decimal, name: str, formula: str = "") -> Cell:
    return Cell(money(yuan), yuan, formula, name, "strong" if name == "payable" else "")


def _line(title: str, how: str, amount: Cell) -> Row:
    return Cell(title, tone=amount.tone), Cell(how), amount, Cell(capitals(amount.number or Decimal(0)))


def _sentences(found: Settlement) -> Iterator[str]:
    deduction = found.deduction
    limit = "已达上限，按上限扣款" if deduction.capped else "未达上限"
    yield f"各月扣分合计 {deduction.points} 分，折算 {money(deduction.full)} 元。"
    yield f"扣款上限 {money(deduction.cap)} 元，{limit}。"
    yield f"应付金额人民币（大写）{capitals(found.payable)}（¥{money(found.payable)}）。"
