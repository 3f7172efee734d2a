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
from hfcheck.rounds import Fact, SlotState

K = TypeVar("K", bound=Kind)
# A statement entered later than this after the instant it claims is a late entry (补录), and is marked as one.
LATE_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Record(Generic[K]):
    """One record: what is known of it, and the ledger entries that say so, in the order of their steps.

    `claimed` and `received` are those of its last statement; `late` marks a late entry. `signed`: who of which party
    signed every one of its statements.
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
    """All that is known: records by type, flaws, records that wait for a signature, and the slots of the service."""

    records: Mapping[str, tuple[Record[Any], ...]] = field(default_factory=dict)
    flaws: tuple[Flaw, ...] = ()
    unsigned: tuple[Flaw, ...] = ()
    slots: tuple[SlotState, ...] = ()

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
    for fact in facts:
        if fact.type in KINDS:
            said[record_id(fact.body)][fact.id] = fact
        elif fact.type == "signature":
            signatures[str(fact.body["of"]), str(fact.body["of_hash"])].append(fact)
    outcomes = [(name, _record(name, _ordered(parts.values()))) for name, parts in sorted(said.items())]
    drafts = [outcome for _, outcome in outcomes if isinstance(outcome, _Draft)]
    mandates = [draft.record.facts for draft in drafts if draft.record.facts.type == Mandate.type]
    records, unsigned = _countersigned(drafts, signatures, mandates)
    flaws = [outcome for _, outcome in outcomes if isinstance(outcome, Flaw)] + list(_doubled(records))
    return Book({name: tuple(items) for name, items in records.items()}, tuple(flaws), tuple(unsigned), tuple(slots))


@dataclass(frozen=True, slots=True)
class _Draft:
    """A record before its signatures are looked at."""

    record: Record[Any]
    statements: tuple[Fact, ...]


def _ordered(statements: Iterable[Fact]) -> tuple[Fact, ...]:
    return tuple(sorted(statements, key=lambda fact: (int(fact.body["step"]), fact.id)))


def _record(name: str, statements: tuple[Fact, ...]) -> _Draft | Flaw | None:
    """The record that these statements make, what is wrong with it, or None when it was withdrawn."""
    entries = tuple(fact.id for fact in statements)
    if any(fact.body.get("withdraws") for fact in statements):
        return None
    merged, contradiction = merge(statements)
    if contradiction:
        return Flaw(name, f"“{contradiction}”前后记载不一致，且未写明更正哪一条", entries)
    try:
        facts = KINDS[statements[0].type].model_validate_json(orjson.dumps(merged))
    except ValidationError as problem:
        missing = "、".join(str(error["loc"][0]) for error in problem.errors() if error["loc"])
        return Flaw(name, f"缺少或不符合要求：{missing}", entries)
    last = statements[-1]
    claims = [(datetime.fromisoformat(str(fact.body["at"])), fact.received) for fact in statements]
    late = any(received - claimed > LATE_AFTER for claimed, received in claims)
    return _Draft(Record(name, facts, entries, claims[-1][0], claims[-1][1], late, str(last.body["by"])), statements)


def merge(statements: Sequence[Fact]) -> tuple[dict[str, Any], str]:
    """The fields that statements say together, and the first field that they contradict each other in (or "").

    A statement speaks over the one that it corrects, and over what that one corrects in turn.
    """
    overruled = {fact.id: _overruled(fact, {one.id: one for one in statements}) for fact in statements}
    merged: dict[str, Any] = {}
    for name in sorted({name for fact in statements for name in fact.body.get("says") or ()}):
        speakers = [fact for fact in statements if name in (fact.body.get("says") or ())]
        standing = [one for one in speakers if not any(one.id in overruled[other.id] for other in speakers)]
        values = [one.body["says"][name] for one in standing]
        if any(value != values[0] for value in values[1:]) or not values:
            return merged, name
        merged[name] = values[0]
    return merged, ""


def _overruled(fact: Fact, known: Mapping[str, Fact]) -> frozenset[str]:
    found: set[str] = set()
    named = fact.body.get("corrects")
    while named in known and named not in found:
        found.add(str(named))
        named = known[str(named)].body.get("corrects")
    return frozenset(found)


def _countersigned(
    drafts: Iterable[_Draft], signatures: Mapping[tuple[str, str], Sequence[Fact]], mandates: Sequence[Mandate]
) -> tuple[dict[str, list[Record[Any]]], list[Flaw]]:
    records: dict[str, list[Record[Any]]] = defaultdict(list)
    unsigned: list[Flaw] = []
    for draft in drafts:
        record = draft.record
        signed = {party: _signers(party, draft.statements, signatures, mandates) for party in Party}
        missing = [PARTIES[party] for party in Party if party in record.facts.needs and not signed[party]]
        if missing:
            unsigned.append(Flaw(record.id, f"待{'、'.join(missing)}签字", record.entries))
            continue
        whole = {party: names for party, names in signed.items() if names}
        records[record.facts.type].append(replace(record, signed=whole))
    return records, unsigned


PARTIES: Mapping[Party, str] = {Party.SUPPLIER: "供应商", Party.CENTRE: "中心"}


def _signers(
    party: Party,
    statements: Sequence[Fact],
    signatures: Mapping[tuple[str, str], Sequence[Fact]],
    mandates: Sequence[Mandate],
) -> tuple[str, ...]:
    """Who signed every statement for this party, with a mandate on the day of signing."""
    each = [
        {str(s.body["signer"]) for s in signatures.get((fact.id, fact.hash), ()) if mandated(s, party, mandates)}
        for fact in statements
    ]
    return tuple(sorted(set.intersection(*each))) if each else ()


def mandated(signature: Fact, party: Party, mandates: Iterable[Mandate]) -> bool:
    """Whether a signature was put for this party by somebody who had its mandate on that day."""
    if signature.body.get("role") != party:
        return False
    day = datetime.fromisoformat(str(signature.body["at"])).date()
    return any(one.person == signature.body["signer"] and one.party is party and _valid(one, day) for one in mandates)


def _valid(mandate: Mandate, day: date) -> bool:
    return mandate.first_day <= day and (mandate.last_day is None or day <= mandate.last_day)


def _doubled(records: Mapping[str, Sequence[Record[Any]]]) -> Iterator[Flaw]:
    contracts = records.get(Contract.type, ())
    if len(contracts) > 1:
        entries = tuple(entry for record in contracts for entry in record.entries)
        yield Flaw("contract", "一个台账只能有一份合同", entries)
