"""The board at the end of the demonstration: each month's rounds, points, and who signed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from hfcheck.assessment_desk import look
from hfcheck.book import PARTIES
from hfcheck.case_facts import View
from hfcheck.ledger import Reader, known_keys
from hfcheck.sheet_facts import Finalised, newest
from hfcheck.station import Station


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month: slots due, done (late entries among them), missed or refused; its points; the state in Chinese."""

    month: str
    due: int
    done: int
    late: int
    missed: int
    points: int | None
    state: str


def board(station: Station, now: datetime) -> tuple[MonthRow, ...]:
    """The months of the service; raises InputError without a contract."""
    seen = look(station, now)
    with Reader.open(station.ledger) as ledger:
        sheets = newest(ledger, known_keys(station.keys), seen.case.book, seen.case.months())
    return tuple(_rows(seen, sheets))


def _rows(seen: View, sheets: Mapping[str, Finalised]) -> Iterator[MonthRow]:
    for month in seen.case.months():
        slots = [state for state in seen.case.book.slots if f"{state.slot.date:%Y-%m}" == month]
        done = [state for state in slots if state.counts]
        found = sheets.get(month)
        yield MonthRow(
            month,
            len(slots),
            len(done),
            sum(state.rounds[0].late for state in done),
            sum(state.counts is False for state in slots),
            (found.sheet if found else seen.sheet(month)).total,
            _state(found),
        )


def _state(found: Finalised | None) -> str:
    if found is None:
        return "未定稿"
    signed = "、".join(PARTIES[party] for party in found.sheet.signed)
    return f"第 {found.sheet.revision} 版定稿，{f'{signed}已签字' if signed else '未签字'}"
