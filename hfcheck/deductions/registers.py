"""No entry does not mean no event: a month's registers have to be confirmed whole before an item is zero.

A word about a month that was given before its last day of service was over says nothing of the rest of it, and none
covers what was stated about the month after it: whoever corrects or withdraws a fact then has the centre look again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, time
from itertools import chain

from hfcheck.calendar import end_of
from hfcheck.clauses import Item
from hfcheck.kinds import KINDS, Registers
from hfcheck.model import SHANGHAI
from hfcheck.rulings import Case, Occurrence, Ruling, listed

Entries = tuple[str, ...]


def unconfirmed(case: Case) -> Iterator[Ruling]:
    """One undetermined ruling for each ended month of service and each item whose registers nobody confirmed whole."""
    for month in case.months():
        last_day = case.last_day(month)
        if case.now < end_of(last_day):
            continue
        found = [record for record in case.book.of(Registers) if record.facts.month == month]
        for item in case.terms.items.values():
            lacking = {kind: later for kind in item.registers if (later := _later(case, kind, month)) is not None}
            if lacking:
                entries = (*(entry for record in found for entry in record.entries), *chain(*lacking.values()))
                yield _ruling(item, month, datetime.combine(last_day, time.min, SHANGHAI), lacking, entries)


def confirmed(case: Case, month: str, kind: str) -> bool:
    """Whether the centre's word that the register of a kind is whole covers all that is stated about a month."""
    return _later(case, kind, month) is None


def _later(case: Case, kind: str, month: str) -> Entries | None:
    """What was stated after the register of a kind was last confirmed; None when it is whole."""
    words = (record for record in case.book.of(Registers) if record.facts.month == month)
    fit = (record for record in words if case.afterwards(record, month))
    at = max((record.received for record in fit if kind in record.facts.complete), default=None)
    if at is None:
        return ()
    last_day = case.last_day(month)
    about = (word for word in case.book.spoken if word.kind == kind and word.since <= last_day)
    return tuple(word.entry for word in about if word.received > at) or None


def _ruling(item: Item, month: str, at: datetime, lacking: Mapping[str, Entries], evidence: Entries) -> Ruling:
    names = "、".join(KINDS[kind].title for kind in lacking)
    occurrence = Occurrence(item.number, f"registers/{month}", tuple(dict.fromkeys(evidence)), frozenset())
    if any(lacking.values()):
        found = f"{month} 的{names}登记在核对之后又有记载：{listed(list(chain(*lacking.values())))}"
        return occurrence.undetermined(at, found, f"由中心再次核对并签字确认 {month} 的登记（另立一条 registers）")
    settles = f"由中心核对并签字确认 {month} 的登记（registers）"
    return occurrence.undetermined(at, f"{month} 的{names}登记未经核对齐全，不能视为没有发生", settles)
