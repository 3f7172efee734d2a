"""What a rule says of one occurrence, and what it may look at to say so.

Every rule is a pure function `(Case) -> Iterable[Ruling]`: it says one thing about each occurrence that it knows of,
also that it was kept, or that its clock still runs. Points, the running clocks of `hfcheck today`, the explanation and
the figures of the monthly report are all read from the same rulings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from hfcheck.book import Book, Record
from hfcheck.calendar import Calendar, end_of
from hfcheck.clauses import Terms, Version
from hfcheck.errors import InputError
from hfcheck.kinds import Contract, Supplement
from hfcheck.model import SHANGHAI

LISTED = 5


class Outcome(StrEnum):
    """Three answers and a clock: nothing to deduct, points, nobody can say yet, and not over."""

    KEPT = "kept"
    BREACHED = "breached"
    UNDETERMINED = "undetermined"
    RUNNING = "running"


@dataclass(frozen=True, slots=True)
class Ruling:
    """One occurrence under one item.

    `record` is what it is about (`fault/ups-0903`, `day/2025-09-03`). `at`: when the breach became true, when it will
    (running), or the instant that decides the month. `points`: of the breach, at risk (running), else 0; None when
    undetermined. `reason`: a Chinese sentence with the figures. `settles`: what would settle an undetermined one.
    `evidence`: ids of ledger entries. `causes`: root causes; rulings that share one are one occurrence of an item, and
    overlap between items.
    """

    item: int
    record: str
    outcome: Outcome
    at: datetime
    points: int | None
    reason: str
    settles: str = ""
    evidence: tuple[str, ...] = ()
    causes: frozenset[str] = field(default_factory=frozenset)

    @property
    def id(self) -> str:
        """The number of the deduction (扣分编号): `9/fault/ups-0903`."""
        return f"{self.item}/{self.record}"

    @property
    def month(self) -> str:
        """The calendar month that it belongs to, as 2025-09."""
        return f"{self.at.astimezone(SHANGHAI):%Y-%m}"


@dataclass(frozen=True, slots=True)
class Case:
    """All that a rule may look at."""

    book: Book
    terms: Terms
    calendar: Calendar
    now: datetime

    @property
    def contract(self) -> Contract:
        """The contract; raises InputError without exactly one that both parties signed."""
        found = self.book.contract
        if found is None:
            raise InputError("expected one contract signed by both parties in the ledger, found none")
        return found.facts

    @property
    def begins(self) -> datetime:
        """00:00 of the first day of service."""
        return datetime.combine(self.contract.first_day, time.min, SHANGHAI)

    @property
    def ends(self) -> datetime:
        """24:00 of the last day of service."""
        return end_of(self.contract.last_day)

    def until(self, done: datetime | None) -> datetime:
        """Up to when something lasted: until it was done, or until now while that is unknown or still to come."""
        return min(done, self.now) if done else self.now

    def months(self) -> Iterator[str]:
        """The calendar months of the service, as 2025-09, in order."""
        day = self.contract.first_day.replace(day=1)
        while day <= self.contract.last_day:
            yield f"{day:%Y-%m}"
            day = (day + timedelta(days=31)).replace(day=1)

    def last_day(self, month: str) -> date:
        """The last day of service in a month of it."""
        first = date.fromisoformat(f"{month}-01")
        return min((first + timedelta(days=31)).replace(day=1) - timedelta(days=1), self.contract.last_day)

    def afterwards(self, record: Record[Any], month: str) -> bool:
        """Whether a record was last stated, and received, when the month's last day of service was over."""
        return min(record.claimed, record.received) >= end_of(self.last_day(month))


Rule = Callable[[Case], Iterable[Ruling]]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """What a ruling is about; its methods are the four things that can be said of it."""

    item: int
    record: str
    evidence: tuple[str, ...]
    causes: frozenset[str]

    @classmethod
    def of(cls, item: int, record: Record[Any], cause: str | None = None) -> Occurrence:
        """The occurrence that one record is; its root causes are itself and the one that it names."""
        return cls(item, record.id, record.entries, frozenset({record.id, cause or record.id}))

    def kept(self, at: datetime, reason: str) -> Ruling:
        """Nothing to deduct."""
        return self._ruling(Outcome.KEPT, at, 0, reason)

    def breached(self, at: datetime, points: int, reason: str) -> Ruling:
        """Points, since this instant."""
        return self._ruling(Outcome.BREACHED, at, points, reason)

    def running(self, at: datetime, points: int, reason: str) -> Ruling:
        """Not over: at this instant it will cost so many points."""
        return self._ruling(Outcome.RUNNING, at, points, reason)

    def undetermined(self, at: datetime, reason: str, settles: str) -> Ruling:
        """Nobody can say yet; `settles` is what would settle it."""
        return self._ruling(Outcome.UNDETERMINED, at, None, reason, settles)

    def _ruling(self, outcome: Outcome, at: datetime, points: int | None, reason: str, settles: str = "") -> Ruling:
        return Ruling(self.item, self.record, outcome, at, points, reason, settles, self.evidence, self.causes)


def terms_in_force(terms: Terms, book: Book) -> Terms:
    """The terms with what the signed supplements of the book set; raises InputError naming one that does not fit."""
    for record in book.of(Supplement):
        facts = record.facts
        try:
            terms = terms.amended(facts.term, Version(facts.since, facts.value, facts.document, record.id))
        except InputError as problem:
            raise InputError(f"{record.id}: {problem}") from problem
    return terms


def local_date(instant: datetime) -> date:
    """The day in Asia/Shanghai."""
    return instant.astimezone(SHANGHAI).date()


def clock(instant: datetime) -> str:
    """An instant for a Chinese sentence: 2025-09-03 08:12, and its seconds where it has some."""
    local = instant.astimezone(SHANGHAI)
    return f"{local:%Y-%m-%d %H:%M:%S}" if local.second or local.microsecond else f"{local:%Y-%m-%d %H:%M}"


def by(instant: datetime) -> str:
    """A limit for a Chinese sentence: a period in days ends at 24:00 of its last day, not at 0:00 of the next."""
    local = instant.astimezone(SHANGHAI)
    return clock(instant) if local.time() != time.min else f"{local.date() - timedelta(days=1)} 24:00"


def listed(names: Sequence[str]) -> str:
    """Names for a Chinese sentence: the first few, and how many there are."""
    shown = "、".join(names[:LISTED])
    return f"{shown}等 {len(names)} 项" if len(names) > LISTED else shown


def merged(rulings: Sequence[Ruling]) -> Ruling:
    """Several rulings of one item and one root cause as the one occurrence that they are."""
    ranked = sorted(rulings, key=lambda one: (RANK.index(one.outcome), -(one.points or 0), one.at, one.record))
    first = ranked[0]
    evidence = tuple(dict.fromkeys(entry for one in ranked for entry in one.evidence))
    causes = frozenset().union(*(one.causes for one in ranked))
    others = listed([one.record for one in ranked[1:]])
    reason = f"{first.reason}（同一根因，并入：{others}）" if others else first.reason
    return Ruling(
        first.item, first.record, first.outcome, first.at, first.points, reason, first.settles, evidence, causes
    )


# What nobody can say yet comes before points, so that a merge never guesses.
RANK = (Outcome.UNDETERMINED, Outcome.BREACHED, Outcome.RUNNING, Outcome.KEPT)
