"""A paper (文件) as data: what the sheet, its details, the monthly report and the settlement have in common.

Everything a renderer gets to see. Texts are final Chinese or what somebody wrote; nothing here is markup. A cell with a
formula also has its number, so that paper and screen show what the workbook computes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from hfcheck.report.record import Notice, Seal


@dataclass(frozen=True, slots=True)
class Head:
    """A column: its heading, its share of the width, how its cells are set, and how numbers look (`0.00` or `0`)."""

    title: str
    share: int
    align: Literal["left", "centre", "right"] = "left"
    number: str = "0"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `rows`, `columns`: how many it spans (what it covers is left out of the rows that follow as None).

    `formula` (xlsx only, without "=") may use the names of other cells of the paper (`name`) and `{above}`, the cells
    above it in its column. `tone`: "", "bad", "warn", "good", "soft" or "strong".
    """

    text: str
    number: Decimal | None = None
    formula: str = ""
    name: str = ""
    tone: str = ""
    rows: int = 1
    columns: int = 1


Row = tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; `empty` is what it says without rows, `about` one line of explanation."""

    name: str
    title: str
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    empty: str = "无"
    about: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """A line or a set of bars; None where nothing is known. `tone` as for cells."""

    name: str
    values: tuple[float | None, ...]
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of numbers over `categories`; `limit` is drawn as a dashed line."""

    name: str
    title: str
    kind: Literal["bars", "stack", "lines"]
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    limit: float | None = None


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
