"""Candidate incidents (候选事件): what inspections and the watch found by themselves, joined by root cause over rounds.

The same check failing on many devices, and a site whose devices do not answer, is one candidate, from the first look
that saw it to the last. It ends when a look that could see it saw it mended everywhere; seen again within the gap, it
is the same one (a flap). A candidate is only ever that: a person says what it was, and until then no month is
finalised.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

EVIDENCE_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that a look found wrong, or could not see (`seen` False: it neither opens nor clears anything).

    `cause` joins: the check's id, or `line.<line>`, `unreachable.<host>` or `unreachable.<site>` for what does not
    answer. `follows`: a mere consequence, which counts with its cause and does not keep it open. `apart`: one of
    several things that its check may name, each mended by itself. `item` of the annex that it points to; 0: any.
    `alarm`: the watch told of it by itself, and its evidence is the entry of the alarm.
    """

    cause: str
    title: str
    host: str
    check: str
    evidence: str
    seen: bool = True
    follows: bool = False
    apart: bool = False
    item: int = 0
    alarm: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """One automatic run, the checklist of one round, an alarm or its end: what it looked at, and what it found wrong.

    `looked`: host → the checks that it has a finding for; what is in it and not in trouble was seen to be right.
    """

    id: str
    at: datetime
    looked: Mapping[str, frozenset[str]]
    troubles: tuple[Trouble, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One root cause seen by the inspections, from its first look to its last.

    `id` stays the same while it goes on: `candidate/<cause>/<first look>`. `cleared`: when it was first seen mended,
    None while it lasts. `evidence`: ids of ledger entries, at most 200. `triaged`: the id of the triage that a person
    made of it, or "". `item` of the annex that it points to, 0 where a person has to say. `alarm`: the entry of the
    earliest alarm that is part of it, "" without one, and `alarm_at` when that one began.
    """

    id: str
    check: str
    title: str
    first: datetime
    last: datetime
    hosts: tuple[str, ...]
    evidence: tuple[str, ...] = ()
    cleared: datetime | None = None
    triaged: str = ""
    item: int = 0
    alarm: str = ""
    alarm_at: datetime | None = None


@dataclass(slots=True)
class _Open:
    """A candidate while the looks go by; `live` are the pairs that are not yet seen to be mended."""

    cause: str
    title: str
    look: str
    first: datetime
    last: datetime
    item: int = 0
    hosts: dict[str, None] = field(default_factory=dict)
    evidence: list[str] = field(default_factory=list)
    live: set[tuple[str, str]] = field(default_factory=set)
    cleared: datetime | None = None
    alarm: str = ""
    alarm_at: datetime | None = None

    def see(self, trouble: Trouble, at: datetime) -> None:
        self.last, self.cleared = at, None
        self.hosts[trouble.host] = None
        if not trouble.follows:
            self.live.add((trouble.host, trouble.check))
        if trouble.alarm and not self.alarm:
            self.alarm, self.alarm_at = trouble.evidence, at
        if len(self.evidence) < EVIDENCE_LIMIT:
            self.evidence.append(trouble.evidence)

    def closed(self, triaged: Mapping[str, str]) -> Candidate:
        name = f"candidate/{self.cause}/{self.look}"
        hosts, evidence = tuple(sorted(self.hosts)), tuple(self.evidence)
        return Candidate(
            name,
            self.cause,
            self.title,
            self.first,
            self.last,
            hosts,
            evidence,
            self.cleared,
            triaged.get(name, ""),
            self.item,
            self.alarm,
            self.alarm_at,
        )


def candidates(looks: Iterable[Look], gap: timedelta, triaged: Mapping[str, str]) -> tuple[Candidate, ...]:
    """The candidates that these looks open, by their beginning; looks come in any order.

    `triaged`: candidate id → id of its triage. Memory holds the looks' troubles only while they are folded.
    """
    current: dict[str, _Open] = {}
    done: list[_Open] = []
    for look in sorted(looks, key=lambda one: (one.at, one.id)):
        for trouble in (one for one in look.troubles if one.seen):
            known = current.get(trouble.cause)
            if known is None or (known.cleared is not None and look.at - known.cleared > gap):
                done += [known] if known else []
                known = current[trouble.cause] = _opened(trouble, look)
            known.see(trouble, look.at)
        _clear(current.values(), look)
    found = (one.closed(triaged) for one in (*done, *current.values()))
    return tuple(sorted(found, key=lambda one: (one.first, one.id)))


def _opened(trouble: Trouble, look: Look) -> _Open:
    return _Open(trouble.cause, trouble.title, look.id, look.at, look.at, trouble.item)


def _clear(current: Iterable[_Open], look: Look) -> None:
    """Take away what this look saw to be right; a candidate with nothing left is cleared."""
    wrong = {(trouble.cause if trouble.apart else "", trouble.host, trouble.check) for trouble in look.troubles}
    for known in (one for one in current if one.cleared is None):
        looked = {pair for pair in known.live if pair[1] in look.looked.get(pair[0], ())}
        mended = {pair for pair in looked if wrong.isdisjoint({("", *pair), (known.cause, *pair)})}
        known.live -= mended
        if mended and not known.live:
            known.cleared = look.at
