"""The record as an Excel workbook: one sheet a section, ready to print on A4, every row of every table.

All texts are written as texts, never as formulas, links or numbers; those that a spreadsheet could take for a formula
when they are edited or copied carry Excel's own mark for "this is text" (quote prefix).
"""

from __future__ import annotations

import io
import math
import unicodedata
from collections.abc import Callable
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range

from hfcheck.readings.parsing import NO_LIMIT
from hfcheck.report import phrases, tables
from hfcheck.report.drawing import qr_png
from hfcheck.report.record import HeatCell, RoundRecord, Tone

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
PAPER_A4 = 9
COLUMNS = 8
# Excel takes 255 characters of header in all.
HEADER_LIMIT = 60
UNITS_PER_SHARE = 1.15
POINTS_PER_LINE = 13.5
INK, SOFT, LINE, PALE, BLUE, RED = "#1c2430", "#5b6573", "#c9cfd7", "#f4f6f8", "#1f3a5f", "#a61b1b"
BODY = {"font_name": "宋体", "font_size": 10, "font_color": INK, "valign": "top", "text_wrap": True}
GRID = {**BODY, "border": 1, "border_color": LINE}
STYLES: dict[str, dict[str, Any]] = {
    "title": {**BODY, "font_size": 18, "align": "center", "valign": "vcenter"},
    "centre": {**BODY, "font_color": SOFT, "align": "center"},
    "subtitle": {**BODY, "font_color": BLUE, "align": "center"},
    "heading": {**BODY, "font_size": 13, "font_color": BLUE, "bottom": 2, "bottom_color": BLUE},
    "stop": {**GRID, "font_color": RED, "bg_color": "#fdf3f2", "border_color": RED},
    "notice": {**GRID, "bg_color": "#fdf8e8"},
    "text": BODY,
    "about": {**BODY, "font_color": SOFT, "font_size": 9},
    "head": {**GRID, "bg_color": PALE, "font_color": SOFT},
    "cell": GRID,
    # The reading's number for "no limit" stays a number for the line, and reads as what it means.
    "number": {**GRID, "num_format": f'[={NO_LIMIT}]"{phrases.NO_LIMIT_WORD}";General'},
    "centred": {**GRID, "align": "center"},
    "bad": {**GRID, "font_color": RED},
    "bad centred": {**GRID, "font_color": RED, "align": "center"},
    "mono": {**GRID, "font_size": 9},
    "kind": {**GRID, "bg_color": PALE, "font_color": SOFT, "rotation": 270, "align": "center", "valign": "top"},
    Tone.DEVIATES: {**GRID, "bg_color": "#f3c9c4", "align": "center"},
    Tone.UNSEEN: {**GRID, "bg_color": "#dcdfe3", "pattern": 1, "align": "center"},
    Tone.WAIVED: {**GRID, "bg_color": "#f5e6b8", "align": "center"},
    Tone.CONFORMS: {**GRID, "bg_color": "#dcebdd", "align": "center"},
    Tone.NEUTRAL: {**GRID, "bg_color": "#f1f2f4", "align": "center"},
    Tone.NOTHING: {**GRID, "align": "center"},
}


