"""The desk of the assessment: previews, finalised sheets, and the settlement.

A finalised sheet (定稿) and the settlement (结算) are events of their own, made by the station; people sign the sheets.
What is in the ledger already is given back, not written a second time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from hfcheck.case_facts import View, load, view
from hfcheck.clocks import Clock, running
from hfcheck.deductions import rule_all
from hfcheck.errors import InputError
from hfcheck.explanation import Explanation, explain
from hfcheck.ledger import Evidence, Ledger, Reader, ensure_key, known_keys
from hfcheck.notices import calendar
from hfcheck.rulings import Case, Outcome, Ruling, clock, local_date, terms_in_force
from hfcheck.scorecard import Sheet, astray, differs, finalised
from hfcheck.settlement import Settlement, settle
from hfcheck.sheet_facts import Finalised, newest, revisions
from hfcheck.station import STATION_SIGNER, Station
from hfcheck.terms import terms
from hfcheck.trail import trail


@dataclass(frozen=True, slots=True)
class Month:
    """A month: today's view of it, its finalised revisions (oldest first), and what changed since the newest one."""

    preview: Sheet
    revisions: tuple[Finalised, ...]
    changes: tuple[str, ...]

    @property
    def newest(self) -> Finalised | None:
        """The revision that counts once both parties signed it."""
        return self.revisions[-1] if self.revisions else None


def look(station: Station, now: datetime) -> View:
    """The service as it stands; raises LedgerError without a ledger, InputError without a contract."""
    with Reader.open(station.ledger) as ledger:
        return _view(station, ledger, now)


def month_of(station: Station, name: str, now: datetime) -> Month:
    """A month of the service; raises InputError for another one."""
    with Reader.open(station.ledger) as ledger:
        return _month(station, ledger, _view(station, ledger, now), name)


@dataclass(frozen=True, slots=True)
class Ahead:
    """What still runs by the rules, the nearest limit first, and what of the current month they cannot answer."""

    clocks: tuple[Clock, ...] = ()
    undetermined: tuple[Ruling, ...] = ()


def ahead(station: Station, now: datetime) -> Ahead | None:
    """What can still be prevented or cleared up; None without a contract."""
    with Reader.open(station.ledger) as ledger:
        case = _case(station, ledger, now)
    if case.book.contract is None:
        return None
    found, month = rule_all(case), f"{local_date(now):%Y-%m}"
    unclear = (one for one in found if one.outcome is Outcome.UNDETERMINED and one.month == month)
    return Ahead(running(found, now), tuple(unclear))


def _case(station: Station, ledger: Reader, now: datetime) -> Case:
    return load(ledger, known_keys(station.keys), calendar(), terms(), now)


def _view(station: Station, ledger: Reader, now: datetime) -> View:
    return view(ledger, Evidence(station.evidence), _case(station, ledger, now))


def _month(station: Station, ledger: Reader, seen: View, name: str) -> Month:
    preview = seen.sheet(name)
    found = revisions(ledger, known_keys(station.keys), seen.case.book, name)
    return Month(preview, found, differs(found[-1].sheet, preview) if found else ())


def finalise(station: Station, name: str, now: datetime, because: str = "") -> Month:
    """Finalise a month of which nothing is open, as its first or (with a reason) its next revision.

    Raises InputError when something is open, or when the next revision has no reason or would change nothing.
    """
    with Ledger.open(station.ledger) as ledger:
        seen = _view(station, ledger, now)
        found = _month(station, ledger, seen, name)
        _finalisable(found, name, because)
        in_force = terms_in_force(seen.case.terms, seen.case.book)
        body = finalised(found.preview, len(found.revisions) + 1, now, STATION_SIGNER, because, terms=in_force)
        ledger.append([body], received=now)
        ledger.seal(ensure_key(station.key), station.now())
        return _month(station, ledger, seen, name)


