"""The book: statements about records, folded into what is known of each record.

A statement (ledger event) is about one record, `<type>/<subject>`, and says some of its fields. Later statements add
fields; one that says a field otherwise has to name the statement that it corrects, or to withdraw the record. The fold
is over a set: neither the order nor the repetition of statements matters. What contradicts itself, or lacks what its
kind needs, is a flaw and no record; what lacks a signature that its kind needs does not count yet. Both stand in the
way of finalising a month, so that nothing is dropped silently.

    {"id": "fault/ups-0903/2", "type": "fault", "subject": "ups-0903", "step": 2, "at": …, "by": "王工",
     "says": {"acted_at": …}, "corrects": "fault/ups-0903/1", "because": "…", "withdraws": true}
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Generic, TypeVar

import orjson
from pydantic import ValidationError

from hfcheck.kinds import KINDS, Contract, Kind, Mandate, Party
from hfcheck.model import SHANGHAI
from hfcheck.rounds import Fact, SlotState
from hfcheck.spoken import Spoken, spoken
from hfcheck.standing import merge, said_at

K = TypeVar("K", bound=Kind)
# A statement entered later than this after the instant it claims is a late entry (补录), and is marked as one.
LATE_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Record(Generic[K]):
    """One record: what is known of it, and the ledger entries that say so, in the order of their steps.

    `claimed` and `received` are those of its last statement; `late` marks a late entry. `signed`: for each party that
    signed every one of its statements, who did.
    """

    id: str
    facts: K
    entries: tuple[str, ...]
    claimed: datetime
    received: datetime
    late: bool
    by: str
    signed: Mapping[Party, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Flaw:
    """A record that cannot be used: what is wrong with it, in Chinese, and the entries concerned."""

    record: str
    sentence: str
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """All that is known: records by type, flaws, records that wait for a signature, the slots of the service, and of
    which days every statement speaks, those of records withdrawn included."""

    records: Mapping[str, tuple[Record[Any], ...]] = field(default_factory=dict)
    flaws: tuple[Flaw, ...] = ()
    unsigned: tuple[Flaw, ...] = ()
    slots: tuple[SlotState, ...] = ()
    spoken: tuple[Spoken, ...] = ()

    def of(self, kind: type[K]) -> tuple[Record[K], ...]:
        """The records of a kind that count, in the order of their ids."""
        return self.records.get(kind.type, ())

    @property
    def contract(self) -> Record[Contract] | None:
        """The contract; two of them are a flaw."""
        found = self.of(Contract)
        return found[0] if len(found) == 1 else None


def record_id(body: Mapping[str, Any]) -> str:
    """The record that a statement is about."""
    return f"{body['type']}/{body['subject']}"


def fold(facts: Iterable[Fact], slots: Sequence[SlotState] = ()) -> Book:
    """The book. Signatures among the facts are taken as verified by the caller (their key is their signer's)."""
    said: dict[str, dict[str, Fact]] = defaultdict(dict)
    signatures: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    strange: dict[str, Flaw] = {}
    for fact in facts:
        if fact.type == "signature":
            signatures[str(fact.body.get("of")), str(fact.body.get("of_hash"))].append(fact)
        elif fact.type in KINDS and fits(fact.body):
            said[record_id(fact.body)][fact.id] = fact
        elif fact.type in KINDS:
            strange[fact.id] = Flaw(fact.id, "条目的格式不符合要求", (fact.id,))
    stated = {name: _ordered(parts.values()) for name, parts in sorted(said.items())}
    outcomes = [_record(name, statements) for name, statements in stated.items()]
    drafts = [outcome for outcome in outcomes if isinstance(outcome, _Draft)]
    mandates = _believed(drafts, signatures)
    records, unsigned = _countersigned(drafts, signatures, mandates)
    flaws = (
        *sorted(strange.values(), key=lambda flaw: flaw.record),
        *(one for one in outcomes if isinstance(one, Flaw)),
    )
    whole = {name: tuple(items) for name, items in records.items()}
    words = tuple(word for statements in stated.values() for word in spoken(statements))
    return Book(whole, (*flaws, *_doubled(records)), tuple(unsigned), tuple(slots), words)


@dataclass(frozen=True, slots=True)
class _Draft:
    """A record before its signatures are looked at; None stands for one that was withdrawn."""

    name: str
    kind: type[Kind]
    record: Record[Any] | None
    statements: tuple[Fact, ...]


def fits(body: Mapping[str, Any]) -> bool:
    """Whether an event has the form of a statement; the desk writes no other, but a ledger may hold anything."""
    try:
        at, step = datetime.fromisoformat(str(body["at"])), body["step"]
        named = body["id"] == f"{record_id(body)}/{step}" and isinstance(body["by"], str)
    except (KeyError, ValueError):
        return False
    return named and isinstance(step, int) and at.tzinfo is not None and isinstance(body.get("says", {}), Mapping)


def _ordered(statements: Iterable[Fact]) -> tuple[Fact, ...]:
    return tuple(sorted(statements, key=lambda fact: (int(fact.body["step"]), fact.id)))


def _record(name: str, statements: tuple[Fact, ...]) -> _Draft | Flaw:
    """The record that these statements make, or what is wrong with it."""
    kind, entries = KINDS[statements[0].type], tuple(fact.id for fact in statements)
    if any(fact.body.get("withdraws") for fact in statements):
        return _Draft(name, kind, None, statements)
    bodies = [fact.body for fact in statements]
    merged, contradiction = merge(bodies)
    if contradiction:
        return Flaw(name, f"“{contradiction}”前后记载不一致，且未写明更正哪一条", entries)
    try:
        facts = kind.model_validate_json(orjson.dumps(merged))
    except ValidationError as problem:
        named = (error["ctx"]["field"] if error["type"] == "order" else error["loc"][0] for error in problem.errors())
        return Flaw(name, f"缺少或不符合要求：{'、'.join(map(str, named))}", entries)
    early = sorted(facts.foretold(said_at(bodies)))
    if early:
        return Flaw(name, f"记载的时间晚于填报时间：{'、'.join(early)}", entries)
    last = statements[-1]
    claims = [(datetime.fromisoformat(str(fact.body["at"])), fact.received) for fact in statements]
    late = any(received - claimed > LATE_AFTER for claimed, received in claims)
    record = Record(name, facts, entries, claims[-1][0], claims[-1][1], late, str(last.body["by"]))
    return _Draft(name, kind, record, statements)


PARTIES: Mapping[Party, str] = {Party.SUPPLIER: "供应商", Party.CENTRE: "中心"}
Signatures = Mapping[tuple[str, str], Sequence[Fact]]


def _countersigned(
    drafts: Iterable[_Draft], signatures: Signatures, mandates: Sequence[Mandate]
) -> tuple[dict[str, list[Record[Any]]], list[Flaw]]:
    records: dict[str, list[Record[Any]]] = defaultdict(list)
    unsigned: list[Flaw] = []
    for draft in drafts:
        signed = [_signers(fact, signatures, mandates) for fact in draft.statements]
        missing = [party for party in Party if party in draft.kind.needs and not all(one[party] for one in signed)]
        if draft.kind is Mandate and draft.record and draft.record.facts not in mandates:
            missing = [draft.record.facts.party]
        if draft.record is None:
            missing = _unsigned_withdrawal(draft, signed)
        if missing:
            sentence = f"{'撤销' if draft.record is None else ''}待{'、'.join(PARTIES[party] for party in missing)}签字"
            unsigned.append(Flaw(draft.name, sentence, tuple(fact.id for fact in draft.statements)))
        elif draft.record is not None:
            names = {party: frozenset[str]().union(*(one[party] for one in signed)) for party in Party}
            whole = {party: tuple(sorted(found)) for party, found in names.items() if all(one[party] for one in signed)}
            records[draft.kind.type].append(replace(draft.record, signed=whole))
    return records, unsigned


def _believed(drafts: Iterable[_Draft], signatures: Signatures) -> list[Mandate]:
    """The mandates that count. Who signs the contract vouches for those that stood then; every later word about a
    mandate is its party's, by somebody who has one already: nobody lets himself in."""
    founded = min(
        (at for draft in drafts if draft.kind is Contract and (at := _founded(draft, signatures))), default=None
    )
    waiting = [draft for draft in drafts if draft.kind is Mandate and draft.record]
    believed: list[Mandate] = []
    while True:
        vouched = [draft for draft in waiting if _vouched(draft, founded, signatures, believed)]
        if not vouched:
            return believed
        believed += [draft.record.facts for draft in vouched if draft.record]
        waiting = [draft for draft in waiting if draft not in vouched]


def _founded(contract: _Draft, signatures: Signatures) -> datetime | None:
    """When the ledger had the second party's signature under a contract's first statement; None without both."""
    first = contract.statements[0]
    put = signatures.get((first.id, first.hash), ())
    found = [min((one.received for one in put if one.body.get("role") == party), default=None) for party in Party]
    instants = [at for at in found if at]
    return max(instants) if len(instants) == len(Party) else None


def _vouched(mandate: _Draft, founded: datetime | None, signatures: Signatures, believed: Sequence[Mandate]) -> bool:
    later = [fact for fact in mandate.statements if founded and fact.received > founded]
    party = mandate.record.facts.party if mandate.record else None
    return all(party and _signers(fact, signatures, believed)[party] for fact in later)


def _unsigned_withdrawal(draft: _Draft, signed: Sequence[Mapping[Party, frozenset[str]]]) -> list[Party]:
    """Whose signatures a withdrawal lacks. One side cannot take back what was signed; nobody's word needs nobody."""
    holders = [party for party in Party if any(one[party] for one in signed)]
    if not holders:
        return []
    needs = [party for party in Party if party in draft.kind.needs or party in holders]
    taken_back = [one for fact, one in zip(draft.statements, signed, strict=True) if fact.body.get("withdraws")]
    return [party for party in needs if not all(one[party] for one in taken_back)]


def _signers(fact: Fact, signatures: Signatures, mandates: Sequence[Mandate]) -> dict[Party, frozenset[str]]:
    """Who signed a statement for each party, with its mandate on the day of signing."""
    put = signatures.get((fact.id, fact.hash), ())
    return {party: frozenset(str(s.body["signer"]) for s in put if mandated(s, party, mandates)) for party in Party}


def mandated(signature: Fact, party: Party, mandates: Iterable[Mandate]) -> bool:
    """Whether a signature was put for this party by somebody who had its mandate, and no other, on that day.

    That is the day that it claims and the day on which the ledger received it: neither can be chosen for the other.

    Two keys are two people: whoever could sign for both parties signs for neither.
    """
    if signature.body.get("role") != party:
        return False
    days = {
        at.astimezone(SHANGHAI).date() for at in (datetime.fromisoformat(str(signature.body["at"])), signature.received)
    }
    return all(mandates_of(str(signature.body["signer"]), day, mandates) == {party} for day in days)


def mandates_of(person: str, day: date, mandates: Iterable[Mandate]) -> frozenset[Party]:
    """The parties that a person may sign for on a day."""
    return frozenset(one.party for one in mandates if one.person == person and _valid(one, day))


def _valid(mandate: Mandate, day: date) -> bool:
    return mandate.first_day <= day and (mandate.last_day is None or day <= mandate.last_day)


def _doubled(records: Mapping[str, Sequence[Record[Any]]]) -> Iterator[Flaw]:
    contracts = records.get(Contract.type, ())
    if len(contracts) > 1:
        entries = tuple(entry for record in contracts for entry in record.entries)
        yield Flaw("contract", "一个台账只能有一份合同", entries)
