"""The machine room's half of the monthly report (机房运维)."""

from __future__ import annotations

from collections.abc import Sequence

from hfcheck.kinds import Fault, Maintenance, Meeting, Outage, PowerAnomaly
from hfcheck.model import Verdict
from hfcheck.monthly import Figures, Register, RoundDay
from hfcheck.report.filling import filling_chart, filling_grids
from hfcheck.report.inspections import Inspections, Reconfigured
from hfcheck.report.monthly_charts import deviations_chart, faults_chart, rounds_chart, trends_chart
from hfcheck.report.monthly_tables import Told, grades, named, registers, tables
from hfcheck.report.paper import Grid, Section
from hfcheck.report.paper_words import UNKNOWN, counts, heads, instant_text, told
from hfcheck.report.phrases import VERDICTS
from hfcheck.report.record import Trend

ROOM_AREAS = ("room", "office")
NO_RUN = "本月没有完整的自动巡检。"


def room(figures: Figures, inspections: Inspections) -> tuple[Section, ...]:
    """The sections, from daily work to changes."""
    room_faults = figures.of(Fault).where(lambda one: one.area in ROOM_AREAS)
    conference = figures.of(Fault).where(lambda one: one.area == "conference")
    return (
        Section("room", "四、机房运维", paragraphs=daily_work(figures, "room")),
        _rounds(figures.rounds),
        fault_section("room", "（二）机房与办公设备故障", room_faults, figures.rounds),
        told_section("room_power", "（三）动力环境", tables(figures, PowerAnomaly)),
        _network(tables(figures, Outage), inspections),
        _findings(inspections, figures),
        _trends(inspections),
        fault_section("conference", "（七）会议系统故障", conference, figures.rounds),
        told_section("room_meetings", "（八）会议保障", tables(figures, Meeting), figures.written("room", "meeting")),
        told_section("room_maintenance", "（九）设备维护", tables(figures, Maintenance)),
        *notes(figures, "room", ("（十）安全", "security"), ("（十一）备份", "backup"), ("（十二）变更", "change")),
    )


def written(figures: Figures, part: str, section: str) -> tuple[str, ...]:
    """What people wrote, or that nobody did."""
    return figures.written(part, section) or (f"{UNKNOWN}。",)


def daily_work(figures: Figures, part: str) -> tuple[str, ...]:
    """What people wrote about the daily work of a half, or that nobody did."""
    return figures.written(part, "work") or (f"日常工作{UNKNOWN}。",)


def notes(figures: Figures, part: str, *titles: tuple[str, str]) -> tuple[Section, ...]:
    """Sections that hold only what people wrote."""
    return tuple(Section(named(part, section), title, 2, written(figures, part, section)) for title, section in titles)


def told_section(name: str, title: str, told: Told, written: tuple[str, ...] = ()) -> Section:
    """A section of registers, below what people wrote."""
    return Section(name, title, 2, (*written, *told.paragraphs), grids=told.grids)


def fault_section(part: str, title: str, faults: Register[Fault], days: Sequence[RoundDay]) -> Section:
    """Faults of some areas: by week, by grade, and one by one."""
    charts = faults_chart(faults, days, named(part, "faults_by_week"))
    told = registers([(Fault, faults)], part)
    by_grade = (grades(part, faults),) if faults.records else ()
    return Section(named(part, "faults"), title, 2, told.paragraphs, charts, (*by_grade, *told.grids))


def _rounds(days: Sequence[RoundDay]) -> Section:
    columns = (
        *heads(("日期", 20)),
        *counts(("应巡检", 16), ("完成", 16), ("其中补录", 16), ("逾时", 16), ("未巡检", 16), ("待定", 16)),
    )
    wanting = [one for one in days if one.owed != one.done or one.entered_late]
    rows = tuple(
        told(one.day.isoformat(), one.owed, one.done, one.entered_late, one.late, one.missed, one.open)
        for one in wanting
    )
    grid = Grid("rounds", "未全部按时完成或有补录的日期", columns, rows, empty="每日巡检均按时完成。")
    return Section("room_rounds", "（一）现场巡检", 2, (rounds_text(days),), (rounds_chart(days),), (grid,))


