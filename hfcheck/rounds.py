"""Rounds (巡检轮次): what the ledger's entries say about each slot.

A round is the automatic run, the on-site checklist and the engineer's signature; a run alone is evidence. Whatever
speaks against taking a round at its word is a doubt (a late entry, an unsynchronised clock, no complete run behind it),
and a doubt is settled only by the centre's signed approval. What was found wrong in the room or by the run is no doubt:
a finding does not make a round incomplete. The state is a fold over a set of entries: their order does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from hfcheck.calendar import Slot, parse_slot

ENTRY_GRACE = timedelta(minutes=30)
# A kernel calls its clock synchronised while the error is below 16 s: what a clock of unknown offset may be wrong by.
UNKNOWN_OFFSET = timedelta(seconds=16)


class State(StrEnum):
    """How a slot stands. Best first: of several rounds for one slot the best decides."""

    DONE = "done"
    AWAITING_APPROVAL = "awaiting_approval"
    UNDETERMINED = "undetermined"
    AWAITING_SIGNATURE = "awaiting_signature"
    REFUSED = "refused"
    LATE = "late"
    VOID = "void"
    DUE = "due"
    UPCOMING = "upcoming"
    MISSED = "missed"


class Doubt(StrEnum):
    """Why a round does not yet count by itself, or (from OUT_OF_SLOT on) what no approval can mend."""

    LATE_ENTRY = "late_entry"
    CLOCK = "clock"
    AHEAD = "ahead"
    NO_RUN = "no_run"
    SHARED_RUN = "shared_run"

    OUT_OF_SLOT = "out_of_slot"
    NO_CHECKLIST = "no_checklist"
    NO_SIGNATURE = "no_signature"


@dataclass(frozen=True, slots=True)
class Fact:
    """A ledger entry: its event, when the ledger received it, and its hash in hex."""

    body: Mapping[str, Any]
    received: datetime
    hash: str

    @property
    def id(self) -> str:
        """The event's id."""
        return str(self.body["id"])

    @property
    def type(self) -> str:
        """The event's type."""
        return str(self.body["type"])


@dataclass(frozen=True, slots=True)
class RoundState:
    """How one round stands; `approver` settled its doubts, `reviewer` counter-signed it."""

    id: str
    slot: Slot
    state: State
    completed: datetime
    inspector: str
    late: bool
    doubts: tuple[Doubt, ...] = ()
    reviewer: str = ""
    approver: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SlotState:
    """How one slot stands.

    `counts`: whether it is kept; None while that is open or a fact is missing. `remaining`: until the slot opens
    (upcoming) or closes (open and not done). `rounds`: all its rounds, the deciding one first.
    """

    slot: Slot
    state: State
    counts: bool | None
    remaining: timedelta | None = None
    rounds: tuple[RoundState, ...] = ()

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """The deciding round's doubts."""
        return self.rounds[0].doubts if self.rounds else ()


@dataclass(frozen=True, slots=True)
class _Book:
    """The facts by type and id; an event that comes twice is one."""

    rounds: Mapping[str, Fact]
    runs: Mapping[str, Fact]
    signatures: Mapping[tuple[str, str], Fact]
    approvals: Mapping[str, Fact]

    def signature(self, of: Fact, role: str) -> Fact | None:
        """The signature in this role, if it was put under this very entry."""
        found = self.signatures.get((of.id, role))
        return found if found is not None and found.body.get("of_hash") == of.hash else None


def _book(facts: Iterable[Fact]) -> _Book:
    kinds: dict[str, dict[str, Fact]] = {"round": {}, "run.ended": {}, "signature": {}, "approval": {}}
    for fact in facts:
        kinds.get(fact.type, {})[fact.id] = fact
    return _Book(
        kinds["round"],
        {str(fact.body["run"]): fact for fact in kinds["run.ended"].values()},
        {(str(f.body["of"]), str(f.body["role"])): f for f in kinds["signature"].values()},
        {str(fact.body["of"]): fact for fact in kinds["approval"].values()},
    )


def board(
    facts: Iterable[Fact], slots: Sequence[Slot], now: datetime, grace: timedelta = ENTRY_GRACE
) -> tuple[SlotState, ...]:
    """How each of the slots stands at `now`. Signatures among the facts are taken as verified by the caller."""
    book = _book(facts)
    sharing = _sharing(book.rounds.values())
    judged: dict[Slot, list[RoundState]] = {slot: [] for slot in slots}
    for fact in book.rounds.values():
        slot = _slot_of(fact.body, slots)
        if slot is not None:
            judged[slot].append(_judge(fact, slot, book, sharing, grace))
    return tuple(_slot_state(slot, judged[slot], now) for slot in slots)


def is_late(slot: Slot, completed: datetime, entered: datetime, grace: timedelta = ENTRY_GRACE) -> bool:
    """Whether it was entered after its slot closed or well after the completion that it claims (补录)."""
    return slot.too_late(entered) or entered - completed > grace


def claimed_slot(body: Mapping[str, Any]) -> Slot:
    """The slot that a round event names."""
    return parse_slot(f"{body['slot']['date']}/{body['slot']['kind']}")


def _slot_of(body: Mapping[str, Any], slots: Sequence[Slot]) -> Slot | None:
    """The slot that a round names. One recorded before its year's notice was out may name a kind that its day turned
    out not to have; it then belongs to the slot of that day in which it was completed."""
    claimed, completed = claimed_slot(body), _instant(body["completed"])
    today = [slot for slot in slots if slot.date == claimed.date]
    named = [slot for slot in today if slot.kind is claimed.kind]
    return next(iter(named or [slot for slot in today if slot.holds(completed)]), None)


def _instant(text: object) -> datetime:
    return datetime.fromisoformat(str(text))


