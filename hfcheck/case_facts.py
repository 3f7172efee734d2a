"""What the ledger knows of the service as a case: statements of people with their signatures, rounds of every day.

Nothing here walks the findings: statements are found by their type, rounds by their day, signatures by the id that they
are under. A signature counts only when its signer's own key made it; whether he had a mandate is the book's question.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from hfcheck.alarm_times import with_alarm_times
from hfcheck.book import Book, fold, mandates_of
from hfcheck.calendar import ONE_DAY, Calendar
from hfcheck.clauses import Terms
from hfcheck.deductions import rule_all
from hfcheck.incident_facts import open_candidates
from hfcheck.incidents import Candidate
from hfcheck.kinds import KINDS, Mandate, Party, Triage
from hfcheck.ledger import Entry, Evidence, Reader, Trust, trust
from hfcheck.round_facts import as_fact, day_facts
from hfcheck.rounds import Fact, SlotState, board
from hfcheck.rulings import Case, Ruling, local_date
from hfcheck.scorecard import Line, Sheet, sheet

Keys = Mapping[str, str]
# What the inspections see again within a day of its end is the same trouble: a round looks twice on a working day.
FLAP = timedelta(days=1)


@dataclass(frozen=True)
class View:
    """The service as it stands today: the case, what the rules say of it, and what the inspections found."""

    case: Case
    rulings: tuple[Ruling, ...]
    find: Callable[[], tuple[Candidate, ...]]

    @functools.cached_property
    def candidates(self) -> tuple[Candidate, ...]:
        """The candidate incidents. They take a look at every run, so they are only found when a sheet asks for them."""
        return self.find()

    def sheet(self, month: str) -> Sheet:
        """The preview of a month; raises InputError for one outside of the service."""
        return sheet(self.case, self.rulings, self.candidates, month)

    def lines(self) -> dict[str, Line]:
        """Every proposed deduction of the service by its number."""
        sheets = (sheet(self.case, self.rulings, (), month) for month in self.case.months())
        return {line.id: line for one in sheets for item in one.items for line in item.lines}


def view(ledger: Reader, evidence: Evidence, case: Case) -> View:
    """The view of a case, good after the ledger is closed as well; raises InputError without a contract."""

    def find() -> tuple[Candidate, ...]:
        with Reader.open(ledger.path) as own:
            return incidents(own, evidence, case)

    return View(case, rule_all(case), find)


def incidents(ledger: Reader, evidence: Evidence, case: Case) -> tuple[Candidate, ...]:
    """The candidate incidents of the service, each with the triage that a person made of it.

    Who says that one is recorded has to name its record, which has to be there still.
    """
    known = {record.id for records in case.book.records.values() for record in records}
    found = [one for one in case.book.of(Triage) if one.facts.verdict == "no_breach" or one.facts.record in known]
    triaged = {record.facts.of: record.id for record in found}
    return open_candidates(ledger, evidence, triaged, FLAP, min(case.now, case.ends))


def load(ledger: Reader, keys: Keys, calendar: Calendar, terms: Terms, now: datetime) -> Case:
    """All that a rule may look at, as it stands in the ledger. `keys`: known public keys with their owners' names.

    Without a contract that both parties signed the case has no slots, and asking for its contract raises InputError.
    """
    book = with_alarm_times(fold(statements(ledger, keys)))
    slots = tuple(_slots(ledger, keys, calendar, book, now))
    return Case(replace(book, slots=slots), terms, calendar, now)


def statements(ledger: Reader, keys: Keys) -> Iterator[Fact]:
    """Every statement of a person, and the trusted signatures under them."""
    for kind in KINDS:
        yield from map(as_fact, ledger.entries(type=kind))
        yield from map(as_fact, signatures(ledger, f"{kind}/", keys))


def signatures(ledger: Reader, under: str, keys: Keys) -> Iterator[Entry]:
    """The trusted signatures under entries whose ids begin so."""
    found = ledger.entries(prefix=f"signature/{under}")
    return (entry for entry in found if trust(entry.event, keys) is Trust.OWN)


def _slots(ledger: Reader, keys: Keys, calendar: Calendar, book: Book, now: datetime) -> Iterator[SlotState]:
    """How each slot of the service stands, up to today. A year without a notice has provisional ones, of no account."""
    mandates = [record.facts for record in book.of(Mandate)]
    for day in _served(book, local_date(now)):
        facts = (fact for fact in day_facts(ledger, day, keys) if _for_the_centre(fact, mandates))
        yield from board(facts, calendar.likely_slots(day), now)


def _for_the_centre(fact: Fact, mandates: Sequence[Mandate]) -> bool:
    """Whether a fact is no approval of a round, or one by somebody with the centre's mandate, as points hang on it."""
    if fact.type != "approval":
        return True
    days = {local_date(at) for at in (fact.received, datetime.fromisoformat(str(fact.body["at"])))}
    return all(mandates_of(str(fact.body["by"]), day, mandates) == {Party.CENTRE} for day in days)


def _served(book: Book, today: date) -> Iterator[date]:
    if book.contract is None:
        return
    day, last = book.contract.facts.first_day, min(book.contract.facts.last_day, today)
    while day <= last:
        yield day
        day += ONE_DAY
