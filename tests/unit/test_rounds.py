"""The fold over a ledger's entries: what counts as a round, what is in doubt, and what order has to do with it."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfcheck.calendar import Slot, SlotKind
from hfcheck.model import SHANGHAI
from hfcheck.notices import calendar
from hfcheck.rounds import Doubt, Fact, SlotState, State, board, clock_proves, is_late

DAY = date(2026, 11, 23)
SUNDAY = date(2026, 11, 22)
SLOTS = calendar().slots(DAY)
MORNING, AFTERNOON = SLOTS
SYNCED = {"synchronised": True, "offset_ms": 3}


def at(clock: str, day: date = DAY) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=SHANGHAI)


def fact(body: Mapping[str, Any], received: datetime) -> Fact:
    return Fact(body, received, sha256(repr(sorted(body.items())).encode()).hexdigest())


def run(name: str, finished: datetime, complete: bool = True) -> Fact:
    body = {"id": f"run/{name}/end", "type": "run.ended", "run": name, "finished": finished.isoformat()}
    return fact(body | {"complete": complete, "counts": {"deviates": 4}}, finished)


def round_(
    slot: Slot, completed: datetime, received: datetime | None = None, /, *, number: int = 1, **changes: object
) -> Fact:
    body = {
        "id": f"round/{slot.id}/{number}",
        "type": "round",
        "slot": {"date": slot.date.isoformat(), "kind": str(slot.kind)},
        "arrived": (completed - timedelta(minutes=20)).isoformat(),
        "completed": completed.isoformat(),
        "inspector": "张工",
        "runs": [f"r-{slot.kind}"],
        "onsite": [{"item": "room.leak", "answer": "abnormal", "note": "有水渍"}],
        "late": False,
        "clock": SYNCED,
    }
    return fact({key: value for key, value in (body | changes).items() if value is not None}, received or completed)


def signature(of: Fact, received: datetime | None = None, signer: str = "张工", role: str = "inspector") -> Fact:
    body = {"id": f"signature/{of.id}/{role}", "type": "signature", "of": of.id, "of_hash": of.hash}
    return fact(body | {"signer": signer, "role": role}, received or of.received)


def approval(of: Fact, received: datetime, decision: str = "approved", by: str = "李科长") -> Fact:
    body = {"id": f"approval/{of.id}", "type": "approval", "of": of.id, "by": by, "decision": decision}
    return fact(body | {"reason": "门禁记录相符"}, received)


def good(slot: Slot, clock: str) -> list[Fact]:
    """A run, a round and its signature."""
    done = round_(slot, at(clock, slot.date))
    return [run(f"r-{slot.kind}", at(clock, slot.date) - timedelta(minutes=5)), done, signature(done)]


def states(facts: Sequence[Fact], now: datetime, slots: Sequence[Slot] = SLOTS) -> list[State]:
    return [state.state for state in board(facts, slots, now)]


def one(facts: Sequence[Fact], now: datetime, slot: Slot = MORNING) -> SlotState:
    (state,) = board(facts, [slot], now)
    return state


def test_an_empty_ledger_through_a_working_day() -> None:
    assert states([], at("00:00")) == [State.DUE, State.UPCOMING]
    assert states([], at("09:29:59")) == [State.DUE, State.UPCOMING]
    assert states([], at("09:30")) == [State.MISSED, State.UPCOMING]
    assert states([], at("16:00")) == [State.MISSED, State.UPCOMING]
    assert states([], at("16:00:01")) == [State.MISSED, State.DUE]
    assert states([], at("00:00", DAY + timedelta(days=1))) == [State.MISSED, State.MISSED]


def test_how_long_until_what_is_due() -> None:
    morning, afternoon = board([], SLOTS, at("09:10"))
    assert morning.remaining == timedelta(minutes=20)
    assert afternoon.remaining == timedelta(hours=6, minutes=50)
    assert [state.remaining for state in board([], SLOTS, at("16:30"))] == [None, timedelta(hours=7, minutes=30)]


def test_two_good_rounds_are_done_whatever_they_found() -> None:
    found = board(good(MORNING, "09:10") + good(AFTERNOON, "16:20"), SLOTS, at("17:00"))
    assert [(state.state, state.counts, state.doubts) for state in found] == [(State.DONE, True, ())] * 2
    assert [state.remaining for state in found] == [None, None]


def test_a_rest_day_owes_one_round_at_any_time() -> None:
    (slot,) = calendar().slots(SUNDAY)
    assert one(good(slot, "23:10"), at("23:20", SUNDAY), slot).counts is True
    assert one([], at("23:20", SUNDAY), slot).state is State.DUE
    assert one([], at("00:00"), slot).counts is False


def test_a_run_alone_is_no_round() -> None:
    assert one(good(MORNING, "09:10")[:1], at("09:40")) == SlotState(MORNING, State.MISSED, counts=False)


def test_a_round_without_signature_waits_and_then_is_none() -> None:
    facts = good(MORNING, "09:10")[:2]
    waiting, over = one(facts, at("09:20")), one(facts, at("09:30"))
    assert (waiting.state, waiting.counts, waiting.remaining) == (
        State.AWAITING_SIGNATURE,
        None,
        timedelta(minutes=10),
    )
    assert (over.state, over.counts, over.remaining) == (State.AWAITING_SIGNATURE, False, None)


def test_only_the_inspectors_signature_under_this_very_entry_counts() -> None:
    ended, done, _ = good(MORNING, "09:10")
    other = round_(MORNING, at("09:11"))
    for wrong in (signature(done, signer="王工"), signature(done, role="reviewer"), signature(other)):
        assert one([ended, done, wrong], at("09:20")).state is State.AWAITING_SIGNATURE


def test_a_round_without_checklist_is_void() -> None:
    ended, done = run("r-morning", at("09:00")), round_(MORNING, at("09:10"), onsite=[])
    facts = [ended, done, signature(done), *approved(done)]
    assert (one(facts, at("09:20")).state, one(facts, at("09:31")).state) == (State.DUE, State.MISSED)
    assert Doubt.NO_CHECKLIST in one(facts, at("09:20")).doubts


def approved(of: Fact, decision: str = "approved", by: str = "李科长") -> list[Fact]:
    decided = approval(of, at("17:00"), decision, by)
    return [decided, signature(decided, signer=by, role="reviewer")]


@pytest.mark.parametrize(
    ("changes", "received", "state", "doubt"),
    [
        ({}, "09:41", State.AWAITING_APPROVAL, Doubt.LATE_ENTRY),
        ({"completed": at("08:30").isoformat()}, "09:01", State.AWAITING_APPROVAL, Doubt.LATE_ENTRY),
        ({"late": True}, "09:10", State.AWAITING_APPROVAL, Doubt.LATE_ENTRY),
        ({"clock": {"synchronised": False}}, "09:10", State.UNDETERMINED, Doubt.CLOCK),
        ({"clock": None}, "09:10", State.UNDETERMINED, Doubt.CLOCK),
        ({"clock": {}}, "09:10", State.UNDETERMINED, Doubt.CLOCK),
        ({"clock": {"synchronised": True, "offset_ms": -1_300_000}}, "09:10", State.UNDETERMINED, Doubt.CLOCK),
        ({"completed": at("09:15").isoformat()}, "09:10", State.UNDETERMINED, Doubt.AHEAD),
        ({"runs": []}, "09:10", State.UNDETERMINED, Doubt.NO_RUN),
        ({"runs": ["unheard-of"]}, "09:10", State.UNDETERMINED, Doubt.NO_RUN),
        ({"runs": ["broken"]}, "09:10", State.UNDETERMINED, Doubt.NO_RUN),
        ({"runs": ["yesterday"]}, "09:10", State.UNDETERMINED, Doubt.NO_RUN),
        ({"runs": ["afterwards"]}, "09:10", State.UNDETERMINED, Doubt.NO_RUN),
    ],
)
def test_a_doubt_waits_for_the_centres_word(
    changes: dict[str, object], received: str, state: State, doubt: Doubt
) -> None:
    runs = [
        run("r-morning", at("08:20")),
        run("broken", at("08:20"), complete=False),
        run("yesterday", at("23:00", SUNDAY)),
        run("afterwards", at("09:20")),
    ]
    done = round_(MORNING, at("09:10"), at(received), **changes)
    facts = [*runs, done, signature(done)]
    found = one(facts, at("12:00"))
    assert (found.state, found.counts, found.doubts) == (state, None, (doubt,))
    settled = one([*facts, *approved(done)], at("17:01"))
    assert (settled.state, settled.counts, settled.rounds[0].approver) == (State.DONE, True, "李科长")
    assert settled.rounds[0].late == (doubt is Doubt.LATE_ENTRY)
    refused = one([*facts, *approved(done, "refused")], at("17:01"))
    assert (refused.state, refused.counts) == (State.REFUSED, False)


def test_a_signature_that_comes_late_makes_the_entry_late() -> None:
    ended, done, _ = good(MORNING, "09:10")
    found = one([ended, done, signature(done, at("11:00"))], at("12:00"))
    assert (found.state, found.rounds[0].late) == (State.AWAITING_APPROVAL, True)


def test_an_approval_needs_a_signature_of_somebody_else_than_the_inspector() -> None:
    done = round_(MORNING, at("09:10"), at("11:00"))
    facts = [run("r-morning", at("09:00")), done, signature(done)]
    unsigned, own = approved(done)[:1], approved(done, by="张工")
    forged = [approval(done, at("17:00")), signature(approval(done, at("17:00")), signer="王工", role="reviewer")]
    for wrong in (unsigned, own, forged):
        assert one([*facts, *wrong], at("17:01")).state is State.AWAITING_APPROVAL


def test_no_approval_turns_back_the_clock() -> None:
    done = round_(MORNING, at("09:30"))
    facts = [run("r-morning", at("09:20")), done, signature(done), *approved(done)]
    found = one(facts, at("17:00"))
    assert (found.state, found.counts, Doubt.OUT_OF_SLOT in found.doubts) == (State.LATE, False, True)


def test_a_round_before_its_slot_leaves_it_due() -> None:
    done = round_(AFTERNOON, at("16:00"))
    facts = [run("r-afternoon", at("15:50")), done, signature(done)]
    assert one(facts, at("16:30"), AFTERNOON).state is State.DUE


def test_two_rounds_on_one_run_are_not_distinct() -> None:
    second = round_(AFTERNOON, at("16:20"), runs=["r-morning"])
    facts = [*good(MORNING, "09:10"), second, signature(second)]
    morning, afternoon = board(facts, SLOTS, at("17:00"))
    assert (morning.state, afternoon.state) == (State.DONE, State.UNDETERMINED)
    assert Doubt.SHARED_RUN in afternoon.doubts


def test_the_best_of_several_rounds_decides_and_all_are_kept() -> None:
    first = round_(MORNING, at("08:00"), clock=None)
    again = round_(MORNING, at("09:10"), number=2)
    facts = [run("r-morning", at("07:50")), first, signature(first), again, signature(again)]
    found = one(facts, at("10:00"))
    assert (found.state, [item.id[-1] for item in found.rounds]) == (State.DONE, ["2", "1"])


def test_a_refused_round_may_be_repeated_while_its_slot_is_open() -> None:
    done = round_(AFTERNOON, at("16:20"))
    facts = [run("r-afternoon", at("16:10")), done, signature(done), *approved(done, "refused")]
    assert one(facts, at("18:00"), AFTERNOON).state is State.DUE
    assert one(facts, at("00:00", DAY + timedelta(days=1)), AFTERNOON).state is State.REFUSED


def test_the_counter_signature_is_shown_and_is_nobodys_own() -> None:
    facts = good(MORNING, "09:10")
    reviewed = signature(facts[1], at("09:20"), "李科长", "reviewer")
    own = signature(facts[1], at("09:20"), "张工", "reviewer")
    assert one([*facts, reviewed], at("10:00")).rounds[0].reviewer == "李科长"
    assert one([*facts, own], at("10:00")).rounds[0].reviewer == ""


def test_a_round_recorded_before_the_notice_finds_the_slot_that_its_day_turned_out_to_have() -> None:
    saturday = Slot(date(2026, 10, 10), SlotKind.RESTDAY, provisional=True)
    early = round_(saturday, at("08:40", saturday.date))
    facts = [run("r-restday", at("08:30", saturday.date)), early, signature(early)]
    morning, afternoon = board(facts, calendar().slots(saturday.date), at("17:00", saturday.date))
    assert (morning.state, afternoon.state) == (State.DONE, State.DUE)
    assert one(facts, at("17:00", saturday.date), saturday).counts is None


def test_a_clock_proves_what_lies_further_from_the_limit_than_its_error() -> None:
    assert clock_proves(SYNCED, MORNING, at("09:29:59.9"))
    assert not clock_proves(SYNCED, MORNING, at("09:29:59.998"))
    assert clock_proves({"synchronised": True}, MORNING, at("09:29:43"))
    assert not clock_proves({"synchronised": True}, MORNING, at("09:29:45"))
    assert not clock_proves({"synchronised": True, "offset_ms": 2000}, AFTERNOON, at("16:00:01"))


def test_late_is_after_the_slot_or_long_after_the_claim() -> None:
    assert not is_late(MORNING, at("08:59"), at("09:29"))
    assert is_late(MORNING, at("08:58:59"), at("09:29"))
    assert is_late(MORNING, at("09:29"), at("09:30"))
    assert not is_late(MORNING, at("08:00"), at("09:00"), grace=timedelta(hours=2))


def _story(slot: Slot, completed: datetime, gaps: Sequence[int], flags: Sequence[bool]) -> list[Fact]:
    """Some of the facts of one slot, as `flags` say, received with the given gaps in minutes."""
    signed, sound, approves, keeps_clock, ended = flags
    done = round_(slot, completed, completed + timedelta(minutes=gaps[0]), clock=SYNCED if keeps_clock else None)
    decided = approval(done, done.received + timedelta(hours=1), "approved" if sound else "refused")
    return [
        done,
        *([run(f"r-{slot.kind}", completed - timedelta(minutes=gaps[1]), sound)] if ended else []),
        *([signature(done, done.received + timedelta(minutes=gaps[2]))] if signed else []),
        *([decided, signature(decided, signer="李科长", role="reviewer")] if approves else []),
    ]


stories = st.builds(
    _story,
    st.sampled_from(SLOTS),
    st.integers(0, 1439).map(lambda minute: at("00:00") + timedelta(minutes=minute)),
    st.lists(st.integers(0, 90), min_size=3, max_size=3),
    st.lists(st.booleans(), min_size=5, max_size=5),
)
nows = st.integers(0, 3000).map(lambda minute: at("00:00") + timedelta(minutes=minute))


@given(st.lists(stories, max_size=2), nows, st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter(found: list[list[Fact]], now: datetime, chance: random.Random) -> None:
    facts = list({item.id: item for story in found for item in story}.values())
    mixed = [*facts, *chance.sample(facts, len(facts) // 2)]
    chance.shuffle(mixed)
    assert board(mixed, SLOTS, now) == board(facts, SLOTS, now)


@given(stories, nows)
def test_nothing_unseen_counts_as_done(facts: list[Fact], now: datetime) -> None:
    """Take any one fact away from a slot that is kept: it is kept no longer, unless the centre vouched for it."""
    for kept in board(facts, SLOTS, now):
        if kept.counts is not True:
            continue
        vouched = bool(kept.rounds[0].approver)
        needed = {"round", "signature"} | (set() if vouched else {"run.ended"})
        for missing in facts:
            if missing.type not in needed or missing.id.startswith("signature/approval"):
                continue
            (state,) = board([item for item in facts if item is not missing], [kept.slot], now)
            assert state.counts is not True, missing.id


@given(stories, nows)
def test_a_kept_slot_was_signed_in_its_window_with_a_synchronised_clock_or_approved(
    facts: list[Fact], now: datetime
) -> None:
    for state in board(facts, SLOTS, now):
        if state.counts is True:
            best = state.rounds[0]
            assert state.slot.holds(best.completed)
            assert Doubt.NO_SIGNATURE not in best.doubts
            assert best.approver or not best.doubts
