"""The clock of a fault: how soon somebody has to act on it (items 9 and 14)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hfcheck.kinds import Fault
from hfcheck.rulings import Case, Occurrence, Ruling, clock, local_date


@dataclass(frozen=True, slots=True)
class Limit:
    """Acting later than `at` costs `points`; `words` say so in Chinese."""

    at: datetime
    points: int
    words: str


def limit(case: Case, names: tuple[str, str], start: datetime, known: datetime, title: str) -> Limit:
    """The limit whose minutes and points have these names in the terms; its clock starts at `start`.

    The terms are those of the day on which the fault became known.
    """
    day = local_date(known)
    minutes, points = (case.terms.given(name, day) for name in names)
    return Limit(start + timedelta(minutes=minutes), points, f"{title}应在 {minutes} 分钟内响应处理")


def known_at(fault: Fault) -> datetime | None:
    """When it became known: the earliest of alarm and report; None when nobody stated either."""
    return min((at for at in (fault.alarm_at, fault.reported_at) if at), default=None)


def response(case: Case, occurrence: Occurrence, fault: Fault, limits: Sequence[Limit]) -> Ruling:
    """What a fault costs, the higher tier last in `limits`.

    Whoever restored it has acted on it by then; when nobody stated more than that, a late restoration says nothing.
    Nobody acts on what nobody knows of: one of two such instants is wrong, and which one decides the points.
    """
    acted, known = fault.acted_at or fault.restored_at, known_at(fault)
    if acted and known and acted < known:
        reason = f"{fault.name}：{clock(acted)} 响应处理，早于获知的 {clock(known)}"
        return occurrence.undetermined(known, reason, "更正告警、报修或响应处理时间")
    passed = [one for one in limits if case.until(acted) > one.at]
    if passed and fault.acted_at is None and acted and acted <= case.now:
        reason = f"{fault.name}：{clock(acted)} 恢复，未记录响应处理时间"
        return occurrence.undetermined(passed[-1].at, reason, "补记响应处理时间")
    if passed:
        return occurrence.breached(
            passed[-1].at, passed[-1].points, f"{fault.name}：{passed[-1].words}，{_end(case, acted)}"
        )
    if acted and acted <= case.now:
        return occurrence.kept(acted, f"{fault.name}：{clock(acted)} 已响应处理")
    first = min(limits, key=lambda one: one.at)
    return occurrence.running(first.at, first.points, f"{fault.name}：{first.words}")


def _end(case: Case, acted: datetime | None) -> str:
    return f"{clock(acted)} 才处理" if acted and acted <= case.now else "尚未处理"
