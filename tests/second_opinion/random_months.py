"""Random services of five months (2025-08 to 2025-12): facts that lie at the edges of the rules, made from a seed.

Instants stand exactly at a limit, a microsecond or a second beside it, or far off; days are often the first and last of
a month, make-up days (调休) and holidays; what a record need not say is often not said; records of different items
share root causes; supplements set values from different days on; the centre waives and extends.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from random import Random
from typing import Any

from hfcheck.calendar import Slot
from hfcheck.kinds import KINDS, Kind
from hfcheck.model import SHANGHAI
from hfcheck.notices import calendar
from tests.second_opinion.random_draws import AUGUST, DAY, HOURS, MONTHS, TIMES, Draws
from tests.second_opinion.random_facts import WRITERS, in_pieces, triages

Facts = tuple[tuple[str, Kind], ...]


@dataclass(frozen=True, slots=True)
class Service:
    """One service: its records with their ids, its slots with whether they count, and the instant of the question."""

    facts: Facts
    slots: tuple[tuple[Slot, bool | None], ...]
    now: datetime

    def of(self, kind: str) -> tuple[tuple[str, Any], ...]:
        """The records of a kind with their ids."""
        return tuple((record, fact) for record, fact in self.facts if fact.type == kind)

    @property
    def contract(self) -> Any:
        """The contract."""
        return self.of("contract")[0][1]


@functools.cache
def _slots_of(day: date) -> tuple[Slot, ...]:
    return calendar().slots(day)


def services(seed: int, count: int) -> Iterator[Service]:
    """So many services, always the same for a seed."""
    for number in range(count):
        yield Writer(Random(f"{seed}/{number}")).service()


class Writer(Draws):
    """Writes one service; every choice is drawn from its own generator."""

    def service(self) -> Service:
        """The service."""
        counted = {kind: self._records(kind) for kind in WRITERS}
        facts = [one for records in counted.values() for one in records]
        facts += self._papers(began_in(counted["absence"]))
        facts += self._waivers([record for record, _ in facts])
        slots = tuple(self._slots())
        facts += self._triages(counted["fault"])
        return Service(tuple(facts), slots, self.now)

    def _records(self, kind: str) -> list[tuple[str, Kind]]:
        written = [WRITERS[kind](self) for _ in range(self.random.choice((0, 1, 1, 2, 3)))]
        if kind == "absence":
            written = [piece for says in written for piece in in_pieces(self, says)]
        return [(f"{kind}/{number}", KINDS[kind].model_validate(says)) for number, says in enumerate(written, 1)]

    def _triages(self, faults: list[tuple[str, Kind]]) -> list[tuple[str, Kind]]:
        written = [says for record, fault in faults for says in triages(self, record, fault)]
        return [(f"triage/{number}", KINDS["triage"].model_validate(says)) for number, says in enumerate(written, 1)]

    def _slots(self) -> Iterator[tuple[Slot, bool | None]]:
        """Nearly every slot was kept; one that is still open says nothing."""
        careless = self.random.choice((0.0, 0.0, 0.01, 0.05))
        for number in range(self.first.toordinal(), min(self.last, self.now.date()).toordinal() + 1):
            for slot in _slots_of(date.fromordinal(number)):
                usual = True if slot.too_late(self.now) or self.chance(0.5) else None
                odd = slot.too_late(self.now) and self.chance(careless)
                yield slot, self.random.choice((False, None)) if odd else usual

    def _papers(self, absences: dict[str, int]) -> Iterator[tuple[str, Kind]]:
        yield (
            "contract/contract",
            KINDS["contract"].model_validate(dict(name="合同", supplier="供应商", centre="中心", **self._contract())),
        )
        for month in MONTHS:
            if self.chance(0.95):
                count = absences.get(month, 0) + self.chance(0.03)
                hours = self.random.choice(HOURS)
                yield (
                    f"attendance/{month}",
                    KINDS["attendance"].model_validate({"month": month, "office_hours": hours, "absences": count}),
                )
            if self.chance(0.97):
                complete = [kind for kind in KINDS if self.chance(0.998)]
                yield f"registers/{month}", KINDS["registers"].model_validate({"month": month, "complete": complete})
        for month in MONTHS:
            yield from self._reports(month)
        for number, says in enumerate(self._supplements()):
            yield f"supplement/{number}", KINDS["supplement"].model_validate(dict(document="补充约定", **says))

    def _contract(self) -> dict[str, Any]:
        fen = self.random.choice((33_700_000, 29_999_999, self.random.randrange(100_000, 100_000_000)))
        return {"amount": Decimal(fen) / 100, "first_day": self.first, "last_day": self.last, "posts": 3}

    def _reports(self, month: str) -> Iterator[tuple[str, Kind]]:
        following = (date.fromisoformat(f"{month}-01") + 31 * DAY).replace(day=1)
        for part in ("business", "room"):
            due = self.random.choice((5, 5, 5, 10, 30, 31)) * DAY
            submitted = self.near(datetime.combine(following, time.min, SHANGHAI) + due, self.begins)
            if submitted:
                accepted = self.random.choice((True, True, True, True, False, None))
                says = {"month": month, "part": part, "submitted_at": submitted, "accepted": accepted}
                yield f"monthly_report/{month}-{part}", KINDS["monthly_report"].model_validate(says)

    def _supplements(self) -> Iterator[dict[str, Any]]:
        for term, values, share in SUPPLEMENTS:
            for since in (AUGUST, date(2025, 9, 28), date(2025, 11, 1)):
                if self.chance(share):
                    yield {"term": term, "value": self.random.choice(values), "since": since}
        if self.chance(0.6):
            value = self.random.choice(("service_month", "calendar_days", "thirty"))
            yield {"term": "common.proration", "value": value, "since": AUGUST}

    def _waivers(self, records: list[str]) -> Iterator[tuple[str, Kind]]:
        """Waivers of whole records, and extensions of requests and tasks."""
        for number, record in enumerate(records):
            if self.chance(0.03):
                kind = record.partition("/")[0]
                items = {"fault": (9, 14, 15), "violation": (5, 6), "request": (7, 8)}.get(kind, (2, 4, 10, 11, 12, 13))
                of = record if self.chance(0.5) else f"{self.random.choice(items)}/{record}"
                yield (
                    f"exemption/{number}",
                    KINDS["exemption"].model_validate({"of": of, "reason": "理由", "approver": "李主任"}),
                )
            if record.startswith(("request/", "task/")) and self.chance(0.15):
                until = datetime.combine(self.day(), self.random.choice(TIMES), SHANGHAI) + 20 * DAY
                says = {"of": record, "until": until, "reason": "理由", "approver": "李主任"}
                yield f"exemption/until-{number}", KINDS["exemption"].model_validate(says)


def began_in(absences: list[tuple[str, Any]]) -> dict[str, int]:
    """How many absences began in each month."""
    found: dict[str, int] = {}
    for _, absence in absences:
        month = f"{absence.left_at:%Y-%m}"
        found[month] = found.get(month, 0) + 1
    return found


WAYS = ("refuse", "stack", "max", "first", "yield")
SUPPLEMENTS: tuple[tuple[str, tuple[int | str, ...], float], ...] = (
    ("3.due_day", (5, 5, 10, 31), 0.4),
    ("10.in_time_minutes", (30, 60), 0.4),
    ("11.whole_points", (5, 10), 0.3),
    ("15.period_days", (30, 90), 0.4),
    ("11.exclusion_covers_part", ("yes", "no"), 0.2),
    ("11.merge_gap_minutes", (0, 30), 0.1),
    ("13.prepared_fault", ("points",), 0.1),
    ("2.half_day_minutes", (180, 210), 0.1),
    ("2.same_person", ("stack", "once"), 0.2),
    ("9.ordinary_minutes", (90,), 0.1),
    ("7.workdays", (10,), 0.1),
    ("common.after_end", ("last_month",), 0.15),
    *((f"common.overlap_{pair}", WAYS, 0.15) for pair in ("1_2", "5_6", "5_12", "6_12", "9_10", "13_14", "14_15")),
    *((f"common.overlap_4_{item}", WAYS, 0.03) for item in (7, 8, 9, 13)),
    ("common.overlap", WAYS, 0.1),
)
