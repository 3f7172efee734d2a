"""Why an item of a month has its points: the annex's words, the values in force, each deduction to its evidence."""

from __future__ import annotations

from dataclasses import dataclass

from hfcheck.calendar import days_of
from hfcheck.case_facts import Keys, View
from hfcheck.clauses import Item, Value, Version
from hfcheck.errors import InputError
from hfcheck.ledger import Reader
from hfcheck.rulings import Outcome, Ruling, terms_in_force
from hfcheck.scorecard import ItemSheet, Line, Sheet
from hfcheck.trail import Step, trail


@dataclass(frozen=True, slots=True)
class Explanation:
    """An item of a month. `values`: what was in force on some day of the month; `lines`: each with its trail.

    `kept`: what was looked at and found kept, or whose clock still runs, as today's rulings have it.
    """

    sheet: Sheet
    item: Item
    points: int | None
    values: tuple[tuple[Value, Version], ...]
    lines: tuple[tuple[Line, tuple[Step, ...]], ...]
    kept: tuple[Ruling, ...]


def explain(ledger: Reader, keys: Keys, seen: View, sheet: Sheet, number: int) -> Explanation:
    """Explain an item of this sheet; raises InputError for an item that the annex does not have."""
    items = {item.item: item for item in sheet.items}
    if number not in items:
        raise InputError(f"expected an item of the annex from {min(items)} to {max(items)}, found {number}")
    found: ItemSheet = items[number]
    terms = terms_in_force(seen.case.terms, seen.case.book)
    values = [value for name, value in terms.values.items() if name.startswith(f"{number}.")]
    return Explanation(
        sheet,
        terms.items[number],
        found.points,
        tuple((value, version) for value in values for version in in_force(value, sheet.month)),
        tuple((line, trail(ledger, keys, line.evidence)) for line in found.lines),
        tuple(ruling for ruling in seen.rulings if _kept(ruling, number, sheet.month)),
    )


def _kept(ruling: Ruling, item: int, month: str) -> bool:
    return ruling.item == item and ruling.month == month and ruling.outcome in (Outcome.KEPT, Outcome.RUNNING)


def in_force(value: Value, month: str) -> tuple[Version, ...]:
    """The versions of a value that hold on a day of a month, in their order."""
    days = days_of(*map(int, month.split("-")))
    return tuple(dict.fromkeys(value.on(day) for day in days))
