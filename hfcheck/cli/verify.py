"""`hfcheck verify`: is the ledger still what was written?"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from hfcheck.ledger import Evidence, Reader, Report, known_keys, parse_head, printed, verify_ledger
from hfcheck.ledger.documents import document_problems
from hfcheck.ledger.verify import Progress as Reached
from hfcheck.station import Station, current_station

EXIT_BROKEN = 1
SHOWN = 20


@click.command("verify")
@click.option(
    "--head", "heads", multiple=True, metavar="CODE", help="A head known from a printed record or its QR code."
)
@click.option("--chain-only", is_flag=True, help="Leave out the raw outputs and the documents.")
def verify(heads: tuple[str, ...], *, chain_only: bool) -> None:
    """Verify that everything is what was written.

    The ledger's chain and signatures are checked, every raw output that it names, and every document that was given
    out. Ends 0 when everything fits, 1 when something does not (the first bad entry is named first), 3 when the ledger
    or a given head could not be read.
    """
    station = current_station()
    report = _verify(station, heads, evidence=not chain_only)
    documents = 0
    if not chain_only:
        with Reader.open(station.ledger) as ledger:
            documents, problems = document_problems(ledger, station.records)
        report = replace(report, problems=(*report.problems, *problems))
    for line in _lines(report, documents):
        click.echo(line)
    sys.exit(0 if report.intact else EXIT_BROKEN)


def _verify(station: Station, heads: tuple[str, ...], *, evidence: bool) -> Report:
    known = [parse_head(text) for text in heads]
    with Reader.open(station.ledger) as reader:
        total = reader.head().seq
    with _bar(total) as reached:
        return verify_ledger(
            station.ledger,
            keys=known_keys(station.keys),
            heads=known,
            evidence=Evidence(station.evidence) if evidence else None,
            progress=reached,
        )


@contextmanager
def _bar(total: int) -> Iterator[Reached]:
    """A progress bar on a terminal, nothing elsewhere."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("verifying", total=total)
        yield lambda seq: progress.update(task, completed=seq)


def _lines(report: Report, documents: int) -> Iterator[str]:
    if report.intact:
        yield f"intact: {report.head.seq} entries, head {printed(report.head)}"
    else:
        yield f"BROKEN: {len(report.problems)} problems, {report.head.seq} entries fit"
    yield from (f"  {problem}" for problem in report.problems[:SHOWN])
    if len(report.problems) > SHOWN:
        yield f"  and {len(report.problems) - SHOWN} more"
    yield (
        f"compared: {report.signatures} signatures, {report.heads} known heads, "
        f"{report.evidence} pieces of evidence, {documents} documents"
    )
    if not report.heads:
        yield "note: no head was known from elsewhere, so a cut tail or a ledger written anew would not have been seen"


COMMAND = verify
