# ruff: noqa: N999 - a command's module has the command's name
"""`hfcheck import`: state many facts at once, from a JSONL file or a workbook, all of them or none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from hfcheck.facts_desk import take
from hfcheck.intake import Line, read
from hfcheck.station import current_station


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--by", "name", default="", help="Who states what names nobody.")
@click.option("--check", is_flag=True, help="Only look whether everything would be taken.")
def import_(file: Path, name: str, *, check: bool) -> None:
    """Import statements from a .jsonl or .xlsx file.

    All or nothing; every bad line is named. Importing a file twice changes nothing. `hfcheck events --form` makes the
    workbook, `hfcheck events --schema` describes the lines.
    """
    station = current_station()
    done = take(station, _watched(read(file)), station.now(), by=name, check=check)
    click.echo(f"{'检查通过，可导入' if check else '已导入'} {done.new} 条，重复 {done.repeated} 条")


def _watched(lines: Iterator[Line]) -> Iterator[Line]:
    """The same lines, counted on a terminal as they pass."""
    console = Console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield from progress.track(lines, description="reading", total=None)


COMMAND = import_
