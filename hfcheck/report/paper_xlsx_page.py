"""One worksheet of a paper, written from top to bottom.

Tables of one sheet share its columns (`lattice`). Numbers are written as numbers, formulas with the value that Python
computed, a number or (待定) a text, so that readers which do not compute show the same.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from xlsxwriter.utility import quote_sheetname, xl_range_abs, xl_rowcol_to_cell

from hfcheck.report.formulas import filled
from hfcheck.report.lattice import BOXES, Lattice, Placed, placed, shares_of
from hfcheck.report.paper import Chart, Grid, Head, Labelled, Section
from hfcheck.report.paper_xlsx_book import ALIGN, BOXED, STYLES, TONES, Book
from hfcheck.report.paper_xlsx_chart import LIMIT, Numbers, drawn
from hfcheck.report.workbook import HEADER_LIMIT, PAPER_A4, lines_of

PLAIN_NUMBER = re.compile(r"-?(\d+(?:,\d{3})*)(?:\.(\d+))?")
# Of a page: its width in Excel's column units, and its height in points, portrait and landscape.
WIDTHS = {False: 94.0, True: 140.0}
HEIGHTS = {False: 735.0, True: 490.0}
NEARLY_A_PAGE = 1.4
ROW_LIMIT = 405.0
POINTS_PER_LINE = 12.6
# As high as one place to sign, over whose free end it stands.
QR_SCALE = 0.5
CHART_ROWS, POINTS_PER_ROW, PIXELS_PER_ROW, PIXELS_PER_UNIT = 14, 15.0, 20, 7


@dataclass(frozen=True, slots=True)
class Area:
    """Cells of a worksheet: from a row down over a number of rows, from a column up to one that is not in it."""

    top: int
    left: int
    right: int
    rows: int = 1


class Page:
    """One worksheet that is written from top to bottom; `row` is the next free one."""

    def __init__(self, book: Book, title: str, sections: Sequence[Section], boxes: bool) -> None:
        self.book, self.row, self.height, self.beside = book, 0, 0.0, 0
        grids = [grid for section in sections for grid in section.grids if grid.rows]
        self.lattice = Lattice([*map(shares_of, grids), *([BOXES] if boxes else [])])
        whole = WIDTHS[book.paper.landscape]
        self.widths = [share * whole / sum(self.lattice.shares) for share in self.lattice.shares]
        self.name = book.sheet_name(title)
        self.sheet = book.file.add_worksheet(self.name)
        for column, width in enumerate(self.widths):
            self.sheet.set_column(column, column, width)
        self._only_grid = grids[0] if len(grids) == 1 else None
        self._print_setup()

    def _print_setup(self) -> None:
        paper = self.book.paper
        self.sheet.set_paper(PAPER_A4)
        if paper.landscape:
            self.sheet.set_landscape()
        self.sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
        self.sheet.center_horizontally()
        self.sheet.hide_gridlines(2)
        head, title = (text[:HEADER_LIMIT].replace("&", "&&") for text in (paper.centre, paper.title))
        watermark = f'&C&"黑体"&28&KBFBFBF {paper.watermark}' if paper.watermark else ""
        if paper.watermark:
            # For the screen; on paper it is in the header of every page.
            self.across(paper.watermark, "watermark")
        self.top = self.row
        self.sheet.set_header(f"&L&8 {head}{watermark}&R&8 {title}")
        code = f"台账编码 {paper.seal.code}" if paper.seal else "未封存"
        self.sheet.set_footer(f"&L&8 {code}&R&8 第 &P 页 / 共 &N 页")

    def close(self) -> None:
        """Say what is printed: the page and not the numbers beside it, on one page where they nearly fit it."""
        one = self.height <= NEARLY_A_PAGE * HEIGHTS[self.book.paper.landscape]
        self.sheet.fit_to_pages(1, 1 if one else 0)
        self.sheet.print_area(self.top, 0, max(self.row - 1, self.top), len(self.widths) - 1)

    def across(self, text: str, style: str, lines: int = 0) -> None:
        """Write one text over the whole width, high enough for its lines, and go to the next row."""
        self.tall(POINTS_PER_LINE * (lines or lines_of(text, sum(self.widths))) + 2)
        self.span(Area(self.row, 0, len(self.widths)), text, self.book.style(STYLES[style], text))
        self.row += 1

    def gap(self) -> None:
        """Leave a narrow row free."""
        self.tall(8)
        self.row += 1

    def tall(self, points: float, row: int | None = None) -> None:
        """Make a row, usually the current one, high enough: not every spreadsheet program does so by itself."""
        height = min(points, ROW_LIMIT)
        self.sheet.set_row(self.row if row is None else row, height)
        self.height += height

    def span(self, area: Area, text: str, style: Any) -> None:
        """Write a text into an area."""
        if area.right - area.left > 1 or area.rows > 1:
            self.sheet.merge_range(area.top, area.left, area.top + area.rows - 1, area.right - 1, "", style)
        self.sheet.write_string(area.top, area.left, text, style)

    def picture(self, data: io.BytesIO, row: int, pixels: int) -> None:
        """Put a square picture into a row, at the right end of the last column that is wide enough for it.

        A picture over two columns is drawn askew by programs whose columns are a little wider than Excel's.
        """
        rooms = [int(PIXELS_PER_UNIT * width) for width in self.widths]
        column = max((n for n, room in enumerate(rooms) if room >= pixels), default=len(rooms) - 1)
        offset = {"x_offset": max(rooms[column] - pixels, 0), "y_offset": 2}
        options = {"image_data": data, "x_scale": QR_SCALE, "y_scale": QR_SCALE, "description": "QR"}
        self.sheet.insert_image(row, column, "qr.png", options | offset)

    def boxes(self, rows: Iterable[Sequence[Labelled]], lines: int = 1) -> None:
        """Write rows of labelled boxes, of two each or of one over the whole width."""
        one, two, three, four, end = self.lattice.columns(BOXES)
        for row in rows:
            edges = ((one, two, end),) if len(row) == 1 else ((one, two, three), (three, four, end))
            highest = lines
            for box, (left, middle, right) in zip(row, edges, strict=True):
                self.span(Area(self.row, left, middle), box.label, self.book.style(STYLES["label"], box.label))
                self.span(Area(self.row, middle, right), box.value, self.book.style(STYLES["box"], box.value))
                label, value = (sum(self.widths[a:b]) for a, b in ((left, middle), (middle, right)))
                highest = max(highest, lines_of(box.label, label), lines_of(box.value, value))
            self.tall(POINTS_PER_LINE * highest + 4)
            self.row += 1

    def section(self, section: Section) -> None:
        """Write a section's heading, paragraphs, charts and tables."""
        if section.title:
            self.gap()
            self.across(section.title, f"section {section.level}")
        for text in section.paragraphs:
            self.across(text, "text")
        for chart in section.charts:
            self._chart(chart)
        for grid in section.grids:
            self._grid(grid)

    def _grid(self, grid: Grid) -> None:
        if grid.title:
            self.gap()
        for text, style in ((grid.title, "section 2"), (grid.about, "about"), (grid.empty * (not grid.rows), "text")):
            if text:
                self.across(text, style)
        if not grid.rows:
            return
        columns = self.lattice.columns(shares_of(grid))
        if any(head.title for head in grid.heads):
            self._heads(grid, columns)
        top = self.row
        for row, points in enumerate(self._heights(grid, columns)):
            self.tall(points, top + row)
        for item in placed(grid):
            self._cell(item, grid.heads[item.column], columns, top)
        self.row = top + len(grid.rows)

    def _heads(self, grid: Grid, columns: Sequence[int]) -> None:
        edges = list(pairwise(columns))
        for head, (left, right) in zip(grid.heads, edges, strict=True):
            self.span(Area(self.row, left, right), head.title, self.book.style(STYLES["head"], head.title))
        lines = (lines_of(head.title, sum(self.widths[a:b])) for head, (a, b) in zip(grid.heads, edges, strict=True))
        self.tall(POINTS_PER_LINE * max(lines) + 4)
        if grid is self._only_grid:
            self.sheet.repeat_rows(self.row)
        self.row += 1

    def _heights(self, grid: Grid, columns: Sequence[int]) -> list[float]:
        """The rows' heights in points; a text over several rows that finds no room makes the last of them higher."""
        heights = [POINTS_PER_LINE + 4] * len(grid.rows)
        for item in sorted(placed(grid), key=lambda item: item.cell.rows):
            last, first = item.row + item.cell.rows - 1, columns[item.column]
            width = sum(self.widths[first : columns[item.column + item.cell.columns]])
            needed = POINTS_PER_LINE * max(lines_of(item.cell.text, width), item.cell.lines) + 4
            heights[last] += max(0.0, needed - sum(heights[item.row : last + 1]))
        return heights

    def _cell(self, item: Placed, head: Head, columns: Sequence[int], top: int) -> None:
        cell, row, left = item.cell, top + item.row, columns[item.column]
        align = ALIGN["left" if cell.columns == len(columns) - 1 else head.align]
        number = {} if cell.number is None else {"num_format": format_of(cell.text, head.number)}
        place = {"align": align, "indent": int(align == "right"), "valign": "top" if cell.lines > 1 else "vcenter"}
        ground = {"bg_color": cell.ground} if cell.ground else {}
        properties = BOXED | place | TONES.get(cell.tone, {}) | ground | number
        style = self.book.style(properties, "" if cell.formula or number else cell.text)
        self.span(Area(row, left, columns[item.column + cell.columns], cell.rows), cell.text, style)
        if cell.formula:
            above = xl_range_abs(top, left, row - 1, left) if row > top else ""
            value = cell.text if cell.number is None else float(cell.number)
            self.sheet.write_formula(row, left, filled(cell.formula, above, self.book.names), style, value)
        elif cell.number is not None:
            self.sheet.write_number(row, left, float(cell.number), style)
        if cell.name:
            place = xl_rowcol_to_cell(row, left, row_abs=True, col_abs=True)
            self.book.file.define_name(cell.name, f"={quote_sheetname(self.name)}!{place}")

    def _chart(self, chart: Chart) -> None:
        """Put a chart on the page, and its numbers beside the page, where they are read and not printed."""
        width = int(sum(PIXELS_PER_UNIT * width + 5 for width in self.widths))
        numbers = self._numbers(chart)
        drawing = drawn(self.book.file, chart, numbers, (width - 4, CHART_ROWS * PIXELS_PER_ROW))
        self.sheet.insert_chart(self.row, 0, drawing, {"x_offset": 2, "object_position": 1, "description": chart.title})
        self.row += CHART_ROWS + 1
        self.height += (CHART_ROWS + 1) * POINTS_PER_ROW

    def _numbers(self, chart: Chart) -> Numbers:
        limit = [] if chart.limit is None else [(LIMIT, [chart.limit] * len(chart.categories))]
        lines = [("", chart.categories), *((series.name, series.values) for series in chart.series), *limit]
        left = len(self.widths) + 1
        for column, (title, values) in enumerate(lines, left):
            for row, value in enumerate((title, *values), self.beside):
                if isinstance(value, str):
                    self.sheet.write_string(row, column, value, self.book.style(STYLES["data"], value))
                elif value is not None:
                    self.sheet.write_number(row, column, value, self.book.style(STYLES["data"]))
        top, self.beside = self.beside, self.beside + len(chart.categories) + 2
        return Numbers(self.name, top, left, len(chart.categories))


def format_of(text: str, usual: str) -> str:
    """Excel's format that shows a number as the paper's text does; the usual one where the text is not a number."""
    found = PLAIN_NUMBER.fullmatch(text)
    if not found:
        return usual
    whole, fraction = found.groups()
    thousands = "," in whole or ("," in usual and "." in text)
    return ("#,##0" if thousands else "0") + ("." + "0" * len(fraction) if fraction else "")
