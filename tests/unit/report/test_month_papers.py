"""The sheet, its details and the settlement as papers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from hfcheck.kinds import Supplement
from hfcheck.report.deductions_paper import deductions_paper
from hfcheck.report.formulas import check_names, filled
from hfcheck.report.paper import Cell, Paper
from hfcheck.report.scorecard_paper import scorecard_paper
from hfcheck.report.settlement_paper import settlement_paper
from hfcheck.rulings import terms_in_force
from hfcheck.scorecard import Stage
from hfcheck.settlement import settle
from hfcheck.terms import terms
from tests.unit.report.sample_sheet import (
    CONTRACT,
    DAY,
    REVIEW,
    SEAL,
    case,
    empty_sheet,
    final_sheet,
    issue,
    line,
    open_sheet,
    trails,
)

POINTS = {"2025-08": 3, "2025-09": 6, "2025-10": 0, "2025-11": 10, "2025-12": 486}


def cells(paper: Paper) -> dict[str, Cell]:
    return {cell.name: cell for grid in paper.grids() for row in grid.rows for cell in row if cell and cell.name}


def words(paper: Paper, grid: str) -> list[list[str]]:
    found = next(one for one in paper.grids() if one.name == grid)
    return [[cell.text for cell in row if cell] for row in found.rows]


def formulas(paper: Paper) -> list[str]:
    return [cell.formula for grid in paper.grids() for row in grid.rows for cell in row if cell and cell.formula]


def form(paper: Paper) -> list[list[str]]:
    return words(paper, "form")


def test_the_form_is_that_of_the_annex() -> None:
    paper = scorecard_paper(final_sheet(), issue())
    (grid,) = paper.grids()
    assert paper.title == "业务系统及机房安全运维服务 2025年9月考核表"
    assert [head.title for head in grid.heads] == ["序号", "考核类别", "具体内容", "扣分标准", "当月扣分"]
    assert [(row[1].text, row[1].rows) for row in grid.rows[:15] if row[1]] == [
        ("驻场服务规范类", 4),
        ("安全管理违规类", 2),
        ("业务系统需求", 2),
        ("设备运维类", 2),
        ("网络安全类", 2),
        ("会议系统运维类", 3),
    ]
    assert [row[0].text for row in grid.rows[:15] if row[0]] == [str(number) for number in range(1, 16)]
    assert [row[2].text for row in grid.rows[:15] if row[2]] == [item.words for item in terms().items.values()]
    assert [row[3].text for row in grid.rows[:15] if row[3]] == [item.standard for item in terms().items.values()]
    assert form(paper)[15:] == [
        ["合计", "6"],
        ["考核小组意见："],
        ["备注：考核小组成员由采购专班、科技信息部、网办政务服务部组成。"],
    ]


def test_the_sum_is_a_live_formula_over_fifteen_numbers() -> None:
    paper = scorecard_paper(final_sheet(), issue())
    total = cells(paper)["month_points"]
    (grid,) = paper.grids()
    above = [row[-1].number for row in grid.rows[:15] if row[-1]]
    assert (total.number, total.formula) == (Decimal(6), "SUM({above})")
    assert sum(number for number in above if number is not None) == total.number
    assert len(above) == 15


def test_an_open_item_is_never_zero_and_leaves_the_sum_open() -> None:
    paper = scorecard_paper(open_sheet(), issue(sealed=False))
    (grid,) = paper.grids()
    third, total = grid.rows[2][-1], cells(paper)["month_points"]
    assert third is not None
    assert (third.text, third.number) == ("待定", None)
    assert (total.text, total.number, total.formula) == ("待定", None, "")


def test_only_a_finalised_sheet_is_sealed_and_without_watermark() -> None:
    preview, final = scorecard_paper(open_sheet(), issue()), scorecard_paper(final_sheet(), issue())
    assert (preview.watermark, preview.seal, preview.subtitle) == ("试算", None, "试算，未定稿")
    assert preview.notices[0].lines == ("尚有 1 项待处理，见《扣分明细》。",)
    assert (final.watermark, final.seal, final.notices) == ("", SEAL, ())
    assert [(one.title, one.names, one.state) for one in final.signings] == [
        ("供应商", "陈经理", "已电子签名"),
        ("考核小组", "李主任", "已电子签名"),
    ]
    assert preview.signings[0].state == "未签名"


def test_details_tell_of_every_line_with_who_said_what() -> None:
    paper = deductions_paper(open_sheet(), terms(), trails(), issue(sealed=False))
    rows = words(paper, "lines")
    assert rows[0] == ["1/day/2025-09-12", "2025-09-03 10:20", "2025-09-12 下午未巡检", "供方确认", "1", "1"]
    assert rows[1][3:] == ["待认定；解决办法：签订补充约定 3.due_day", "待定", "待定"]
    assert rows[2][3:] == ["已认定；中心 李主任 2025-09-30 认定 0 分：需求书迟交", "5", "0"]
    assert rows[-1] == ["合计", "待定"]
    assert words(paper, "obstacles") == [[REVIEW.id, "附件未规定提交期限", "签订补充约定 3.due_day"]]
    assert paper.watermark == "试算"


def test_the_sum_of_the_details_is_that_of_the_sheet() -> None:
    sheet = final_sheet(line(13, "meeting/m-1", Stage.WAIVED, 0, proposed=2))
    total = cells(deductions_paper(sheet, terms(), trails(), issue()))["deduction_points"]
    assert (total.number, total.formula) == (Decimal(sheet.total or -1), "SUM({above})")


def test_evidence_is_named_by_number_hash_and_raw_digest_and_what_is_gone_is_said() -> None:
    paper = deductions_paper(final_sheet(), terms(), trails(), issue())
    rows = {row[1]: row for row in words(paper, "entries")}
    times = "2025-10-09 09:30／2025-10-09 09:30"
    assert rows["fault/ups-0903/1"][2:] == ["311-abababababababab", times, "王工", "陈经理"]
    assert rows["request/r-12/1"][3:] == [f"{times}（补录）", "王工", "—"]
    assert rows["gone"] == [DAY.id, "gone", "台账中未找到", "—", "—", "—"]
    assert words(paper, "raw") == [["fault/ups-0903/1", "现场照片", "cd" * 32]]


def test_terms_are_those_in_force_in_the_month_with_their_sources() -> None:
    supplement = {"term": "3.due_day", "value": 5, "since": "2025-09-10", "document": "补充约定一"}
    found = case(facts=[{"supplement": supplement}])
    assert found.book.of(Supplement)
    paper = deductions_paper(open_sheet(), terms_in_force(found.terms, found.book), trails(), issue(sealed=False))
    due = [row for row in words(paper, "terms") if row[0] == "3.due_day"]
    assert [row[2] for row in due] == ["附件未规定", "5 日"]
    assert due[1][3:] == ["2025-09-10", "补充约定一"]
    assert not any(row[0].startswith("13.") for row in words(paper, "terms"))


def test_a_month_without_deductions_says_so() -> None:
    paper = deductions_paper(empty_sheet(), terms(), {}, issue())
    assert [grid.empty for grid in paper.grids() if not grid.rows] == [
        "本月没有扣分事项。",
        "没有待处理事项。",
        "本月没有适用的条款。",
        "没有台账条目。",
        "所列条目没有引用原始证据文件。",
    ]


@pytest.mark.parametrize(
    ("points", "in_full", "deduction", "payable", "limit"),
    [
        (486, "101,000.00", "101,000.00", "236,000.00", "扣款上限 101,100.00 元，未达上限。"),
        (487, "101,200.00", "101,100.00", "235,900.00", "扣款上限 101,100.00 元，已达上限，按上限扣款。"),
    ],
)
def test_the_settlement_shows_both_sides_of_the_cap(
    points: int, in_full: str, deduction: str, payable: str, limit: str
) -> None:
    paper = settlement_paper(settle(CONTRACT, POINTS | {"2025-12": points}, terms()), issue())
    found = cells(paper)
    assert found["amount"].text == "337,000.00"
    assert found["cap"].text == "101,100.00"
    assert [found[name].text for name in ("in_full", "deduction", "payable")] == [in_full, deduction, payable]
    assert limit in paper.sections[2].paragraphs
    assert found["points_total"].number == Decimal(sum(POINTS.values()) - 486 + points)


def test_every_computed_figure_of_the_settlement_is_a_formula_that_fits_the_workbook() -> None:
    paper = settlement_paper(settle(CONTRACT, POINTS, terms()), issue())
    names = cells(paper)
    check_names(names)
    for formula in formulas(paper):
        assert filled(formula, "A1:A5", names).startswith("=")
    computed = {name for name, cell in names.items() if cell.formula}
    assert computed >= {"fee_1", "fee_5", "earned", "points_total", "in_full", "cap", "deduction", "payable"}
    assert names["cap"].formula == "ROUNDDOWN(ROUND(amount*30%,6),2)"


def test_amounts_are_written_in_capitals_too() -> None:
    paper = settlement_paper(
        settle(CONTRACT, POINTS | {"2025-12": 487}, terms()), issue(), proration="按服务月实际天数"
    )
    assert "应付金额人民币（大写）贰拾叁万伍仟玖佰元整（¥235,900.00）。" in paper.sections[2].paragraphs
    assert words(paper, "sums")[0][-1] == "叁拾叁万柒仟元整"
    assert next(paper.grids()).about == "每月服务费为合同总金额÷5，不足一月按实际天数折算（按服务月实际天数）。"


def test_a_service_cut_short_names_days_and_divisor_of_its_last_month() -> None:
    short = CONTRACT.model_copy(update={"last_day": date(2025, 9, 10)})
    paper = settlement_paper(settle(short, {"2025-08": 0, "2025-09": 0}, terms()), issue())
    assert words(paper, "fees")[1] == ["2025-09-01 至 2025-09-10", "10", "30", "22,466.67"]
    assert cells(paper)["earned"].text == "89,866.67"


def test_an_unsealed_settlement_is_a_preview() -> None:
    paper = settlement_paper(settle(CONTRACT, POINTS, terms()), issue(sealed=False))
    assert (paper.watermark, paper.seal) == ("试算", None)
