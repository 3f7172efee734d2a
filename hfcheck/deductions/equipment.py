"""Items 9 and 10: hardware faults of the machine room, and anomalies of mains, UPS and cooling."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from hfcheck.book import Record
from hfcheck.kinds import Fault
from hfcheck.rulings import Case, Occurrence, Ruling, clock, local_date


def hardware_fault(case: Case) -> Iterator[Ruling]:
    """Item 9: not acted on for more than 2 h (ordinary, 5 points) or 1 h (serious, 10 points)."""
    for record in case.book.of(Fault):
        if record.facts.area == "room":
            yield _fault(case, record)


def _fault(case: Case, record: Record[Fault]) -> Ruling:
    fault, occurrence = record.facts, Occurrence.of(9, record, record.facts.cause)
    known = min((at for at in (fault.alarm_at, fault.reported_at) if at), default=None)
    if known is None:
        return occurrence.undetermined(record.claimed, f"{fault.name}：未记录获知时间", "补记告警时间或报修时间")
    if fault.severity is None:
        return occurrence.undetermined(known, f"{fault.name}：未定等级", "由中心认定普通故障或严重影响业务")
    passed = [tier for tier in _tiers(case, fault, known) if (fault.acted_at or case.now) > tier[0]]
    if passed:
        limit, points, words = passed[-1]
        return occurrence.breached(limit, points, f"{fault.name}：{clock(known)} 获知，{words}未处理")
    if fault.acted_at:
        return occurrence.kept(fault.acted_at, f"{fault.name}：{clock(fault.acted_at)} 已处理")
    limit, points, words = min(_tiers(case, fault, known))
    return occurrence.running(limit, points, f"{fault.name}：{words}应处理")


def _tiers(case: Case, fault: Fault, known: datetime) -> list[tuple[datetime, int, str]]:
    """The limits of a fault with their points, the higher tier last."""
    day = local_date(known)

    def tier(word: str, start: datetime, title: str) -> tuple[datetime, int, str]:
        minutes = case.terms.given(f"9.{word}_minutes", day)
        return (
            start + timedelta(minutes=minutes),
            case.terms.given(f"9.{word}_points", day),
            f"{title} {minutes} 分钟内",
        )

    ordinary = tier("ordinary", known, "普通故障")
    if fault.severity == "ordinary":
        return [ordinary]
    return [ordinary, tier("serious", max(known, fault.serious_since or known), "严重影响业务的故障")]
