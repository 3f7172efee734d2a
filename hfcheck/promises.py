"""What the tender promises beside the fifteen items: measured for the monthly report, and never points.

A promise is measured occurrence by occurrence, in the month in which the occurrence began. What was not recorded is
UNDETERMINED, never kept; a promise without any occurrence says whether its register was confirmed to be complete.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hfcheck.book import Record
from hfcheck.calendar import days_of, end_of
from hfcheck.deductions.registers import confirmed
from hfcheck.kinds import Duty, Request, Switchover, Visit
from hfcheck.model import SHANGHAI
from hfcheck.rulings import Case, Outcome, local_date

GENERAL_WORKDAYS = 15
"""Section 四（三）3（2）: other requests are finished within 15 working days."""
ON_SITE_HOURS = 2
"""Section 四（三）4: on site at T + 2 hours, T being the way."""
FAR_WORKDAYS = 1
"""Section 四（二）3: what cannot be finished from afar within 1 working day brings somebody on site."""
MONTHS_OF_QUARTER = 3


@dataclass(frozen=True, slots=True)
class Measured:
    """One occurrence: what it is about by its name or its day, how it came out, and its figure in Chinese."""

    what: str
    outcome: Outcome
    figure: str


@dataclass(frozen=True, slots=True)
class Promise:
    """One promised level with the words of the tender. `complete`: whether no entry is known to mean no occurrence."""

    title: str
    clause: str
    complete: bool
    measured: tuple[Measured, ...]

    def count(self, outcome: Outcome) -> int:
        """How many occurrences came out so."""
        return sum(one.outcome is outcome for one in self.measured)


def promises(case: Case, month: str) -> tuple[Promise, ...]:
    """All nine promises, measured over the occurrences of one month up to `case.now`."""

    def promise(title: str, clause: str, kind: str, measure: Callable[[Case, str], Iterable[Measured]]) -> Promise:
        return Promise(title, clause, confirmed(case, month, kind), tuple(measure(case, month)))

    return (
        promise("影响业务类需求当天处理完毕", "四（三）3（1）", Request.type, _same_day),
        promise("一般需求 15 个工作日内处理完毕", "四（三）3（2）", Request.type, _general),
        promise("接到服务单后 T+2 小时到达现场", "四（三）4", Visit.type, _on_site),
        promise("远程 1 个工作日未处理完成，派员到现场", "四（二）3", Visit.type, _sent_out),
        promise("每季度至少一次巡检服务", "四（三）5", Visit.type, _quarterly),
        promise("电话支持每周 7 天、每天 8 小时", "四（三）1", Duty.type, _served("phone")),
        promise("托管平台故障切换，保证访问连续", "三（四）1", Switchover.type, _switchovers),
        promise("托管平台 7×24 小时监控", "三（四）1", Duty.type, _served("watch")),
        promise("24 小时值班", "五（二）2", Duty.type, _served("duty")),
    )


def _month(instant: datetime) -> str:
    return f"{instant.astimezone(SHANGHAI):%Y-%m}"


def _requests(case: Case, month: str) -> Iterator[Record[Request]]:
    return (one for one in case.book.of(Request) if _month(one.facts.accepted_at) == month)


def _same_day(case: Case, month: str) -> Iterator[Measured]:
    for record in _requests(case, month):
        if record.facts.affects_business is None:
            yield Measured(record.facts.name, Outcome.UNDETERMINED, "是否影响业务未记录")
        elif record.facts.affects_business:
            limit = end_of(local_date(record.facts.accepted_at))
            yield _by(case, record.facts.name, record.facts.accepted_at, limit, record.facts.closed_at)


def _general(case: Case, month: str) -> Iterator[Measured]:
    """A request with a plan for an overall test (通测) follows its plan instead."""
    for record in _requests(case, month):
        if record.facts.affects_business is False and record.facts.plan is None:
            limit = end_of(case.calendar.last_workday(local_date(record.facts.accepted_at), GENERAL_WORKDAYS))
            yield _by(case, record.facts.name, record.facts.accepted_at, limit, record.facts.closed_at)


def _on_site(case: Case, month: str) -> Iterator[Measured]:
    for record in case.book.of(Visit):
        visit = record.facts
        if visit.purpose != "on_site" or _month(visit.asked_at) != month:
            continue
        if visit.travel_minutes is None:
            yield Measured(record.facts.name, Outcome.UNDETERMINED, "路途时间 T 未记录")
        else:
            limit = visit.asked_at + timedelta(hours=ON_SITE_HOURS, minutes=visit.travel_minutes)
            yield _by(case, record.facts.name, visit.asked_at, limit, visit.arrived_at)


def _sent_out(case: Case, month: str) -> Iterator[Measured]:
    """An urgent request that was still open after 1 working day: was somebody on site before it was closed?"""
    for record in _requests(case, month):
        started, ended = record.facts.accepted_at, record.facts.closed_at or case.now
        limit = end_of(case.calendar.last_workday(local_date(started), FAR_WORKDAYS))
        if not record.facts.affects_business or ended <= limit:
            continue
        own = {record.id, record.id.partition("/")[2]}
        near = [one.facts for one in case.book.of(Visit) if started <= (one.facts.arrived_at or started) <= ended]
        if any(visit.of in own and visit.arrived_at for visit in near):
            yield Measured(record.facts.name, Outcome.KEPT, "办结前已到场")
        # A visit that names nothing, or no hour, may have been this one.
        elif confirmed(case, month, Visit.type) and not any(visit.of in {None, *own} for visit in near):
            yield Measured(record.facts.name, Outcome.BREACHED, "没有到场登记")
        else:
            yield Measured(record.facts.name, Outcome.UNDETERMINED, "到场情况未记录")


def _quarterly(case: Case, month: str) -> Iterator[Measured]:
    quarter = _quarter(month)
    arrived = [one.facts.arrived_at for one in case.book.of(Visit) if one.facts.purpose == "quarterly"]
    done = sum(_month(at) in quarter for at in arrived if at)
    what = f"{quarter[0]} 至 {quarter[-1]}"
    if done:
        yield Measured(what, Outcome.KEPT, f"已巡检 {done} 次")
    elif case.now < _after(quarter[-1]):
        yield Measured(what, Outcome.RUNNING, "本季度尚未巡检")
    elif all(confirmed(case, one, Visit.type) for one in quarter if one in set(case.months())):
        yield Measured(what, Outcome.BREACHED, "没有季度巡检登记")
    else:
        yield Measured(what, Outcome.UNDETERMINED, "季度巡检未记录")


def _quarter(month: str) -> tuple[str, ...]:
    year, number = map(int, month.split("-"))
    first = (number - 1) // MONTHS_OF_QUARTER * MONTHS_OF_QUARTER + 1
    return tuple(f"{year}-{one:02}" for one in range(first, first + MONTHS_OF_QUARTER))


def _after(month: str) -> datetime:
    return end_of(list(days_of(*map(int, month.split("-"))))[-1])


def _switchovers(case: Case, month: str) -> Iterator[Measured]:
    for record in case.book.of(Switchover):
        switch = record.facts
        if _month(switch.learnt_at) != month:
            continue
        if switch.switched_at is None:
            yield Measured(record.facts.name, Outcome.UNDETERMINED, "切换完成时间未记录")
            continue
        took = f"{minutes_text(switch.switched_at - switch.learnt_at)}切换"
        if switch.lost_requests is None:
            yield Measured(record.facts.name, Outcome.UNDETERMINED, f"{took}，丢失请求数未记录")
        else:
            outcome = Outcome.BREACHED if switch.lost_requests else Outcome.KEPT
            yield Measured(record.facts.name, outcome, f"{took}，丢失请求 {switch.lost_requests} 个")


def _served(service: str) -> Callable[[Case, str], Iterator[Measured]]:
    """A service of every day: each day of the month needs an entry, and an entry without a gap."""

    def measure(case: Case, month: str) -> Iterator[Measured]:
        gaps: dict[date, int] = {}
        for one in case.book.of(Duty):
            if one.facts.service == service:
                gaps[one.facts.day] = gaps.get(one.facts.day, 0) + one.facts.gap_minutes
        for day in _days(case, month):
            yield _duty(day, gaps.get(day), case.now)

    return measure


def _days(case: Case, month: str) -> Iterator[date]:
    """The days of service of a month that have begun."""
    first, last = case.contract.first_day, min(case.contract.last_day, local_date(case.now))
    return (day for day in days_of(*map(int, month.split("-"))) if first <= day <= last)


def _duty(day: date, gap: int | None, now: datetime) -> Measured:
    if gap:
        return Measured(day.isoformat(), Outcome.BREACHED, f"中断 {gap} 分钟")
    if now < end_of(day):
        return Measured(day.isoformat(), Outcome.RUNNING, "当日未结束")
    if gap is None:
        return Measured(day.isoformat(), Outcome.UNDETERMINED, "值班未记录")
    return Measured(day.isoformat(), Outcome.KEPT, "无中断")


def _by(case: Case, what: str, started: datetime, limit: datetime, done: datetime | None) -> Measured:
    """Whether something was done by its limit; the limit itself is in time."""
    if done is None:
        running = case.now <= limit
        return Measured(what, Outcome.RUNNING if running else Outcome.BREACHED, "尚未完成" if running else "逾期未完成")
    return Measured(what, Outcome.KEPT if done <= limit else Outcome.BREACHED, f"用时 {minutes_text(done - started)}")


def minutes_text(span: timedelta) -> str:
    """A span in Chinese, down to the minute: 2 天 3 小时 05 分."""
    minutes = max(span, timedelta(0)) // timedelta(minutes=1)
    days, hours = minutes // 1440, minutes // 60 % 24
    parts = [f"{days} 天"] * bool(days) + [f"{hours} 小时"] * bool(days or hours)
    return " ".join([*parts, f"{minutes % 60:02} 分" if parts else f"{minutes} 分"])
