"""The three documents: the same bytes twice, whole, and proof against what devices say."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from hfcheck.cli.record import COMMAND
from hfcheck.errors import InputError, RenderError
from hfcheck.model import Verdict
from hfcheck.report import FORMATS, RENDERERS, RoundRecord, fonts, html, pdf, tables, workbook, write_records
from hfcheck.report.record import Deviation, Fact, Item, Notice, Place
from hfcheck.report.text import Printer, printable
from hfcheck.station import Station
from tests.unit.report.sample import LAST_RUN

# openpyxl does not know the sparklines that it leaves out.
pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group:UserWarning")
GOLDEN = Path(__file__).parents[2] / "golden" / "inspection-record.html"
NASTY = [
    "<script>alert(1)</script>",
    "</style></title><img src=x onerror=alert(1)>",
    '=HYPERLINK("http://example.test","x")',
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    '#import "x.typ": *',
    "#panic()] } $ \\ ] [ *a* _b_ `c` <label> @ref // /* {{ 7*7 }} {% raw %}",
    "&8 &P &N",
    "\u202egpj.exe\u2066\u200b",
    "line one\nline two\r\nline three",
    "\x00\x07\x1b[31m\x7f",
    "😀" * 50,
    "x" * 1_000_000,
    "@@font@@",
    "",
]


@pytest.fixture(scope="module")
def hostile(record: RoundRecord) -> RoundRecord:
    """The sample with every nasty text in every kind of place that holds a text from outside."""
    changed = replace(
        record,
        note="".join(NASTY[:8]),
        subtitle=NASTY[1],
        heat=replace(record.heat, kinds=tuple(NASTY[: len(record.heat.kinds)])),
        hosts=tuple(replace(record.hosts[0], place=_place(text), items=_items(text)) for text in NASTY),
        deviations=tuple(_deviation(record, text) for text in NASTY),
        unseen=tuple(replace(record.unseen[0], place=_place(text), detail=text, examples=text) for text in NASTY),
        onsite=tuple(replace(record.onsite[0], title=text, note=text, photos=(text,)) for text in NASTY),
        trends=tuple(replace(record.trends[0], place=_place(text), title=text) for text in NASTY),
        notices=tuple(Notice(text, (text,)) for text in NASTY),
        facts=tuple(Fact(text, text, text) for text in NASTY),
    )
    return printable(changed, Printer(fonts.coverage()))


def _place(text: str) -> Place:
    return Place(text, text, text, text)


def _items(text: str) -> tuple[Item, ...]:
    return (Item(Verdict.DEVIATES, text, text),)


def _deviation(record: RoundRecord, text: str) -> Deviation:
    more = {"actual": text, "detail": text, "handling": text, "runbook": text, "title": text, "since": text}
    return replace(record.deviations[0], place=_place(text), **more)


class Page(HTMLParser):
    """The elements and texts of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_bytes_twice(record: RoundRecord, name: str) -> None:
    first = RENDERERS[name](record)
    fonts.subset_of.cache_clear()
    assert RENDERERS[name](record) == first


def test_hostile_text_stays_text_in_html(hostile: RoundRecord, record: RoundRecord) -> None:
    page = Page(html.render(hostile).decode())
    assert set(page.tags) <= set(Page(html.render(record).decode()).tags)
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    assert not [value for name, value in page.attributes if name in ("src", "href")]


def test_hostile_text_stays_text_in_the_workbook(hostile: RoundRecord) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook.render(hostile)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert len(cells) > 100
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not [cell for cell in cells if cell.hyperlink]
    for cell in cells:
        if str(cell.value).startswith(("=", "+", "@", "\t")):
            assert cell.quotePrefix, cell.value


def test_hostile_text_stays_text_in_pdf(hostile: RoundRecord) -> None:
    # PDF/A refuses characters without a shape, and the template would fail on markup.
    assert pdf.render(hostile).startswith(b"%PDF-")


def test_the_page_needs_nothing_else(record: RoundRecord) -> None:
    text = html.render(record).decode()
    assert re.findall(r"url\((?!data:font/ttf;base64,)", text) == []
    assert "script" not in Page(text).tags
    assert "default-src 'none'" in text
    assert text.count("base64,") == 1


def words(path: Path) -> str:
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    return subprocess.run([tool, "-layout", path, "-"], check=True, capture_output=True, text=True).stdout


def test_the_pdf_says_what_the_record_says(record: RoundRecord, tmp_path: Path) -> None:
    path = tmp_path / "record.pdf"
    path.write_bytes(pdf.render(record))
    text = words(path)
    for expected in ("机房巡检记录表", "核心数据库主库", "主机无应答", "未纳入自动巡检", "附录", record.seal.code):
        assert expected in text
    first_page = text.partition("\f")[0]
    assert first_page.count("手写签字") == text.count("手写签字") == 2
    pages = len(re.findall(r"第 ?\d+ ?页 ?/ ?共 ?(\d+) ?页", text))
    assert pages > 2
    assert f"第{pages}页/共{pages}页" in text.replace(" ", "")


def sheet_texts(data: bytes) -> Iterator[tuple[str, str]]:
    for sheet in openpyxl.load_workbook(io.BytesIO(data)):
        yield sheet.title, "\n".join(str(c.value) for row in sheet.iter_rows() for c in row if c.value is not None)


