"""hfcheck settle: what so many points would cost, for people and for programs, and how a settlement is told."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from click.testing import CliRunner, Result

from hfcheck.cli import main
from hfcheck.cli.settle import COMMAND, document, rows
from hfcheck.kinds import Contract
from hfcheck.settlement import Settlement, settle
from hfcheck.terms import terms


def run(*arguments: str) -> Result:
    return CliRunner().invoke(COMMAND, arguments)


def table(*arguments: str) -> dict[str, list[str]]:
    return {line.split("\t")[0]: line.split("\t")[1:] for line in run(*arguments).output.splitlines()[2:]}


def test_the_budget_is_called_so() -> None:
    assert run("--what-if", "505").output.splitlines()[0] == "假设服务期共扣 505 分（试算，不作为结算依据）"
    assert table("--what-if", "505") == {
        "合同总金额": ["337,000.00 元", "采购预算，不是合同金额"],
        "每月运维费用": ["67,400.00 元", "合同总金额÷5，尾差计入末月"],
        "扣分合计": ["505 分", ""],
        "按分计算": ["101,000.00 元", "每分 200 元"],
        "扣款上限": ["101,100.00 元", "合同总金额的 30%，舍至分"],
        "扣款": ["101,000.00 元", "未封顶，再扣 1 分达到上限"],
        "应付金额": ["236,000.00 元", "服务期满时一次支付"],
    }


@pytest.mark.parametrize("amount", ["299999.99", "299,999.99"])
def test_an_amount_of_ones_own(amount: str) -> None:
    found = table("--what-if", "450", "--contract", amount)
    assert found["合同总金额"] == ["299,999.99 元", "合同金额"]
    assert found["扣款"] == ["89,999.99 元", "已封顶"]
    assert found["应付金额"][0] == "210,000.00 元"


def test_the_cap_met_exactly() -> None:
    assert table("--what-if", "450", "--contract", "300000")["扣款"] == ["90,000.00 元", "恰好达到上限"]


def test_the_answer_for_programs() -> None:
    assert json.loads(run("--what-if", "506", "--json").output) == {
        "amount": "337000.00",
        "amount_is_budget": True,
        "monthly_fee": "67400.00",
        "points": 506,
        "yuan_per_point": 200,
        "uncapped": "101200.00",
        "cap_percent": 30,
        "cap": "101100.00",
        "capped": True,
        "points_until_cap": 0,
        "deduction": "101100.00",
        "payable": "235900.00",
    }


@pytest.mark.parametrize("points", ["-1", "1.5", "many", "", "1000001", "1e3", "٣"])
def test_points_that_are_none_are_refused(points: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["settle", "--what-if", points])
    message = f"hfcheck: expected points as a whole number from 0 to 1000000, found {points!r}\n"
    assert (ended.value.code, capsys.readouterr().err) == (3, message)


@pytest.mark.parametrize("amount", ["-1", "0", "0.00", "3.001", "abc", "1,00", "", "1e6", "NaN", "12345678901"])
def test_an_amount_that_is_none_is_refused(amount: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["settle", "--what-if", "1", "--contract", amount])
    message = (
        "hfcheck: expected an amount in yuan above 0 and below 10,000,000,000, with at most 2 decimals, "
        f"found {amount!r}\n"
    )
    assert (ended.value.code, capsys.readouterr().err) == (3, message)


def test_an_amount_without_a_question_is_refused() -> None:
    problem = run("--contract", "300000").exception
    assert "expected --contract together with --what-if" in str(problem)


def settled() -> Settlement:
    contract = Contract(
        name="运维",
        supplier="供",
        centre="中心",
        amount=Decimal(337000),
        first_day=date(2025, 9, 11),
        last_day=date(2025, 10, 25),
        posts=3,
    )
    return settle(contract, {"2025-09": 7, "2025-10": 30}, terms())


def test_a_settlement_for_a_person() -> None:
    heading, figures = rows(settled())
    assert heading == "结算"
    assert [cells[:2] for cells in figures] == [
        ("合同总金额", "337,000.00 元"),
        ("2025-09-11 至 2025-10-10", "67,400.00 元"),
        ("2025-10-11 至 2025-10-25", "32,612.90 元"),
        ("费用合计", "100,012.90 元"),
        ("2025-09 扣分", "7 分"),
        ("2025-10 扣分", "30 分"),
        ("扣分合计", "37 分"),
        ("按分计算", "7,400.00 元"),
        ("扣款上限", "101,100.00 元"),
        ("扣款", "7,400.00 元"),
        ("应付金额", "92,612.90 元"),
    ]


def test_a_settlement_for_programs() -> None:
    found = document(settled())
    assert found["fees"] == [
        {"first": "2025-09-11", "last": "2025-10-10", "served": 30, "divisor": 30, "fee": "67400.00"},
        {"first": "2025-10-11", "last": "2025-10-25", "served": 15, "divisor": 31, "fee": "32612.90"},
    ]
    assert (found["points_by_month"], found["points"]) == ({"2025-09": 7, "2025-10": 30}, 37)
    figures = (found["amount"], found["earned"], found["deduction"], found["payable"], found["proration"])
    assert figures == ("337000.00", "100012.90", "7400.00", "92612.90", "service_month")
