"""A paper as one HTML file: for reading on any screen, and printable as it is."""

from __future__ import annotations

from markupsafe import Markup

from hfcheck.report import charts
from hfcheck.report.drawing import qr_svg
from hfcheck.report.page import page
from hfcheck.report.paper import Cell, Chart, Grid, Paper


def render(paper: Paper) -> bytes:
    """The HTML file, the same bytes for the same paper; raises RenderError when the font is missing."""
    qr = Markup(qr_svg(paper.seal.qr)) if paper.seal else None  # noqa: S704 - drawn by us from modules
    return page("paper.html.j2", paper=paper, qr=qr, drawn=_drawn, cards=_cards, classes=_classes, look=_look)


def _drawn(chart: Chart) -> Markup:
    return Markup(charts.svg(chart))  # noqa: S704 - drawn by us, every word in it escaped


def _cards(grid: Grid) -> bool:
    """Whether a narrow screen may show each row as a card: where nothing spans."""
    return all(cell is not None for row in grid.rows for cell in row)


def _classes(grid: Grid, column: int, cell: Cell) -> str:
    # What goes over the whole width is a remark, not a value of the first column.
    align = "whole" if cell.columns == len(grid.heads) > 1 else grid.heads[column].align
    return " ".join(filter(None, (align, cell.tone, "box" if cell.lines > 1 else "")))


def _look(cell: Cell) -> str:
    height = f"height:calc({cell.lines} * 1.6em)" if cell.lines > 1 else ""
    return ";".join(filter(None, (height, f"background:{cell.ground}" if cell.ground else "")))
