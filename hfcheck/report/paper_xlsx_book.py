"""The workbook of a paper: its styles, its worksheets' names and the names of its cells."""

from __future__ import annotations

import io
import re
from typing import Any

import xlsxwriter

from hfcheck.report.formulas import check_names
from hfcheck.report.paper import Paper
from hfcheck.report.workbook import FORMULA_STARTS

# What Excel does not take in a worksheet's name.
UNFIT = re.compile(r"[\[\]:*?/\\']")
SHEET_NAME_LIMIT = 28
INK, SOFT, RED = "#000000", "#595959", "#a61b1b"
BODY = {"font_name": "宋体", "font_size": 10, "font_color": INK, "valign": "vcenter", "text_wrap": True}
BOXED = {**BODY, "border": 1}
BOLD = {"font_name": "黑体", "bold": True}
STYLES: dict[str, dict[str, Any]] = {
    "watermark": {**BODY, **BOLD, "font_size": 26, "font_color": "#bfbfbf", "align": "center"},
    "centre": {**BODY, "font_size": 11, "align": "center"},
    "title": {**BODY, **BOLD, "font_size": 16, "align": "center"},
    "section 1": {**BODY, **BOLD, "font_size": 13},
    "section 2": {**BODY, **BOLD, "font_size": 11},
    "text": BODY,
    "about": {**BODY, "font_color": SOFT, "font_size": 9},
    "stop": {**BOXED, "font_color": RED},
    "notice": BOXED,
    "label": {**BOXED, **BOLD, "bold": False, "align": "center"},
    "box": BOXED,
    "head": {**BOXED, **BOLD, "align": "center"},
    "data": {"font_name": "宋体", "font_size": 9, "font_color": SOFT},
}
ALIGN = {"left": "left", "centre": "center", "right": "right"}
TONES: dict[str, dict[str, Any]] = {
    "bad": {"font_color": RED, "bold": True},
    "warn": {"font_color": "#8a5a00", "bold": True},
    "good": {"font_color": "#2f6b3a"},
    "soft": {"font_color": SOFT},
    "strong": {"bold": True},
}


class Book:
    """The workbook with its styles; each exists once, and once more for texts that look like formulas."""

    def __init__(self, paper: Paper, target: io.BytesIO) -> None:
        self.paper = paper
        self.names = [cell.name for grid in paper.grids() for row in grid.rows for cell in row if cell and cell.name]
        check_names(self.names)
        self.file = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False})
        made = paper.made.replace(tzinfo=None)
        self.file.set_properties({"title": paper.title, "company": paper.centre, "created": made})
        self._styles: dict[tuple[Any, ...], Any] = {}

    def style(self, properties: dict[str, Any], text: str = "") -> Any:
        """The format of these properties for a text."""
        wanted = properties | {"quote_prefix": text.startswith(FORMULA_STARTS)}
        key = tuple(sorted(wanted.items()))
        if key not in self._styles:
            self._styles[key] = self.file.add_format(wanted)
        return self._styles[key]

    def sheet_name(self, title: str) -> str:
        """A name for a worksheet that is like its title, fits Excel, and is not taken."""
        name = UNFIT.sub("", title)[:SHEET_NAME_LIMIT].strip() or "表"
        taken = {sheet.get_name().casefold() for sheet in self.file.worksheets()}
        tries = (name, *(f"{name[: SHEET_NAME_LIMIT - 3]}-{number}" for number in range(2, len(taken) + 3)))
        return next(name for name in tries if name.casefold() not in taken)
