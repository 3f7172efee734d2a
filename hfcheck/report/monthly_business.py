"""The business systems' half of the monthly report (业务系统运维), the hosted platform included."""

from __future__ import annotations

from hfcheck.kinds import Fault, Request, Switchover, Task, Visit
from hfcheck.monthly import Figures
from hfcheck.report.monthly_room import daily_work, fault_section, notes
from hfcheck.report.monthly_tables import flow_grid, table
from hfcheck.report.paper import Section


def business(figures: Figures) -> tuple[Section, ...]:
    """The sections, from daily work to changes."""
    faults = figures.of(Fault).where(lambda one: one.area == "business")
    hosted = figures.of(Fault).where(lambda one: one.area == "platform")
    requests = (
        flow_grid("business_requests", "需求受理与办理", figures.flows[Request]),
        table(Request, figures.of(Request)),
    )
    tasks = flow_grid("business_tasks", "交办任务办理", figures.flows[Task]), table(Task, figures.of(Task))
    return (
        Section("business", "三、业务系统运维", paragraphs=daily_work(figures, "business")),
        Section("business_requests", "（一）业务系统需求", 2, grids=requests),
        Section("business_tasks", "（二）交办任务", 2, grids=tasks),
        fault_section("business", "（三）业务系统故障", faults, figures.rounds),
        Section(
            "business_platform",
            "（四）托管平台",
            2,
            figures.written("business", "platform"),
            grids=(table(Switchover, figures.of(Switchover)), table(Fault, hosted, "platform")),
        ),
        Section("business_visits", "（五）现场服务", 2, grids=(table(Visit, figures.of(Visit)),)),
        *notes(figures, "business", ("（六）安全", "security"), ("（七）备份", "backup"), ("（八）变更", "change")),
    )
