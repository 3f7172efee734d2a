"""Why an item of a month has its points: the annex's words, the values in force, each deduction to its evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from hfcheck.case_facts import View
from hfcheck.clauses import Item, Terms, Value, Version
from hfcheck.errors import InputError
from hfcheck.rulings import Outcome, Ruling
from hfcheck.scorecard import ItemSheet, Line, Sheet, in_month
from hfcheck.trail import Step


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


Follow = Callable[[Iterable[str]], tuple[Step, ...]]


def explain(seen: View, sheet: Sheet, terms: Terms, number: int, follow: Follow) -> Explanation:
    """Explain an item of this sheet by the terms that it was made with; `follow` leads from entry ids to evidence.

    Raises InputError for an item that the annex does not have.
    """
    items = {item.item: item for item in sheet.items}
    if number not in items:
        raise InputError(f"expected an item of the annex from {min(items)} to {max(items)}, found {number}")
    found: ItemSheet = items[number]
    values = [value for name, value in terms.values.items() if name.startswith(f"{number}.")]
    return Explanation(
        sheet,
        terms.items[number],
        found.points,
        tuple((value, version) for value in values for version in in_month(value, sheet.month)),
        tuple((line, follow(line.evidence)) for line in found.lines),
        tuple(ruling for ruling in seen.rulings if _kept(ruling, number, sheet.month)),
    )


def _kept(ruling: Ruling, item: int, month: str) -> bool:
    return ruling.item == item and ruling.month == month and ruling.outcome in (Outcome.KEPT, Outcome.RUNNING)
