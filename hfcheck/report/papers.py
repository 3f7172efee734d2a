"""Papers as files: every format from the same data, known to the ledger by their digests."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from hfcheck.errors import InputError
from hfcheck.report import fonts, give_out
from hfcheck.report.paper import Paper
from hfcheck.report.text import Printer, printable
from hfcheck.station import Station

FORMATS = ("html", "pdf", "xlsx", "docx")
TEMPLATES = "templates"


def write_papers(
    station: Station, papers: Iterable[Paper], folder: str, formats: Sequence[str] = FORMATS, output: Path | None = None
) -> list[Path]:
    """Write papers and return their files, `<paper.file>.<format>`.

    They go into `output`, or into `folder` (2025-09, settlement) under the station's records, where the ledger knows
    them by their digests. Everything is rendered before the first file is written. Raises InputError for an unknown
    format, RenderError when a document cannot be made.
    """
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise InputError(f"expected formats of {', '.join(FORMATS)}, found {', '.join(unknown)}")
    printer, templates = Printer(fonts.coverage()), station.root / TEMPLATES
    directory = output or station.records / folder
    files = {
        directory / f"{paper.file}.{name}": rendered(paper, name, templates)
        for paper in (printable(paper, printer) for paper in papers)
        for name in dict.fromkeys(formats)
    }
    give_out(station, files, of=folder)
    return list(files)


def rendered(paper: Paper, form: str, templates: Path) -> bytes:
    """The printable paper in one format; its renderer is loaded only now, as each brings a library of its own."""
    module = importlib.import_module(f"hfcheck.report.paper_{form}")
    # Only Word documents follow a template of the centre's own.
    data: bytes = module.render(paper, templates) if form == "docx" else module.render(paper)
    return data
