"""Items 7 and 8: requests that were not on site for a test by the end of working day 15 (small) or 30 (large)."""

from __future__ import annotations

from collections.abc import Iterator

from hfcheck.book import Record
from hfcheck.calendar import end_of
from hfcheck.deductions.deadlines import Deadline, counting_for, extended
from hfcheck.kinds import Request
from hfcheck.rulings import Case, Occurrence, Outcome, Ruling, local_date


def small_requests(case: Case) -> Iterator[Ruling]:
    """Item 7: small requests, and those whose size nobody has set yet."""
    for record in case.book.of(Request):
        if record.facts.size == "small":
            yield _request(case, 7, record)
        elif record.facts.size is None:
            yield _unsized(case, record)


def large_requests(case: Case) -> Iterator[Ruling]:
    """Item 8: large requests."""
    for record in case.book.of(Request):
        if record.facts.size == "large":
            yield _request(case, 8, record)


def _request(case: Case, item: int, record: Record[Request]) -> Ruling:
    request, accepted = record.facts, local_date(record.facts.accepted_at)
    with counting_for(record.id):
        due = end_of(case.calendar.last_workday(accepted, case.terms.given(f"{item}.workdays", accepted)))
    occurrence, limit = extended(case, Occurrence.of(item, record, request.cause), due)
    points = case.terms.given(f"{item}.points", accepted)
    return Deadline(request.name, limit, request.delivered_at, points).ruling(case, occurrence)


def _unsized(case: Case, record: Record[Request]) -> Ruling:
    """Until its size is set a request runs as a small one; then nobody can say which item it belongs to."""
    small = _request(case, 7, record)
    if small.outcome is Outcome.RUNNING:
        return small
    occurrence = Occurrence(7, small.record, small.evidence, small.causes)
    return occurrence.undetermined(small.at, f"{record.facts.name}：未定规模", "由中心认定小需求或大需求")
