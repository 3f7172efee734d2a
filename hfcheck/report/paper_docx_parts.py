"""The parts of a Word document that a template cannot say by itself: tables with spans, boxes, pictures.

The template decides how they look, by styles of these names: Paper Table; Table Head, Table Cell and Box Label for
paragraphs; Tone Bad, Tone Warn, Tone Good, Tone Soft and Tone Strong for texts. Widths are in twentieths of a point.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise

from markupsafe import Markup

from hfcheck.report.lattice import BOXES, Shares, placed, shares_of
from hfcheck.report.paper import Cell, Grid, Labelled, Signing

# What `Table Cell` takes for one line, where people write with a pen.
LINE_HEIGHT = 280
# Room to sign by hand.
SIGNING_HEIGHT = 1200
# A table of up to so many rows stays on one page.
SMALL = 8
PEN = "签字：                    日期：      年    月    日"
ALIGN = {"left": "left", "centre": "center", "right": "right"}
TABLE = Markup(
    '<w:tbl><w:tblPr><w:tblStyle w:val="PaperTable"/><w:tblW w:w="{width}" w:type="dxa"/>'
    '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>'
)
COLUMN = Markup('<w:gridCol w:w="{width}"/>')
ROW = Markup(
    '<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{height}" w:hRule="atLeast"/>{repeat}</w:trPr>{cells}</w:tr>'
)
REPEAT = Markup("<w:tblHeader/>")
CELL = Markup(
    '<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:gridSpan w:val="{columns}"/>{merge}'
    '<w:vAlign w:val="{upright}"/></w:tcPr>{paragraphs}</w:tc>'
)
GROUND = Markup('<w:shd w:val="clear" w:color="auto" w:fill="{}"/>')
MERGE = Markup('<w:vMerge w:val="{}"/>')
PARAGRAPH = Markup(
    '<w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}<w:jc w:val="{align}"/></w:pPr>'
    '<w:r>{tone}<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
)
KEEP = Markup("<w:keepNext/>")
TONE = Markup('<w:rPr><w:rStyle w:val="Tone{}"/></w:rPr>')
NOTHING = Markup("")


class Frame:
    """The columns of a table: their edges, from 0 to the width of the page's text."""

    def __init__(self, shares: Shares, width: int) -> None:
        self._edges = [round(edge * width / sum(shares)) for edge in accumulate(shares, initial=0)]

    def width(self, column: int, columns: int = 1) -> int:
        """The width of a cell that begins in a column and spans some."""
        return self._edges[column + columns] - self._edges[column]

    def table(self, rows: Sequence[Markup]) -> Markup:
        """A table of these rows."""
        widths = (right - left for left, right in pairwise(self._edges))
        columns = Markup().join(COLUMN.format(width=width) for width in widths)
        return TABLE.format(width=self._edges[-1], columns=columns, rows=Markup().join(rows))


def table(grid: Grid, width: int) -> Markup:
    """A grid with its heads, which are repeated on every page; no row is torn by the end of a page."""
    frame = Frame(shares_of(grid), width)
    heads = [
        _cell(frame.width(number), _paragraph(head.title, "TableHead", "center"))
        for number, head in enumerate(grid.heads)
    ]
    titled = any(head.title for head in grid.heads)
    rows = [_row(heads, repeat=True)] * titled + list(_rows(grid, frame))
    return frame.table(rows)


def _rows(grid: Grid, frame: Frame) -> Iterator[Markup]:
    cells: list[dict[int, Markup]] = [{} for _ in grid.rows]
    for item in placed(grid):
        width, pen = frame.width(item.column, item.cell.columns), item.cell.lines > 1
        align = "left" if item.cell.columns == len(grid.heads) else ALIGN[grid.heads[item.column].align]
        keep = KEEP if len(grid.rows) <= SMALL and item.row + item.cell.rows < len(grid.rows) else NOTHING
        text = _paragraph(item.cell.text, "TableCell", align, item.cell.tone, keep=keep)
        for row in range(item.row, item.row + item.cell.rows):
            first = row == item.row
            merge = MERGE.format("restart" if first else "continue") if item.cell.rows > 1 else NOTHING
            merge += GROUND.format(item.cell.ground.lstrip("#")) if item.cell.shaded else NOTHING
            shown = text if first else _paragraph("", "TableCell", align)
            cells[row][item.column] = _cell(width, shown, item.cell.columns, merge, upright="top" if pen else "center")
    for row, found in enumerate(cells):
        lines = max((cell.lines for cell in grid.rows[row] if cell and cell.rows == 1), default=1)
        yield _row([found[column] for column in sorted(found)], lines * LINE_HEIGHT)


