"""Papers as HTML: everything is there, nothing is markup, nothing else is needed, the same bytes in another process."""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from hfcheck.errors import ContentError
from hfcheck.report import paper_html
from hfcheck.report.paper import Cell, Grid, Head, Labelled, Paper, Section
from tests.unit.report.sample_paper import SEAL, form, hostile, report

ALLOWED = {
    *("html", "head", "meta", "style", "title", "body", "main", "header", "section", "h1", "h2", "h3"),
    *("div", "span", "p", "b", "i", "small", "ul", "li", "figure", "svg", "g", "path", "rect", "text", "pattern"),
    *("table", "colgroup", "col", "thead", "tbody", "tr", "th", "td"),
}
ROOT = Path(__file__).parents[3]
CELLS = {"td", "th"}


class Page(HTMLParser):
    """The elements of a page, its attributes, and the cells with their attributes and texts."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.cells: list[tuple[dict[str, str | None], str]] = []
        self.texts: list[str] = []
        self.feed(data.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
        if tag in CELLS:
            self.cells.append((dict(attrs), ""))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if self.cells and self.tags[-1] in CELLS:
            attributes, text = self.cells[-1]
            self.cells[-1] = attributes, (text + data).strip()

    def cell(self, text: str) -> dict[str, str | None]:
        (found,) = [attributes for attributes, said in self.cells if said == text]
        return found


def without_font(data: bytes) -> str:
    return re.sub(r"base64,[^)]*", "base64,FONT", data.decode())


def test_the_form_of_the_annex() -> None:
    page = Page(paper_html.render(form()))
    assert [text for _, text in page.cells[:5]] == ["序号", "考核类别", "具体内容", "扣分标准", "当月扣分"]
    assert page.cell("驻场服务规范类")["rowspan"] == "4"
    assert (page.cell("合计")["colspan"], page.cell("合计")["class"]) == ("4", "centre strong")
    opinion, remark = (
        page.cell("考核小组意见："),
        page.cell("备注：考核小组成员由采购专班、科技信息部、网办政务服务部组成。"),
    )
    assert (opinion["colspan"], opinion["class"], opinion["style"]) == ("5", "whole box", "height:calc(6 * 1.6em)")
    assert remark["class"] == "whole"
    # Each of the fifteen rows has its number.
    assert {str(number) for number in range(1, 16)} <= {text for _, text in page.cells}
    assert "cards" not in without_font(paper_html.render(form())).partition("<body>")[2]


def test_a_preview_says_so_across_the_page() -> None:
    preview, final = Page(paper_html.render(form())), Page(paper_html.render(form(settled=True)))
    assert preview.texts.count("试算") == 3
    assert SEAL.code not in preview.texts
    assert "试算" not in final.texts
    assert final.texts.count(SEAL.code) == 1


def test_a_report_has_all_its_parts_in_order() -> None:
    texts = Page(paper_html.render(report())).texts
    parts = ["运维工作月报", "部分事实尚未记录", "驻场人员", "一、总体情况", "各月扣分", "（一）机房巡检", "每日巡检"]
    parts += [
        "机房温度",
        "硬件故障",
        "fault/ups-0001",
        "本月未记录变更",
        "四、扣款试算",
        "235,900.00",
        "签字",
        SEAL.code,
    ]
    places = [texts.index(part) for part in parts]
    assert places == sorted(places)


def test_numbers_stand_right_and_headings_repeat() -> None:
    data = paper_html.render(report())
    page = Page(data)
    assert page.cell("337,000.00")["class"] == "right"
    assert page.cell("235,900.00")["class"] == "right strong"
    assert page.cell("27 分钟")["class"] == "right bad"
    assert page.cell("fault/ups-0009")["data-label"] == "编号"
    assert page.tags.count("thead") == page.tags.count("table") == 2
    assert "thead { display: table-header-group; }" in data.decode()


def test_the_page_needs_nothing_else() -> None:
    text = paper_html.render(report()).decode()
    assert re.findall(r"url\((?!data:font/ttf;base64,|#fill-)", text) == []
    assert "default-src 'none'; style-src 'unsafe-inline'; font-src data:" in text
    assert text.count("base64,") == 1
    assert set(Page(text.encode()).tags) <= ALLOWED


def test_the_font_holds_what_the_page_and_its_charts_say() -> None:
    data = paper_html.render(report())
    found = re.search(rb"base64,([^)]*)\)", data)
    assert found is not None
    held = set(TTFont(BytesIO(base64.b64decode(found[1]))).getBestCmap())
    words = "".join(text for text in Page(data).texts if "base64," not in text)
    assert "无数据" in words
    assert {letter for letter in words if letter >= " "} <= set(map(chr, held))


def test_hostile_text_stays_text() -> None:
    page = Page(paper_html.render(hostile()))
    assert set(page.tags) <= ALLOWED
    assert not [name for name in page.attributes if name.startswith("on")]
    assert "".join(page.texts).count("<script>alert(1)</script>") > 20
    assert "{{ 7*7 }}" in "".join(page.texts)


def test_a_half_without_a_half_beside_it_fills_its_row() -> None:
    boxes = tuple(Labelled(name, name, wide=name.isupper()) for name in "abCdEfgh")
    paper = replace(report(), facts=boxes)
    assert ["".join(box.label for box in row) for row in paper.boxes()] == ["ab", "C", "d", "E", "fg", "h"]
    assert list(replace(paper, facts=()).boxes()) == []
    assert paper_html.render(paper).decode().count('<div class="wide">') == 4


def grid(*rows: tuple[Cell | None, ...]) -> Grid:
    return Grid("g", "", (Head("a", 1), Head("b", 1)), rows)


@pytest.mark.parametrize(
    ("rows", "row", "found"),
    [
        (((Cell("x"),),), 1, "'x'"),
        (((Cell("x"), None),), 1, "'x', None"),
        (((Cell("x", columns=2), Cell("y")),), 1, "'x', 'y'"),
        (((Cell("x", columns=3), None),), 1, "'x', None"),
        (((Cell("x", rows=2), Cell("y")),), 1, "'x', 'y'"),
        (((Cell("x", rows=2), Cell("y")), (Cell("z"), Cell("z"))), 2, "'z', 'z'"),
        (((Cell("x"), Cell("y", rows=2)), (Cell("z", columns=2), None)), 2, "'z', None"),
    ],
)
def test_a_table_refuses_rows_that_do_not_fit(rows: tuple[tuple[Cell | None, ...], ...], row: int, found: str) -> None:
    message = rf"table g, row {row}: expected 2 entries, None where and only where another cell spans, found {found}$"
    with pytest.raises(ContentError, match=message):
        grid(*rows)


def test_an_empty_paper_is_a_page() -> None:
    paper = Paper("p", "标题", "", "中心", report().made, sections=(Section("s", "", grids=(grid(),)),))
    assert "无" in Page(paper_html.render(paper)).texts


def test_the_same_bytes_also_in_another_process() -> None:
    code = (
        "import hashlib; from hfcheck.report import paper_html; from tests.unit.report.sample_paper import report;"
        "print(hashlib.sha256(paper_html.render(report())).hexdigest())"
    )
    other = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT)
    assert other.stdout.strip() == hashlib.sha256(paper_html.render(report())).hexdigest()
