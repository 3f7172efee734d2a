"""What hfcheck answers for a random service: its own rules, sheets and settlement, on a book made of its records."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from hfcheck.book import Book, Record
from hfcheck.clauses import Terms
from hfcheck.deductions import rule_all
from hfcheck.notices import calendar
from hfcheck.rounds import SlotState, State
from hfcheck.rulings import Case, terms_in_force
from hfcheck.scorecard import sheet
from hfcheck.settlement import settle
from tests.second_opinion.random_months import MONTHS, Service

Answer = dict[tuple[str, int], tuple[bool, int]]
"""Month and item → whether it is open (undetermined), and the points that are certain."""
STATES = {True: State.DONE, False: State.MISSED}


def case_of(service: Service, terms: Terms) -> Case:
    """The service as hfcheck sees it."""
    records: dict[str, list[Record[Any]]] = defaultdict(list)
    for name, fact in sorted(service.facts):
        records[fact.type].append(Record(name, fact, (f"{name}/1",), service.now, service.now, False, "王工"))
    slots = tuple(_slot(service, slot, counts) for slot, counts in service.slots)
    book = Book({kind: tuple(found) for kind, found in records.items()}, slots=slots)
    return Case(book, terms, calendar(), service.now)


def _slot(service: Service, slot: Any, counts: bool | None) -> SlotState:
    is_open = counts is None and not slot.too_late(service.now)
    state = STATES.get(counts, State.DUE if is_open else State.UNDETERMINED) if counts is not None else (
        State.DUE if is_open else State.UNDETERMINED
    )
    return SlotState(slot, state, counts, slot.closes - service.now if is_open else None)


def answer(service: Service, terms: Terms) -> tuple[Answer, Decimal, Decimal]:
    """The answer for each month and item, what was earned, and what is deducted for the certain points."""
    case = case_of(service, terms)
    rulings = rule_all(case)
    found: Answer = {}
    for month in MONTHS:
        for item in sheet(case, rulings, (), month).items:
            certain = sum(line.points for line in item.lines if line.points is not None)
            found[month, item.item] = item.points is None, certain
    points = {month: sum(found[month, item][1] for item in range(1, 16)) for month in MONTHS}
    settled = settle(case.contract, points, terms_in_force(terms, case.book))
    return found, settled.earned, settled.deduction.amount
