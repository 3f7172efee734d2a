"""The monthly report (运维工作月报): both halves, what the month cost, what was promised, and what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from hfcheck.kinds import Absence, Fault, Party, Request, SecurityIncident, StaffChange, Violation
from hfcheck.monthly import BEGAN, Figures, Flow
from hfcheck.promises import Promise
from hfcheck.report.inspections import Inspections
from hfcheck.report.monthly_business import business
from hfcheck.report.monthly_charts import points_chart
from hfcheck.report.monthly_room import room, rounds_text, written
from hfcheck.report.monthly_tables import tables
from hfcheck.report.paper import Cell, Grid, Head, Labelled, Paper, Row, Section
from hfcheck.report.paper_words import (
    OPEN,
    SERVICE,
    UNKNOWN,
    Issue,
    counts,
    heads,
    instant_text,
    month_text,
    number_text,
    points_cell,
    signings,
    told,
)
from hfcheck.report.record import Notice
from hfcheck.report.text import shorten
from hfcheck.rulings import Outcome

FILE = "monthly-report"
SIGNERS = {Party.SUPPLIER: "供应商", Party.CENTRE: "中心接收人"}
PARTS = (("business", "业务系统运维"), ("room", "机房运维"))


def monthly_paper(
    figures: Figures,
    inspections: Inspections,
    points: Mapping[str, int | None],
    cap_points: Decimal | None,
    issue: Issue,
) -> Paper:
    """The report of a month.

    `points`: each month of the service up to this one → its points, None while open. `cap_points`: the points at which
    the deduction reaches its cap, None when they cost nothing.
    """
    incidents = tables(figures, SecurityIncident, Violation)
    sections = (
        _overview(figures, points, cap_points),
        _staff(figures),
        *business(figures),
        *room(figures, inspections),
        Section("incidents", "五、网络安全事件与违规", paragraphs=incidents.paragraphs, grids=incidents.grids),
        _promised(figures.promises),
        *_written(figures),
        _basis(figures),
    )
    return Paper(
        file=FILE,
        title="运维工作月报",
        subtitle=f"{SERVICE} · {month_text(figures.month)}",
        centre=issue.contract.centre,
        made=issue.made,
        facts=(*issue.head(), Labelled("统计截至", instant_text(figures.span.until), wide=True)),
        notices=tuple(_notices(figures)),
        sections=sections,
        signings=signings(SIGNERS, {}),
        watermark="",
        seal=issue.seal,
    )


def _notices(figures: Figures) -> Iterator[Notice]:
    if figures.span.until < figures.span.ends:
        yield Notice("本月尚未结束", (f"数据截至 {instant_text(figures.span.until)}，不是全月情况。",))
    unconfirmed = "、".join(kind.title for kind in BEGAN if not figures.of(kind).complete)
    if unconfirmed:
        lines = (f"{unconfirmed}。", "以上登记的内容可能不全，没有记录不等于没有发生。")
        yield Notice("部分登记尚未经中心核对齐全", lines)


def _overview(figures: Figures, points: Mapping[str, int | None], cap_points: Decimal | None) -> Section:
    return Section(
        "overview",
        "一、总体情况",
        paragraphs=("".join(_sentences(figures)), _cost(figures.month, points, cap_points)),
        charts=points_chart(points),
        grids=(_points(points),),
    )


def _sentences(figures: Figures) -> Iterator[str]:
    faults, requests = figures.of(Fault), figures.flows[Request]
    serious = faults.where(lambda one: one.severity == "serious")
    yield rounds_text(figures.rounds)
    yield f"登记故障 {number_text(faults.number, ' 起')}，其中严重影响业务 {number_text(serious.number, ' 起')}"
    yield _carried(figures.flows[Fault])
    if requests is None:
        yield f"业务系统需求{UNKNOWN}。"
    else:
        yield f"业务系统需求新增 {requests.new} 件，办结 {requests.done} 件，逾期 {requests.overdue} 件。"


def _cost(month: str, points: Mapping[str, int | None], cap_points: Decimal | None) -> str:
    """What the month and the service up to it cost, and how far that is from the cap."""
    found, known = points.get(month), [value for value in points.values() if value is not None]
    mine = f"当月扣分{OPEN if found is None else f' {found} 分'}"
    if len(known) < len(points):
        settled = f"，已确定的扣分共 {sum(known)} 分" if known else ""
        return f"{mine}；服务期内尚有 {len(points) - len(known)} 个月份待定{settled}。"
    total = f"{mine}，服务期内累计 {sum(known)} 分"
    if cap_points is None:
        return f"{total}。"
    left, cap = cap_points - sum(known), f"扣款上限（相当于 {cap_points.normalize():f} 分）"
    return f"{total}，距{cap}还有 {left.normalize():f} 分。" if left > 0 else f"{total}，已达到{cap}。"


def _carried(faults: Flow | None) -> str:
    return f"，上月结转未恢复 {faults.carried} 起，月末未恢复 {faults.open} 起。" if faults else "。"


def _points(points: Mapping[str, int | None]) -> Grid:
    rows: list[Row] = [(Cell(month_text(month)), points_cell(value)) for month, value in points.items()]
    known = [value for value in points.values() if value is not None]
    total = sum(known) if len(known) == len(points) else None
    closing: Row = (
        Cell("合计", tone="strong"),
        points_cell(total, name="points_so_far", formula="SUM({above})", tone="strong"),
    )
    return Grid("points", "各月扣分", (Head("月份", 60), Head("扣分", 40, "right")), (*rows, closing))


def _staff(figures: Figures) -> Section:
    sheet = figures.attendance
    posts = f"合同驻场岗位 {figures.contract.posts} 个。"
    if sheet is None:
        present = f"{posts}本月考勤表{UNKNOWN}。"
    else:
        hours = "、".join(sheet.facts.office_hours)
        present = f"{posts}考勤表已经中心签字，作息时间 {hours}，缺勤 {sheet.facts.absences} 人次。"
    told = tables(figures, Absence, StaffChange)
    return Section("staff", "二、驻场与考勤", paragraphs=(present, *told.paragraphs), grids=told.grids)


def _promised(promises: Iterable[Promise]) -> Section:
    columns = (
        *heads(("承诺", 34), ("采购文件", 20)),
        *counts(("达到", 9), ("未达到", 11), ("未记录", 11), ("进行中", 11)),
        *heads(("情况", 40)),
    )
    about = "本表仅作计量，不扣分。"
    grid = Grid("promises", "", columns, tuple(map(_promise, promises)), about=about)
    return Section("promises", "六、服务承诺", grids=(grid,))


def _promise(promise: Promise) -> Row:
    if not promise.measured:
        nothing = "本月没有发生" if promise.complete else f"{UNKNOWN}：登记未经核对"
        return told(promise.title, promise.clause, *["—"] * len(SHOWN), nothing)
    return told(promise.title, promise.clause, *map(promise.count, SHOWN), _worst(promise))


SHOWN = (Outcome.KEPT, Outcome.BREACHED, Outcome.UNDETERMINED, Outcome.RUNNING)
TOLD, NAME_SHOWN = 3, 40


def _worst(promise: Promise) -> str:
    """What was not kept or is not known, a few by name; of what was kept the last figure."""
    bad = [one for one in promise.measured if one.outcome in (Outcome.BREACHED, Outcome.UNDETERMINED)]
    named = "；".join(f"{shorten(one.what, NAME_SHOWN)}：{one.figure}" for one in bad[:TOLD])
    more = f" 等 {len(bad)} 项" if len(bad) > TOLD else ""
    return named + more or promise.measured[-1].figure


def _written(figures: Figures) -> Iterator[Section]:
    for name, title, headings in (
        ("problems", "七、存在问题与建议", (("problem", "存在问题"), ("advice", "建议"))),
        ("plan", "八、下月工作计划", (("plan", ""),)),
    ):
        lines = tuple(
            f"{words}{heading}：{text}"
            for part, words in PARTS
            for section, heading in headings
            for text in written(figures, part, section)
        )
        yield Section(name, title, paragraphs=lines)


def _basis(figures: Figures) -> Section:
    """Which registers the centre confirmed: the rest of the report is only as good as these."""
    confirmed = "、".join(kind.title for kind in BEGAN if figures.of(kind).complete)
    return Section(
        "basis",
        "九、数据说明",
        paragraphs=(
            f"中心已核对齐全的登记：{confirmed or '无'}。",
            "巡检数据来自台账中的自动巡检与现场检查记录；未记录的情况不按零计算，未检测到的不视为符合。",
        ),
    )
