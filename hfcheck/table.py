"""Rows for a person: a table on a terminal, tab-separated lines elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

import click
from rich.console import Console
from rich.table import Column, Table

Cells = tuple[str, ...]


def show(titles: Cells, rows: Sequence[tuple[str, Cells]], *, notes: bool = False) -> None:
    """Print rows, each with its style. On a terminal empty columns are left out and narrow ones fold.

    With `notes` the last cell of a row is a remark of any length, which a terminal shows below the table.
    """
    console = Console()
    if not console.is_terminal:
        for line in (titles, *(cells for _, cells in rows)):
            click.echo("\t".join(line))
        return
    last = len(titles) - notes
    kept = [number for number in range(last) if any(cells[number] for _, cells in rows)]
    head = (Column(titles[number], no_wrap=number == 0, overflow="fold") for number in kept)
    table = Table(*head, box=None, padding=(0, 2, 0, 0), header_style="bold underline")
    for style, cells in rows:
        table.add_row(*(cells[number] for number in kept), style=style)
    console.print(table)
    for _, cells in rows:
        for note in cells[last:]:
            if note:
                console.print(f"{cells[0]}：{note}", markup=False, highlight=False)
