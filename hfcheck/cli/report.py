"""`hfcheck report`: the papers of a month."""

from __future__ import annotations

from pathlib import Path

import click

from hfcheck.cli.calendar import parse_month
from hfcheck.papers_desk import write_month
from hfcheck.report.papers import FORMATS
from hfcheck.station import current_station


@click.command()
@click.argument("month", metavar="YYYY-MM")
@click.option("--format", "formats", type=click.Choice(FORMATS), multiple=True, help="May be repeated; default: all.")
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), help="Where to write; default: records/.")
def report(month: str, formats: tuple[str, ...], output: Path | None) -> None:
    """Write a month's papers: sheet, details, monthly report.

    The sheet (月考核表) and its details (扣分明细) are those of the finalised month, else previews with the watermark
    试算. The monthly report (运维工作月报) says up to when it tells. Prints where the files are.
    """
    parse_month(month)
    station = current_station()
    for path in write_month(station, month, station.now(), formats or FORMATS, output):
        click.echo(str(path))


COMMAND = report
