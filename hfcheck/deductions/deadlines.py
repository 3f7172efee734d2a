"""What a deadline says of a matter, and the other date that the centre may have granted it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from hfcheck.errors import CalendarError
from hfcheck.kinds import Waiver
from hfcheck.rulings import Case, Occurrence, Ruling, by, clock


@dataclass(frozen=True, slots=True)
class Deadline:
    """A matter that was to be done by `limit` (that instant included), when it was done, and what it costs if not."""

    matter: str
    limit: datetime
    done: datetime | None
    points: int

    def ruling(self, case: Case, occurrence: Occurrence) -> Ruling:
        """Kept, breached since the limit, or running towards it."""
        if case.until(self.done) > self.limit:
            outcome = f"{clock(self.done)} 完成" if self.done else "尚未完成"
            return occurrence.breached(
                self.limit, self.points, f"{self.matter}：应于 {by(self.limit)} 前完成，{outcome}"
            )
        if self.done and self.done <= case.now:
            return occurrence.kept(self.done, f"{self.matter}：{clock(self.done)} 已完成，期限 {by(self.limit)}")
        return occurrence.running(self.limit, self.points, f"{self.matter}：应于 {by(self.limit)} 前完成")


L = TypeVar("L", datetime, datetime | None)


def extended(case: Case, occurrence: Occurrence, limit: L) -> tuple[Occurrence, L]:
    """The latest date that holds for a record once extensions (延期) are granted, their entries among the evidence."""
    names = {occurrence.record, f"{occurrence.item}/{occurrence.record}"}
    granted = [record for record in case.book.of(Waiver) if record.facts.of in names and record.facts.until]
    dates = [record.facts.until for record in granted if record.facts.until] + ([limit] if limit else [])
    entries: tuple[str, ...] = tuple(entry for record in granted for entry in record.entries)
    return replace(occurrence, evidence=occurrence.evidence + entries), max(dates, default=limit)


@contextmanager
def counting_for(record: str) -> Iterator[None]:
    """Raises a CalendarError that names the record whose period runs out of the known years: its date may be wrong."""
    try:
        yield
    except CalendarError as problem:
        raise CalendarError(f"{record}: {problem}") from problem
