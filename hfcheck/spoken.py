"""Which days a statement speaks of, so that the centre's word that a month is whole covers only what it could see.

A statement that says an instant speaks of that day. One that says none, corrects or withdraws changes what was said
before, and speaks of every day of its record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hfcheck.model import SHANGHAI
from hfcheck.rounds import Fact


@dataclass(frozen=True, slots=True)
class Spoken:
    """One statement: of which kind, when it was received, its entry, and the earliest day that it speaks of."""

    kind: str
    entry: str
    received: datetime
    since: date


def spoken(statements: Sequence[Fact]) -> Iterator[Spoken]:
    """The statements of one record, in the order of their steps."""
    known = [day for fact in statements for day in _days(fact.body)]
    for fact in statements:
        own = [] if fact.body.keys() & {"corrects", "withdraws"} else list(_days(fact.body))
        claimed = datetime.fromisoformat(str(fact.body["at"])).astimezone(SHANGHAI).date()
        yield Spoken(fact.type, fact.id, fact.received, min(own or known, default=claimed))


def _days(body: Mapping[str, Any]) -> Iterator[date]:
    """Every day that a statement names, and the day of every instant."""
    for value in (body.get("says") or {}).values():
        try:
            found = datetime.fromisoformat(str(value))
            yield (found.astimezone(SHANGHAI) if found.tzinfo else found).date()
        except (ValueError, OverflowError):
            continue
