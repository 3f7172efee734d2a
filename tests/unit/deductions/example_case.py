"""A worked example of a stanza as a Case: a contract of five months in which all is in order but what the example says.

example:
  facts: [{fault: {…}, subject: e1, at: 2025-09-01T09:00:00+08:00}]   # subject e1, e2, … and `at` are optional
  terms: {3.due_day: 5}                        # supplements, in force from the first day of service
  slots: {2025-09-03/morning: missed}          # every other slot that has closed is done
  without: [attendance/2025-09]                # default records to leave out
  now: 2026-02-01T00:00:00+08:00
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

import orjson

from hfcheck.book import fold, record_id
from hfcheck.calendar import Slot
from hfcheck.kinds import KINDS, Kind, Party
from hfcheck.kinds.fields import Shape, fields_of
from hfcheck.notices import calendar
from hfcheck.rounds import COUNTS, Doubt, Fact, RoundState, SlotState, State
from hfcheck.rulings import Case
from hfcheck.terms import terms

FIRST_DAY, LAST_DAY = date(2025, 8, 1), date(2025, 12, 31)
MONTHS = ("2025-08", "2025-09", "2025-10", "2025-11", "2025-12")
NOW = "2026-02-01T00:00:00+08:00"
SAID = "2025-09-01T09:00:00+08:00"
AFTER = "2026-01-04T09:00:00+08:00"
SIGNED = "2025-08-01T09:00:00+08:00"
SIGNERS = {Party.SUPPLIER: "陈经理", Party.CENTRE: "李主任"}
OFFICE_HOURS = ["08:30-12:00", "14:30-17:30"]
DOUBTS = {State.AWAITING_APPROVAL: (Doubt.LATE_ENTRY,), State.UNDETERMINED: (Doubt.CLOCK,)}

Example = Mapping[str, Any]


def build(example: Example) -> Case:
    """The case of an example."""
    now = datetime.fromisoformat(example.get("now", NOW))
    slots = tuple(_slots(now, example.get("slots", {})))
    return Case(fold(facts_of(example), slots), terms(), calendar(), now)


def facts_of(example: Example) -> list[Fact]:
    """The ledger entries behind an example: its statements, the default ones, and every signature they need."""
    own = list(_own(example))
    spoken = {record_id(fact.body) for fact in own} | set(example.get("without", ()))
    defaults = [fact for fact in _defaults(own) if record_id(fact.body) not in spoken]
    stated = [*own, *defaults]
    return [*stated, *(signature for fact in stated for signature in signatures(fact))]


def statement(kind: str, subject: str, says: Mapping[str, Any], at: str = "", step: int = 1) -> Fact:
    """What somebody says of a record; of a whole month only when all of them are over."""
    at = at or (AFTER if kind in ("attendance", "registers") else _told_by(KINDS[kind], says))
    event = f"{kind}/{subject}/{step}"
    body = {"id": event, "type": kind, "subject": subject, "step": step, "at": at, "by": "王工", "says": dict(says)}
    return Fact(body, datetime.fromisoformat(at), hashlib.sha256(orjson.dumps(body)).hexdigest())


def _told_by(kind: type[Kind], says: Mapping[str, Any]) -> str:
    """When somebody may first say this: nobody tells of what is not done yet."""
    done = [fields_of(kind)[name] for name in says.keys() - kind.ahead if says[name] is not None]
    instants = [str(says[field.name]) for field in done if field.shape is Shape.INSTANT]
    days = [f"{says[field.name]}T23:59:59+08:00" for field in done if field.shape is Shape.DAY]
    return max([SAID, *instants, *days], key=datetime.fromisoformat)


def signatures(fact: Fact) -> Iterator[Fact]:
    """The signatures that a statement of this kind needs."""
    for party in sorted(KINDS[fact.type].needs):
        body = {
            "id": f"signature/{fact.id}/{party}",
            "type": "signature",
            "of": fact.id,
            "of_hash": fact.hash,
            "role": party.value,
            "signer": SIGNERS[party],
            "at": SIGNED,
        }
        yield Fact(body, datetime.fromisoformat(SIGNED), "")


def _own(example: Example) -> Iterator[Fact]:
    for number, entry in enumerate(example.get("facts", ()), 1):
        (kind,) = entry.keys() - {"subject", "at"}
        yield statement(kind, entry.get("subject", f"e{number}"), entry[kind], entry.get("at", ""))
    for term, value in example.get("terms", {}).items():
        says = {"term": term, "value": value, "since": FIRST_DAY.isoformat(), "document": "补充约定"}
        yield statement("supplement", term, says)


def _defaults(own: Iterable[Fact]) -> Iterator[Fact]:
    contract = {"name": "业务系统及机房安全运维服务", "supplier": "供应商", "centre": "中心", "amount": "337000.00"}
    service = {"first_day": FIRST_DAY.isoformat(), "last_day": LAST_DAY.isoformat(), "posts": 3}
    yield statement("contract", "contract", contract | service, SIGNED)
    for party, person in SIGNERS.items():
        mandate = {"person": person, "party": party.value, "first_day": FIRST_DAY.isoformat()}
        yield statement("mandate", person, mandate, SIGNED)
    away = [fact.body["says"]["left_at"][:7] for fact in own if fact.type == "absence"]
    for month in MONTHS:
        sheet = {"month": month, "office_hours": OFFICE_HOURS, "absences": away.count(month)}
        yield statement("attendance", month, sheet)
        yield statement("registers", month, {"month": month, "complete": sorted(KINDS)})


def _slots(now: datetime, words: Mapping[str, str]) -> Iterator[SlotState]:
    last = min(LAST_DAY, now.date())
    for number in range(FIRST_DAY.toordinal(), last.toordinal() + 1):
        for slot in calendar().slots(date.fromordinal(number)):
            yield _slot(slot, State(words[slot.id]) if slot.id in words else _usual(slot, now), now)


def _usual(slot: Slot, now: datetime) -> State:
    if slot.too_late(now):
        return State.DONE
    return State.UPCOMING if slot.too_early(now) else State.DUE


def _slot(slot: Slot, state: State, now: datetime) -> SlotState:
    if state in (State.MISSED, State.DUE, State.UPCOMING):
        remaining = None if slot.too_late(now) else slot.closes - now
        return SlotState(slot, state, COUNTS.get(state), remaining)
    doubts, unsigned = DOUBTS.get(state, ()), state is State.AWAITING_SIGNATURE and slot.too_late(now)
    done = RoundState(f"round/{slot.id}", slot, state, slot.closes, "王工", bool(doubts), doubts)
    return SlotState(slot, state, False if unsigned else COUNTS.get(state), None, (done,))
