"""`hfcheck evidence`: the evidence pack for the assessment (等保测评)."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from hfcheck.evidence_desk import write_pack
from hfcheck.evidence_manifest import check_pack
from hfcheck.ledger.sign import known_keys
from hfcheck.station import Station, current_station

EXIT_BROKEN = 1
SHOWN = 20


@click.command()
@click.option("--run", metavar="RUN", help="The audit; default: the newest complete one.")
@click.option("--before", metavar="RUN", help="The audit to compare it with; default: the one before it.")
@click.option("--output", type=click.Path(path_type=Path), help="A new or empty folder; default: below records/.")
@click.option("--verify", "folder", type=click.Path(path_type=Path), help="Write nothing: check the pack in a folder.")
def evidence(run: str | None, before: str | None, output: Path | None, folder: Path | None) -> None:
    """Write the evidence pack of an audit, or verify one.

    For every host and clause of GB/T 22239 level 3 the pack says whether it conforms, with what was expected and found,
    the audit before, and the raw outputs. Prints the folder. With --verify: ends 0 when every file is what the signed
    manifest says, 1 when something is not.
    """
    station = current_station()
    if folder is None:
        click.echo(str(write_pack(station, station.now(), run, before, output)))
        return
    if run or before or output:
        raise click.UsageError("--verify goes alone: it writes nothing")
    sys.exit(_verify(station, folder))


def _verify(station: Station, folder: Path) -> int:
    checked = check_pack(folder, known_keys(station.keys))
    for problem in checked.problems[:SHOWN]:
        click.echo(f"  {problem}")
    if len(checked.problems) > SHOWN:
        click.echo(f"  and {len(checked.problems) - SHOWN} more")
    state = f"BROKEN: {len(checked.problems)} problems" if checked.problems else "intact"
    click.echo(f"{state}: pack of run {checked.run}, {checked.files} files, signed by {checked.signer}")
    return EXIT_BROKEN if checked.problems else 0


COMMAND = evidence
