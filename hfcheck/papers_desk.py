"""The desk that gives papers out: reads the ledger once, builds the papers, writes their files.

A paper carries the head of the chain at the last entry that it rests on, and that entry's time: made again from the
same facts it has the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from hfcheck.assessment_desk import settle_ledger
from hfcheck.case_facts import View, load, view
from hfcheck.kinds import KINDS
from hfcheck.ledger import Entry, Evidence, Head, Reader, known_keys, printed, qr_text
from hfcheck.monthly import figures
from hfcheck.notices import calendar
from hfcheck.report.deductions_paper import deductions_paper
from hfcheck.report.inspections import inspections
from hfcheck.report.monthly_paper import monthly_paper
from hfcheck.report.paper import Paper
from hfcheck.report.paper_words import Issue
from hfcheck.report.papers import FORMATS, write_papers
from hfcheck.report.record import Seal
from hfcheck.report.scorecard_paper import scorecard_paper
from hfcheck.report.settlement_paper import settlement_paper
from hfcheck.rulings import Case, terms_in_force
from hfcheck.settlement import Deduction, Settlement
from hfcheck.sheet_facts import Finalised, newest, signers
from hfcheck.station import Station
from hfcheck.terms import terms
from hfcheck.trail import trail

RATES = ("yuan_per_point", "cap_percent")
# What the monthly report rests on beside the statements of people.
OBSERVED = ("round", "run.ended", "signature", "approval", "scorecard")


def write_month(
    station: Station, month: str, now: datetime, formats: Sequence[str] = FORMATS, output: Path | None = None
) -> list[Path]:
    """Write a month's sheet, its details and the monthly report.

    Raises InputError for a month outside of the service, LedgerError, RenderError.
    """
    with Reader.open(station.ledger) as ledger:
        seen = _view(station, ledger, now)
        papers = (*_sheet(station, ledger, seen, month), _monthly(station, ledger, seen, month))
    return write_papers(station, papers, month, formats, output)


def write_sheet(
    station: Station, month: str, now: datetime, formats: Sequence[str] = FORMATS, output: Path | None = None
) -> list[Path]:
    """Write the month's sheet and its details: the newest finalised revision, or the preview; raises as above."""
    with Reader.open(station.ledger) as ledger:
        papers = _sheet(station, ledger, _view(station, ledger, now), month)
    return write_papers(station, papers, month, formats, output)


def write_settlement(
    station: Station, now: datetime, formats: Sequence[str] = FORMATS, output: Path | None = None
) -> list[Path]:
    """Settle the service and write the settlement; raises InputError that names every month that is still open."""
    settled = settle_ledger(station, now)
    with Reader.open(station.ledger) as ledger:
        case = load(ledger, known_keys(station.keys), calendar(), terms(), now)
        paper = _settlement(station, ledger, case, settled)
    return write_papers(station, [paper], paper.file, formats, output)


def write_signed(station: Station, entry: str, now: datetime) -> list[Path]:
    """The papers of a signed sheet or settlement, made anew with its signatures; nothing for any other entry."""
    kind, _, rest = entry.partition("/")
    if kind == "scorecard":
        return write_sheet(station, rest.partition("/")[0], now)
    return write_settlement(station, now) if kind == "settlement" else []


def _view(station: Station, ledger: Reader, now: datetime) -> View:
    case = load(ledger, known_keys(station.keys), calendar(), terms(), now)
    return view(ledger, Evidence(station.evidence), case)


def _monthly(station: Station, ledger: Reader, seen: View, month: str) -> Paper:
    told = figures(seen.case, seen.rulings, month)
    rest = max((_last(ledger, kind) for kind in (*KINDS, *OBSERVED)), key=lambda entry: entry.seq if entry else 0)
    made = max(rest.received, told.span.until) if rest else told.span.until
    issue = Issue(seen.case.contract, made, _seal(rest) if rest else None)
    found = inspections(ledger, Evidence(station.evidence), told.span)
    sheets = newest(ledger, known_keys(station.keys), seen.case.book, seen.case.months())
    return monthly_paper(told, found, _points(seen, sheets, month), _cap_points(seen.case), issue)


def _last(ledger: Reader, kind: str) -> Entry | None:
    return next(ledger.entries(type=kind, newest_first=True), None)


def _points(seen: View, sheets: Mapping[str, Finalised], until: str) -> dict[str, int | None]:
    """Each month up to this one: the points of its finalised sheet, else of today's view of it."""
    months = [month for month in seen.case.months() if month <= until]
    return {month: (sheets[month].sheet if month in sheets else seen.sheet(month)).total for month in months}


def _cap_points(case: Case) -> Decimal | None:
    """At how many points, maybe not whole ones, the deduction reaches its cap; None when they cost nothing."""
    in_force = terms_in_force(case.terms, case.book)
    rate, percent = (in_force.given(f"common.{name}", case.contract.last_day) for name in RATES)
    return Deduction.of(0, case.contract.amount, rate, percent).cap / rate if rate else None


def _sheet(station: Station, ledger: Reader, seen: View, month: str) -> tuple[Paper, Paper]:
    keys = known_keys(station.keys)
    found = newest(ledger, keys, seen.case.book, [month]).get(month)
    sheet = found.sheet if found else seen.sheet(month)
    lines = [line for item in sheet.items for line in item.lines]
    trails = {line.id: trail(ledger, keys, line.evidence) for line in lines}
    made = datetime.fromisoformat(str(found.entry.event["at"])) if found else seen.case.now
    issue = Issue(seen.case.contract, made, _seal(_last_under(ledger, found.entry)) if found else None)
    known = terms_in_force(seen.case.terms, seen.case.book)
    in_force = found.terms(known) if found else known
    return scorecard_paper(sheet, issue), deductions_paper(sheet, in_force, trails, issue)


def _last_under(ledger: Reader, entry: Entry) -> Entry:
    """The last entry that a paper about an entry rests on: itself, or the last signature under it."""
    return max([entry, *ledger.entries(prefix=f"signature/{entry.id}/")], key=lambda one: one.seq)


def _settlement(station: Station, ledger: Reader, case: Case, settled: Settlement) -> Paper:
    """The paper of the settlement that the ledger holds last, with those who signed it."""
    entry = next(ledger.entries(type="settlement", newest_first=True))
    made = datetime.fromisoformat(str(entry.event["at"]))
    issue = Issue(case.contract, made, _seal(_last_under(ledger, entry)))
    signed = signers(ledger, known_keys(station.keys), case.book, entry)
    words = case.terms.value("common.proration").choices[settled.proration]
    return settlement_paper(settled, issue, signed, words)


def _seal(entry: Entry) -> Seal:
    """The chain up to an entry, whatever came later."""
    head = Head(entry.seq, entry.hash)
    return Seal(printed(head), qr_text(head), entry.seq)
