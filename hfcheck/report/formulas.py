"""Formulas of papers: which names and functions they may use, so that a workbook computes from its own cells alone."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from hfcheck.errors import RenderError

ABOVE = "{above}"
FUNCTIONS = frozenset(
    {"ABS", "AND", "COUNT", "COUNTIF", "IF", "INT", "ISNUMBER", "MAX", "MIN", "OR", "ROUND", "ROUNDDOWN", "SUM"}
)
# A name that could be a cell (A1, R1C1) or a row or column (R, C) is that for Excel, and not a name.
NAME = re.compile(r"(?![A-Za-z]{1,3}\d+$)(?![RrCc]\d*([RrCc]\d*)?$)[A-Za-z_][A-Za-z0-9_]{0,59}")
QUOTED = re.compile(r'"[^"]*"')
WORD = re.compile(r"[^\W\d]\w*")
# What may stand between words: numbers, signs and brackets. No sheet, no file, no array, no line break.
BETWEEN = re.compile(r"[\s0-9.,+\-*/%^&<>=()]*")


def check_names(names: Iterable[str]) -> None:
    """Raise RenderError for a cell's name that Excel would not take, or that another cell has (in any case)."""
    seen: set[str] = set()
    for name in names:
        if not NAME.fullmatch(name):
            raise RenderError(f"expected a cell's name such as month_points, found {name!r}")
        if name.casefold() in seen:
            raise RenderError(f"expected each cell's name once, found {name!r} again")
        seen.add(name.casefold())


def filled(formula: str, above: str, names: Collection[str]) -> str:
    """The formula with the range of the cells above; raises RenderError for what a paper's formula may not use."""
    bare = QUOTED.sub("", formula).replace(ABOVE, "0")
    unknown = [word for word in WORD.findall(bare) if word not in names and word not in FUNCTIONS]
    if unknown:
        raise RenderError(f"expected names of the paper's own cells in formula {formula!r}, found {unknown[0]!r}")
    if not BETWEEN.fullmatch(WORD.sub("", bare)):
        raise RenderError(f"expected numbers, names and + - * / % in formula {formula!r}, found something else")
    if ABOVE in formula and not above:
        raise RenderError(f"expected cells above the formula {formula!r}, found none")
    return f"={formula.replace(ABOVE, above)}"
