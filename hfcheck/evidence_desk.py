"""The desk that gives out evidence packs: judges an audit of the ledger, writes the papers and the raw outputs."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

from hfcheck.audits import Audit, earlier, hardenings, newest, read_audit
from hfcheck.conformity import Grade
from hfcheck.errors import InputError, RenderError
from hfcheck.evidence_manifest import NAME, manifest
from hfcheck.evidence_raw import raw_files
from hfcheck.ledger.codes import printed, qr_text
from hfcheck.ledger.entry import Head
from hfcheck.ledger.evidence import Evidence
from hfcheck.ledger.reader import Reader
from hfcheck.ledger.sign import ensure_key
from hfcheck.mlps import clauses
from hfcheck.report import fonts, give_out
from hfcheck.report.evidence_pack import Pack, counted, judge_audit
from hfcheck.report.evidence_paper import evidence_paper
from hfcheck.report.papers import TEMPLATES, rendered
from hfcheck.report.record import Seal
from hfcheck.report.text import Printer, printable
from hfcheck.station import Station

FOLDER = "evidence"
# A Word file is read from front to back; every check of every host is looked up elsewhere.
WHOLE = {"html": True, "xlsx": True, "docx": False}


def write_pack(
    station: Station, now: datetime, run: str | None = None, before: str | None = None, output: Path | None = None
) -> Path:
    """Write the pack of an audit and return its folder.

    `run`: the newest complete audit where none is named; `before`: the audit that it is compared with, else the one
    before it. `output` must be new or empty; without it the folder is one of the station's records, and its manifest is
    known to the ledger. Raises InputError, LedgerError, RenderError.
    """
    with Reader.open(station.ledger) as ledger:
        pack = read_pack(ledger, Evidence(station.evidence), now, run, before)
        head = ledger.head()
    folder = output or station.records / f"{FOLDER}-{pack.audit.run}-{now:%Y%m%dT%H%M%S}"
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"expected a new or an empty folder for the pack, found {folder}")
    files = _files(station, pack)
    key = ensure_key(station.key)
    _write(folder, files)
    # Last: a folder without its manifest is a pack that did not come to its end.
    give_out(station, {folder / NAME: manifest(pack, head, files, key)}, of=f"run/{pack.audit.run}")
    return folder


def read_pack(
    ledger: Reader, evidence: Evidence, now: datetime, run: str | None = None, before: str | None = None
) -> Pack:
    """An audit of the ledger, judged at an instant, with the one before it and the trend."""
    audit = read_audit(ledger, evidence, run or newest(ledger))
    past = earlier(ledger, audit)
    known = {name: read_audit(ledger, evidence, name) for name in past}
    chosen = before or (past[-1] if past else None)
    compared = None if chosen is None else known.get(chosen) or read_audit(ledger, evidence, chosen)
    if compared and compared.at >= audit.at:
        raise InputError(f"expected an audit before {audit.run} to compare it with, found {compared.run}")
    return Pack(
        audit,
        compared,
        clauses(),
        now,
        _seal(audit),
        raw_files(audit, evidence.get),
        tuple(_point(one) for one in known.values()),
        hardenings(ledger, compared.at, audit.at) if compared else (),
    )


def _point(audit: Audit) -> tuple[datetime, Counter[Grade]]:
    return audit.at, counted(judge_audit(audit, clauses(), audit.at))


def _seal(audit: Audit) -> Seal:
    head = Head(audit.last.seq, audit.last.hash)
    return Seal(printed(head), qr_text(head), audit.last.seq)


def _files(station: Station, pack: Pack) -> dict[str, bytes]:
    """Every file of the pack but its manifest, by its path in the pack."""
    printer = Printer(fonts.coverage())
    papers = {whole: printable(evidence_paper(pack, whole=whole), printer) for whole in (True, False)}
    documents = {
        f"{papers[whole].file}.{form}": rendered(papers[whole], form, station.root / TEMPLATES)
        for form, whole in WHOLE.items()
    }
    return documents | {one.path: one.data for one in pack.raw.values()}


def _write(folder: Path, files: dict[str, bytes]) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for place in sorted({place for name in files for place in Path(name).parents if place.name}):
            (folder / place).mkdir(mode=0o700)
        for name, data in files.items():
            path = folder / name
            path.touch(mode=0o600)
            path.write_bytes(data)
    except OSError as problem:
        where = f"expected a folder for the pack at {folder}"
        raise RenderError(f"{where}, found: {problem.strerror} ({problem.filename})") from problem
