"""Formulas of papers: what they may say, and what Excel takes as a name."""

from __future__ import annotations

import pytest

from hfcheck.errors import RenderError
from hfcheck.report.formulas import check_names, filled

NAMES = ("amount", "cap", "month_points")


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("SUM({above})", "=SUM($E$2:$E$9)"),
        ("ROUNDDOWN(amount*30%,2)", "=ROUNDDOWN(amount*30%,2)"),
        ("MIN(month_points*200,cap)", "=MIN(month_points*200,cap)"),
        ('IF(COUNTIF({above},"待定")>0,"待定",SUM({above}))', '=IF(COUNTIF($E$2:$E$9,"待定")>0,"待定",SUM($E$2:$E$9))'),
    ],
)
def test_a_formula_of_the_papers_own_cells(formula: str, expected: str) -> None:
    assert filled(formula, "$E$2:$E$9", NAMES) == expected


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        ('WEBSERVICE("http://example.test")', "WEBSERVICE"),
        ("cmd|' /c calc'!A0", "cmd"),
        ("[other.xlsx]Sheet1!amount", "other"),
        ("amount2*2", "amount2"),
        ("A1+1", "A1"),
        ("amount!cap", "something else"),
        ("{1,2}", "something else"),
        ("amount;cap", "something else"),
        ('"amount', "something else"),
    ],
)
def test_a_formula_reaches_for_nothing_else(formula: str, found: str) -> None:
    with pytest.raises(RenderError, match=f"expected .* in formula .*, found '?{found}"):
        filled(formula, "$E$2:$E$9", NAMES)


def test_nothing_above_is_not_a_sum_of_nothing() -> None:
    with pytest.raises(RenderError, match="expected cells above the formula"):
        filled("SUM({above})", "", NAMES)


@pytest.mark.parametrize("name", ["P1", "abc12", "R", "c", "R1C1", "r12", "两", "a b", "1st", "a!b", "", "x" * 61])
def test_a_name_that_excel_would_not_take(name: str) -> None:
    with pytest.raises(RenderError, match="expected a cell's name such as month_points"):
        check_names([name])


def test_a_name_twice_in_any_case() -> None:
    check_names(["amount", "cap", "points_2025_09", "month_1"])
    with pytest.raises(RenderError, match="expected each cell's name once, found 'Cap' again"):
        check_names(["cap", "Cap"])
