"""The form of a month's sheet: fifteen items, their lines, and what stands in the way.

A sheet is plain data: a finalised one is kept whole in the ledger and read back from there, so that a past month keeps
its figures whatever becomes known later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from hfcheck.kinds import Party
from hfcheck.rulings import Outcome


class Stage(StrEnum):
    """Where a proposed deduction stands; that a month is signed is said of its sheet."""

    CANDIDATE = "candidate"
    REVIEW = "review"
    ACCEPTED = "accepted"
    DISPUTED = "disputed"
    DECIDED = "decided"
    WAIVED = "waived"


STAGES: Mapping[Stage, str] = {
    Stage.CANDIDATE: "候选",
    Stage.REVIEW: "待认定",
    Stage.ACCEPTED: "供方确认",
    Stage.DISPUTED: "申诉",
    Stage.DECIDED: "已认定",
    Stage.WAIVED: "豁免",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One deduction of a month. `proposed`: the rule's points; `points`: what counts, None while nobody can say.

    A candidate shows the proposed points, but no month is finalised with it. `said`: who accepted, disputed, decided or
    waived, when and why, in Chinese. `evidence`: ids of ledger entries, first the facts, then what was said of them.
    """

    id: str
    item: int
    record: str
    outcome: Outcome
    stage: Stage
    at: datetime
    proposed: int | None
    points: int | None
    reason: str
    settles: str = ""
    said: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemSheet:
    """One of the fifteen lines of the annex; `points` is None while one of its lines is open."""

    item: int
    category: str
    words: str
    standard: str
    points: int | None
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What stands in the way of finalising: what it is about, what is wrong, and what would settle it, in Chinese."""

    what: str
    sentence: str
    settles: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A month. `revision` 0 is a preview (试算), from 1 on it is finalised. `signed`: who of which party."""

    month: str
    items: tuple[ItemSheet, ...]
    obstacles: tuple[Obstacle, ...] = ()
    revision: int = 0
    signed: Mapping[Party, tuple[str, ...]] = field(default_factory=dict)

    @property
    def total(self) -> int | None:
        """The month's points; None while one item is open."""
        points = [item.points for item in self.items]
        return None if any(one is None for one in points) else sum(one or 0 for one in points)

    @property
    def final(self) -> bool:
        """Whether it is finalised."""
        return self.revision > 0
