"""No entry does not mean no event: a month's registers have to be confirmed whole before an item is zero.

A word about a month that was given before its last day of service was over says nothing of the rest of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from hfcheck.calendar import end_of
from hfcheck.clauses import Item
from hfcheck.kinds import KINDS, Registers
from hfcheck.model import SHANGHAI
from hfcheck.rulings import Case, Occurrence, Ruling


def unconfirmed(case: Case) -> Iterator[Ruling]:
    """One undetermined ruling for each ended month of service and each item whose registers nobody confirmed whole."""
    for month in case.months():
        last_day = case.last_day(month)
        if case.now < end_of(last_day):
            continue
        found = [record for record in case.book.of(Registers) if record.facts.month == month]
        whole = {kind for record in found if case.afterwards(record, month) for kind in record.facts.complete}
        evidence = tuple(entry for record in found for entry in record.entries)
        for item in case.terms.items.values():
            missing = [kind for kind in item.registers if kind not in whole]
            if missing:
                yield _ruling(item, month, datetime.combine(last_day, time.min, SHANGHAI), missing, evidence)


def _ruling(item: Item, month: str, at: datetime, missing: list[str], evidence: tuple[str, ...]) -> Ruling:
    names = "、".join(KINDS[kind].title for kind in missing)
    occurrence = Occurrence(item.number, f"registers/{month}", evidence, frozenset())
    settles = f"由中心核对并签字确认 {month} 的登记（registers）"
    return occurrence.undetermined(at, f"{month} 的{names}登记未经核对齐全，不能视为没有发生", settles)
