"""What goes wrong, and what is done about it: items 5, 6 and 9 to 15."""

from __future__ import annotations

from typing import ClassVar, Literal

from hfcheck.kinds.form import Count, Day, Instant, Kind, Month, Name, Text, needed, said


class Fault(Kind):
    """Equipment or a system at fault (故障). `area` says which item looks at it: room 9, conference 14 and 15."""

    type: ClassVar = "fault"
    title: ClassVar = "故障"

    name: Text = needed("故障")
    area: Literal["room", "conference", "office", "business", "platform"] = needed(
        "范围",
        room="机房设备",
        conference="会议系统",
        office="办公与县市区",
        business="业务系统",
        platform="云托管平台",
    )
    device: Name = needed("设备或系统")
    alarm_at: Instant | None = said("告警时间")
    reported_at: Instant | None = said("报修时间")
    severity: Literal["ordinary", "serious"] | None = said("等级", ordinary="普通故障", serious="严重影响业务")
    serious_since: Instant | None = said("升级为严重的时间")
    acted_at: Instant | None = said("响应处理时间")
    restored_at: Instant | None = said("恢复时间")
    ageing: bool | None = said("属老化或损坏")
    affects_use: bool | None = said("影响正常使用")
    handling: Text | None = said("处理过程")
    cause: Name | None = said("根因编号")


class PowerAnomaly(Kind):
    """An anomaly of mains, UPS, cooling or environment (动力环境异常)."""

    type: ClassVar = "power_anomaly"
    title: ClassVar = "动力环境异常"
    order: ClassVar = (("began_at", "found_at"), ("began_at", "handled_at"))

    name: Text = needed("异常")
    system: Literal["mains", "ups", "cooling", "environment"] = needed(
        "类别", mains="市电输入", ups="UPS电源", cooling="空调制冷", environment="动力环境"
    )
    began_at: Instant = needed("出现时间")
    found_at: Instant | None = said("发现时间")
    handled_at: Instant | None = said("处理时间")
    consequence: Literal["none", "affected", "damaged"] | None = said(
        "后果", none="无影响", affected="设备运行受影响", damaged="设备损坏"
    )
    cause: Name | None = said("根因编号")


class Outage(Kind):
    """An interruption of the network (网络中断)."""

    type: ClassVar = "outage"
    title: ClassVar = "网络中断"
    order: ClassVar = (("began_at", "restored_at"),)

    name: Text = needed("中断")
    began_at: Instant = needed("中断时间")
    restored_at: Instant | None = said("恢复时间")
    scope: Literal["part", "whole"] | None = said("影响范围", part="部分区域", whole="整体网络")
    party: Literal["supplier", "centre", "carrier", "city_cloud", "other"] | None = said(
        "原因方", supplier="供应商", centre="中心", carrier="网络运营商", city_cloud="市云中心", other="其他部门"
    )
    cause: Name | None = said("根因编号")


class SecurityIncident(Kind):
    """An attack or a loss of data (网络安全事件)."""

    type: ClassVar = "security_incident"
    title: ClassVar = "网络安全事件"

    name: Text = needed("事件")
    occurred_at: Instant = needed("发生时间")
    gap: bool | None = said("防护措施不到位")
    attack: bool | None = said("遭受网络攻击")
    business_affected: bool | None = said("业务系统受影响")
    data_leaked: bool | None = said("数据泄露等严重后果")
    cause: Name | None = said("根因编号")


class Violation(Kind):
    """A breach of security principles or rules (违规); `limb` says of which words of the annex."""

    type: ClassVar = "violation"
    title: ClassVar = "违规"

    name: Text = needed("违规")
    occurred_at: Instant = needed("发生时间")
    limb: Literal["access", "virus", "address", "principle", "rules", "secrecy", "conduct"] = needed(
        "类别",
        access="私自接入中心网络",
        virus="引入病毒",
        address="随意分配IP地址",
        principle="其他违反安全原则和要求",
        rules="违反规范化管理要求",
        secrecy="违反保密要求",
        conduct="网络违规行为",
    )
    by_supplier: bool | None = said("供应商人员所为")
    consequence: bool | None = said("造成后果")
    cause: Name | None = said("根因编号")


class Meeting(Kind):
    """A meeting that uses the conference system (会议保障)."""

    type: ClassVar = "meeting"
    title: ClassVar = "会议"
    ahead: ClassVar = frozenset({"starts_at"})

    name: Text = needed("会议")
    starts_at: Instant = needed("开始时间")
    prepared_at: Instant | None = said("调试准备完成时间")
    preparation_ok: bool | None = said("调试结果正常")
    outcome: Literal["normal", "not_started", "broke_off"] | None = said(
        "结果", normal="正常", not_started="无法正常开始", broke_off="中途出现故障"
    )
    equipment_fault: bool | None = said("属设备故障")
    cause: Name | None = said("根因编号")


class Maintenance(Kind):
    """A maintenance (定期维护) of one piece of equipment, planned or done."""

    type: ClassVar = "maintenance"
    title: ClassVar = "设备维护"
    ahead: ClassVar = frozenset({"planned_for"})

    device: Name = needed("设备")
    planned_for: Day | None = said("计划日期")
    done_at: Instant | None = said("完成时间")
    note: Text | None = said("内容")


class Visit(Kind):
    """A call for somebody on site (现场服务), or the quarterly inspection."""

    type: ClassVar = "visit"
    title: ClassVar = "现场服务"
    order: ClassVar = (("asked_at", "arrived_at"),)

    name: Text = needed("事由")
    purpose: Literal["on_site", "quarterly"] = needed("类别", on_site="现场处理", quarterly="季度巡检")
    of: Name | None = said("对应需求或故障编号", about="例如 request/r-01、fault/ups-0903")
    asked_at: Instant = needed("通知时间")
    travel_minutes: Count | None = said("路途时间 T（分钟）", about="以签字的路途时间表为准")
    arrived_at: Instant | None = said("到达时间")


class Switchover(Kind):
    """A failover of the hosted platform (故障切换)."""

    type: ClassVar = "switchover"
    title: ClassVar = "故障切换"
    order: ClassVar = (("learnt_at", "notified_at"), ("learnt_at", "switched_at"))

    name: Text = needed("切换")
    learnt_at: Instant = needed("获悉时间")
    notified_at: Instant | None = said("通知时间")
    switched_at: Instant | None = said("切换完成时间")
    lost_requests: Count | None = said("丢失请求数")
    reason: Text | None = said("切换原因")


class Duty(Kind):
    """Who was on duty (值班): the 24-hour duty, the 7x24 watch, or the 7x8 telephone."""

    type: ClassVar = "duty"
    title: ClassVar = "值班"
    subject: ClassVar = "{day}-{service}"

    service: Literal["duty", "watch", "phone"] = needed("类别", duty="24小时值班", watch="7×24监控", phone="7×8电话")
    day: Day = needed("日期")
    person: Name = needed("值班人")
    gap_minutes: Count = needed("中断分钟数")


class Note(Kind):
    """A paragraph of the monthly report that a person writes."""

    type: ClassVar = "note"
    title: ClassVar = "月报条目"

    month: Month = needed("月份")
    part: Literal["business", "room"] = needed("部分", business="业务系统运维", room="机房运维")
    section: Literal["work", "security", "backup", "change", "meeting", "platform", "problem", "advice", "plan"] = (
        needed(
            "栏目",
            work="日常工作",
            security="安全",
            backup="备份",
            change="变更",
            meeting="会议保障",
            platform="托管平台",
            problem="存在问题",
            advice="建议",
            plan="下月计划",
        )
    )
    text: Text = needed("内容")
