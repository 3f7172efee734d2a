"""`hfcheck template`: our Word template of a paper, to be changed and used instead."""

from __future__ import annotations

from pathlib import Path

import click

from hfcheck.errors import InputError
from hfcheck.report.paper_docx import OURS

PAPERS = ("scorecard", "deductions", "monthly-report", "settlement")


@click.command("template")
@click.argument("name", type=click.Choice(PAPERS))
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="The file; default: NAME.docx here.")
def template(name: str, output: Path | None) -> None:
    """Write our Word template of a paper to a file of your own.

    Change it with Word or WPS, keep its {{ … }} and {% … %} tags, and put it as templates/NAME.docx into the data
    directory: from then on that paper is made from it. Delete it there to have ours again. A file is never overwritten.
    """
    path = output or Path(f"{name}.docx")
    try:
        with path.open("xb") as file:
            file.write(OURS.read_bytes())
    except FileExistsError as problem:
        raise InputError(f"expected no file at {path}, found one; choose another with --output") from problem
    except OSError as problem:
        raise InputError(f"expected to write the template at {path}, found: {problem.strerror}") from problem
    click.echo(str(path))


COMMAND = template
