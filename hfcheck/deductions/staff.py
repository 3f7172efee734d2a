"""Item 2: changes of staff, resignations, and being away for half a day or more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import count, islice

from hfcheck.book import Record
from hfcheck.calendar import ONE_DAY, end_of
from hfcheck.deductions.deadlines import counting_for
from hfcheck.deductions.office_hours import Window, missed, sheet_entries
from hfcheck.deductions.unknowns import all_of
from hfcheck.kinds import Absence, StaffChange
from hfcheck.model import SHANGHAI
from hfcheck.rulings import Case, Occurrence, Outcome, Ruling, clock, local_date, merged


def staff_changes(case: Case) -> Iterator[Ruling]:
    """One ruling a change, a resignation and an absence of a person."""
    groups: dict[tuple[str, date], list[Record[StaffChange]]] = defaultdict(list)
    for change in case.book.of(StaffChange):
        groups[change.facts.person, change.facts.effective].append(change)
    for (_, effective), records in groups.items():
        yield from _one_or_two(case, effective, [_change(case, record) for record in records])
    for absence in case.book.of(Absence):
        yield _absence(case, absence)


def _one_or_two(case: Case, effective: date, rulings: Sequence[Ruling]) -> Iterator[Ruling]:
    """A resignation that is also a change of staff breaks two limbs: whether once or twice is a policy."""
    breached = [ruling for ruling in rulings if ruling.outcome is Outcome.BREACHED]
    policy = case.terms.word("2.same_person", effective)
    if len(breached) < 2 or policy == "stack":
        yield from rulings
        return
    yield from (ruling for ruling in rulings if ruling not in breached)
    if policy == "once":
        yield merged(breached)
        return
    for ruling in breached:
        others = "、".join(other.record for other in breached if other is not ruling)
        reason = f"{ruling.reason}；与 {others} 为同一人员同一天的变动，是否为一次未定"
        occurrence = Occurrence(2, ruling.record, ruling.evidence, ruling.causes)
        yield occurrence.undetermined(ruling.at, reason, "由考核小组认定按一次或分别扣分")


def _change(case: Case, record: Record[StaffChange]) -> Ruling:
    change, occurrence = record.facts, Occurrence.of(2, record)
    takes_effect = datetime.combine(change.effective, time.min, SHANGHAI)
    with counting_for(record.id):
        last = _last_day_to_apply(case, change)
    points = case.terms.given("2.points", change.effective)
    matter = f"{change.person} {change.effective} {'离职' if change.change == 'resignation' else '变动'}"
    if change.applied_on is None or change.applied_on > last:
        problem = f"{matter}，最迟应于 {last} 书面申请，{_applied(change)}"
    elif change.change == "transfer" and (change.approved_on is None or change.approved_on > change.effective):
        problem = f"{matter}，申请未获批"
    else:
        return occurrence.kept(takes_effect, f"{matter}，{change.applied_on} 已书面申请")
    if takes_effect <= case.now:
        return occurrence.breached(takes_effect, points, problem)
    still = change.applied_on is None and case.now < end_of(last)
    return occurrence.running(end_of(last) if still else takes_effect, points, problem)


def _applied(change: StaffChange) -> str:
    return f"实际于 {change.applied_on} 申请" if change.applied_on else "未见申请"


def _last_day_to_apply(case: Case, change: StaffChange) -> date:
    """The last day from which the whole period, that day left out, is over before the change takes effect."""
    if change.change == "resignation":
        days = case.terms.given("2.resignation_days", change.effective)
        return change.effective - ONE_DAY * (days + 1)
    before = (change.effective - timedelta(number) for number in count(1))
    worked = (day for day in before if case.calendar.day(day).works)
    period = case.terms.given("2.transfer_workdays", change.effective)
    return [change.effective, *islice(worked, period)][-1] - ONE_DAY


def _absence(case: Case, record: Record[Absence]) -> Ruling:
    absence, day = record.facts, local_date(record.facts.left_at)
    occurrence = replace(Occurrence.of(2, record), evidence=(*record.entries, *sheet_entries(case, day)))
    matter = f"{absence.person} {clock(absence.left_at)} 离岗"
    if absence.back_at <= absence.left_at:
        return occurrence.undetermined(absence.left_at, f"{matter}，返岗时间不晚于离岗时间", "更正缺勤登记")
    windows = missed(case, absence)
    if all_of(absence.told, absence.consented):
        return occurrence.kept(absence.left_at, f"{matter}，已告知并获中心同意")
    if windows is None:
        return occurrence.undetermined(absence.left_at, f"{matter}，作息时间未知", "由中心签字提交当月考勤表")
    minutes = case.terms.given("2.half_day_minutes", day)
    half_day = _reached(windows, timedelta(minutes=minutes))
    if half_day is None:
        return occurrence.kept(absence.left_at, f"{matter}，工作时间内不足 {minutes} 分钟")
    return _half_day(case, occurrence, absence, half_day, f"{matter}，工作时间内达 {minutes} 分钟")


def _half_day(case: Case, occurrence: Occurrence, absence: Absence, at: datetime, matter: str) -> Ruling:
    """What it means that half a day is missed at that instant, and the centre is not known to have agreed."""
    points = case.terms.given("2.points", local_date(absence.left_at))
    if at > case.now:
        return occurrence.running(at, points, f"{matter}之前应返岗，或告知并获中心同意")
    if all_of(absence.told, absence.consented) is None:
        return occurrence.undetermined(at, f"{matter}，是否告知并获同意未记录", "补记是否事先告知、中心是否同意")
    return occurrence.breached(at, points, f"{matter}，未告知并获中心同意")


def _reached(windows: Sequence[Window], length: timedelta) -> datetime | None:
    """When so much office time has been missed; None if it never was."""
    left = length
    for start, end in windows:
        if end - start >= left:
            return start + left
        left -= end - start
    return None
