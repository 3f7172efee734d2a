"""August 2025 with one fault of five points, looked at in September after what each test adds, by the real rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from hfcheck.book import fold
from hfcheck.deductions import rule_all
from hfcheck.incidents import Candidate
from hfcheck.rounds import Fact
from hfcheck.rulings import Case
from hfcheck.scorecard import ItemSheet, Line, Obstacle, Sheet, sheet
from tests.unit.deductions.example_case import build, facts_of, signatures, statement

MONTH = "2025-08"
NOW = "2025-09-03T00:00:00+08:00"
FAULT: Mapping[str, Any] = {
    "name": "存储告警",
    "area": "room",
    "device": "存储一",
    "severity": "ordinary",
    "alarm_at": "2025-08-20T10:00:00+08:00",
    "acted_at": "2025-08-20T12:00:01+08:00",
}
ID = "9/fault/e1"
TITLE = "存储告警：普通故障应在 120 分钟内响应处理，2025-08-20 12:00:01 才处理"
SEPTEMBER = "2025-09-{:02}T{}:00:00+08:00"


def fault(says: Mapping[str, Any] = FAULT, *, step: int = 1, at: str = "2025-08-20T13:00:00+08:00") -> Fact:
    """A statement about the fault; without its severity nobody can say what it costs."""
    return statement("fault", "e1", says, at, step)


def ungraded() -> Fact:
    """The fault before anybody graded it."""
    return fault({name: value for name, value in FAULT.items() if name != "severity"})


def day(number: int, hour: int = 10) -> str:
    """An instant in September."""
    return SEPTEMBER.format(number, f"{hour:02}")


def accepts(points: int, at: str = day(1), of: str = ID, subject: str = "a1") -> Fact:
    """The supplier accepts."""
    return statement("acceptance", subject, {"of": of, "points": points}, at)


def disputes(at: str = day(1), of: str = ID, subject: str = "d1") -> Fact:
    """The supplier objects."""
    return statement("dispute", subject, {"of": of, "reason": "厂家备件未到"}, at)


def decides(points: int, at: str = day(2), of: str = ID, subject: str = "c1") -> Fact:
    """The group decides."""
    return statement("decision", subject, {"of": of, "points": points, "reason": "情况属实", "by": "李主任"}, at)


def waives(of: str = ID, at: str = day(2), **more: str) -> Fact:
    """The centre spares the deduction, or moves a deadline (`until`)."""
    says = {"of": of, "reason": "不可抗力", "approver": "李主任"} | more
    return statement("exemption", "w1", says, at)


def case_of(*stated: Fact, bare: Iterable[Fact] = (), now: str = NOW, without: Iterable[str] = ()) -> Case:
    """The case of signed and of bare statements: all else is in order, and the monthly report is due on the 20th."""
    example = {"terms": {"3.due_day": 20}, "now": now, "without": tuple(without)}
    signed = [signature for fact in stated for signature in signatures(fact)]
    default = build(example)
    return replace(default, book=fold([*facts_of(example), *stated, *signed, *bare], default.book.slots))


def view(*stated: Fact, candidates: Iterable[Candidate] = (), month: str = MONTH, **more: Any) -> Sheet:
    """The sheet of these statements."""
    case = case_of(*stated, **more)
    return sheet(case, rule_all(case), candidates, month)


def item(found: Sheet, number: int = 9) -> ItemSheet:
    """One item of a sheet."""
    return found.items[number - 1]


def line(found: Sheet, number: int = 9) -> Line:
    """The only line of an item."""
    (only,) = item(found, number).lines
    return only


def about(found: Sheet, what: str) -> list[Obstacle]:
    """The obstacles about something."""
    return [one for one in found.obstacles if one.what == what]


def candidate(
    first: str, cleared: str | None = None, triaged: str = "", hosts: tuple[str, ...] = ("db1",)
) -> Candidate:
    """Something that the inspections found by themselves."""
    begin, end = datetime.fromisoformat(first), datetime.fromisoformat(cleared) if cleared else None
    return Candidate("candidate/memory/run1", "memory", "内存不足", begin, begin, hosts, cleared=end, triaged=triaged)
