"""A paper (文件) as data: what the sheet, its details, the monthly report and the settlement have in common.

Everything a renderer gets to see. Texts are final Chinese or what somebody wrote; nothing here is markup. A cell with a
formula also has its number, so that paper and screen show what the workbook computes. Renderers expect what
`text.printable` made of a paper, once: every text short, on one line, and of characters that the font has.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import product
from typing import Literal

from hfcheck.errors import ContentError
from hfcheck.report.record import Notice, Seal

GROUNDS = {"bad": "#f3c9c4", "warn": "#f5e6b8", "good": "#dcebdd"}
PALE = "#f1f2f4"


@dataclass(frozen=True, slots=True)
class Head:
    """A column: its heading, its share of the width, how its cells are set, and how numbers look (`0.00` or `0`)."""

    title: str
    share: int
    align: Literal["left", "centre", "right"] = "left"
    number: str = "0"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `rows`, `columns`: how many it spans; `lines`: the least height, where people write with a pen.

    `formula` (xlsx only, without "=") may use the names of other cells of the paper (`name`) and `{above}`, the cells
    above it in its column. `tone`: "", "bad", "warn", "good", "soft" or "strong"; `shaded`: on a ground of its colour.
    """

    text: str
    number: Decimal | None = None
    formula: str = ""
    name: str = ""
    tone: str = ""
    shaded: bool = False
    rows: int = 1
    columns: int = 1
    lines: int = 1

    @property
    def ground(self) -> str:
        """What a shaded cell stands on, as `#rrggbb`; "" when it is not shaded."""
        return GROUNDS.get(self.tone, PALE) if self.shaded else ""


Row = tuple[Cell | None, ...]


def _fits(cell: Cell | None, y: int, x: int, free: set[tuple[int, int]]) -> bool:
    """Whether an entry fits what is left free; what it takes is free no longer."""
    if cell is None:
        return (y, x) not in free
    taken = set(product(range(y, y + cell.rows), range(x, x + cell.columns)))
    fits = taken <= free
    free -= taken
    return fits


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; `empty` is what it says without rows, `about` one line of explanation.

    A row has an entry for each head: a cell, or None where a cell to the left or above spans. Raises ContentError when
    rows do not fit.
    """

    name: str
    title: str
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    empty: str = "无"
    about: str = ""

    def __post_init__(self) -> None:
        width = len(self.heads)
        free = set(product(range(len(self.rows)), range(width)))
        for y, row in enumerate(self.rows):
            if len(row) != width or not all(_fits(cell, y, x, free) for x, cell in enumerate(row)):
                raise ContentError(
                    f"table {self.name}, row {y + 1}: expected {width} entries, None where and only where another"
                    f" cell spans, found {', '.join('None' if cell is None else repr(cell.text) for cell in row)}"
                )


@dataclass(frozen=True, slots=True)
class Series:
    """A line or a set of bars; None where nothing is known. `tone` as for cells."""

    name: str
    values: tuple[float | None, ...]
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of numbers over `categories`; `limit` is drawn as a dashed line.

    Raises ContentError when a series has not one value a category, or one that cannot be drawn (not finite, or
    negative in a stack).
    """

    name: str
    title: str
    kind: Literal["bars", "stack", "lines"]
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    limit: float | None = None

    def __post_init__(self) -> None:
        for series in self.series:
            if len(series.values) != len(self.categories):
                raise ContentError(
                    f"chart {self.name}, series {series.name}: expected {len(self.categories)} values, one a category,"
                    f" found {len(series.values)}"
                )
        values = (self.limit, *(value for series in self.series for value in series.values))
        wrong = [value for value in values if value is not None and not self._drawable(value)]
        if wrong:
            kind = "numbers from 0 on" if self.kind == "stack" else "numbers"
            raise ContentError(f"chart {self.name}: expected finite {kind}, found {wrong[0]}")

    def _drawable(self, value: float) -> bool:
        return math.isfinite(value) and (self.kind != "stack" or value >= 0)


@dataclass(frozen=True, slots=True)
class Section:
    """A part with its heading (level 1 or 2), paragraphs, charts and tables, in this order."""

    name: str
    title: str
    level: int = 1
    paragraphs: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    grids: tuple[Grid, ...] = ()


@dataclass(frozen=True, slots=True)
class Labelled:
    """A labelled box of the head: half or the whole of the width."""

    label: str
    value: str
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Signing:
    """A place to sign: who as what, and the state of the electronic signature in Chinese ("" when there is none)."""

    title: str
    names: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole document. `file` is its name without ending; `watermark` is "" or 试算; `seal` None while a preview."""

    file: str
    title: str
    subtitle: str
    centre: str
    made: datetime
    facts: tuple[Labelled, ...] = ()
    notices: tuple[Notice, ...] = ()
    sections: tuple[Section, ...] = ()
    signings: tuple[Signing, ...] = ()
    watermark: str = ""
    seal: Seal | None = None
    landscape: bool = False

    def grids(self) -> Iterator[Grid]:
        """All tables, in order."""
        for section in self.sections:
            yield from section.grids

    def boxes(self) -> Iterator[tuple[Labelled, ...]]:
        """The facts as rows of boxes: two halves, or one over the whole width, as is a half with no half beside it."""
        facts = list(self.facts)
        while facts:
            row = facts[: 2 if [fact.wide for fact in facts[:2]] == [False, False] else 1]
            yield tuple(row)
            del facts[: len(row)]