def _sharing(rounds: Iterable[Fact]) -> frozenset[str]:
    """The rounds that lean only on runs which an earlier round of another slot already leans on."""
    owners: dict[str, Slot] = {}
    sharing: set[str] = set()
    for fact in sorted(rounds, key=lambda fact: (_instant(fact.body["completed"]), fact.id)):
        slot, runs = claimed_slot(fact.body), fact.body.get("runs") or ()
        own = [run for run in runs if owners.setdefault(run, slot) == slot]
        if runs and not own:
            sharing.add(fact.id)
    return frozenset(sharing)


def _judge(fact: Fact, slot: Slot, book: _Book, sharing: frozenset[str], grace: timedelta) -> RoundState:
    body, signature = fact.body, book.signature(fact, "inspector")
    completed = _instant(body["completed"])
    entered = max(fact.received, signature.received) if signature else fact.received
    late = bool(body.get("late")) or is_late(slot, completed, entered, grace)
    doubts = tuple(_doubts(fact, slot, book, late=late, shared=fact.id in sharing))
    approval = _approval(fact, book)
    return RoundState(
        fact.id,
        slot,
        _round_state(slot, completed, doubts, str(approval.body["decision"]) if approval else None),
        completed,
        str(body["inspector"]),
        late,
        doubts,
        _reviewer(fact, book),
        str(approval.body["by"]) if approval else "",
        str(approval.body.get("reason", "")) if approval else str(body.get("late_reason") or ""),
    )


def _round_state(slot: Slot, completed: datetime, doubts: Sequence[Doubt], decision: str | None) -> State:
    """In the order of what is missing most: the inspection itself, its signature, the centre's word."""
    if Doubt.NO_CHECKLIST in doubts or slot.too_early(completed):
        return State.VOID
    if Doubt.OUT_OF_SLOT in doubts:
        return State.LATE
    if Doubt.NO_SIGNATURE in doubts:
        return State.AWAITING_SIGNATURE
    if decision == "refused":
        return State.REFUSED
    if not doubts or decision == "approved":
        return State.DONE
    return State.AWAITING_APPROVAL if Doubt.LATE_ENTRY in doubts else State.UNDETERMINED


def _doubts(fact: Fact, slot: Slot, book: _Book, *, late: bool, shared: bool) -> Iterable[Doubt]:
    body, completed = fact.body, _instant(fact.body["completed"])
    if late:
        yield Doubt.LATE_ENTRY
    if not clock_proves(body.get("clock"), slot, completed):
        yield Doubt.CLOCK
    if completed > fact.received:
        yield Doubt.AHEAD
    if not any(_supports(book.runs.get(run), slot, completed) for run in body.get("runs") or ()):
        yield Doubt.NO_RUN
    if shared:
        yield Doubt.SHARED_RUN
    if not slot.holds(completed):
        yield Doubt.OUT_OF_SLOT
    if not body.get("onsite"):
        yield Doubt.NO_CHECKLIST
    signature = book.signature(fact, "inspector")
    if signature is None or signature.body.get("signer") != body["inspector"]:
        yield Doubt.NO_SIGNATURE


def clock_proves(clock: Mapping[str, Any] | None, slot: Slot, completed: datetime) -> bool:
    """Whether the station's clock was seen to be synchronised, and closer than the slot's limits are."""
    if clock is None or clock.get("synchronised") is not True:
        return False
    offset = clock.get("offset_ms")
    margin = UNKNOWN_OFFSET if offset is None else timedelta(milliseconds=abs(offset))
    return not slot.holds(completed) or (slot.holds(completed - margin) and slot.holds(completed + margin))


def _supports(run: Fact | None, slot: Slot, completed: datetime) -> bool:
    """A run stands behind a round if it is known to be complete and ended within the slot, before the round did."""
    if run is None or run.body.get("complete") is not True:
        return False
    finished = _instant(run.body["finished"])
    return slot.holds(finished) and finished <= completed


def _approval(fact: Fact, book: _Book) -> Fact | None:
    """The centre's decision about a round, if its author signed it; nobody decides about an own round."""
    approval = book.approvals.get(fact.id)
    signature = book.signature(approval, "reviewer") if approval else None
    if approval is None or signature is None or signature.body.get("signer") != approval.body["by"]:
        return None
    return approval if approval.body["by"] != fact.body["inspector"] else None


def _reviewer(fact: Fact, book: _Book) -> str:
    signature = book.signature(fact, "reviewer")
    signer = str(signature.body["signer"]) if signature else ""
    return signer if signer != fact.body["inspector"] else ""


def _slot_state(slot: Slot, rounds: Sequence[RoundState], now: datetime) -> SlotState:
    ranked = tuple(sorted(rounds, key=lambda found: (list(State).index(found.state), found.id)))
    state = ranked[0].state if ranked else State.VOID
    if state is State.VOID or (state is State.REFUSED and slot.holds(now)):
        state = State.UPCOMING if slot.too_early(now) else State.MISSED if slot.too_late(now) else State.DUE
    remaining = slot.opens - now if state is State.UPCOMING else slot.closes - now
    is_open = state in OPEN_STATES and not slot.too_late(now)
    return SlotState(slot, state, _counts(slot, state, now), remaining if is_open else None, ranked)


OPEN_STATES = frozenset({State.DUE, State.UPCOMING, State.AWAITING_SIGNATURE})
COUNTS: Mapping[State, bool] = {State.DONE: True, State.REFUSED: False, State.LATE: False, State.MISSED: False}


def _counts(slot: Slot, state: State, now: datetime) -> bool | None:
    if slot.provisional:
        return None
    if state is State.AWAITING_SIGNATURE and slot.too_late(now):
        return False
    return COUNTS.get(state)
