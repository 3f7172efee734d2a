"""Random services of five months (2025-08 to 2025-12): facts that lie at the edges of the rules, made from a seed.

Instants stand exactly at a limit, a microsecond or a second beside it, or far off; days are often the first and last of
a month, make-up days (调休) and holidays; what a record need not say is often not said; records of different items
share root causes; supplements set values from different days on; the centre waives and extends.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from hfcheck.calendar import Slot, end_of
from hfcheck.kinds import KINDS, Kind
from hfcheck.model import SHANGHAI
from hfcheck.notices import calendar

DAY, MINUTE, SECOND, TICK = timedelta(days=1), timedelta(minutes=1), timedelta(seconds=1), timedelta(microseconds=1)
AUGUST, DECEMBER = date(2025, 8, 1), date(2025, 12, 31)
MONTHS = ("2025-08", "2025-09", "2025-10", "2025-11", "2025-12")
LATER = datetime(2026, 3, 1, tzinfo=SHANGHAI)
EDGES = tuple(
    date.fromisoformat(f"2025-{day}")
    for day in [
        "08-31",
        "09-01",
        "09-27",
        "09-28",
        "09-29",
        "09-30",
        "10-01",
        "10-08",
        "10-09",
        "10-11",
        "10-12",
        "10-31",
        "11-01",
        "11-30",
        "12-01",
        "12-31",
    ]
)
TIMES = (time.min, time(8, 30), time(9, 30), time(12), time(14, 30), time(16), time(17, 30), time(23, 59, 59, 999999))
NEAR = (-SECOND, -TICK, timedelta(0), TICK, SECOND)
FAR = (-7 * DAY, -3 * DAY, -59 * MINUTE, -MINUTE, MINUTE, 3 * DAY, 40 * DAY)
HOURS = (("08:30-12:00", "14:30-17:30"), ("09:00-12:00", "13:00-17:00"), ("08:00-11:59", "15:00-18:01"))
CAUSES = ("甲", "乙", "丙", "fault/1", "request/1", "outage/1", "violation/1")

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


class Writer:
    """Writes one service; every choice is drawn from its own generator."""

    def __init__(self, random: Random) -> None:
        self.random = random
        whole = self.chance(0.5)
        self.first = AUGUST if whole else AUGUST + random.randrange(31) * DAY
        self.last = DECEMBER if whole else DECEMBER - random.randrange(31) * DAY
        self.begins = datetime.combine(self.first, time.min, SHANGHAI)
        self.now = self._now()

    def service(self) -> Service:
        """The service."""
        counted = {kind: self._records(kind) for kind in WRITERS}
        facts = [one for records in counted.values() for one in records]
        facts += self._papers(began_in(counted["absence"]))
        facts += self._waivers([record for record, _ in facts])
        return Service(tuple(facts), tuple(self._slots()), self.now)

    def chance(self, share: float) -> bool:
        """Whether something of this likelihood happens."""
        return self.random.random() < share

    def flag(self) -> bool | None:
        """Yes, no, or not said; mostly yes, as most rules ask for several."""
        return self.random.choice((True, True, True, False, None))

    def day(self) -> date:
        """A day of the service."""
        known = [day for day in (*EDGES, self.first, self.last) if self.first <= day <= self.last]
        span = (self.last - self.first).days
        return self.random.choice(known) if self.chance(0.5) else self.first + self.random.randrange(span + 1) * DAY

    def instant(self) -> datetime:
        """An instant of the service that has passed."""
        found = datetime.combine(self.day(), self.random.choice(TIMES), SHANGHAI)
        if self.chance(0.5):
            found = found.replace(hour=self.random.randrange(24), minute=self.random.randrange(60))
        return min(found, self.now - DAY)

    def near(self, limit: datetime, floor: datetime) -> datetime | None:
        """At a limit, close to it, far from it or never: not before `floor`, and nothing that is still to come."""
        if self.chance(0.15):
            return None
        found = max(floor, limit + self.random.choice(NEAR if self.chance(0.6) else FAR))
        return found if found <= self.now else None

    def cause(self) -> str | None:
        """A root cause, seldom."""
        return self.random.choice(CAUSES) if self.chance(0.25) else None

    def _now(self) -> datetime:
        if self.chance(0.7):
            return LATER
        edge = datetime.combine(self.random.choice(EDGES[4:]) + DAY, time.min, SHANGHAI)
        edge += self.random.choice((*NEAR, 9 * 60 * MINUTE, 17 * 60 * MINUTE))
        return max(self.begins + 2 * DAY, edge)

    def _records(self, kind: str) -> list[tuple[str, Kind]]:
        written = [WRITERS[kind](self) for _ in range(self.random.choice((0, 1, 1, 2, 3)))]
        return [(f"{kind}/{number}", KINDS[kind].model_validate(says)) for number, says in enumerate(written, 1)]

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


def _absence(w: Writer) -> dict[str, Any]:
    left = w.instant()
    back = w.near(left + w.random.choice((210, 240, 390, 1440)) * MINUTE, left) or left + 30 * MINUTE
    back = max(left + TICK, min(back, w.now, end_of(w.last) - TICK, left + 5 * DAY))
    approved = w.flag()
    return {
        "person": f"员工{w.random.randrange(9)}",
        "post": "机房",
        "left_at": left,
        "back_at": back,
        "told": w.flag(),
        "consented": w.flag(),
        "cover_approved": approved,
        "cover": "顶岗" if w.chance(0.8) else None,
    }


def _staff_change(w: Writer) -> dict[str, Any]:
    effective = w.day()
    change = w.random.choice(("transfer", "resignation"))
    applied, near = effective - (30 if change == "resignation" else 43) * DAY, w.random.randrange(-3, 4) * DAY
    return {
        "person": f"员工{w.random.randrange(3)}",
        "change": change,
        "effective": effective,
        "applied_on": applied + near if w.chance(0.85) else None,
        "approved_on": effective + w.random.choice((-9, -1, 0, 0, 1)) * DAY if w.chance(0.85) else None,
    }


def _task(w: Writer) -> dict[str, Any]:
    assigned = w.instant()
    due = assigned + w.random.choice((1, 5, 30)) * DAY if w.chance(0.85) else None
    done, reasonable = w.near(due or assigned + DAY, assigned), w.random.choice((True, None, False))
    return {
        "name": "任务",
        "assigned_at": assigned,
        "due": due,
        "done_at": done,
        "reasonable": reasonable,
        "cause": w.cause(),
    }


def _request(w: Writer) -> dict[str, Any]:
    accepted, size = w.instant(), w.random.choice(("small", "large", "small", "large", None))
    limit = calendar().last_workday(accepted.date(), 30 if size == "large" else w.random.choice((15, 15, 10)))
    delivered = w.near(end_of(limit), accepted)
    says = {"name": "需求", "system": "核心系统", "accepted_at": accepted, "size": size}
    return {**says, "delivered_at": delivered, "cause": w.cause()}


def _fault(w: Writer) -> dict[str, Any]:
    start, area = w.instant(), w.random.choice(("room", "room", "conference", "office"))
    alarm, reported = w.random.choice(
        ((start, None), (None, start), (start, start + 20 * MINUTE), (start + MINUTE, start))
    )
    severity = w.random.choice(("ordinary", "serious", "serious", "ordinary", None))
    since = start + w.random.choice((0, 30, 90, 121, 180)) * MINUTE if severity == "serious" and w.chance(0.4) else None
    limit = start + w.random.choice((15, 15, 35) if area == "conference" else (60, 90, 120)) * MINUTE
    if since and w.chance(0.5):
        limit = since + 60 * MINUTE
    acted = w.near(limit, start)
    restored = w.near((acted or limit), acted or start) if w.chance(0.4) else None
    return {
        "name": "故障",
        "area": area,
        "device": f"设备{w.random.randrange(3)}",
        "alarm_at": alarm,
        "reported_at": reported,
        "severity": severity,
        "serious_since": since,
        "acted_at": acted,
        "restored_at": restored,
        "ageing": w.flag(),
        "affects_use": w.flag(),
        "cause": w.cause(),
    }


def _maintenance(w: Writer) -> dict[str, Any]:
    return {"device": f"设备{w.random.randrange(3)}", "done_at": w.instant() if w.chance(0.9) else None}


def _power_anomaly(w: Writer) -> dict[str, Any]:
    began = w.instant()
    handled = w.near(began + w.random.choice((30, 60)) * MINUTE, began)
    found = w.random.choice((began, handled, None))
    consequence = w.random.choice(("none", "affected", "damaged", "affected", None))
    says = {"name": "异常", "system": "ups", "began_at": began, "found_at": found, "handled_at": handled}
    return {**says, "consequence": consequence, "cause": w.cause()}


def _outage(w: Writer) -> dict[str, Any]:
    began = w.random.choice(EDGES) if w.chance(0.4) else None
    start = datetime.combine(began, time(10, w.random.randrange(4) * 10), SHANGHAI) if began else w.instant()
    start = max(w.begins, min(start, w.now - DAY))
    restored = w.near(start + w.random.choice((60, 60, 60, 10, 20)) * MINUTE, start)
    scope = w.random.choice(("part", "part", "whole", None))
    party = w.random.choice(("supplier", "supplier", "centre", "carrier", "city_cloud", "other", None))
    says = {"name": "中断", "began_at": start, "restored_at": restored, "scope": scope, "party": party}
    return {**says, "cause": "光模块" if began else w.cause()}


def _security_incident(w: Writer) -> dict[str, Any]:
    limbs = {limb: w.flag() for limb in ("gap", "attack", "business_affected", "data_leaked")}
    return {"name": "事件", "occurred_at": w.instant(), "cause": w.cause(), **limbs}


def _violation(w: Writer) -> dict[str, Any]:
    limb = w.random.choice(("access", "virus", "address", "principle", "rules", "secrecy", "conduct"))
    says = {"name": "违规", "occurred_at": w.instant(), "limb": limb, "by_supplier": w.flag()}
    return {**says, "consequence": w.flag(), "cause": w.cause()}


def _meeting(w: Writer) -> dict[str, Any]:
    starts = w.instant()
    prepared = w.near(starts, starts - DAY)
    outcome = w.random.choice(("normal", "not_started", "broke_off", "broke_off", None))
    says = {"name": "会议", "starts_at": starts, "prepared_at": prepared, "preparation_ok": w.flag()}
    return {
        **says,
        "outcome": outcome,
        "equipment_fault": w.random.choice((False, False, True, None)),
        "cause": w.cause(),
    }


WRITERS = {
    "absence": _absence,
    "staff_change": _staff_change,
    "task": _task,
    "request": _request,
    "fault": _fault,
    "power_anomaly": _power_anomaly,
    "outage": _outage,
    "security_incident": _security_incident,
    "violation": _violation,
    "meeting": _meeting,
    "maintenance": _maintenance,
}
