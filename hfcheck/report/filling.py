"""What fills up: each volume and log with its growth and the days until it is full, and a picture of the nearest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from hfcheck.capacity import FILLING, Outlook, Point, Prospect, outlook
from hfcheck.model import Value
from hfcheck.report.paper import Chart, Grid, Series
from hfcheck.report.paper_words import UNKNOWN, heads, told
from hfcheck.report.phrases import scalar_text
from hfcheck.report.record import Notice, Place
from hfcheck.report.sources import Row, Scope
from hfcheck.report.trends import History, numbers
from hfcheck.rulings import local_date

SHOWN = 24
# As many as can be told apart, each with its observed and its expected line.
DRAWN = 2
AHEAD_DAYS = 30
# Lines of the daily record's notice.
TOLD = 12
ORDER = (Prospect.FULL, Prospect.FILLING, Prospect.UNKNOWN, Prospect.STEADY)


@dataclass(frozen=True, slots=True)
class Filling:
    """One thing that fills: its past, its limit in the same unit, and what is to be expected of it."""

    place: Place
    check: str
    instance: str
    unit: str
    points: tuple[Point, ...]
    limit: float
    outlook: Outlook

    @property
    def title(self) -> str:
        """What fills: the check and which instance of it."""
        return f"{self.check} {self.instance}".strip()

    @property
    def last(self) -> float:
        """The newest value."""
        return self.points[-1][1]


def filling(rows: Iterable[Row], plan: Scope, history: History) -> tuple[Filling, ...]:
    """Every instance of every check that says how full something is, the nearest to its end first."""
    found = [one for row in rows if row.check in FILLING for one in _instances(row, plan, history)]
    found.sort(key=lambda one: (ORDER.index(one.outlook.prospect), one.outlook.days or 0, -one.last / one.limit))
    return tuple(found)


def _instances(row: Row, plan: Scope, history: History) -> Iterator[Filling]:
    check, (limit, *_) = plan.check(row.check), (*numbers(row.expected).values(), 0.0)
    past = history(row.host, row.check) if limit > 0 and numbers(row.found) else ()
    for instance in sorted(numbers(row.found)) if past else ():
        points = tuple(_points(past, instance))
        if points:
            yield Filling(
                plan.place(row.host), check.title, instance, check.unit, points, limit, outlook(points, limit)
            )


def _points(past: Sequence[Mapping[str, Any]], instance: str) -> Iterator[Point]:
    for body in past:
        value: Value | None = body.get("found")
        number = numbers(value).get(instance)
        if number is not None and body.get("at"):
            yield datetime.fromisoformat(str(body["at"])), number


def filling_grids(found: Sequence[Filling]) -> tuple[Grid, ...]:
    """The table of what fills; none where nothing was looked at."""
    if not found:
        return ()
    columns = heads(("设备", 24), ("指标", 28), ("最近", 14), ("限值", 14), ("每日增长", 16), ("预计用满", 24))
    rows = tuple(
        told(
            one.place.title,
            one.title,
            scalar_text(round(one.last, 2), one.unit),
            scalar_text(one.limit, one.unit),
            UNKNOWN if one.outlook.per_day is None else scalar_text(round(one.outlook.per_day, 2), one.unit),
            full_text(one.outlook),
        )
        for one in found[:SHOWN]
    )
    left = f"其余 {len(found) - SHOWN} 项未列。" if len(found) > SHOWN else ""
    about = f"按近期巡检数据的稳健线性趋势估算，“用满”指达到限值；数据不足时不作估算。{left}"
    return (Grid("filling", "容量预测", columns, rows, about=about),)


def soon_full(found: Iterable[Filling]) -> tuple[Notice, ...]:
    """The banner of what will be full within a month, of the daily record; what is over its limit deviates anyway."""
    soon = [one for one in found if one.outlook.prospect is Prospect.FILLING and (one.outlook.days or 0) <= AHEAD_DAYS]
    lines = tuple(map(_sentence, soon[:TOLD]))
    left = (f"其余 {len(soon) - TOLD} 项见当月运维报告。",) if len(soon) > TOLD else ()
    return (Notice(f"预计 {AHEAD_DAYS} 天内用满", (*lines, *left)),) if soon else ()


def _sentence(one: Filling) -> str:
    last, limit = scalar_text(round(one.last, 2), one.unit), scalar_text(one.limit, one.unit)
    growth = scalar_text(round(one.outlook.per_day or 0.0, 2), one.unit)
    name = f"{one.place.title}（{one.place.host}）{one.title}"
    return f"{name}：最近 {last}，每日增长 {growth}，{full_text(one.outlook)}达到限值 {limit}。"


def full_text(found: Outlook) -> str:
    """When it is full, in words."""
    if found.prospect is Prospect.FILLING:
        return f"约 {found.days or 0:.0f} 天后" if (found.days or 0) >= 1 else "1 天之内"
    return {Prospect.FULL: "已达限值", Prospect.STEADY: "一年内不会", Prospect.UNKNOWN: "数据不足，未知"}[
        found.prospect
    ]


def filling_chart(found: Sequence[Filling]) -> tuple[Chart, ...]:
    """What fills soonest, day by day in percent of its limit, and a month ahead as the fit expects it."""
    drawn = [one for one in found if one.outlook.prospect is Prospect.FILLING][:DRAWN]
    if not drawn:
        return ()
    first = min(local_date(one.points[0][0]) for one in drawn)
    last = max(local_date(one.points[-1][0]) for one in drawn)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1 + AHEAD_DAYS)]
    series = tuple(line for one in drawn for line in (_observed(one, days), _expected(one, days, last)))
    categories = tuple(f"{day.month}-{day.day}" for day in days)
    return (Chart("filling", "容量趋势与预测（占限值的百分比）", "lines", categories, series, unit="%", limit=100.0),)


def _name(one: Filling) -> str:
    # A legend has room for the volume, or for the words of a check that has no instances.
    return f"{one.place.title} {one.instance or one.check}"


def _observed(one: Filling, days: Sequence[date]) -> Series:
    seen = {local_date(at): value for at, value in one.points}
    values = tuple(round(seen[day] / one.limit * 100, 1) if day in seen else None for day in days)
    return Series(_name(one), values)


def _expected(one: Filling, days: Sequence[date], last: date) -> Series:
    """From the last look on, along the slope to where the limit is met on the day that the fit says."""
    left, slope = one.outlook.days or 0.0, one.outlook.per_day or 0.0
    ahead = [(day - local_date(one.points[-1][0])).days for day in days]
    values = tuple(
        round((one.limit - slope * (left - number)) / one.limit * 100, 1) if day >= last and number >= 0 else None
        for day, number in zip(days, ahead, strict=True)
    )
    return Series(f"预计：{_name(one)}", values)