class Sheet:
    """One worksheet that is written from top to bottom; `row` is the next free one."""

    def __init__(self, book: Book, name: str, widths: tuple[float, ...], landscape: bool = False) -> None:
        self.book, self.row, self.widths, self.sheet = book, 0, widths, book.file.add_worksheet(name)
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)
        self._print_setup(landscape)

    def _print_setup(self, landscape: bool) -> None:
        record, subtitle = self.book.record, self.book.record.subtitle[:HEADER_LIMIT].replace("&", "&&")
        self.sheet.set_paper(PAPER_A4)
        if landscape:
            self.sheet.set_landscape()
        self.sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.hide_gridlines(2)
        self.sheet.set_header(f"&L&8 {record.centre} {record.title}&R&8 {subtitle}")
        self.sheet.set_footer(f"&L&8 台账编码 {record.seal.code}&R&8 第 &P 页 / 共 &N 页")

    def write(self, column: int, text: str, style: str) -> None:
        """Write one text into the current row."""
        self.sheet.write_string(self.row, column, text, self.book.style(style, text))

    def across(self, text: str, style: str, columns: int, lines: int = 1) -> None:
        """Write one text over several columns, high enough for its lines, and go to the next row."""
        self.height(2 * lines if style == "title" else lines)
        self.sheet.merge_range(self.row, 0, self.row, columns - 1, "", self.book.style(style, text))
        self.write(0, text, style)
        self.row += 1

    def table(self, table: tables.Table) -> None:
        """Write a whole table; its heading is repeated on every printed page."""
        self.across(table.title, "heading", len(table.columns))
        if table.about:
            self.across(table.about, "about", len(table.columns))
        if not table.rows:
            self.across(table.empty, "text", len(table.columns))
            return
        for column, heading in enumerate(table.columns):
            self.write(column, heading.title, "head")
        self.sheet.repeat_rows(self.row)
        self.sheet.freeze_panes(self.row + 1, 0)
        self.sheet.autofilter(self.row, 0, self.row + len(table.rows), len(table.columns) - 1)
        self.row += 1
        for cells in table.rows:
            self._cells(table, cells)

    def _cells(self, table: tables.Table, cells: tuple[tables.Cell, ...]) -> None:
        texts = [f"{cell.text}\n{cell.small}" if cell.small else cell.text for cell in cells]
        self.height(max(lines_of(text, width) for text, width in zip(texts, self.widths, strict=True)))
        for column, (cell, text) in enumerate(zip(cells, texts, strict=True)):
            self.write(column, text, _style(cell.tone, table.columns[column].centred))
        self.row += 1

    def height(self, lines: int) -> None:
        """Make the current row high enough: not every spreadsheet program does so by itself."""
        self.sheet.set_row(self.row, POINTS_PER_LINE * lines + 2)


class Book:
    """The workbook with its styles; each style exists once, and once more for texts that look like formulas."""

    def __init__(self, record: RoundRecord, target: io.BytesIO) -> None:
        self.record = record
        self.file = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False})
        made = record.made.replace(tzinfo=None)
        self.file.set_properties({"title": record.title, "company": record.centre, "created": made})
        self._styles: dict[tuple[str, bool], Any] = {}

    def style(self, name: str, text: str) -> Any:
        """The format for a text: marked as text where a spreadsheet could take it for something else."""
        key = (name, text.startswith(FORMULA_STARTS))
        if key not in self._styles:
            self._styles[key] = self.file.add_format(STYLES[name] | {"quote_prefix": key[1]})
        return self._styles[key]


def render(record: RoundRecord) -> bytes:
    """The xlsx file."""
    target = io.BytesIO()
    book = Book(record, target)
    _front(book)
    for make in (tables.deviations, tables.unseen, tables.onsite, tables.exempt, tables.uncovered):
        _tabled(book, make)
    _trends(book)
    for make in (tables.hosts, tables.items, tables.evidence):
        _tabled(book, make)
    book.file.close()
    return target.getvalue()


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a column of this width (in digits; a Chinese character is two wide)."""
    return sum(max(1, math.ceil(_width(line) / width)) for line in text.split("\n"))


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)


def _style(tone: str, centred: bool) -> str:
    if tone in ("bad", "critical", "high"):
        return "bad centred" if centred else "bad"
    return "mono" if tone == "mono" else "centred" if centred else "cell"


def _tabled(book: Book, make: Callable[[RoundRecord], tables.Table]) -> None:
    table = make(book.record)
    widths = tuple(column.share * UNITS_PER_SHARE for column in table.columns)
    Sheet(book, table.title, widths, landscape=True).table(table)


def _front(book: Book) -> None:
    """The sheet that is signed: the head of the form, the overview, the signatures and the ledger's code."""
    record = book.record
    sheet = Sheet(book, "巡检记录", (13.0,) + (max(5.0, 80 / max(len(record.heat.kinds), COLUMNS - 1)),) * 40)
    width = max(COLUMNS, len(record.heat.kinds) + 1)
    sheet.across(record.centre, "centre", width)
    sheet.across(record.title, "title", width)
    sheet.across(record.subtitle, "subtitle", width)
    for notice in record.notices:
        text = "\n".join((notice.title, *(f"· {line}" for line in notice.lines)))
        sheet.across(text, "stop" if notice.stop else "notice", width, lines_of(text, sum(sheet.widths[:width])))
    sheet.row += 1
    for fact in record.facts:
        _box(sheet, fact.label, "\n".join(filter(None, (fact.value, fact.small))), width)
    counted = "  ".join(f"{phrases.SYMBOLS[c.verdict]} {phrases.VERDICTS[c.verdict]} {c.number}" for c in record.counts)
    _box(sheet, "检查结果", counted, width)
    if record.note:
        _box(sheet, "巡检说明", record.note, width)
    sheet.row += 1
    _heat(sheet, width)
    sheet.row += 1
    _signing(sheet, width)


