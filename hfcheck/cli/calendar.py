"""`hfcheck calendar`: the days of a month, what they owe, and when periods of working days end."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date

import click

from hfcheck.calendar import Calendar, Day, DayKind, days_of, slots_of
from hfcheck.errors import CalendarError, InputError
from hfcheck.notices import calendar as recorded
from hfcheck.report import phrases
from hfcheck.table import show

WORDS: Mapping[DayKind, str] = {
    DayKind.WORKDAY: "工作日",
    DayKind.MAKEUP: "调休上班",
    DayKind.WEEKEND: "公休日",
    DayKind.HOLIDAY: "节假日",
}
# Small and large requests of the annex, items 7 and 8, and the notice of a change of staff, item 2.
PERIODS = (15, 30)
TITLES = ("日期", "类别", "假期", "巡检", "+15 工作日", "+30 工作日")


@click.command("calendar")
@click.argument("month", metavar="YYYY-MM")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def calendar(month: str, *, as_json: bool) -> None:
    """Show a month's working days, slots and deadlines.

    Days off and make-up days (调休) are those of the State Council's notices. The deadlines are the last days of 15 and
    30 working days from an event on that day, which is itself left out.
    """
    days = recorded()
    found = tuple(days.likely(day) for day in days_of(*parse_month(month)))
    if as_json:
        click.echo(json.dumps(document(days, found, month), ensure_ascii=False, indent=2))
        return
    click.echo(heading(days, found, month))
    show(TITLES, [("" if day.works else "green", row(days, day)) for day in found])


def parse_month(text: str) -> tuple[int, int]:
    """Year and month of 2026-11; raises InputError."""
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text) or text.startswith("0000"):
        raise InputError(f"expected a month such as 2026-11, found {text!r}")
    year, month = map(int, text.split("-"))
    return year, month


def heading(days: Calendar, found: Sequence[Day], month: str) -> str:
    """What the month comes to, and the notice that it rests on."""
    sums = totals(found)
    notice = days.notices.get(found[0].date.year)
    source = f"{notice.title}（{notice.number}）" if notice else "当年放假通知未收录，按星期暂定，不得用于考核"
    counts = f"工作日 {sums['workdays']} 天，休息日 {sums['rest_days']} 天，巡检 {sums['slots']} 次"
    return f"{month}：{counts}。\n依据：{source}"


def totals(found: Sequence[Day]) -> dict[str, int]:
    """How many days, working days, rest days and inspections a month has."""
    worked = sum(day.works for day in found)
    slots = sum(len(slots_of(day)) for day in found)
    return {"days": len(found), "workdays": worked, "rest_days": len(found) - worked, "slots": slots}


def row(days: Calendar, day: Day) -> tuple[str, ...]:
    """One day as the table's cells."""
    slots = "、".join(phrases.SLOTS[str(slot.kind)] for slot in slots_of(day))
    ends = (deadline(days, day.date, count) for count in PERIODS)
    return (
        phrases.date_text(day.date.isoformat()),
        WORDS[day.kind] + ("（暂定）" if day.provisional else ""),
        day.name,
        slots,
        *(end.isoformat() if end else "通知未收录" for end in ends),
    )


def deadline(days: Calendar, day: date, count: int) -> date | None:
    """The last day of a period of working days; None where it reaches into a year without a notice."""
    try:
        return days.last_workday(day, count)
    except CalendarError:
        return None


def document(days: Calendar, found: Sequence[Day], month: str) -> dict[str, object]:
    """The month as plain data."""
    notice = days.notices.get(found[0].date.year)
    return {
        "month": month,
        "notice": notice.number if notice else None,
        "provisional": notice is None,
        "totals": totals(found),
        "days": [_day(days, day) for day in found],
    }


def _day(days: Calendar, day: Day) -> dict[str, object]:
    slots = [
        {"slot": slot.id, "opens": slot.opens.isoformat(), "closes": slot.closes.isoformat()} for slot in slots_of(day)
    ]
    ends = {str(count): deadline(days, day.date, count) for count in PERIODS}
    return {
        "date": day.date.isoformat(),
        "kind": str(day.kind),
        "works": day.works,
        "holiday": day.name or None,
        "slots": slots,
        "workdays_after": {count: end.isoformat() if end else None for count, end in ends.items()},
    }


COMMAND = calendar
