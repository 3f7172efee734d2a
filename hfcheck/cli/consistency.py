"""`hfcheck consistency`: the report of an export of databases, to be signed (系统切换数据移植)."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from hfcheck.errors import InputError
from hfcheck.report import phrases
from hfcheck.report.consistency_paper import Comparison, consistency_paper
from hfcheck.report.papers import write_papers
from hfcheck.station import current_station

SIZE_LIMIT = 64 << 20


@click.command("consistency")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--output", type=click.Path(path_type=Path), help="A folder; default: below records/, known to the ledger."
)
def consistency(file: Path, output: Path | None) -> None:
    """Write the consistency report of an export.

    FILE is the consistency.json that the runbook export_business_data brought to the station. Prints the files. Ends 0
    when every table was as it should be, 1 when one was not.
    """
    station = current_station()
    told = Comparison.of(_read(file))
    folder = f"consistency/{told.host}-{told.taken_at:%Y%m%dT%H%M%S}"
    for path in write_papers(station, [consistency_paper(told, phrases.CENTRE, station.now())], folder, output=output):
        click.echo(str(path))
    sys.exit(1 if told.different else 0)


def _read(file: Path) -> object:
    if file.stat().st_size > SIZE_LIMIT:
        raise InputError(f"{file}: expected at most {SIZE_LIMIT >> 20} MiB, found more")
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as problem:
        raise InputError(f"{file}: expected JSON, found {problem}") from None


COMMAND = consistency
