"""Items 13 to 15: the conference system before a meeting, when it fails, and between meetings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import product

from hfcheck.book import Record
from hfcheck.calendar import end_of
from hfcheck.deductions.response import known_at, limit, response
from hfcheck.deductions.unknowns import agreed, agreement, all_of, either, unknown
from hfcheck.kinds import Fault, Maintenance, Meeting
from hfcheck.rulings import Case, Occurrence, Ruling, clock, local_date


def meeting(case: Case) -> Iterator[Ruling]:
    """Item 13: could not start or broke off, not prepared before it, and not by a fault of the equipment: 2 points."""
    for record in case.book.of(Meeting):
        yield _meeting(case, record)


def _meeting(case: Case, record: Record[Meeting]) -> Ruling:
    facts, occurrence = record.facts, Occurrence.of(13, record, record.facts.cause)
    at, day = facts.starts_at, local_date(facts.starts_at)
    failed = None if facts.outcome is None or case.now < at else facts.outcome != "normal"
    ways = product(either(failed), either(facts.equipment_fault), either(_prepared(facts)))
    points = agreed(_meeting_points(case, *way, day) for way in ways)
    if points == 0:
        return occurrence.kept(at, f"{facts.name}：{_why_kept(facts)}")
    if case.now < at:
        at_risk = case.terms.given("13.points", day)
        return occurrence.running(at, at_risk, f"{facts.name}：{clock(at)} 前应完成调试准备")
    if points is None:
        missing = unknown(facts, "preparation_ok", "outcome", "equipment_fault")
        return occurrence.undetermined(at, f"{facts.name}：未记录{missing}", "补记上述事实；或由考核小组认定")
    words = "无法正常开始" if facts.outcome == "not_started" else "中途出现故障"
    return occurrence.breached(at, points, f"{facts.name}：会议{words}，非设备故障，{_preparation(facts)}")


def _prepared(facts: Meeting) -> bool | None:
    """Whether all was set up and tested before the meeting; a preparation that nobody stated was not made."""
    return facts.preparation_ok if facts.prepared_at and facts.prepared_at < facts.starts_at else False


def _meeting_points(case: Case, failed: bool, by_equipment: bool, prepared: bool, day: date) -> int:
    if not failed or by_equipment or (prepared and case.terms.word("13.prepared_fault", day) == "zero"):
        return 0
    return case.terms.given("13.points", day)


def _preparation(facts: Meeting) -> str:
    return "已做调试准备" if _prepared(facts) else "会前未做好调试准备"


def _why_kept(facts: Meeting) -> str:
    if facts.outcome == "normal":
        return "会议正常"
    return "属设备故障，除外" if facts.equipment_fault else "会前已做好调试准备"


def conference_response(case: Case) -> Iterator[Ruling]:
    """Item 14: a fault of the conference system without response within 15 min of the report: 1 point."""
    for record in _faults(case):
        fault, occurrence = record.facts, Occurrence.of(14, record, record.facts.cause)
        known = fault.reported_at or fault.alarm_at
        if known is None:
            yield occurrence.undetermined(record.claimed, f"{fault.name}：未记录报修时间", "补记报修时间")
            continue
        end = limit(case, ("14.minutes", "14.points"), known, known, "会议系统故障")
        yield response(case, occurrence, fault, (end,))


def conference_maintenance(case: Case) -> Iterator[Ruling]:
    """Item 15: not maintained in its period, and aged or damaged so that use is affected: 1 point."""
    for record in _faults(case):
        yield _worn(case, record)


def _worn(case: Case, record: Record[Fault]) -> Ruling:
    fault, occurrence = record.facts, Occurrence.of(15, record, record.facts.cause)
    known = known_at(fault)
    at = known or record.claimed
    last = _last_maintenance(case, fault.device, at)
    if last:
        occurrence = replace(occurrence, evidence=(*occurrence.evidence, *last.entries))
    overdue = _overdue(case, last, known)
    worn = all_of(fault.ageing, fault.affects_use, overdue)
    if worn is None:
        reason = f"{fault.name}：是否未“定期”维护而老化、损坏影响正常使用，尚不能认定"
        return occurrence.undetermined(at, reason, "；或".join(_settles(case, fault, known)))
    if not worn:
        words = "已按期检查维护" if overdue is False else "不属老化、损坏影响正常使用"
        return occurrence.kept(at, f"{fault.name}：{words}")
    points = case.terms.given("15.points", local_date(at))
    done = f"上次维护 {clock(last.facts.done_at)}" if last and last.facts.done_at else "服务期内未见维护"
    return occurrence.breached(at, points, f"{fault.name}：设备老化、损坏影响正常使用，{done}")


def _last_maintenance(case: Case, device: str, before: datetime) -> Record[Maintenance] | None:
    """The last one that was done on this device before then."""
    done = ((record.facts.done_at, record) for record in case.book.of(Maintenance) if record.facts.device == device)
    past = [(at, record.id, record) for at, record in done if at and at < before]
    return max(past, key=lambda one: one[:2])[2] if past else None


def _overdue(case: Case, last: Record[Maintenance] | None, known: datetime | None) -> bool | None:
    """Whether the period since the last maintenance, or since the service began, was over."""
    days = case.terms.number("15.period_days", local_date(known)) if known else None
    if known is None or days is None:
        return None
    since = local_date(last.facts.done_at) if last and last.facts.done_at else case.contract.first_day
    return known >= end_of(since + timedelta(days=days))


def _settles(case: Case, fault: Fault, known: datetime | None) -> Iterator[str]:
    missing = unknown(fault, *(() if known else ("reported_at",)), "ageing", "affects_use")
    if missing:
        yield f"补记{missing}"
    if known and case.terms.number("15.period_days", local_date(known)) is None:
        yield agreement(case.terms, "15.period_days")
    yield "由考核小组认定"


def _faults(case: Case) -> Iterator[Record[Fault]]:
    return (record for record in case.book.of(Fault) if record.facts.area == "conference")