def _finalisable(found: Month, name: str, because: str) -> None:
    if found.revisions and not because.strip():
        raise InputError(f"expected --because with the reason of another revision of {name}, found none")
    if found.revisions and not found.changes:
        raise InputError(f"expected a change since scorecard/{name}/{len(found.revisions)}, found none")
    if because.strip() and not found.revisions:
        raise InputError(f"expected a finalised sheet of {name} to revise, found none")


def explanation_of(station: Station, name: str, item: int, now: datetime) -> Explanation:
    """Why an item of a month has its points: of the newest finalised sheet, else of today's view."""
    keys = known_keys(station.keys)
    with Reader.open(station.ledger) as ledger:
        seen = _view(station, ledger, now)
        found = revisions(ledger, keys, seen.case.book, name)
        known = terms_in_force(seen.case.terms, seen.case.book)
        sheet, in_force = (found[-1].sheet, found[-1].terms(known)) if found else (seen.sheet(name), known)
        return explain(seen, sheet, in_force, item, partial(trail, ledger, keys))


def settle_ledger(station: Station, now: datetime) -> Settlement:
    """Settle the service by its signed sheets, and keep that as an event; the same figures again are the same event.

    Raises InputError that names every month that is not finalised and signed by both parties, and all that still runs,
    and every deduction that the signed sheets count twice, leave out, or count without a reason.
    """
    keys = known_keys(station.keys)
    with Ledger.open(station.ledger) as ledger:
        case = _case(station, ledger, now)
        sheets = newest(ledger, keys, case.book, case.months())
        if open_ends := [*_unsettled(case, sheets), *_still_running(case)]:
            found = "".join(f"\n  {one}" for one in open_ends)
            raise InputError(f"expected every month finalised and signed by both parties, found:{found}")
        if lost := list(astray({month: found.sheet for month, found in sheets.items()}, rule_all(case), case.terms)):
            raise InputError(f"expected every deduction in the signed sheet of one month, found {'; '.join(lost)}")
        points = {month: found.sheet.total or 0 for month, found in sheets.items()}
        settled = settle(case.contract, points, terms_in_force(case.terms, case.book))
        known = [entry.event for entry in ledger.entries(type="settlement")]
        body = settlement_body(settled, sheets)
        if not known or {name: known[-1].get(name) for name in body} != body:
            fixed = {"id": f"settlement/{len(known) + 1}", "type": "settlement", "at": now.isoformat()}
            ledger.append([{**fixed, "by": STATION_SIGNER, **body}], received=now)
            ledger.seal(ensure_key(station.key), station.now())
    return settled


def _unsettled(case: Case, sheets: Mapping[str, Finalised]) -> Iterator[str]:
    for month in case.months():
        found = sheets.get(month)
        if found is None:
            yield f"{month} without a finalised sheet"
        elif found.unsigned:
            yield f"{found.entry.id} without the signature of the {' and the '.join(found.unsigned)}"


def _still_running(case: Case) -> Iterator[str]:
    for one in rule_all(case):
        if one.outcome is Outcome.RUNNING:
            yield f"{one.id} running until {clock(one.at)}"


def settlement_body(settled: Settlement, sheets: Mapping[str, Finalised]) -> dict[str, Any]:
    """What the event of a settlement says: money as text in yuan, and the sheets that it rests on with their hashes."""
    fees = [
        {
            "first": fee.first.isoformat(),
            "last": fee.last.isoformat(),
            "served": fee.served,
            "divisor": fee.divisor,
            "amount": str(fee.amount),
        }
        for fee in settled.fees
    ]
    deduction = settled.deduction
    return {
        "amount": str(settled.amount),
        "proration": settled.proration,
        "fees": fees,
        "points": dict(settled.points),
        "sheets": {found.entry.id: found.entry.hash.hex() for found in sheets.values()},
        "deduction": {
            "points": deduction.points,
            "rate": deduction.rate,
            "percent": deduction.percent,
            "cap": str(deduction.cap),
            "amount": str(deduction.amount),
        },
        "payable": str(settled.payable),
    }
