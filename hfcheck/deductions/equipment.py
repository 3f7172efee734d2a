"""Items 9 and 10: hardware faults of the machine room, and anomalies of mains, UPS, cooling and environment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from hfcheck.book import Record
from hfcheck.deductions.response import Limit, known_at, limit, response
from hfcheck.deductions.unknowns import agreement
from hfcheck.kinds import Fault, PowerAnomaly
from hfcheck.rulings import Case, Occurrence, Outcome, Ruling, by, clock, local_date


def hardware_fault(case: Case) -> Iterator[Ruling]:
    """Item 9: not acted on for more than 2 h (ordinary, 5 points) or 1 h (serious, 10 points)."""
    for record in case.book.of(Fault):
        if record.facts.area == "room":
            yield _fault(case, record)


def _fault(case: Case, record: Record[Fault]) -> Ruling:
    fault, occurrence = record.facts, Occurrence.of(9, record, record.facts.cause)
    known = known_at(fault)
    if known is None:
        return occurrence.undetermined(record.claimed, f"{fault.name}：未记录获知时间", "补记告警时间或报修时间")
    ruling = response(case, occurrence, fault, _limits(case, fault, known))
    if fault.severity is None and ruling.outcome is not Outcome.RUNNING:
        return occurrence.undetermined(known, f"{fault.name}：未定等级", "由中心认定为普通故障或严重影响业务的故障")
    return ruling


def _limits(case: Case, fault: Fault, known: datetime) -> tuple[Limit, ...]:
    """The higher tier last. Raised to serious later, its hour starts then; not graded yet, it may be either."""
    ordinary = limit(case, ("9.ordinary_minutes", "9.ordinary_points"), known, known, "普通故障")
    if fault.severity == "ordinary":
        return (ordinary,)
    raised = max(known, fault.serious_since or known)
    return ordinary, limit(case, ("9.serious_minutes", "9.serious_points"), raised, known, "严重影响业务的故障")


def power_anomaly(case: Case) -> Iterator[Ruling]:
    """Item 10: not found and handled in time, and equipment affected (5 points) or damaged (10 points)."""
    for record in case.book.of(PowerAnomaly):
        yield _anomaly(case, record)


def _anomaly(case: Case, record: Record[PowerAnomaly]) -> Ruling:
    anomaly, occurrence = record.facts, Occurrence.of(10, record, record.facts.cause)
    began, day = anomaly.began_at, local_date(anomaly.began_at)
    if anomaly.consequence == "none":
        return occurrence.kept(began, f"{anomaly.name}：未影响设备")
    minutes = case.terms.number("10.in_time_minutes", day)
    if minutes is None:
        reason = f"{anomaly.name}：{_consequence(anomaly)}，附件未规定“及时”的分钟数"
        return occurrence.undetermined(
            began, reason, f"{agreement(case.terms, '10.in_time_minutes')}；或由考核小组认定"
        )
    end = began + timedelta(minutes=minutes)
    points = case.terms.given(f"10.{anomaly.consequence or 'damaged'}_points", day)
    return _in_time(case, anomaly, occurrence, end, points)


def _in_time(case: Case, anomaly: PowerAnomaly, occurrence: Occurrence, end: datetime, points: int) -> Ruling:
    """Found and handled by `end`, or not: what was handled has been found by then."""
    handled = max(anomaly.found_at or anomaly.handled_at, anomaly.handled_at) if anomaly.handled_at else None
    if case.until(handled) > end:
        words = f"{by(end)} 前未发现并处理，{_consequence(anomaly)}"
        if anomaly.consequence is None:
            return occurrence.undetermined(end, f"{anomaly.name}：{words}", "补记后果；或由考核小组认定")
        return occurrence.breached(end, points, f"{anomaly.name}：{clock(anomaly.began_at)} 出现，{words}")
    if handled and handled <= case.now:
        return occurrence.kept(handled, f"{anomaly.name}：{clock(handled)} 已处理，处理及时")
    return occurrence.running(end, points, f"{anomaly.name}：{by(end)} 前应发现并处理")


def _consequence(anomaly: PowerAnomaly) -> str:
    words = {"affected": "设备运行受影响", "damaged": "设备损坏"}
    return words.get(str(anomaly.consequence), "后果未记录")
