"""The pictures of the monthly report: rounds by day, faults by week, points by month, resources near a limit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from hfcheck.book import Record
from hfcheck.kinds import Fault
from hfcheck.monthly import Register, RoundDay, known_at
from hfcheck.report.charts import MARKS
from hfcheck.report.paper import Chart, Series
from hfcheck.report.record import Trend
from hfcheck.rulings import local_date

DAYS_OF_WEEK = 7
# As many as differ in their marks.
TRENDS_DRAWN = len(MARKS)
WORTH_DRAWING = 5
WORTH_COMPARING = 2
GRADES: Mapping[str | None, tuple[str, str]] = {
    "ordinary": ("普通故障", "warn"),
    "serious": ("严重影响业务", "bad"),
    None: ("未定等级", "soft"),
}


def rounds_chart(days: Sequence[RoundDay]) -> Chart:
    """What became of each day's rounds. Rounds that nobody can judge yet have a colour of their own."""

    def series(name: str, tone: str, values: Sequence[int]) -> Series:
        return Series(name, tuple(float(value) for value in values), tone)

    return Chart(
        name="rounds",
        title="每日巡检完成情况",
        kind="stack",
        categories=tuple(f"{one.day.day}日" for one in days),
        series=(
            series("按时完成", "good", [one.done for one in days]),
            series("逾时", "warn", [one.late for one in days]),
            series("未巡检", "bad", [one.missed for one in days]),
            series("待定或未到时段", "soft", [one.open for one in days]),
        ),
        unit="次",
    )


def faults_chart(faults: Register[Fault], days: Sequence[RoundDay], name: str) -> tuple[Chart, ...]:
    """Faults by week and grade; no picture of so few that the table tells it better, or of none at all."""
    if len(faults.records) < WORTH_DRAWING:
        return ()
    weeks = [days[start : start + DAYS_OF_WEEK] for start in range(0, len(days), DAYS_OF_WEEK)]
    found: Counter[tuple[str | None, int]] = Counter(
        (one.facts.severity, _week(one, days[0].day)) for one in faults.records
    )
    series = tuple(
        Series(title, tuple(float(found[grade, number]) for number in range(len(weeks))), tone)
        for grade, (title, tone) in GRADES.items()
    )
    categories = tuple(f"{week[0].day.day}–{week[-1].day.day}日" for week in weeks)
    return (Chart(name, "每周故障起数", "stack", categories, series, unit="起"),)


def _week(record: Record[Fault], first: date) -> int:
    return (local_date(known_at(record.facts) or record.claimed) - first).days // DAYS_OF_WEEK


def points_chart(points: Mapping[str, int | None]) -> tuple[Chart, ...]:
    """Points by month and their sum, once two months are known. The cap is far above: a sentence tells it."""
    if sum(value is not None for value in points.values()) < WORTH_COMPARING:
        return ()
    running: list[float | None] = []
    for value in points.values():
        before = running[-1] if running else 0.0
        running.append(None if value is None or before is None else before + value)
    monthly = tuple(None if value is None else float(value) for value in points.values())
    series = (Series("当月扣分", monthly, "warn"), Series("累计扣分", tuple(running), "bad"))
    return (Chart("points", "各月扣分与累计扣分", "bars", tuple(points), series, unit="分"),)


def trends_chart(trends: Sequence[Trend]) -> tuple[Chart, ...]:
    """The numbers nearest to their upper limits, each in percent of its own limit, so that one scale serves all."""
    bounded = [one for one in trends if one.upper and one.limit and len(one.points) > 1][:TRENDS_DRAWN]
    if not bounded:
        return ()
    length = max(len(one.points) for one in bounded)
    series = tuple(Series(f"{one.place.title} {one.title}", _percent(one, length)) for one in bounded)
    categories = tuple(str(number - length) if number < length else "最近" for number in range(1, length + 1))
    return (Chart("trends", "资源用量占限值的百分比", "lines", categories, series, unit="%", limit=100.0),)


def _percent(trend: Trend, length: int) -> tuple[float | None, ...]:
    limit = trend.limit or 1.0
    seen = tuple(None if value is None else round(value / limit * 100, 1) for value in trend.points)
    return (None,) * (length - len(seen)) + seen


def deviations_chart(found: Mapping[date, int], days: Sequence[date]) -> tuple[Chart, ...]:
    """How many deviations the last complete run of each day saw; a day without one is a gap."""
    if not found:
        return ()
    values = tuple(float(found[day]) if day in found else None for day in days)
    categories = tuple(f"{day.day}日" for day in days)
    return (Chart("deviations", "每日末次巡检的偏差项数", "lines", categories, (Series("偏差", values),), unit="项"),)
