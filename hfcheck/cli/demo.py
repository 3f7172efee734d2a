"""`hfcheck demo`: a simulated contract of five months, from the first round to the settlement."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from hfcheck.assessment_desk import settle_ledger
from hfcheck.demo import DemoStation, MonthRow, Player, board, prepare, read_story
from hfcheck.papers_desk import write_month, write_settlement
from hfcheck.station import current_station
from hfcheck.table import Cells, show

TITLES = ("月份", "应巡", "完成", "其中补录", "未完成", "扣分", "状态")
FOLDER = "demo-contract"


@click.command("demo")
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), help=f"Default: {FOLDER} in var/.")
@click.option("--papers/--no-papers", default=True, help="Write every paper in every format, or none.")
def demo(output: Path | None, *, papers: bool) -> None:
    """Play a simulated contract of five months, breaches and all.

    From the first round to the settlement, all of it is made up, and its keys prove nothing. It has a directory of its
    own, which is made anew each time; one that holds anything else is refused.
    """
    station = prepare(output or current_station().root / FOLDER)
    with _progress() as bar:
        _play(station, bar)
        rows = board(station, station.now())
        written = _write(station, [row.month for row in rows], bar) if papers else 0
    show(TITLES, [("", _cells(row)) for row in rows])
    click.echo(_settled(station))
    if papers:
        click.echo(f"文书 {written} 份：{station.records}")
    click.echo(f"继续查看：HFCHECK_DATA={station.root} hfcheck scorecard 2025-09（或 explain 2025-09 9、verify 等）")


def _progress() -> Progress:
    """A bar below what is told on a terminal, nothing elsewhere."""
    console = Console(stderr=True)
    columns = BarColumn(), TimeElapsedColumn(), TextColumn("{task.description}")
    return Progress(
        *columns,
        console=console,
        transient=True,
        disable=not console.is_terminal,
        redirect_stdout=sys.stdout.isatty(),
    )


def _play(station: DemoStation, bar: Progress) -> None:
    """Play the story. What it tells is printed; the usual goes by in the bar."""
    player = Player(station, read_story())
    task = bar.add_task("", total=len(player.timeline()))
    for at, tell in player.play():
        bar.update(task, advance=1, description=f"{at:%Y-%m-%d}")
        if tell:
            click.echo(f"{at:%Y-%m-%d %H:%M}  {tell}")


def _write(station: DemoStation, months: list[str], bar: Progress) -> int:
    """Write the papers of every month and the settlement; returns how many files that are."""
    task, written = bar.add_task("", total=len(months) + 1), 0
    for month in months:
        bar.update(task, advance=1, description=f"{month} 文书")
        written += len(write_month(station, month, station.now()))
    bar.update(task, advance=1, description="结算单")
    return written + len(write_settlement(station, station.now()))


def _cells(row: MonthRow) -> Cells:
    counts = (row.due, row.done, row.late, row.missed)
    return row.month, *map(str, counts), "待定" if row.points is None else f"{row.points} 分", row.state


def _settled(station: DemoStation) -> str:
    found = settle_ledger(station, station.now())
    deduction = found.deduction
    return (
        f"结算：合同 {found.amount:,} 元，扣 {deduction.points} 分 {deduction.amount:,} 元"
        f"（上限 {deduction.cap:,} 元），应付 {found.payable:,} 元"
    )


COMMAND = demo