def test_the_workbook_has_its_sheets_ready_to_print(record: RoundRecord) -> None:
    data = workbook.render(record)
    sheets = dict(sheet_texts(data))
    assert list(sheets) == [
        "巡检记录", "偏差与处置", "未检测到", "现场检查", "例外", "未纳入自动巡检",
        "变化趋势", "各设备检查结果", "全部检查项", "证据",
    ]  # fmt: skip
    assert "手写签字" in sheets["巡检记录"]
    assert record.seal.code in sheets["巡检记录"]
    assert "王志强" in sheets["例外"]
    for sheet in openpyxl.load_workbook(io.BytesIO(data)):
        assert sheet.page_setup.paperSize == 9
        assert sheet.oddFooter.left.text.endswith(record.seal.code)


def test_paper_stops_and_says_so_where_the_workbook_goes_on(record: RoundRecord) -> None:
    many = replace(record, deviations=record.deviations * 40)
    table = tables.deviations(many)
    assert (len(table.rows), len(table.on_paper), table.left_out) == (480, 300, 180)
    assert "另有 180 行未列出" in html.render(many).decode()
    assert dict(sheet_texts(workbook.render(many)))["偏差与处置"].count("只有 root 的 UID 为 0") == 40


def test_paper_merges_what_screen_and_workbook_list(record: RoundRecord) -> None:
    one, two = record.exempt[0], replace(record.exempt[0], place=record.hosts[0].place)
    other = replace(one, reason="另一个原因")
    table = tables.exempt_by_reason(replace(record, exempt=(one, two, other)))
    assert [row[0].text for row in table.rows] == ["边界防火墙、业务应用服务器一", "边界防火墙"]
    assert table.rows[0][0].small == "2 台"
    assert (table.count, len(tables.exempt(record).rows)) == (3, 1)
    sites = tables.uncovered_by_site(replace(record, uncovered=record.uncovered * 2))
    assert [(row[0].text, row[1].text) for row in sites.rows] == [("中心机房", "2"), ("通道管理部", "2")]
    assert sites.rows[1][2].text == "通道交换机（交换机）、通道交换机（交换机）"
    assert sites.count == 4


def test_unseen_counts_checks_and_not_lines(record: RoundRecord) -> None:
    assert (tables.unseen(record).count, len(tables.unseen(record).rows)) == (16, 2)


def test_no_limit_stays_a_number_for_the_workbooks_line(record: RoundRecord) -> None:
    line = replace(record.trends[0], points=(90.0, 99999.0))
    sheet = openpyxl.load_workbook(io.BytesIO(workbook.render(replace(record, trends=(line,)))))["变化趋势"]
    assert [(sheet.cell(3, n).value, sheet.cell(3, n).number_format) for n in (6, 7)] == [
        (90, '[=99999]"无限制";General'),
        (99999, '[=99999]"无限制";General'),
    ]


def test_a_large_record_is_summed_up_by_host(record: RoundRecord) -> None:
    large = replace(record, itemised=False, hosts=tuple(replace(host, items=()) for host in record.hosts))
    assert "检查项共 256 项，此处按设备汇总" in html.render(large).decode()
    assert pdf.render(large).startswith(b"%PDF-")
    assert "逐项结果在台账中" in dict(sheet_texts(workbook.render(large)))["全部检查项"]


def test_a_missing_font_is_an_error_and_not_boxes(
    record: RoundRecord, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(fonts, "FONTS", tmp_path)
    with pytest.raises(RenderError, match="expected the font WenQuanYi Micro Hei"):
        pdf.render(record)


def test_the_golden_page(record: RoundRecord) -> None:
    """The whole page but its font. HFCHECK_GOLDEN=write writes it anew, to be read before it is committed."""
    page = re.sub(r"base64,[^)]*", "base64,FONT", html.render(record).decode())
    if os.environ.get("HFCHECK_GOLDEN") == "write":
        GOLDEN.write_text(page, encoding="utf-8")
    assert page == GOLDEN.read_text(encoding="utf-8")


def test_files_and_formats(station: Station, tmp_path: Path) -> None:
    written = write_records(station, output=tmp_path / "out", formats=["pdf"])
    assert written == [tmp_path / "out" / "inspection-record.pdf"]
    with pytest.raises(InputError, match="expected formats of html, xlsx, pdf, found docx"):
        write_records(station, output=tmp_path, formats=["docx"])
    usual = station.records / "2026-11-23-morning"
    assert write_records(station, formats=["html"]) == [usual / "inspection-record.html"]
    (tmp_path / "file").touch()
    with pytest.raises(RenderError, match="expected a directory for documents"):
        write_records(station, output=tmp_path / "file" / "out", formats=["html"])


def test_the_command_prints_the_files(station: Station, tmp_path: Path) -> None:
    arguments = [LAST_RUN, "--output", str(tmp_path), "--format", "html", "--format", "xlsx"]
    done = CliRunner().invoke(COMMAND, arguments, env={"HFCHECK_DATA": str(station.root)}, catch_exceptions=False)
    assert done.exit_code == 0
    assert [Path(line).name for line in done.output.split()] == ["inspection-record.html", "inspection-record.xlsx"]
