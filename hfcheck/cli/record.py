"""hfcheck record: make the documents of a round again."""

from __future__ import annotations

from pathlib import Path

import click

from hfcheck.report import FORMATS, LATEST, write_records
from hfcheck.station import current_station


@click.command()
@click.argument("name", metavar="[ROUND|RUN|latest]", default=LATEST)
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), help="Where to write; default: records/.")
@click.option("--format", "formats", type=click.Choice(FORMATS), multiple=True, help="May be repeated; default: all.")
def record(name: str, output: Path | None, formats: tuple[str, ...]) -> None:
    """Write the inspection record as HTML, xlsx and PDF.

    Prints where the files are. ROUND is 2026-11-23/morning (its last round), round/2026-11-23/morning/1, or the name of
    a run: a run that no round holds is printed as evidence, marked as not signed. Without ROUND: the last round.
    """
    for path in write_records(current_station(), name, formats or FORMATS, output):
        click.echo(str(path))


COMMAND = record