def _box(sheet: Sheet, label: str, text: str, width: int) -> None:
    sheet.height(lines_of(text, sum(sheet.widths[1:width])))
    sheet.write(0, label, "head")
    sheet.sheet.merge_range(sheet.row, 1, sheet.row, width - 1, "", sheet.book.style("cell", text))
    sheet.write(1, text, "cell")
    sheet.row += 1


def _heat(sheet: Sheet, width: int) -> None:
    heat = sheet.book.record.heat
    sheet.across("总览：地点与设备类别", "heading", width)
    sheet.height(max([2, *(len(kind) + 1 for kind in heat.kinds)]))
    for column, kind in enumerate(("", *heat.kinds)):
        sheet.write(column, kind, "kind" if column else "head")
    sheet.row += 1
    for row in heat.rows:
        sheet.height(max([1, *(len(cell.marks) for cell in row.cells)]))
        sheet.write(0, row.site, "head")
        for column, cell in enumerate(row.cells, 1):
            sheet.write(column, _marks(cell), cell.tone)
        sheet.row += 1
    words = "  ".join(f"{symbol} {phrases.VERDICTS[verdict]}" for verdict, symbol in phrases.SYMBOLS.items())
    sheet.across(f"{words}  ○ 未纳入自动巡检（台）  空白为无此类设备", "about", width)


def _marks(cell: HeatCell) -> str:
    return "\n".join(cell.marks)


def _signing(sheet: Sheet, width: int) -> None:
    record = sheet.book.record
    if record.signatures:
        sheet.across("签字", "heading", width)
    for item in record.signatures:
        state = " ".join(filter(None, (item.state, item.at, item.key and f"密钥 {item.key}")))
        line = f"{item.name}  {state}\n\n手写签字 ____________________   日期 ______________"
        _box(sheet, phrases.ROLES[item.role], line, width)
    sheet.row += 1
    sheet.across(f"台账编码 {record.seal.code}（第 {record.seal.seq} 条）", "text", width)
    picture = {"image_data": io.BytesIO(qr_png(record.seal.qr)), "x_scale": 0.7, "y_scale": 0.7, "description": "QR"}
    sheet.sheet.insert_image(sheet.row, 0, "qr.png", picture)


def _trends(book: Book) -> None:
    """The numbers behind the lines, with Excel's own sparklines."""
    longest = max((len(trend.points) for trend in book.record.trends), default=1)
    sheet = Sheet(book, "变化趋势", (22.0, 30.0, 12.0, 12.0, 24.0) + (7.0,) * longest, landscape=True)
    sheet.across("变化趋势", "heading", 5)
    for column, heading in enumerate(("设备", "检查项", "本次", "限值", "趋势", "历次（从早到近）")):
        sheet.write(column, heading, "head")
    sheet.row += 1
    for trend in book.record.trends:
        texts = (trend.place.title, trend.title, trend.last, trend.limit_text, "")
        for column, text in enumerate(texts):
            sheet.write(column, text, "bad" if trend.deviates and column == 2 else "cell")
        for column, point in enumerate(trend.points, len(texts)):
            if point is not None:
                sheet.sheet.write_number(sheet.row, column, point, book.style("number", ""))
        cells = {"range": f"变化趋势!{xl_range(sheet.row, 5, sheet.row, 4 + len(trend.points))}"}
        sheet.sheet.add_sparkline(sheet.row, 4, cells | {"markers": False, "last_point": True, "series_color": BLUE})
        sheet.row += 1
    # The numbers are for reading on screen: paper would shrink the rest to nothing.
    sheet.sheet.print_area(0, 0, sheet.row, 4)
