"""The player: puts the story on the stage, an instant after the other, through the desks that people use."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property, partial
from operator import itemgetter
from typing import Any

from hfcheck.assessment_desk import finalise, settle_ledger
from hfcheck.calendar import Slot, SlotKind
from hfcheck.demo.inspections import Room, Visit
from hfcheck.demo.stage import DemoStation, demo_signer
from hfcheck.demo.story import Step, Story, instant
from hfcheck.errors import ContentError, InputError
from hfcheck.facts_desk import record, sign
from hfcheck.flow_desk import Word, say
from hfcheck.kinds import KINDS, Acceptance, Decision, Dispute, Kind, Party, Waiver
from hfcheck.ledger import Evidence, Ledger, signature_event
from hfcheck.notices import calendar
from hfcheck.rounds_desk import Decision as RoundDecision
from hfcheck.rounds_desk import decide as decide_round
from hfcheck.rounds_desk import find_round
from hfcheck.signers import Signer
from hfcheck.statements import parse

# When a round is usually done; some minutes later, by the number of its slot.
USUAL: Mapping[SlotKind, str] = {SlotKind.MORNING: "08:50", SlotKind.AFTERNOON: "16:30", SlotKind.RESTDAY: "10:00"}
WORDS: Mapping[str, type[Kind]] = {"accept": Acceptance, "dispute": Dispute, "decide": Decision, "waive": Waiver}
VERDICTS: Mapping[str, str] = {"approved": "同意补录", "refused": "不同意补录"}
DECIDED_AFTER = timedelta(hours=1)
STATED = ("says", "corrects", "because", "withdraws")

Act = Callable[[], object]


@dataclass(frozen=True)
class Player:
    """Plays a story on a stage. Raises ContentError when something that the story says is refused did happen."""

    station: DemoStation
    story: Story
    signers: dict[str, Signer] = field(default_factory=dict)

    def timeline(self) -> list[tuple[datetime, str, Act]]:
        """Everything that happens, in order: the instant, what is told of it ("" of the usual), and the act."""
        acts = [*self._steps(), *self._rounds()]
        return sorted(acts, key=itemgetter(0))

    def play(self) -> Iterator[tuple[datetime, str]]:
        """Play it all; yields each instant after it happened, and what is told of it."""
        for at, tell, act in self.timeline():
            self.station.set(at)
            act()
            yield at, tell

    def _signer(self, name: str) -> Signer:
        if name not in self.signers:
            self.signers[name] = demo_signer(self.station, name)
        return self.signers[name]

    def _party(self, party: Party) -> Signer:
        return self._signer(self.story.signers[party])

    # --- what people say and do

    def _steps(self) -> Iterator[tuple[datetime, str, Act]]:
        for step in self.story.steps:
            yield step.at, step.tell, partial(self._act, step)

    def _act(self, step: Step) -> None:
        expected = step.given.get("refused")
        try:
            self._do(step)
        except InputError as problem:
            if not expected or expected not in str(problem):
                raise ContentError(f"{step.at:%Y-%m-%d %H:%M} {step.verb} {step.of}: {problem}") from problem
        else:
            if expected:
                raise ContentError(f"{step.verb} {step.of}: expected a refusal with {expected!r}, found none")

    def _do(self, step: Step) -> None:
        now = self.station.now()
        match step.verb:
            case "record":
                self._record(step, now)
            case "finalise":
                finalise(self.station, step.of, now, str(step.given.get("because", "")))
            case "sign":
                for party in Party:
                    sign(self.station, step.of, self._party(party), now)
            case "settle":
                settle_ledger(self.station, now)
            case verb:
                self._say(WORDS[verb], step, now)

    def _record(self, step: Step, now: datetime) -> None:
        """State a fact, and sign it for those whose signature its kind needs."""
        kind, _, subject = step.of.partition("/")
        needs = KINDS[kind].needs
        by = step.given.get("by") or self._party(Party.CENTRE if needs == {Party.CENTRE} else Party.SUPPLIER).name
        given = {name: step.given[name] for name in STATED if name in step.given}
        statement: dict[str, object] = {"type": kind, "at": now.isoformat(), "by": by, **given}
        statement |= {"subject": subject} if subject else {}
        record(self.station, [statement], now)
        for party in sorted(needs):
            sign(self.station, parse(statement).record, self._party(party), now)

    def _say(self, kind: type[Kind], step: Step, now: datetime) -> None:
        word = Word(kind, step.of, {})
        by = self._party(word.party)
        fixed: Mapping[type[Kind], dict[str, Any]] = {Decision: {"by": by.name}, Waiver: {"approver": by.name}}
        said = {name: step.given[name] for name in ("reason", "points", "until") if name in step.given}
        say(self.station, Word(kind, step.of, fixed.get(kind, {}) | said), by, now)

    # --- what the inspectors do

    @cached_property
    def _slots(self) -> tuple[Slot, ...]:
        days = (self.story.first + timedelta(number) for number in range((self.story.last - self.story.first).days + 1))
        return tuple(slot for day in days for slot in calendar().slots(day))

    @cached_property
    def _room(self) -> Room:
        return Room(self.story.room)

    def _rounds(self) -> Iterator[tuple[datetime, str, Act]]:
        order = {slot.id: number for number, slot in enumerate(self._slots)}
        for name in self.story.rounds:
            if name not in order:
                raise ContentError(f"expected a slot of the service, found {name}")
        for slot, number in zip(self._slots, order.values(), strict=True):
            told = self.story.rounds.get(slot.id, {})
            if "missed" in told:
                yield slot.closes, f"{slot.id} 未巡检：{told['missed']}", lambda: None
            else:
                yield from self._round(self._visit(slot, number, told, order), told)

    def _visit(self, slot: Slot, number: int, told: Mapping[str, str], order: Mapping[str, int]) -> Visit:
        people = self.story.inspectors[f"{slot.date:%Y-%m}"]
        usual = instant(f"{slot.date} {told.get('done', USUAL[slot.kind])}")
        done = usual if "done" in told else usual + timedelta(minutes=number * 7 % 30)
        wrong = tuple(one for one in self.story.troubles if order[one.first] <= number <= order[one.last])
        return Visit(slot, number, people[slot.date.toordinal() % len(people)], done, wrong, told.get("late", ""))

    def _round(self, visit: Visit, told: Mapping[str, str]) -> Iterator[tuple[datetime, str, Act]]:
        entered = instant(told["entered"]) if "entered" in told else visit.done
        tell = f"{visit.slot.id} 补录：{visit.late_reason}" if visit.late_reason else ""
        yield visit.done, "", partial(self.inspect, visit)
        yield entered, tell, partial(self._close, visit)
        for verdict, words in VERDICTS.items():
            if verdict in told:
                decision = RoundDecision(verdict == "approved", told[verdict])
                tell = f"{visit.slot.id} {words}：{decision.reason}"
                yield entered + DECIDED_AFTER, tell, partial(self._decide_round, visit.slot, decision)

    def inspect(self, visit: Visit) -> None:
        """The automatic run of a visit."""
        with Ledger.open(self.station.ledger) as ledger:
            ledger.append(self._room.run_events(visit, Evidence(self.station.evidence)), self.station.now())

    def _close(self, visit: Visit) -> None:
        """The round and its inspector's signature."""
        now, by = self.station.now(), self._signer(visit.inspector)
        event = self._room.round_event(visit, now)
        with Ledger.open(self.station.ledger) as ledger:
            ledger.append([event], now)
            entry = ledger.entry(str(event["id"]))
            if entry is None:
                raise ContentError(f"expected {event['id']} in the ledger, found nothing")
            ledger.append([signature_event(entry, by.key, by.name, "inspector", now)], now)

    def _decide_round(self, slot: Slot, decision: RoundDecision) -> None:
        decide_round(self.station, find_round(self.station, slot.id), decision, self._party(Party.CENTRE))
