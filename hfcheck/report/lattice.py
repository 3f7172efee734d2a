"""Where boxes and cells stand, and how tables of different columns share the columns of one worksheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from hfcheck.report.paper import Cell, Grid

WHOLE = 1000
# How far an edge may move, in thousandths of the width, to fall on one that is there already.
NEAR = 50

Shares = tuple[int, ...]
# A row of labelled boxes: label and value, twice.
BOXES: Shares = (14, 36, 14, 36)


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell with the row and the column of the grid, both from 0, that it begins in."""

    row: int
    column: int
    cell: Cell


def placed(grid: Grid) -> Iterator[Placed]:
    """The cells of a grid in reading order."""
    for row, cells in enumerate(grid.rows):
        yield from (Placed(row, column, cell) for column, cell in enumerate(cells) if cell is not None)


def shares_of(grid: Grid) -> Shares:
    """The widths of a grid's columns, as shares of its whole width."""
    return tuple(max(head.share, 1) for head in grid.heads)


class Lattice:
    """The columns of a worksheet: the edges of all its blocks, near ones fallen together. Earlier blocks decide."""

    def __init__(self, blocks: Sequence[Shares]) -> None:
        self._lines: dict[Shares, Shares] = {}
        used = {0, WHOLE}
        for shares in blocks:
            edges = _edges(shares)
            # Less than half of the narrowest column, so that no two edges of a block meet.
            near = min(NEAR, min(right - left for left, right in pairwise(edges)) // 3)
            self._lines[shares] = tuple(_nearest(edge, used, near) for edge in edges)
            used |= set(self._lines[shares])
        self._places = {line: column for column, line in enumerate(sorted(used))}

    @property
    def shares(self) -> Shares:
        """The widths of the worksheet's columns, in thousandths of the whole."""
        return tuple(right - left for left, right in pairwise(self._places))

    def columns(self, shares: Shares) -> tuple[int, ...]:
        """The worksheet's column in which each column of a block begins, and the one after its last."""
        return tuple(self._places[line] for line in self._lines[shares])


def _edges(shares: Shares) -> Shares:
    whole = sum(shares)
    return tuple(round(edge * WHOLE / whole) for edge in accumulate(shares, initial=0))


def _nearest(edge: int, used: set[int], near: int) -> int:
    line = min(used, key=lambda line: (abs(line - edge), line))
    return line if abs(line - edge) <= near else edge
