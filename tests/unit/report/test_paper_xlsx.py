"""Papers as workbooks: numbers, formulas and names, charts, the printed page, and texts that can do nothing."""

from __future__ import annotations

import html
import io
import re
from dataclasses import replace
from decimal import Decimal
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest

from hfcheck.errors import RenderError
from hfcheck.report import paper_xlsx
from hfcheck.report.paper import Cell, Chart, Grid, Head, Paper, Section, Series
from hfcheck.report.paper_xlsx_page import format_of
from tests.unit.report import sample_paper

LONG = "一行很长的说明，" * 60


def book(paper: Paper) -> Any:
    return openpyxl.load_workbook(io.BytesIO(paper_xlsx.render(paper)))


def texts(sheet: Any) -> str:
    return "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)


def with_rows(*rows: tuple[Cell | None, ...], number: str = "0", width: int = 1) -> Paper:
    heads = tuple(Head(f"列{column}", 10, "right", number) for column in range(width))
    section = Section("only", "", grids=(Grid("only", "", heads, rows),))
    return replace(sample_paper.form(), sections=(section,), signings=(), notices=())


def test_the_same_bytes_twice() -> None:
    assert paper_xlsx.render(sample_paper.report()) == paper_xlsx.render(sample_paper.report())


def test_the_form_is_one_page_with_everything_on_it() -> None:
    found = book(sample_paper.form())
    assert found.sheetnames == ["业务系统及机房安全运维服务 2025年9月考核表"]
    sheet = found.active
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, None)
    assert (sheet.page_setup.orientation, sheet.sheet_properties.pageSetUpPr.fitToPage) == ("portrait", True)
    for expected in ("驻场服务规范类", "考核小组意见：", "备注：", "服务单位（盖章）", "待定"):
        assert expected in texts(sheet)
    assert "试算" in sheet.oddHeader.center.text
    # On paper the header says it; the line for the screen is not printed.
    assert (sheet["A1"].value, sheet.print_area.startswith("'业务系统及机房安全运维服务 2025年9月考核表'!$A$2:")) == (
        "试算",
        True,
    )
    assert sheet.oddFooter.left.text == "未封存"


def test_what_is_open_is_no_number_and_has_no_sum() -> None:
    sheet = book(sample_paper.form()).active
    assert [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"] == []
    assert texts(sheet).count("待定") == 3


def test_spans_are_merged_cells() -> None:
    sheet = book(sample_paper.form()).active
    top = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "驻场服务规范类")
    merged = next(area for area in sheet.merged_cells.ranges if top.coordinate in area)
    assert merged.max_row - merged.min_row == 3


def test_totals_are_formulas_with_the_number_that_python_wrote() -> None:
    paper = sample_paper.form(settled=True)
    data = paper_xlsx.render(paper)
    live, kept = (openpyxl.load_workbook(io.BytesIO(data), data_only=only) for only in (False, True))
    sheet, place = live.defined_names["month_points"].attr_text.split("!")
    at = place.replace("$", "")
    above = f"${at[0]}${int(at[1:]) - 15}:${at[0]}${int(at[1:]) - 1}"
    assert live[sheet.strip("'")][at].value == f"=SUM({above})"
    assert kept[sheet.strip("'")][at].value == 17
    numbers = [row[0].value for row in kept.active[above.replace("$", "")]]
    assert (len(numbers), sum(numbers)) == (15, 17)


def test_money_by_names_over_the_sheets() -> None:
    data = paper_xlsx.render(sample_paper.report())
    live = openpyxl.load_workbook(io.BytesIO(data))
    assert {"amount", "points_total", "cap", "deduction", "payable"} <= set(live.defined_names)
    sheet, place = live.defined_names["cap"].attr_text.split("!")
    cell = live[sheet.strip("'")][place.replace("$", "")]
    assert (cell.value, cell.number_format) == ("=ROUNDDOWN(amount*30%,2)", "#,##0.00")
    assert re.search(r"<definedName name=\"amount\">", ZipFile(io.BytesIO(data)).read("xl/workbook.xml").decode())


