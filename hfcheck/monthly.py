"""The figures of a month (运维工作月报), from the book and the rulings alone.

A register (登记) of a month says whether the centre confirmed that it is complete. Only then no entry means none;
otherwise a number of zero is not known, and what is counted is at least so many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Generic, TypeVar

from hfcheck.book import Record
from hfcheck.calendar import days_of, end_of
from hfcheck.deductions.registers import confirmed
from hfcheck.errors import InputError
from hfcheck.kinds import (
    Absence,
    Attendance,
    Contract,
    Fault,
    Kind,
    Maintenance,
    Meeting,
    Note,
    Outage,
    PowerAnomaly,
    Request,
    SecurityIncident,
    StaffChange,
    Switchover,
    Task,
    Violation,
    Visit,
)
from hfcheck.model import SHANGHAI
from hfcheck.promises import Promise, promises
from hfcheck.rounds import SlotState, State
from hfcheck.rulings import Case, Outcome, Ruling, local_date

K = TypeVar("K", bound=Kind)
Began = Callable[[Record[Any]], datetime]


@dataclass(frozen=True, slots=True)
class Span:
    """The part of a calendar month that is served: [begins, ends); `until` is where knowledge ends."""

    begins: datetime
    ends: datetime
    until: datetime

    def holds(self, instant: datetime) -> bool:
        """Whether an instant lies within."""
        return self.begins <= instant < self.ends

    def days(self) -> tuple[date, ...]:
        """Its days."""
        first, last = local_date(self.begins), local_date(self.ends - timedelta(microseconds=1))
        return tuple(first + timedelta(days=number) for number in range((last - first).days + 1))


@dataclass(frozen=True, slots=True)
class RoundDay:
    """The inspections of a day: owed, done, done too late, missed, and open (待批准, 待认定, 未到时段).

    `entered_late`: of those done, how many were entered late (补录) and approved.
    """

    day: date
    owed: int
    done: int = 0
    late: int = 0
    missed: int = 0
    entered_late: int = 0

    @property
    def open(self) -> int:
        """What is neither done nor lost yet, or what nobody can say."""
        return self.owed - self.done - self.late - self.missed


@dataclass(frozen=True, slots=True)
class Register(Generic[K]):
    """The records of one kind that began in the month, in order, and whether the centre says that these are all."""

    records: tuple[Record[K], ...]
    complete: bool

    @property
    def number(self) -> int | None:
        """How many; None when there is no entry and nobody says that there was nothing."""
        return len(self.records) if self.complete or self.records else None

    def where(self, wanted: Callable[[K], bool]) -> Register[K]:
        """The same register, narrowed."""
        return Register(tuple(one for one in self.records if wanted(one.facts)), self.complete)


@dataclass(frozen=True, slots=True)
class Flow:
    """Work that comes in and goes out: carried over, new, done in the month, open at its end, and become overdue."""

    carried: int
    new: int
    done: int
    open: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Times:
    """How long something took: of how many it is known, of how many not, median and longest."""

    known: int
    unknown: int
    median: timedelta | None
    longest: timedelta | None


@dataclass(frozen=True, slots=True)
class Figures:
    """All that the monthly report tells, without its texts; `sheet` is the signed attendance sheet."""

    month: str
    span: Span
    contract: Contract
    rounds: tuple[RoundDay, ...]
    attendance: Record[Attendance] | None
    registers: Mapping[type[Kind], Register[Any]]
    flows: Mapping[type[Kind], Flow | None]
    notes: tuple[Note, ...]
    promises: tuple[Promise, ...]
    rulings: tuple[Ruling, ...]

    def of(self, kind: type[K]) -> Register[K]:
        """The month's register of a kind."""
        return self.registers[kind]

    def written(self, part: str, section: str) -> tuple[str, ...]:
        """What people wrote for a part (business, room) under a heading."""
        return tuple(one.text for one in self.notes if (one.part, one.section) == (part, section))


def known_at(fault: Fault) -> datetime | None:
    """When a fault became known: the earliest of alarm and report."""
    return min((at for at in (fault.alarm_at, fault.reported_at) if at), default=None)


def _day(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), SHANGHAI)


def _maintained(one: Record[Maintenance]) -> datetime:
    return one.facts.done_at or (_day(one.facts.planned_for) if one.facts.planned_for else one.claimed)


# When a record of each kind began: this decides the month in which it is told of.
BEGAN: Mapping[type[Kind], Began] = {
    Absence: lambda one: one.facts.left_at,
    StaffChange: lambda one: _day(one.facts.effective),
    Request: lambda one: one.facts.accepted_at,
    Task: lambda one: one.facts.assigned_at,
    Fault: lambda one: known_at(one.facts) or one.claimed,
    PowerAnomaly: lambda one: one.facts.began_at,
    Outage: lambda one: one.facts.began_at,
    SecurityIncident: lambda one: one.facts.occurred_at,
    Violation: lambda one: one.facts.occurred_at,
    Meeting: lambda one: one.facts.starts_at,
    Maintenance: _maintained,
    Visit: lambda one: one.facts.asked_at,
    Switchover: lambda one: one.facts.learnt_at,
}


