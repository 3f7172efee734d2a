"""A paper as PDF/A-2b on A4, set by Typst from data."""

from __future__ import annotations

import dataclasses
from typing import Any

from hfcheck.report import charts, typeset
from hfcheck.report.chart_frame import SIZE, width
from hfcheck.report.drawing import qr_svg
from hfcheck.report.paper import Cell, Chart, Grid, Paper, Row, Section

# How many ems of a table's text go across the page, and how many lines of it may stand together at most.
ACROSS = {False: 59, True: 88}
TOGETHER = 24


def render(paper: Paper) -> bytes:
    """The PDF file, the same bytes for the same paper; raises RenderError when it cannot be set."""
    return typeset.pdf("paper.typ", _data(paper), paper.made)


def _data(paper: Paper) -> dict[str, Any]:
    # The ledger's code is there to be copied: it stays in one piece.
    seal = {**dataclasses.asdict(paper.seal), "svg": qr_svg(paper.seal.qr)} if paper.seal else None
    names = ("title", "subtitle", "centre", "watermark", "landscape")
    running: dict[str, Any] = typeset.breakable(
        {name: getattr(paper, name) for name in names}
        | {"facts": [[dataclasses.asdict(box) for box in row] for row in paper.boxes()]}
        | {name: [dataclasses.asdict(one) for one in getattr(paper, name)] for name in ("notices", "signings")}
        | {"sections": [_section(section, ACROSS[paper.landscape]) for section in paper.sections]}
    )
    return running | {"seal": seal}


def _section(section: Section, across: int) -> dict[str, Any]:
    return {
        "title": section.title,
        "level": section.level,
        "paragraphs": section.paragraphs,
        "charts": [_chart(chart) for chart in section.charts],
        "grids": [_grid(grid, across) for grid in section.grids],
    }


def _chart(chart: Chart) -> dict[str, str]:
    return {"title": chart.title, "svg": charts.svg(chart)}


def _grid(grid: Grid, across: int) -> dict[str, Any]:
    return {
        **{name: getattr(grid, name) for name in ("title", "about", "empty")},
        "heads": [dataclasses.asdict(head) for head in grid.heads],
        "cells": [cell for row in grid.rows for cell in _cells(grid, row, across)],
    }


def _cells(grid: Grid, row: Row, across: int) -> list[dict[str, Any]]:
    ems = across / max(sum(head.share for head in grid.heads), 1)
    tall = any(_lines(grid, x, cell, ems) > TOGETHER for x, cell in enumerate(row) if cell)
    return [_cell(grid, x, cell, tall) for x, cell in enumerate(row) if cell]


def _lines(grid: Grid, x: int, cell: Cell, ems: float) -> float:
    """About how many lines a cell has; those of a cell over several rows count for each of them."""
    room = ems * sum(head.share for head in grid.heads[x : x + cell.columns]) - 1
    return width(cell.text) / SIZE / max(room, 1) / cell.rows


def _cell(grid: Grid, x: int, cell: Cell, tall: bool) -> dict[str, Any]:
    # What goes over the whole width is a remark, not a value of the first column. A row that could be higher than a
    # page must break, or what does not fit would be lost.
    return {
        "text": cell.text,
        "tone": cell.tone,
        "ground": cell.ground,
        "rows": cell.rows,
        "columns": cell.columns,
        "lines": cell.lines,
        "align": "left" if cell.columns == len(grid.heads) > 1 else grid.heads[x].align,
        "breaks": tall or cell.rows > 1,
    }