def test_a_form_of_few_rows_is_one_sheet_and_a_report_is_several() -> None:
    paper = sample_paper.report()
    assert book(paper).sheetnames == ["运维工作月报", "二、机房运维", "三、业务系统运维", "四、扣款试算"]
    money = replace(paper, sections=(paper.sections[-1], replace(paper.sections[-1], name="again", grids=())))
    assert book(money).sheetnames == ["运维工作月报"]
    assert book(replace(paper, sections=())).sheetnames == ["运维工作月报"]


def test_the_code_is_on_every_page_and_the_signing_on_the_first() -> None:
    paper = sample_paper.report()
    found = book(paper)
    assert paper.seal
    assert {sheet.oddFooter.left.text for sheet in found} == {f"台账编码 {paper.seal.code}"}
    assert ["签字：" in texts(sheet) for sheet in found] == [True, False, False, False]
    # The form fits one page; of a long sheet only the width does.
    assert [sheet.page_setup.fitToHeight for sheet in found] == [None, 0, None, None]
    with ZipFile(io.BytesIO(paper_xlsx.render(paper))) as parts:
        drawings = [parts.read(name).decode() for name in parts.namelist() if "drawings/drawing" in name]
    assert [text.count("<xdr:pic>") for text in drawings] == [1, 0, 0]
    assert "试算" not in str(found.active.oddHeader.center.text)


def test_a_long_tables_heads_are_repeated_where_it_is_alone() -> None:
    found = book(sample_paper.report())
    assert [sheet.print_title_rows for sheet in found] == [None, "$38:$38", None, "$5:$5"]
    assert found["二、机房运维"]["A38"].value == "编号"


def test_charts_are_drawn_from_numbers_beside_the_page() -> None:
    data = paper_xlsx.render(sample_paper.report())
    sheet = openpyxl.load_workbook(io.BytesIO(data))["二、机房运维"]
    with ZipFile(io.BytesIO(data)) as parts:
        drawings = [parts.read(name).decode() for name in parts.namelist() if "charts/chart" in name]
    assert len(drawings) == 4
    # Excel's default, when nothing is said, is the gap.
    assert not [text for text in drawings if "dispBlanksAs" in text]
    lines = next(text for text in drawings if "<c:lineChart>" in text and "barChart" not in text)
    assert lines.count("<c:ser>") == 3
    assert 'prstDash val="dash"' in lines
    bars = [text for text in drawings if "<c:barChart>" in text]
    assert [text.count('<c:min val="0"/>') for text in bars] == [1, 1, 1]
    first, last = sheet.print_area.split("!")[1].replace("$", "").split(":")
    assert (first, openpyxl.utils.cell.coordinate_from_string(last)[0]) == ("A1", "E")
    # The heading and thirty days of the rounds, a free row, and thirty of the temperature: unknown is an empty cell.
    assert [sheet.cell(33, column).value for column in (8, 9, 10)] == ["中心机房", "UPS 间", "限值"]
    assert [sheet.cell(row, 8).value for row in (44, 45, 46, 47)] == [22.5, None, None, sheet["H47"].value]
    assert sheet["J40"].value == 28


def test_few_bars_carry_their_numbers() -> None:
    categories = ("8月", "9月")
    chart = Chart("c", "扣分", "bars", categories, (Series("分", (0.0, None)),))
    paper = replace(sample_paper.form(), sections=(Section("s", "", charts=(chart,)),))

    def drawing(paper: Paper) -> str:
        return ZipFile(io.BytesIO(paper_xlsx.render(paper))).read("xl/charts/chart1.xml").decode()

    assert '<c:showVal val="1"/>' in drawing(paper)
    many = Chart("c", "扣分", "bars", tuple(map(str, range(40))), (Series("分", (0.0,) * 40),))
    assert "showVal" not in drawing(replace(paper, sections=(Section("s", "", charts=(many,)),)))


