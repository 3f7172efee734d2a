"""Cells that are too long for their column and run on in the line below."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.network.columns import Columns
from hfcheck.readings.parsing import Unreadable


def continued(
    table: Columns, row: Mapping[str, str], above: Mapping[str, str], cells: Mapping[str, str]
) -> dict[str, str]:
    """The row with the cells of one more line; refuses one below a cell that has room left, which belongs elsewhere."""
    ends = (*table.starts[1:], None)
    for title, start, end in zip(table.titles, table.starts, ends, strict=True):
        text = above[title]
        # A character that is not ASCII takes one to three places: there is no telling whether its column is full.
        if cells[title] and end is not None and text.isascii() and len(text) < end - start - 1:
            raise Unreadable(f"expected the rest of a long {title}, found {cells[title][:60]!r} below {text[:60]!r}")
    return {title: row[title] + text for title, text in cells.items()}
