"""The tables of the monthly report, one a register; and in a sentence what happened not at all or is not known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hfcheck.kinds import (
    Absence,
    Fault,
    Kind,
    Maintenance,
    Meeting,
    Outage,
    PowerAnomaly,
    Request,
    SecurityIncident,
    StaffChange,
    Switchover,
    Task,
    Violation,
    Visit,
)
from hfcheck.monthly import Figures, Flow, Register, Times, known_at, times
from hfcheck.report.monthly_charts import GRADES
from hfcheck.report.paper import Grid, Row
from hfcheck.report.paper_words import (
    UNKNOWN,
    between,
    counts,
    heads,
    instant_text,
    number_text,
    span_text,
    told,
    word,
    yes_no,
)

Column = tuple[str, int, Callable[[Any], str]]
"""A heading, its share of the width, and what it says of a record's facts."""
UNCONFIRMED = "（登记未核对）"


@dataclass(frozen=True, slots=True)
class Told:
    """What registers tell: sentences, and tables below them."""

    paragraphs: tuple[str, ...]
    grids: tuple[Grid, ...]


FORMS: Mapping[type[Kind], tuple[str, Sequence[Column]]] = {
    Absence: (
        "缺勤",
        (
            ("姓名", 12, lambda one: one.person),
            ("岗位", 16, lambda one: one.post),
            ("离岗", 20, lambda one: instant_text(one.left_at)),
            ("返岗", 20, lambda one: instant_text(one.back_at)),
            ("事先告知", 10, lambda one: yes_no(one.told)),
            ("中心同意", 10, lambda one: yes_no(one.consented)),
            ("顶岗人员", 12, lambda one: one.cover or UNKNOWN),
        ),
    ),
    StaffChange: (
        "人员变动",
        (
            ("姓名", 20, lambda one: one.person),
            ("类别", 20, lambda one: word(StaffChange, "change", one.change)),
            ("生效日", 20, lambda one: one.effective.isoformat()),
            ("书面申请", 20, lambda one: one.applied_on.isoformat() if one.applied_on else UNKNOWN),
            ("获批", 20, lambda one: one.approved_on.isoformat() if one.approved_on else UNKNOWN),
        ),
    ),
    Request: (
        "本月受理的需求",
        (
            ("需求", 32, lambda one: one.name),
            ("业务系统", 18, lambda one: one.system),
            ("规模", 10, lambda one: word(Request, "size", one.size)),
            ("受理", 20, lambda one: instant_text(one.accepted_at)),
            ("发到现场测试", 20, lambda one: instant_text(one.delivered_at)),
        ),
    ),
    Task: (
        "本月交办的任务",
        (
            ("任务", 40, lambda one: one.name),
            ("交办", 20, lambda one: instant_text(one.assigned_at)),
            ("要求完成", 20, lambda one: instant_text(one.due)),
            ("完成", 20, lambda one: instant_text(one.done_at)),
        ),
    ),
    Visit: (
        "现场服务明细",
        (
            ("事由", 30, lambda one: one.name),
            ("类别", 14, lambda one: word(Visit, "purpose", one.purpose)),
            ("对应事项", 18, lambda one: one.of or UNKNOWN),
            ("通知", 20, lambda one: instant_text(one.asked_at)),
            ("到场用时", 18, lambda one: between(one.asked_at, one.arrived_at)),
        ),
    ),
    Fault: (
        "故障明细",
        (
            ("故障", 24, lambda one: one.name),
            ("设备或系统", 17, lambda one: one.device),
            ("等级", 13, lambda one: word(Fault, "severity", one.severity)),
            ("获知", 16, lambda one: instant_text(known_at(one))),
            ("响应用时", 13, lambda one: between(known_at(one), one.acted_at)),
            ("恢复用时", 17, lambda one: between(known_at(one), one.restored_at)),
        ),
    ),
    PowerAnomaly: (
        "市电、UPS、空调与环境异常",
        (
            ("异常", 28, lambda one: one.name),
            ("类别", 14, lambda one: word(PowerAnomaly, "system", one.system)),
            ("出现", 18, lambda one: instant_text(one.began_at)),
            ("发现用时", 14, lambda one: between(one.began_at, one.found_at)),
            ("处理用时", 14, lambda one: between(one.began_at, one.handled_at)),
            ("后果", 14, lambda one: word(PowerAnomaly, "consequence", one.consequence)),
        ),
    ),
    Outage: (
        "网络中断",
        (
            ("中断", 32, lambda one: one.name),
            ("时间", 20, lambda one: instant_text(one.began_at)),
            ("恢复用时", 18, lambda one: between(one.began_at, one.restored_at)),
            ("影响范围", 14, lambda one: word(Outage, "scope", one.scope)),
            ("原因方", 16, lambda one: word(Outage, "party", one.party)),
        ),
    ),
    SecurityIncident: (
        "网络安全事件",
        (
            ("事件", 36, lambda one: one.name),
            ("时间", 20, lambda one: instant_text(one.occurred_at)),
            ("遭受攻击", 14, lambda one: yes_no(one.attack)),
            ("业务受影响", 14, lambda one: yes_no(one.business_affected)),
            ("数据泄露等", 14, lambda one: yes_no(one.data_leaked)),
        ),
    ),
    Violation: (
        "违规",
        (
            ("违规", 36, lambda one: one.name),
            ("类别", 28, lambda one: word(Violation, "limb", one.limb)),
            ("时间", 20, lambda one: instant_text(one.occurred_at)),
            ("供应商所为", 14, lambda one: yes_no(one.by_supplier)),
        ),
    ),
    Meeting: (
        "会议明细",
        (
            ("会议", 36, lambda one: one.name),
            ("开始", 20, lambda one: instant_text(one.starts_at)),
            ("调试准备", 20, lambda one: instant_text(one.prepared_at)),
            ("调试正常", 12, lambda one: yes_no(one.preparation_ok)),
            ("结果", 16, lambda one: word(Meeting, "outcome", one.outcome)),
        ),
    ),
    Maintenance: (
        "维护明细",
        (
            ("设备", 26, lambda one: one.device),
            ("计划", 16, lambda one: one.planned_for.isoformat() if one.planned_for else UNKNOWN),
            ("完成", 20, lambda one: instant_text(one.done_at)),
            ("内容", 38, lambda one: one.note or UNKNOWN),
        ),
    ),
    Switchover: (
        "故障切换",
        (
            ("切换", 36, lambda one: one.name),
            ("获悉", 22, lambda one: instant_text(one.learnt_at)),
            ("切换用时", 20, lambda one: between(one.learnt_at, one.switched_at)),
            ("丢失请求", 16, lambda one: number_text(one.lost_requests, " 个")),
        ),
    ),
}
"""The title and the columns of each register's table."""