def test_hostile_text_stays_text() -> None:
    found = book(sample_paper.hostile())
    cells = [cell for sheet in found for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert len(cells) > 200
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not [cell for cell in cells if cell.hyperlink]
    suspicious = [cell for cell in cells if str(cell.value).startswith(("=", "+", "-", "@", "\t"))]
    assert len(suspicious) > 20
    assert [cell.value for cell in suspicious if cell.data_type == "s" and not cell.quotePrefix] == []
    assert found.active.page_setup.orientation == "landscape"
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in found.sheetnames)


def test_a_header_takes_no_codes_from_a_title() -> None:
    paper = replace(sample_paper.form(), title="&8 &P", centre="甲&乙" * 100)
    text = ZipFile(io.BytesIO(paper_xlsx.render(paper))).read("xl/worksheets/sheet1.xml").decode()
    header = html.unescape(text.partition("<oddHeader>")[2].partition("</oddHeader>")[0])
    assert header.endswith("&R&8 &&8 &&P")
    assert len(header) < 255


def test_names_and_formulas_that_do_not_fit_are_refused() -> None:
    with pytest.raises(RenderError, match="expected a cell's name such as month_points, found 'P1'"):
        paper_xlsx.render(with_rows((Cell("1", Decimal(1), name="P1"),)))
    twice = (Cell("1", Decimal(1), name="cap"),), (Cell("2", Decimal(2), name="CAP"),)
    with pytest.raises(RenderError, match="expected each cell's name once, found 'CAP' again"):
        paper_xlsx.render(with_rows(*twice))
    with pytest.raises(RenderError, match="found 'amount'"):
        paper_xlsx.render(with_rows((Cell("1", Decimal(1), "amount*2"),)))
    with pytest.raises(RenderError, match="expected cells above the formula"):
        paper_xlsx.render(with_rows((Cell("1", Decimal(1), "SUM({above})"),)))


def test_a_formula_may_have_a_word_for_its_value() -> None:
    formula = 'IF(COUNTIF({above},"待定")>0,"待定",SUM({above}))'
    data = paper_xlsx.render(
        with_rows((Cell("2", Decimal(2)),), (Cell("待定"),), (Cell("待定", None, formula, "total"),))
    )
    sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=True).active
    assert "待定" in [cell.value for row in sheet.iter_rows() for cell in row if cell.coordinate.startswith("A")][-1:]


@pytest.mark.parametrize(
    ("text", "usual", "expected"),
    [
        ("337,000.00", "0", "#,##0.00"),
        ("506", "#,##0.00", "0"),
        ("235.90", "#,##0.00", "#,##0.00"),
        ("1.5", "0", "0.0"),
        ("12,000", "0", "#,##0"),
        ("待定", "0.00", "0.00"),
        ("5 分", "0", "0"),
    ],
)
def test_a_number_looks_as_on_paper(text: str, usual: str, expected: str) -> None:
    assert format_of(text, usual) == expected


def test_a_row_is_as_high_as_its_text() -> None:
    sheet = book(with_rows((Cell("短"), Cell(LONG)), (Cell("短"), Cell("短")), width=2)).active
    row = next(cell.row for cells in sheet.iter_rows() for cell in cells if cell.value == LONG)
    assert sheet.row_dimensions[row].height > 100
    assert sheet.row_dimensions[row + 1].height < 20


def test_a_text_over_rows_makes_room_in_the_last() -> None:
    rows = (Cell(LONG, rows=2), Cell("a")), (None, Cell("b"))
    sheet = book(with_rows(*rows, width=2)).active
    row = next(cell.row for cells in sheet.iter_rows() for cell in cells if cell.value == LONG)
    assert sheet.row_dimensions[row].height < 20
    assert sheet.row_dimensions[row + 1].height > 100
