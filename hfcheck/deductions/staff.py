"""Item 2: changes of staff, resignations, and being away for half a day or more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count, islice

from hfcheck.book import Record
from hfcheck.calendar import ONE_DAY, end_of
from hfcheck.deductions.deadlines import counting_for
from hfcheck.deductions.office_hours import Span, Window, missed, sheet_entries
from hfcheck.deductions.unknowns import all_of
from hfcheck.kinds import Absence, StaffChange
from hfcheck.model import SHANGHAI
from hfcheck.rulings import Case, Occurrence, Outcome, Ruling, clock, listed, local_date, merged


def staff_changes(case: Case) -> Iterator[Ruling]:
    """One ruling a change, a resignation and a leave of a person."""
    groups: dict[tuple[str, date], list[Record[StaffChange]]] = defaultdict(list)
    for change in case.book.of(StaffChange):
        groups[change.facts.person, change.facts.effective].append(change)
    for (_, effective), records in groups.items():
        yield from _one_or_two(case, effective, [_change(case, record) for record in records])
    yield from _absences(case)


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


@dataclass(frozen=True, slots=True)
class _Leave(Span):
    """Absences of one person with no office time between them, in order: splitting a leave does not shorten it."""

    records: tuple[Record[Absence], ...]


def _absences(case: Case) -> Iterator[Ruling]:
    """One ruling a leave. What was agreed stands alone: it neither counts nor joins what lies on both sides of it."""
    people: dict[str, list[Record[Absence]]] = defaultdict(list)
    for record in case.book.of(Absence):
        absence, occurrence = record.facts, _occurrence(case, [record])
        matter = f"{absence.person} {clock(absence.left_at)} 离岗"
        if absence.back_at <= absence.left_at:
            yield occurrence.undetermined(absence.left_at, f"{matter}，返岗时间不晚于离岗时间", "更正缺勤登记")
        elif _agreed(record):
            yield occurrence.kept(absence.left_at, f"{matter}，已告知并获中心同意")
        else:
            people[absence.person].append(record)
    for records in people.values():
        yield from (_leave(case, leave) for leave in _leaves(case, records))


def _agreed(record: Record[Absence]) -> bool | None:
    return all_of(record.facts.told, record.facts.consented)


def _occurrence(case: Case, records: Sequence[Record[Absence]]) -> Occurrence:
    """All the records as one occurrence, under the name of the first."""
    stated = (entry for record in records for entry in record.entries)
    sheets = (entry for record in records for entry in sheet_entries(case, local_date(record.facts.left_at)))
    causes = frozenset(record.id for record in records)
    return Occurrence(2, records[0].id, tuple(dict.fromkeys((*stated, *sheets))), causes)


def _leaves(case: Case, records: Iterable[Record[Absence]]) -> list[_Leave]:
    leaves: list[_Leave] = []
    for record in sorted(records, key=lambda one: (one.facts.left_at, one.id)):
        left_at, back_at = record.facts.left_at, record.facts.back_at
        if leaves and _without_return(case, Span(leaves[-1].back_at, left_at)):
            last = leaves.pop()
            leaves.append(_Leave(last.left_at, max(last.back_at, back_at), (*last.records, record)))
        else:
            leaves.append(_Leave(left_at, back_at, (record,)))
    return leaves


def _without_return(case: Case, gap: Span) -> bool:
    """Whether a gap surely has no office time. Where its hours are unknown, so are those of an absence beside it."""
    return gap.back_at <= gap.left_at or missed(case, gap) == ()


def _leave(case: Case, leave: _Leave) -> Ruling:
    first, *others = leave.records
    day, occurrence = local_date(leave.left_at), _occurrence(case, leave.records)
    joined = f"（连续离岗，并入：{listed([record.id for record in others])}）" if others else ""
    matter = f"{first.facts.person} {clock(leave.left_at)} 离岗{joined}"
    windows = missed(case, leave)
    if windows is None:
        return occurrence.undetermined(leave.left_at, f"{matter}，作息时间未知", "由中心签字提交当月考勤表")
    minutes = case.terms.given("2.half_day_minutes", day)
    half_day = _reached(windows, timedelta(minutes=minutes))
    if half_day is None:
        return occurrence.kept(leave.left_at, f"{matter}，工作时间内不足 {minutes} 分钟")
    surely = _surely_reached(case, leave, timedelta(minutes=minutes))
    points = case.terms.given("2.points", day)
    return _half_day(case.now, occurrence, points, (half_day, surely), f"{matter}，工作时间内达 {minutes} 分钟")


def _surely_reached(case: Case, leave: _Leave, length: timedelta) -> datetime | None:
    """When those of a leave that were surely not agreed reach half a day; what may be agreed may not join them."""
    sure = _leaves(case, (record for record in leave.records if _agreed(record) is False))
    return min(filter(None, (_reached(missed(case, one) or (), length) for one in sure)), default=None)


def _half_day(
    now: datetime, occurrence: Occurrence, points: int, reached: tuple[datetime, datetime | None], matter: str
) -> Ruling:
    """What it means that half a day is reached: with what may turn out as agreed, and without it, if at all."""
    at, surely = reached
    if surely and surely <= now:
        return occurrence.breached(surely, points, f"{matter}，未告知并获中心同意")
    if at > now:
        return occurrence.running(at, points, f"{matter}之前应返岗，或告知并获中心同意")
    return occurrence.undetermined(at, f"{matter}，是否告知并获同意未记录", "补记是否事先告知、中心是否同意")


def _reached(windows: Sequence[Window], length: timedelta) -> datetime | None:
    """When so much office time has been missed; None if it never was."""
    left = length
    for start, end in windows:
        if end - start >= left:
            return start + left
        left -= end - start
    return None
