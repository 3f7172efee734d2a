"""The business systems' half of the monthly report (业务系统运维), the hosted platform included."""

from __future__ import annotations

from hfcheck.kinds import Fault, Kind, Request, Switchover, Task, Visit
from hfcheck.monthly import Figures
from hfcheck.report.monthly_room import daily_work, fault_section, notes, told_section
from hfcheck.report.monthly_tables import flow_grids, registers, tables
from hfcheck.report.paper import Section


def business(figures: Figures) -> tuple[Section, ...]:
    """The sections, from daily work to changes."""
    faults = figures.of(Fault).where(lambda one: one.area == "business")
    hosted = figures.of(Fault).where(lambda one: one.area == "platform")
    platform = registers([(Switchover, figures.of(Switchover)), (Fault, hosted)], "platform")
    return (
        Section("business", "三、业务系统运维", paragraphs=daily_work(figures, "business")),
        _flowing(figures, "business_requests", "（一）业务系统需求", Request, "需求受理与办理"),
        _flowing(figures, "business_tasks", "（二）交办任务", Task, "交办任务办理"),
        fault_section("business", "（三）业务系统故障", faults, figures.rounds),
        told_section("business_platform", "（四）托管平台", platform, figures.written("business", "platform")),
        told_section("business_visits", "（五）现场服务", tables(figures, Visit)),
        *notes(figures, "business", ("（六）安全", "security"), ("（七）备份", "backup"), ("（八）变更", "change")),
    )


def _flowing(figures: Figures, name: str, title: str, kind: type[Kind], flow: str) -> Section:
    """Work that comes in and goes out: how much of it, and what is new."""
    told = tables(figures, kind)
    return Section(name, title, 2, told.paragraphs, grids=(*flow_grids(name, flow, figures.flows[kind]), *told.grids))
