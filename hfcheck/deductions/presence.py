"""Item 1: posts manned on working days, two rounds on a working day, one on a rest day; at most one point a day.

A round's deadline may be the midnight that ends its day: what is missed on the 31st still belongs to the 31st.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from hfcheck.book import Record
from hfcheck.calendar import Slot, SlotKind, days_of, end_of
from hfcheck.deductions.office_hours import attendance, days_away, missed_on, sheet_entries
from hfcheck.kinds import Absence
from hfcheck.model import SHANGHAI
from hfcheck.rounds import SlotState, State
from hfcheck.rulings import Case, Occurrence, Outcome, Ruling, clock, local_date

SLOTS: Mapping[SlotKind, str] = {
    SlotKind.MORNING: "上午巡检",
    SlotKind.AFTERNOON: "下午巡检",
    SlotKind.RESTDAY: "节假日巡检",
}
STATES: Mapping[State, str] = {
    State.MISSED: "未完成",
    State.LATE: "未在时段内完成",
    State.REFUSED: "未获批准",
    State.AWAITING_SIGNATURE: "未经巡检人签名",
    State.AWAITING_APPROVAL: "待批准",
    State.UNDETERMINED: "待认定",
    State.DUE: "尚待完成",
    State.UPCOMING: "未到时段",
}
# A breach is enough by itself; while a round can still be made, nothing else is asked.
WORST_FIRST = (Outcome.BREACHED, Outcome.RUNNING, Outcome.UNDETERMINED)


@dataclass(frozen=True, slots=True)
class _Concern:
    """One thing that speaks against a day; `cause` is the absence behind it."""

    outcome: Outcome
    at: datetime
    words: str
    settles: str = ""
    evidence: tuple[str, ...] = ()
    cause: str = ""


def on_site(case: Case) -> Iterator[Ruling]:
    """One ruling a day of service up to today. Without a fitting attendance sheet no working day is kept."""
    states = {state.slot: state for state in case.book.slots}
    for month in case.months():
        unfit = _sheet(case, month)
        if unfit and end_of(case.last_day(month)) <= case.now:
            yield unfit
        for day in _days(case, month):
            ruling = _day(case, day, states)
            if not (unfit and ruling.outcome is Outcome.KEPT and case.calendar.day(day).works):
                yield ruling


def _days(case: Case, month: str) -> Iterator[date]:
    """The days of service in a month, up to today."""
    first, last = case.contract.first_day, min(case.contract.last_day, local_date(case.now))
    return (day for day in days_of(int(month[:4]), int(month[5:])) if first <= day <= last)


def _sheet(case: Case, month: str) -> Ruling | None:
    """What is wrong with the attendance sheet of a month."""
    sheet, at = attendance(case, month), datetime.combine(case.last_day(month), time.min, SHANGHAI)
    if sheet is None:
        missing = Occurrence(1, f"attendance/{month}", (), frozenset({f"attendance/{month}"}))
        return missing.undetermined(at, f"{month} 没有一份经中心签字的考勤表", "由中心签字提交当月考勤表，仅一份")
    if not case.afterwards(sheet, month):
        early = f"{month} 考勤表于 {clock(sheet.claimed)} 提交，当月尚未结束"
        return Occurrence.of(1, sheet).undetermined(at, early, "月末后由中心签字重新提交考勤表")
    away = [record for record in case.book.of(Absence) if f"{local_date(record.facts.left_at):%Y-%m}" == month]
    if len(away) == sheet.facts.absences:
        return None
    found = f"{month} 考勤表记缺勤 {sheet.facts.absences} 人次，登记 {len(away)} 条"
    return Occurrence.of(1, sheet).undetermined(at, found, "补记缺勤或更正考勤表")


def _day(case: Case, day: date, states: Mapping[Slot, SlotState]) -> Ruling:
    slots = [(slot, states.get(slot)) for slot in case.calendar.slots(day)]
    concerns = [*_rounds(slots), *_posts(case, day)]
    worst = next((one for one in WORST_FIRST if any(concern.outcome is one for concern in concerns)), Outcome.KEPT)
    if worst is Outcome.KEPT:
        rounds = tuple(one.id for _, state in slots if state for one in state.rounds)
        return _occurrence(day, (*rounds, *sheet_entries(case, day)), ()).kept(
            _last_instant(day), f"{day}：巡检 {len(slots)} 次按时完成"
        )
    return _ruling(case, day, [concern for concern in concerns if concern.outcome is worst])


def _ruling(case: Case, day: date, concerns: Sequence[_Concern]) -> Ruling:
    """All concerns of one outcome as the one ruling of the day."""
    evidence = tuple(dict.fromkeys(entry for concern in concerns for entry in concern.evidence))
    occurrence = _occurrence(day, evidence, tuple(concern.cause for concern in concerns if concern.cause))
    at, words = min(concern.at for concern in concerns), "；".join(concern.words for concern in concerns)
    if concerns[0].outcome is Outcome.UNDETERMINED:
        settles = "；".join(dict.fromkeys(concern.settles for concern in concerns))
        return occurrence.undetermined(at, f"{day}：{words}", settles)
    say = occurrence.breached if concerns[0].outcome is Outcome.BREACHED else occurrence.running
    return say(at, case.terms.given("1.points", day), f"{day}：{words}")


def _occurrence(day: date, evidence: tuple[str, ...], causes: tuple[str, ...]) -> Occurrence:
    return Occurrence(1, f"day/{day}", evidence, frozenset({f"day/{day}", *causes}))


def _last_instant(day: date) -> datetime:
    return end_of(day) - timedelta.resolution


def _rounds(slots: Sequence[tuple[Slot, SlotState | None]]) -> Iterator[_Concern]:
    for slot, state in slots:
        at = min(slot.closes, _last_instant(slot.date))
        if state is None:
            yield _Concern(Outcome.UNDETERMINED, at, f"{SLOTS[slot.kind]}没有可查的状态", "核对台账的巡检轮次")
            continue
        words, rounds = f"{SLOTS[slot.kind]}{STATES.get(state.state, '')}", tuple(one.id for one in state.rounds)
        if state.remaining is not None:
            yield _Concern(Outcome.RUNNING, slot.closes, words, evidence=rounds)
        elif state.counts is False:
            yield _Concern(Outcome.BREACHED, at, words, evidence=rounds)
        elif state.counts is None:
            yield _Concern(Outcome.UNDETERMINED, at, words, "由中心批准或不予批准该巡检轮次", rounds)


def _posts(case: Case, day: date) -> Iterator[_Concern]:
    if case.calendar.day(day).works:
        for record in case.book.of(Absence):
            if day in days_away(record.facts) and not _covered(record.facts):
                yield from _post(case, day, record)


def _covered(absence: Absence) -> bool | None:
    """Whether somebody stood in with the centre's approval; None while that is not known."""
    if absence.cover_approved is False:
        return False
    return True if absence.cover and absence.cover_approved else None


def _post(case: Case, day: date, record: Record[Absence]) -> Iterator[_Concern]:
    """What an absence without approved cover means for one working day, as far as it has come."""
    windows = missed_on(case, day, record.facts)
    left = max(record.facts.left_at, datetime.combine(day, time.min, SHANGHAI))
    start = left if windows is None else windows[0][0] if windows else None
    if start is None or start >= case.now:
        return
    words, evidence = f"{record.facts.post}岗位自 {clock(start)} 起离岗", (*record.entries, *sheet_entries(case, day))

    def concern(outcome: Outcome, more: str, settles: str = "") -> _Concern:
        return _Concern(outcome, start, f"{words}，{more}", settles, evidence, record.id)

    if windows is None:
        yield concern(Outcome.UNDETERMINED, "作息时间未知", "由中心签字提交当月考勤表")
    elif _covered(record.facts) is None:
        yield concern(Outcome.UNDETERMINED, "顶岗是否经批准未记录", "补记顶岗人员及中心是否批准")
    else:
        yield concern(Outcome.BREACHED, "无经批准的顶岗")