# When work of a kind is over, and which items say that it became overdue.
ENDED: Mapping[type[Kind], tuple[Callable[[Any], datetime | None], frozenset[int]]] = {
    Request: (lambda one: one.delivered_at or one.closed_at, frozenset({7, 8})),
    Task: (lambda one: one.done_at, frozenset({4})),
    Fault: (lambda one: one.restored_at, frozenset({9, 14})),
}


def figures(case: Case, rulings: Sequence[Ruling], month: str) -> Figures:
    """The figures of one month of the service; raises InputError for a month outside of it."""
    span = span_of(case, month)
    mine = tuple(one for one in rulings if one.month == month)
    return Figures(
        month=month,
        span=span,
        contract=case.contract,
        rounds=_rounds(case, span),
        attendance=next((one for one in case.book.of(Attendance) if one.facts.month == month), None),
        registers={kind: _register(case, kind, began, span, month) for kind, began in BEGAN.items()},
        flows=_flows(case, span, month, mine),
        notes=tuple(one.facts for one in case.book.of(Note) if one.facts.month == month),
        promises=promises(case, month),
        rulings=mine,
    )


def span_of(case: Case, month: str) -> Span:
    """The served part of a month; raises InputError when nothing of it is."""
    if month not in set(case.months()):
        served = f"{case.contract.first_day:%Y-%m} to {case.contract.last_day:%Y-%m}"
        raise InputError(f"expected a month of the service ({served}), found {month}")
    days = list(days_of(*map(int, month.split("-"))))
    begins, ends = max(_day(days[0]), case.begins), min(end_of(days[-1]), case.ends)
    return Span(begins, ends, max(begins, min(ends, case.now)))


def _register(case: Case, kind: type[K], began: Began, span: Span, month: str) -> Register[K]:
    found = [one for one in case.book.of(kind) if span.holds(began(one))]
    return Register(tuple(sorted(found, key=lambda one: (began(one), one.id))), confirmed(case, month, kind.type))


def _flows(case: Case, span: Span, month: str, rulings: Sequence[Ruling]) -> dict[type[Kind], Flow | None]:
    found: dict[type[Kind], Flow | None] = {}
    for kind, (done, items) in ENDED.items():
        spans = [(BEGAN[kind](one), done(one.facts)) for one in case.book.of(kind)]
        overdue = sum(one.item in items and one.outcome is Outcome.BREACHED for one in rulings)
        found[kind] = flow(spans, span, overdue, complete=confirmed(case, month, kind.type))
    return found


def flow(spans: Iterable[tuple[datetime, datetime | None]], span: Span, overdue: int, *, complete: bool) -> Flow | None:
    """What came in and went out; None when nothing is recorded and nobody says that there was nothing."""
    live = [(start, end) for start, end in spans if start < span.ends and (end is None or end >= span.begins)]
    if not live and not complete:
        return None
    done = sum(end is not None and end < span.ends for _, end in live)
    carried = sum(start < span.begins for start, _ in live)
    return Flow(carried, len(live) - carried, done, len(live) - done, overdue)


def _rounds(case: Case, span: Span) -> tuple[RoundDay, ...]:
    states: dict[date, list[SlotState]] = {}
    for one in case.book.slots:
        states.setdefault(one.slot.date, []).append(one)
    return tuple(_round_day(case, day, states.get(day, ())) for day in span.days())


def _round_day(case: Case, day: date, states: Sequence[SlotState]) -> RoundDay:
    owed = max(len(states), len(case.calendar.slots(day)))
    done = [one for one in states if one.counts]
    return RoundDay(
        day=day,
        owed=owed,
        done=len(done),
        late=sum(one.state is State.LATE for one in states),
        missed=sum(one.counts is False and one.state is not State.LATE for one in states),
        entered_late=sum(bool(one.rounds) and one.rounds[0].late for one in done),
    )


def times(spans: Iterable[tuple[datetime | None, datetime | None]]) -> Times:
    """How long things took, from pairs of beginning and end; a pair that lacks one is unknown."""
    pairs = list(spans)
    known = sorted(max(end - start, timedelta(0)) for start, end in pairs if start and end)
    if not known:
        return Times(0, len(pairs), None, None)
    middle = (known[(len(known) - 1) // 2] + known[len(known) // 2]) / 2
    return Times(len(known), len(pairs) - len(known), middle, known[-1])
