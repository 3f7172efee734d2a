"""hfcheck report: the monthly report."""

from __future__ import annotations

from pathlib import Path

import click

from hfcheck.cli.calendar import parse_month
from hfcheck.papers_desk import write_monthly_report
from hfcheck.report.papers import FORMATS
from hfcheck.station import current_station


@click.command()
@click.argument("month", metavar="YYYY-MM")
@click.option("--format", "formats", type=click.Choice(FORMATS), multiple=True, help="May be repeated; default: all.")
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), help="Where to write; default: records/.")
def report(month: str, formats: tuple[str, ...], output: Path | None) -> None:
    """Write the monthly report (运维工作月报) of a month of the service.

    Prints where the files are. It can be made before the month is over; it then says up to when it tells.
    """
    parse_month(month)
    station = current_station()
    for path in write_monthly_report(station, month, station.now(), formats or FORMATS, output):
        click.echo(str(path))


COMMAND = report
