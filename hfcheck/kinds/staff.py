"""Posts, presence and what the centre asks for: items 1 to 4, 7 and 8."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import StringConstraints

from hfcheck.kinds.contract import CENTRE
from hfcheck.kinds.form import Count, Day, Digest, Instant, Kind, Month, Name, Text, needed, said

Hours = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$")]


class Attendance(Kind):
    """The signed attendance sheet (考勤表) of a month. It lists nobody: who was away is an `absence`."""

    type: ClassVar = "attendance"
    title: ClassVar = "考勤表"
    needs: ClassVar = CENTRE
    subject: ClassVar = "{month}"

    month: Month = needed("月份")
    office_hours: tuple[Hours, ...] = needed("作息时间", about="例如 08:30-12:00、14:30-17:30")
    absences: Count = needed("缺勤人次", about="与缺勤登记的条数核对")
    paper: Digest | None = said("扫描件摘要")


class Absence(Kind):
    """A post that was left (缺勤); consent is the centre's, before it."""

    type: ClassVar = "absence"
    title: ClassVar = "缺勤"
    order: ClassVar = (("left_at", "back_at"),)
    ahead: ClassVar = frozenset({"left_at", "back_at"})

    person: Name = needed("姓名")
    post: Name = needed("岗位")
    left_at: Instant = needed("离岗时间")
    back_at: Instant = needed("返岗时间")
    told: bool | None = said("事先告知")
    consented: bool | None = said("中心同意")
    cover: Name | None = said("顶岗人员")
    cover_approved: bool | None = said("顶岗经中心批准")


class StaffChange(Kind):
    """A person of the team leaves or is replaced (人员变动、离职)."""

    type: ClassVar = "staff_change"
    title: ClassVar = "人员变动"
    ahead: ClassVar = frozenset({"effective"})

    person: Name = needed("姓名")
    change: Literal["transfer", "resignation"] = needed("变动类别", transfer="人员变动或调离", resignation="离职")
    effective: Day = needed("变动生效日")
    applied_on: Day | None = said("书面申请日期")
    approved_on: Day | None = said("获批日期")


class MonthlyReport(Kind):
    """One part of the 《运维工作月报》 as it was handed in; the centre accepts it."""

    type: ClassVar = "monthly_report"
    title: ClassVar = "月报提交"
    subject: ClassVar = "{month}-{part}"

    month: Month = needed("所属月份")
    part: Literal["business", "room"] = needed("部分", business="业务系统运维", room="机房运维")
    submitted_at: Instant = needed("提交时间")
    accepted: bool | None = said("中心接收")
    paper: Digest | None = said("文件摘要")


class Task(Kind):
    """Another task (其他任务) that the centre assigned."""

    type: ClassVar = "task"
    title: ClassVar = "交办任务"
    order: ClassVar = (("assigned_at", "due"), ("assigned_at", "done_at"))
    ahead: ClassVar = frozenset({"due"})

    name: Text = needed("任务")
    assigned_at: Instant = needed("交办时间")
    due: Instant | None = said("要求完成时间")
    done_at: Instant | None = said("完成时间")
    reasonable: bool | None = said("任务合理", about="供方认为不合理时填否")
    cause: Name | None = said("根因编号")


class Request(Kind):
    """A request for the business systems (需求)."""

    type: ClassVar = "request"
    title: ClassVar = "业务系统需求"
    order: ClassVar = (("accepted_at", "delivered_at"), ("accepted_at", "closed_at"))

    name: Text = needed("需求")
    system: Name = needed("业务系统")
    accepted_at: Instant = needed("受理时间")
    size: Literal["small", "large"] | None = said("规模", small="小需求", large="大需求")
    delivered_at: Instant | None = said("发到现场测试时间")
    closed_at: Instant | None = said("处理完毕时间")
    affects_business: bool | None = said("影响业务")
    plan: Text | None = said("通测计划")
    cause: Name | None = said("根因编号")