def tables(figures: Figures, *kinds: type[Kind]) -> Told:
    """The registers of some kinds: a sentence of those that hold nothing, a table of each of the others."""
    return registers((kind, figures.of(kind)) for kind in kinds)


def registers(found: Iterable[tuple[type[Kind], Register[Any]]], part: str = "") -> Told:
    """Registers as sentences and tables; `part` tells a table from another part's table of the same kind."""
    shown = list(found)
    empty = {
        complete: "、".join(kind.title for kind, one in shown if not one.records and one.complete is complete)
        for complete in (True, False)
    }
    none = f"本月没有新的{empty[True]}。" if empty[True] else ""
    unknown = f"{empty[False]}{UNKNOWN}，不能据此认为没有发生。" if empty[False] else ""
    grids = tuple(_table(kind, one, part) for kind, one in shown if one.records)
    return Told(tuple(filter(None, (none, unknown))), grids)


def _table(kind: type[Kind], register: Register[Any], part: str) -> Grid:
    title, columns = FORMS[kind]
    rows = tuple(told(*(tell(one.facts) for _, _, tell in columns)) for one in register.records)
    shown = heads(*((heading, share) for heading, share, _ in columns))
    return Grid(named(part, kind.type), title if register.complete else f"{title}{UNCONFIRMED}", shown, rows)


def named(part: str, name: str) -> str:
    """A name that is the only one of its kind in the paper."""
    return f"{part}_{name}" if part else name


def flow_grids(part: str, title: str, flow: Flow | None) -> tuple[Grid, ...]:
    """Work that came in and went out, as one row; nothing when that is not known, or when there was none."""
    columns = counts(("上月结转", 20), ("本月新增", 20), ("本月办结", 20), ("月末未结", 20), ("本月逾期", 20))
    if flow is None or not any((flow.carried, flow.new, flow.overdue)):
        return ()
    numbers = (flow.carried, flow.new, flow.done, flow.open, flow.overdue)
    return (Grid(named(part, "flow"), title, columns, (told(*numbers),)),)


def grades(part: str, register: Register[Fault]) -> Grid:
    """Faults by grade: how many, and how long response and recovery took, counted from when they became known."""
    columns = (
        *heads(("等级", 18)),
        *counts(("起数", 8)),
        *heads(("响应用时（中位／最长）", 30), ("恢复用时（中位／最长）", 30)),
        *counts(("未响应／未恢复", 16)),
    )
    rows = tuple(_grade(title, _of_grade(register, grade)) for grade, (title, _) in GRADES.items())
    return Grid(named(part, "grades"), "按等级统计", columns, rows)


def _of_grade(register: Register[Fault], grade: str | None) -> Register[Fault]:
    return register.where(lambda one: one.severity == grade)


def _grade(title: str, faults: Register[Fault]) -> Row:
    response = times((known_at(one.facts), one.facts.acted_at) for one in faults.records)
    recovery = times((known_at(one.facts), one.facts.restored_at) for one in faults.records)
    lacking = f"{response.unknown}／{recovery.unknown}"
    return told(title, number_text(faults.number), _times(response), _times(recovery), lacking)


def _times(found: Times) -> str:
    if not found.known:
        return UNKNOWN if found.unknown else "—"
    return f"{span_text(found.median)}／{span_text(found.longest)}"