def rounds_text(days: Sequence[RoundDay]) -> str:
    """The month's rounds in one sentence."""

    def total(name: str) -> int:
        return sum(getattr(one, name) for one in days)

    return (
        f"本月服务 {len(days)} 天，应巡检 {total('owed')} 次，完成 {total('done')} 次"
        f"（其中补录 {total('entered_late')} 次），逾时 {total('late')} 次，未巡检 {total('missed')} 次，"
        f"待定或未到时段 {total('open')} 次。"
    )


def _network(outages: Told, found: Inspections) -> Section:
    """Outages, and where configurations were kept the devices whose configuration changed."""
    grids = (*outages.grids, _reconfigured(found)) if found.kept else outages.grids
    return Section("room_network", "（四）网络", 2, outages.paragraphs, grids=grids)


def _reconfigured(found: Inspections) -> Grid:
    columns = (
        *heads(("设备", 26), ("地点", 16)),
        *counts(("变化次数", 10), ("增加行", 9), ("减少行", 9)),
        *heads(("最近一次采集到变化", 18), ("设备日志中的操作人", 22)),
    )
    rows = tuple(
        told(one.place.title, one.place.site, one.changes, one.added, one.removed, instant_text(one.last), _people(one))
        for one in found.reconfigured
    )
    about = f"本月采集 {found.kept} 台设备的运行配置，下表为其中有变化的；详见 hfcheck config log 加设备名。"
    empty = f"本月采集 {found.kept} 台设备的运行配置，均没有变化。"
    return Grid("reconfigured", "网络设备配置变化", columns, rows, about=about, empty=empty)


def _people(one: Reconfigured) -> str:
    unnamed = (f"{one.unnamed} 次无法确定",) if one.unnamed else ()
    return "、".join((*one.people, *unnamed))


def _findings(found: Inspections, figures: Figures) -> Section:
    title = "（五）自动巡检发现"
    if found.finished is None:
        return Section("room_findings", title, 2, (NO_RUN,))
    sentence = (
        f"本月自动巡检 {found.runs} 次，其中不完整 {found.incomplete} 次。下表为本月最后一次完整巡检"
        f"（{instant_text(found.finished)}）的结果。"
    )
    columns = (*heads(("设备类别", 30)), *counts(*((words, 14) for words in VERDICTS.values())))
    rows = tuple(told(kind, *(verdicts[verdict] for verdict in VERDICTS)) for kind, verdicts in found.kinds.items())
    grid = Grid("findings", "检查项数", columns, rows, about=f"“{VERDICTS[Verdict.NOT_SEEN]}”不视为符合。")
    chart = deviations_chart(found.deviations, figures.span.days())
    return Section("room_findings", title, 2, (sentence,), chart, (grid,))


def _trends(found: Inspections) -> Section:
    columns = heads(("设备", 24), ("指标", 26), ("最低／最高", 18), ("最近", 16), ("限值", 16), ("期间", 20))
    rows = tuple(
        told(one.place.title, one.title, _range(one), one.last, one.limit_text or "—", one.span) for one in found.trends
    )
    grid = Grid("trends", "资源指标", columns, rows, empty=f"{UNKNOWN}：没有可比较的巡检数据。")
    charts, grids = filling_chart(found.filling), filling_grids(found.filling)
    return Section(
        "room_trends",
        "（六）资源趋势",
        2,
        charts=(*trends_chart(found.trends), *charts),
        grids=(grid, *grids),
    )


def _range(trend: Trend) -> str:
    seen = [value for value in trend.points if value is not None]
    return f"{min(seen):.10g}／{max(seen):.10g}" if seen else UNKNOWN
