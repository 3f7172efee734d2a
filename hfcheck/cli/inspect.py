"""hfcheck inspect: one automatic run, from the plan to the ledger."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from hfcheck.collect.plan import load_plan
from hfcheck.collect.spool import Spool, run_name
from hfcheck.collect.supervise import Play, supervise
from hfcheck.errors import InputError
from hfcheck.ingest import RunResult, ingest, pending
from hfcheck.station import PROJECT, Station, current_station

PLAYBOOK = "playbooks/daily_inspection.yml"


@click.command()
@click.option("-i", "--inventory", default="inventory/lab", show_default=True, help="The inventory to inspect.")
@click.option("--playbook", default=PLAYBOOK, show_default=True, help="A playbook that ends in the task observe.")
@click.option("--limit", help="Inspect only these hosts or groups (an Ansible pattern).")
@click.option("--forks", type=click.IntRange(1, 200), default=4, show_default=True, help="Hosts asked at once.")
@click.option(
    "--vault-password-file", type=click.Path(exists=True, dir_okay=False), help="Where the vault's password is."
)
def inspect(inventory: str, playbook: str, limit: str | None, forks: int, vault_password_file: str | None) -> None:
    """Inspect every host once and record what was found.

    The findings go into the ledger. Ends 0 when all conforms, 1 when something deviates or was not seen, 2 when the
    inspection is incomplete (evidence was lost), 3 when it could not be run.
    """
    options = [f"--forks={forks}"]
    options += [f"--limit={limit}"] if limit else []
    options += [f"--vault-password-file={vault_password_file}"] if vault_password_file else []
    station = current_station()
    for left in pending(station):
        for line in ingest(station, left).lines():
            click.echo(f"taken up from an earlier run: {line}")
    result = run_inspection(station, Play(PROJECT, playbook, _existing(inventory), tuple(options)))
    for line in result.lines():
        click.echo(line)
    sys.exit(result.status)


def _existing(inventory: str) -> str:
    for path in (Path(inventory), PROJECT / inventory):
        if path.exists():
            return str(path.resolve())
    raise InputError(f"--inventory: expected a file or a directory, found nothing at {inventory!r}")


def run_inspection(station: Station, play: Play) -> RunResult:
    """Run the playbook under supervision, with a progress bar on a terminal, and ingest what it left."""
    spool = station.runs / run_name(station.now())
    if not os.access(spool.parent, os.W_OK):
        raise InputError(f"expected a data directory that can be written, found {spool.parent} read-only")
    console = Console(stderr=True)
    columns = (
        TextColumn("inspecting"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task("", total=None)

        def seen(host: str) -> None:
            if progress.tasks[0].total is None:
                progress.update(task, total=_planned(spool))
            progress.update(task, advance=1, description=host)

        problems = supervise(play, spool, seen)
    return ingest(station, spool, problems)


def _planned(spool: Path) -> int | None:
    document = Spool(spool).plan_document()
    return len(load_plan(document).targets()) if document else None


COMMAND = inspect
