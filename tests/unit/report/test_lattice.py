"""Tables of different columns on the columns of one worksheet."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.report.lattice import BOXES, NEAR, WHOLE, Lattice


def test_one_table_has_the_sheet_for_itself() -> None:
    lattice = Lattice([(6, 12, 42, 28, 12)])
    assert lattice.shares == (60, 120, 420, 280, 120)
    assert lattice.columns((6, 12, 42, 28, 12)) == (0, 1, 2, 3, 4, 5)


def test_near_edges_fall_together_and_far_ones_stay() -> None:
    lattice = Lattice([(6, 12, 82), (20, 80), (50, 50)])
    assert lattice.shares == (60, 120, 320, 500)
    assert lattice.columns((20, 80)) == (0, 2, 4)
    assert lattice.columns((50, 50)) == (0, 3, 4)


def test_the_boxes_of_the_head_follow_the_form() -> None:
    annex = (6, 12, 42, 28, 12)
    assert Lattice([annex, BOXES]).columns(BOXES) == (0, 2, 3, 4, 6)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(1, 60), min_size=1, max_size=9).map(tuple), min_size=1, max_size=6))
def test_every_column_of_every_table_has_its_place(blocks: list[tuple[int, ...]]) -> None:
    lattice = Lattice(blocks)
    lines = [sum(lattice.shares[:count]) for count in range(len(lattice.shares) + 1)]
    assert lines[-1] == WHOLE
    assert min(lattice.shares) > 0
    for shares in blocks:
        columns = lattice.columns(shares)
        assert columns[0] == 0
        assert columns[-1] == len(lattice.shares)
        assert all(left < right for left, right in pairwise(columns))
        edges = [sum(shares[:count]) * WHOLE / sum(shares) for count in range(len(shares) + 1)]
        assert all(abs(lines[column] - edge) <= NEAR + 1 for column, edge in zip(columns, edges, strict=True))