def boxes(rows: Iterable[Sequence[Labelled]], width: int) -> Markup:
    """The labelled boxes of the head, in rows of two, or of one over the whole width."""
    frame = Frame(BOXES, width)
    return frame.table([_row(list(_boxes(row, frame))) for row in rows])


def _boxes(row: Sequence[Labelled], frame: Frame) -> Iterator[Markup]:
    span = 1 if len(row) == 2 else 3
    for number, box in enumerate(row):
        yield _cell(frame.width(2 * number), _paragraph(box.label, "BoxLabel", "center"))
        yield _cell(frame.width(2 * number + 1, span), _paragraph(box.value, "TableCell", "left"), span)


def signing(signings: Sequence[Signing], width: int, seal: Markup = NOTHING) -> Markup:
    """The places to sign, side by side in pairs, with the ledger's code beside them, and kept on one page."""
    columns = min(len(signings), 2) or 1
    frame = Frame((4,) * columns + (3,) * bool(seal), width)
    rows = [signings[start : start + columns] for start in range(0, len(signings), columns)] or [()]
    return frame.table([_places(row, number, frame, columns, seal) for number, row in enumerate(rows)])


def _places(row: Sequence[Signing], number: int, frame: Frame, columns: int, seal: Markup) -> Markup:
    """A row of places; the code spans all rows."""
    span = columns // max(len(row), 1)
    cells = [_place(item, frame.width(0, span), span) for item in row] or [_cell(frame.width(0), _empty())]
    if seal:
        merge = MERGE.format("restart" if number == 0 else "continue")
        cells.append(_cell(frame.width(columns), seal if number == 0 else _empty(), 1, merge))
    return _row(cells, SIGNING_HEIGHT)


def _place(item: Signing, width: int, span: int) -> Markup:
    lines = (item.title, item.names, item.state, "", PEN)
    styles = ("BoxLabel", *("TableCell",) * (len(lines) - 1))
    parts = [_paragraph(text, style, "left", keep=KEEP) for text, style in zip(lines, styles, strict=True)]
    return _cell(width, Markup().join(parts), span, upright="top")


def code(picture: Markup, words: str, number: int) -> Markup:
    """The ledger's code in words and as a QR symbol, one above the other."""
    lines = "台账编码", picture, words, f"（第 {number} 条）"
    return Markup().join(_paragraph(line, "TableCell", "center") for line in lines)


def _empty() -> Markup:
    return _paragraph("", "TableCell", "left")


def _row(cells: Sequence[Markup], height: int = LINE_HEIGHT, repeat: bool = False) -> Markup:
    return ROW.format(height=height, repeat=REPEAT if repeat else NOTHING, cells=Markup().join(cells))


def _cell(
    width: int, paragraphs: Markup, columns: int = 1, merge: Markup = NOTHING, *, upright: str = "center"
) -> Markup:
    return CELL.format(width=width, columns=columns, merge=merge, upright=upright, paragraphs=paragraphs)


def _paragraph(text: str, style: str, align: str, tone: str = "", *, keep: Markup = NOTHING) -> Markup:
    look = TONE.format(tone.title()) if tone else NOTHING
    return PARAGRAPH.format(style=style, keep=keep, align=align, tone=look, text=text)


def cell_data(cell: Cell) -> dict[str, object]:
    """A cell as plain data for templates."""
    return {"text": cell.text, "number": cell.number, "tone": cell.tone, "rows": cell.rows, "columns": cell.columns}
