"""Two items that claim one root cause: what the parties agreed on, else both are shown and the group picks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from hfcheck.clauses import Terms, Value
from hfcheck.rulings import Outcome, Ruling, listed, local_date


@dataclass(frozen=True, slots=True)
class _Overlap:
    """Two rulings of different items that share a root cause, and the policy for it with its word in force."""

    one: Ruling
    other: Ruling
    policy: Value
    word: str

    @property
    def stands(self) -> bool:
        """Whether there is something to weigh. What runs costs nothing yet, but what yields to it has to wait."""
        if Outcome.RUNNING not in (self.one.outcome, self.other.outcome):
            return True
        return self.word == "yield" and self.one.outcome is not Outcome.RUNNING

    @property
    def ids(self) -> frozenset[str]:
        """The two deductions."""
        return frozenset({self.one.id, self.other.id})

    @property
    def certain(self) -> bool:
        """Whether both cost points: what is unknown cannot be weighed."""
        return self.one.outcome is self.other.outcome is Outcome.BREACHED

    @property
    def dropped(self) -> Ruling | None:
        """The ruling that gives way, if the policy says so and enough is known."""
        if self.word == "yield" and self.other.outcome is Outcome.BREACHED:
            return self.one
        if self.word == "max" and self.certain:
            return min(self._late_first, key=lambda ruling: ruling.points or 0)
        if self.word == "first" and self.certain:
            return self._late_first[0]
        return None

    @property
    def undecided(self) -> tuple[Ruling, ...]:
        """The rulings that wait for the group when neither is dropped."""
        return {"stack": (), "yield": (self.one,)}.get(self.word, (self.one, self.other))

    @property
    def _late_first(self) -> list[Ruling]:
        return sorted((self.one, self.other), key=lambda ruling: (ruling.at, ruling.item, ruling.record), reverse=True)


def weighed(terms: Terms, rulings: Sequence[Ruling]) -> Iterator[Ruling]:
    """The rulings after the policies between items. What gives way to one item cannot burden another any more."""
    overlaps = tuple(_overlaps(terms, rulings))
    dropped = _dropped(overlaps)
    waiting: dict[str, list[_Overlap]] = defaultdict(list)
    for overlap in overlaps:
        if overlap.ids.isdisjoint(dropped):
            for ruling in overlap.undecided:
                waiting[ruling.id].append(overlap)
    for ruling in rulings:
        if ruling.id in dropped:
            yield _given_way(ruling, dropped[ruling.id])
        else:
            yield _undecided(ruling, waiting[ruling.id]) if ruling.id in waiting else ruling


def _dropped(overlaps: Iterable[_Overlap]) -> dict[str, _Overlap]:
    """Who gives way, and in which overlap: in any order only to what lasts, so that a circle stays undecided."""
    pending = [(ruling.id, overlap) for overlap in overlaps if (ruling := overlap.dropped)]
    dropped: dict[str, _Overlap] = {}
    while True:
        losers = {loser for loser, _ in pending}
        sure = {loser: overlap for loser, overlap in pending if overlap.ids & losers == {loser}}
        if not sure:
            return dropped
        dropped |= sure
        pending = [(loser, overlap) for loser, overlap in pending if overlap.ids.isdisjoint(dropped)]


def _overlaps(terms: Terms, rulings: Iterable[Ruling]) -> Iterator[_Overlap]:
    """Every pair once, in a fixed order."""
    by_cause: dict[str, list[Ruling]] = defaultdict(list)
    for ruling in sorted(rulings, key=lambda one: (one.item, one.record)):
        if ruling.outcome is not Outcome.KEPT:
            for cause in ruling.causes:
                by_cause[cause].append(ruling)
    pairs = {(a.id, b.id): (a, b) for found in by_cause.values() for a, b in combinations(found, 2) if a.item != b.item}
    for _, (one, other) in sorted(pairs.items()):
        if (overlap := _overlap(terms, one, other)).stands:
            yield overlap


def _overlap(terms: Terms, one: Ruling, other: Ruling) -> _Overlap:
    day = min(local_date(one.at), local_date(other.at))
    names = {f"common.overlap_{a.item}_{b.item}": (a, b) for a, b in ((one, other), (other, one))}
    name = next((name for name in names if name in terms.values), "common.overlap")
    return _Overlap(*names.get(name, (one, other)), terms.value(name), terms.word(name, day))


def _given_way(ruling: Ruling, overlap: _Overlap) -> Ruling:
    other = overlap.other if overlap.one.id == ruling.id else overlap.one
    words = f"与 {other.id} 同一根因，{overlap.policy.choices[overlap.word]}，本项不另扣"
    return replace(ruling, outcome=Outcome.KEPT, points=0, reason=f"{ruling.reason}；{words}", settles="")


def _undecided(ruling: Ruling, overlaps: Sequence[_Overlap]) -> Ruling:
    others = [(overlap.other if overlap.one.id == ruling.id else overlap.one, overlap.policy) for overlap in overlaps]
    named = listed([f"{other.id}（第 {other.item} 项，{_points(other)}）" for other, _ in others])
    reason = f"{ruling.reason}；与 {named}同一根因，本项 {_points(ruling)}，如何并计未约定"
    advice = {policy.choices[policy.recommended] for _, policy in others if policy.recommended}
    settles = "由考核小组逐项认定" + (f"（建议{'、'.join(sorted(advice))}）" if advice else "")
    joined = "；并".join(filter(None, (ruling.settles, settles)))
    return replace(ruling, outcome=Outcome.UNDETERMINED, points=None, reason=reason, settles=joined)


def _points(ruling: Ruling) -> str:
    if ruling.outcome is Outcome.RUNNING:
        return "时限未到"
    return "待认定" if ruling.points is None else f"{ruling.points} 分"
