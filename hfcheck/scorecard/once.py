"""Every occurrence is in the signed sheet of one month, wherever later facts or terms would put it today.

A signed month keeps its figures. So an occurrence that moves over a month's end afterwards, by a higher tier, a
correction or a supplement, would be counted twice or never, had nobody looked at all sheets together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hfcheck.clauses import Terms
from hfcheck.deductions.joined import PER_CAUSE
from hfcheck.rulings import Ruling
from hfcheck.scorecard.form import Line, Sheet
from hfcheck.scorecard.month import DEDUCTIONS

Signed = Sequence[tuple[str, Line]]


def astray(sheets: Mapping[str, Sheet], rulings: Sequence[Ruling], terms: Terms) -> Iterator[str]:
    """What the sheets of all months count twice, leave out, or count although nothing is left of it today.

    One English phrase each; `rulings` are those of today.
    """
    signed = [(month, line) for month, found in sorted(sheets.items()) for item in found.items for line in item.lines]
    for ruling in rulings:
        held = [(month, line) for month, line in signed if _same(terms, ruling, line)]
        if len(held) > 1 and any(line.points for _, line in held):
            yield f"{ruling.id} in {' and '.join(f'{month} ({line.points} points)' for month, line in held)}"
        if not held and ruling.outcome in DEDUCTIONS:
            yield f"{ruling.id} of {ruling.month} in none"
    yield from _baseless(terms, signed, [ruling for ruling in rulings if ruling.outcome in DEDUCTIONS])


def _baseless(terms: Terms, signed: Signed, rulings: Sequence[Ruling]) -> Iterator[str]:
    for month, line in signed:
        if line.points and not any(_same(terms, ruling, line) for ruling in rulings):
            yield f"{line.id} in {month} ({line.points} points), which deducts nothing today"


def _same(terms: Terms, ruling: Ruling, line: Line) -> bool:
    """Whether a line is of this occurrence, also when its record has become one with another of the same cause."""
    if ruling.item != line.item:
        return False
    joined = terms.items[ruling.item].per == PER_CAUSE and line.record in ruling.causes
    return joined or line.record == ruling.record
