"""The contract and what both sides sign beside it."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from hfcheck.kinds.form import Count, Day, Digest, Instant, Kind, Month, Name, Party, Reference, Text, needed, said

BOTH = frozenset(Party)
CENTRE = frozenset({Party.CENTRE})


class Contract(Kind):
    """The signed contract: C, and the days of service. One for each ledger."""

    type: ClassVar = "contract"
    title: ClassVar = "合同"
    needs: ClassVar = BOTH
    subject: ClassVar = "contract"
    order: ClassVar = (("first_day", "last_day"),)
    ahead: ClassVar = frozenset({"first_day", "last_day"})

    name: Name = needed("合同名称")
    number: Name | None = said("合同编号")
    supplier: Name = needed("供应商")
    centre: Name = needed("采购人")
    amount: Annotated[Decimal, Field(gt=0, max_digits=12, decimal_places=2)] = needed("合同总金额（元）")
    first_day: Day = needed("服务首日")
    last_day: Day = needed("服务末日")
    posts: Count = needed("驻场人数")


class Mandate(Kind):
    """A person who may sign for a party."""

    type: ClassVar = "mandate"
    title: ClassVar = "授权"
    subject: ClassVar = "{person}"
    order: ClassVar = (("first_day", "last_day"),)
    ahead: ClassVar = frozenset({"first_day", "last_day"})

    person: Name = needed("姓名")
    party: Party = needed("所属方", supplier="供应商", centre="中心")
    office: Name | None = said("部门或岗位", about="考核小组：采购专班、科技信息部、网办政务服务部")
    first_day: Day = needed("授权自")
    last_day: Day | None = said("授权至")


class Supplement(Kind):
    """A signed supplement (补充约定) that sets one dated value of the terms, such as a number the annex leaves out."""

    type: ClassVar = "supplement"
    title: ClassVar = "补充约定"
    needs: ClassVar = BOTH
    ahead: ClassVar = frozenset({"since"})

    term: Name = needed("条款参数", about="例如 3.due_day，见 hfcheck terms")
    value: Count | Name = needed("取值")
    since: Day = needed("生效日期")
    document: Text = needed("依据文件")
    paper: Digest | None = said("扫描件摘要")


class Registers(Kind):
    """The centre's word that these registers hold all of a month: without it, no entry does not mean no event."""

    type: ClassVar = "registers"
    title: ClassVar = "登记核对"
    needs: ClassVar = CENTRE
    subject: ClassVar = "{month}"

    month: Month = needed("月份")
    complete: tuple[Name, ...] = needed("已核对齐全的登记", about="事项类型的名称，例如 fault、request")


class Waiver(Kind):
    """The centre spares a deduction (豁免), or grants a request or task another date."""

    type: ClassVar = "exemption"
    title: ClassVar = "豁免或延期"
    needs: ClassVar = CENTRE
    ahead: ClassVar = frozenset({"until"})

    of: Reference = needed("对象", about="扣分编号如 9/fault/ups-0903，或事项编号如 request/r-12")
    until: Instant | None = said("延期至", about="不填为豁免")
    reason: Text = needed("理由")
    approver: Name = needed("批准人")


class Dispute(Kind):
    """The supplier objects to a deduction (申诉)."""

    type: ClassVar = "dispute"
    title: ClassVar = "申诉"
    needs: ClassVar = frozenset({Party.SUPPLIER})

    of: Reference = needed("扣分编号")
    reason: Text = needed("申诉理由")


class Acceptance(Kind):
    """The supplier accepts a deduction (供方确认)."""

    type: ClassVar = "acceptance"
    title: ClassVar = "供方确认"
    needs: ClassVar = frozenset({Party.SUPPLIER})

    of: Reference = needed("扣分编号")
    points: Count = needed("确认分值")
    note: Text | None = said("说明")


class Decision(Kind):
    """The assessment group's word (认定) about a deduction: how many points, and why."""

    type: ClassVar = "decision"
    title: ClassVar = "认定"
    needs: ClassVar = CENTRE

    of: Reference = needed("扣分编号")
    points: Count = needed("认定分值")
    reason: Text = needed("认定理由")
    by: Name = needed("认定人")


class Triage(Kind):
    """What a person says of an incident that the inspections found by themselves (候选事件)."""

    type: ClassVar = "triage"
    title: ClassVar = "候选事件处理"
    needs: ClassVar = CENTRE
    filled: ClassVar = frozenset({"alarm", "alarm_at"})

    of: Reference = needed("候选事件编号")
    verdict: Literal["recorded", "no_breach"] = needed("结论", recorded="已登记为事项", no_breach="不构成扣分事项")
    record: Reference | None = said("对应事项", about="例如 fault/ups-0903")
    alarm: Reference | None = said("最早告警", about="由系统填写")
    alarm_at: Instant | None = said("最早告警时间", about="由系统填写")
    reason: Text = needed("理由")
    by: Name = needed("处理人")
