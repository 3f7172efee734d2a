"""What hfcheck answers for a random service: its own rules, sheets and settlement, on a book made of its records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hfcheck.alarm_times import with_alarm_times
from hfcheck.book import Book, Record
from hfcheck.calendar import Slot
from hfcheck.clauses import Terms
from hfcheck.deductions import rule_all
from hfcheck.notices import calendar
from hfcheck.rounds import SlotState, State
from hfcheck.rulings import Case, terms_in_force
from hfcheck.scorecard import sheet
from hfcheck.settlement import settle
from tests.second_opinion.random_draws import MONTHS
from tests.second_opinion.random_months import Service

Key = tuple[str, int]
"""A month and an item."""
Answer = tuple[bool, int]
"""Whether something is undetermined, and the points that are certain."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """The answers of one service, and in yuan what was earned and what is deducted for the certain points."""

    answers: Mapping[Key, Answer]
    earned: Decimal
    deduction: Decimal


def case_of(service: Service, terms: Terms) -> Case:
    """The service as hfcheck sees it."""
    records: dict[str, list[Record[Any]]] = defaultdict(list)
    for name, fact in sorted(service.facts):
        records[fact.type].append(Record(name, fact, (f"{name}/1",), service.now, service.now, False, "王工"))
    slots = tuple(_slot(service, slot, counts) for slot, counts in service.slots)
    book = Book({kind: tuple(found) for kind, found in records.items()}, slots=slots)
    return Case(with_alarm_times(book), terms, calendar(), service.now)


def _slot(service: Service, slot: Slot, counts: bool | None) -> SlotState:
    if counts is not None:
        return SlotState(slot, State.DONE if counts else State.MISSED, counts)
    if slot.too_late(service.now):
        return SlotState(slot, State.UNDETERMINED, None)
    return SlotState(slot, State.DUE, None, slot.closes - service.now)


def first_opinion(service: Service, terms: Terms) -> Opinion:
    """What hfcheck answers."""
    case = case_of(service, terms)
    rulings = rule_all(case)
    answers = {
        (month, item.item): (item.points is None, sum(line.points or 0 for line in item.lines))
        for month in MONTHS
        for item in sheet(case, rulings, (), month).items
    }
    points = {month: sum(certain for (found, _), (_, certain) in answers.items() if found == month) for month in MONTHS}
    settled = settle(case.contract, points, terms_in_force(terms, case.book))
    return Opinion(answers, settled.earned, settled.deduction.amount)
