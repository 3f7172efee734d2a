"""Documents that people sign: the inspection record (机房巡检记录表) as HTML, xlsx and PDF, from one model.

    ledger + evidence → sources → RoundRecord → html, workbook, pdf

Making a record twice gives the same bytes, also from a ledger that has grown since. docs/documents.md tells more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from hfcheck.errors import InputError
from hfcheck.ledger.documents import document_events, write_documents
from hfcheck.ledger.evidence import Evidence
from hfcheck.ledger.reader import Reader
from hfcheck.ledger.sign import ensure_key, known_keys
from hfcheck.ledger.writer import Ledger
from hfcheck.report import fonts, html, pdf, workbook
from hfcheck.report.build import build_record
from hfcheck.report.load import LATEST, gather, resolve
from hfcheck.report.record import RoundRecord
from hfcheck.report.text import Printer, printable
from hfcheck.station import Station

__all__ = ["FORMATS", "LATEST", "RoundRecord", "give_out", "read_record", "write_records"]

FILE = "inspection-record"
RENDERERS: Mapping[str, Callable[[RoundRecord], bytes]] = {
    "html": html.render,
    "xlsx": workbook.render,
    "pdf": pdf.render,
}
FORMATS = tuple(RENDERERS)


def write_records(
    station: Station, round_id: str = LATEST, formats: Sequence[str] = FORMATS, output: Path | None = None
) -> list[Path]:
    """Make the record of a round, or of a run that no round holds, and return the files that were written.

    `round_id` is what `resolve` takes. The files go into `output`, or into the record's own directory under the
    station's records, where the ledger knows them by their digests. Each file is replaced whole. Raises InputError for
    an unknown round or format, LedgerError when the ledger or its evidence cannot be read, RenderError when a document
    cannot be made.
    """
    unknown = [name for name in formats if name not in RENDERERS]
    if unknown:
        raise InputError(f"expected formats of {', '.join(FORMATS)}, found {', '.join(unknown)}")
    record = read_record(station, round_id)
    directory = output or station.records / record.folder
    files = {directory / f"{FILE}.{name}": RENDERERS[name](record) for name in formats}
    give_out(station, files, of=round_id)
    return list(files)


def give_out(station: Station, files: Mapping[Path, bytes], *, of: str) -> None:
    """Write documents; those below the station's records are known to the ledger by their digests from then on."""
    kept = {
        path.relative_to(station.records).as_posix(): data
        for path, data in files.items()
        if path.is_relative_to(station.records)
    }
    if kept:
        with Ledger.open(station.ledger) as ledger:
            if events := document_events(ledger, kept, of, station.now()):
                ledger.append(events, received=station.now())
                ledger.seal(ensure_key(station.key), station.now())
    write_documents(files)


def read_record(station: Station, round_id: str = LATEST) -> RoundRecord:
    """The record as data, every text in it printable with the font of the documents."""
    with Reader.open(station.ledger) as ledger:
        keys = known_keys(station.keys)
        sources = gather(ledger, Evidence(station.evidence), keys, resolve(ledger, round_id))
        return printable(build_record(sources), Printer(fonts.coverage()))
