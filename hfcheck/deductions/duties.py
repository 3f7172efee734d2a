"""Items 3 and 4: the monthly report in both its parts, and the other tasks that the centre assigned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

from hfcheck.book import Record
from hfcheck.calendar import ONE_DAY, days_of, end_of
from hfcheck.deductions.deadlines import Deadline, extended
from hfcheck.deductions.unknowns import all_of, any_of
from hfcheck.kinds import MonthlyReport, Supplement, Task
from hfcheck.model import SHANGHAI
from hfcheck.rulings import Case, Occurrence, Outcome, Ruling, by, local_date

PARTS = {"business": "业务系统运维", "room": "机房运维"}


def monthly_reports(case: Case) -> Iterator[Ruling]:
    """Item 3: one ruling a month of service that has begun. One part missing is not submitted."""
    for month in case.months():
        if month <= f"{local_date(case.now):%Y-%m}":
            yield from _report(case, month)


def _report(case: Case, month: str) -> Iterator[Ruling]:
    """The clock starts on the month's last day of service: the terms of that day hold for the report."""
    last = case.last_day(month)
    records = [record for record in case.book.of(MonthlyReport) if record.facts.month == month]
    evidence = tuple(entry for record in records for entry in record.entries) + _agreement(case, last)
    causes = frozenset({f"report/{month}", *(record.id for record in records)})
    occurrence = Occurrence(3, f"report/{month}", evidence, causes)
    due = case.terms.number("3.due_day", last)
    if due is not None:
        yield _handed_in(case, occurrence, records, end_of(_due_date(last, due)), case.terms.given("3.points", last))
    elif end_of(last) <= case.now:
        at = datetime.combine(last, time.min, SHANGHAI)
        yield occurrence.undetermined(
            at, f"{month} 月报：附件未规定提交期限", "签订补充约定，规定 3.due_day（次月几日）"
        )


def _agreement(case: Case, day: date) -> tuple[str, ...]:
    """The supplement that set the due date: where nothing was handed in, it is all there is to show."""
    source = case.terms.value("3.due_day").on(day).record
    return tuple(entry for record in case.book.of(Supplement) if record.id == source for entry in record.entries)


def _due_date(last: date, due: int) -> date:
    """The due day of the month after a report's month, or that month's last day if it is shorter."""
    following = (last.replace(day=28) + 4 * ONE_DAY).replace(day=1)
    return [day for day in days_of(following.year, following.month) if day.day <= due][-1]


def _handed_in(
    case: Case, occurrence: Occurrence, records: Sequence[Record[MonthlyReport]], due: datetime, points: int
) -> Ruling:
    handed = [record.facts for record in records if record.facts.submitted_at <= min(due, case.now)]
    parts = {part: any_of(*(one.accepted for one in handed if one.part == part)) for part in PARTS}
    matter, whole = f"{occurrence.record.partition('/')[2]} 月报", all_of(*parts.values())
    if whole:
        return occurrence.kept(max(one.submitted_at for one in handed), f"{matter}：两部分均已按时提交并接收")
    lacking = "、".join(PARTS[part] for part, answer in parts.items() if not answer)
    if case.now <= due:
        return occurrence.running(due, points, f"{matter}：应于 {by(due)} 前提交并接收，尚缺{lacking}")
    if whole is None:
        return occurrence.undetermined(due, f"{matter}：{lacking}是否接收未记录", "由中心记录是否接收")
    return occurrence.breached(due, points, f"{matter}：至 {by(due)} {lacking}未按时提交或未获接收")


def tasks(case: Case) -> Iterator[Ruling]:
    """Item 4: one ruling a task; without a due date it is not scored."""
    for record in case.book.of(Task):
        yield _task(case, record)


def _task(case: Case, record: Record[Task]) -> Ruling:
    task, day = record.facts, local_date(record.facts.assigned_at)
    occurrence, due = extended(case, Occurrence.of(4, record, task.cause), task.due)
    if due is None:
        return occurrence.kept(task.assigned_at, f"{task.name}：无期限，不计分")
    ruling = Deadline(task.name, due, task.done_at, case.terms.given("4.points", day)).ruling(case, occurrence)
    if ruling.outcome is Outcome.BREACHED and task.reasonable is False:
        return occurrence.undetermined(due, f"{ruling.reason}；任务是否合理待认定", "由考核小组认定任务是否合理")
    return ruling
