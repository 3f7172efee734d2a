"""A September in which everything happens that the papers tell of, on the station of `assessment_station`.

`rich(station)` leaves the month open; with `confirmed=False` the centre has said nothing of its registers. `words` may
put other texts in the place of everything that a person wrote. `settled(root)` is the plain counterpart: closed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from hfcheck.assessment_desk import finalise
from hfcheck.calendar import days_of
from hfcheck.facts_desk import record, sign
from hfcheck.flow_desk import Word, say
from hfcheck.kinds import KINDS, Acceptance
from hfcheck.ledger import Evidence, Ledger
from tests.integration.assessment_station import (
    CENTRE,
    MONTHS,
    SUPPLIER,
    add_rounds,
    confirm,
    fault,
    open_contract,
    person,
    report,
    state,
    whole_service,
)
from tests.integration.round_station import SetStation, at
from tests.unit.report import sample

MONTH = "2025-09"
NOW = ("09:00", "2025-10-10")
MISSED = frozenset({"2025-09-12/afternoon", "2025-09-20/restday"})
LATE = MappingProxyType({"2025-09-16/morning": "09:41"})
Words = Callable[[str], str]
Facts = Mapping[str, Any]


def on(day: int, clock: str) -> str:
    """An instant of the month."""
    return at(clock, f"2025-09-{day:02}").isoformat()


def _fault(area: str, name: str, device: str, known: str, **more: Any) -> Facts:
    return {"fault": {"name": name, "area": area, "device": device, "reported_at": known} | more}


def _note(part: str, section: str, text: str) -> Facts:
    return {"note": {"month": MONTH, "part": part, "section": section, "text": text}}


FACTS: tuple[Facts, ...] = (
    _fault("room", "存储控制器 A 告警，业务系统响应缓慢", "集中存储", on(3, "08:00"), severity="serious",
           acted_at=on(3, "08:40"), restored_at=on(3, "13:05"), cause="store-0903"),
    _fault("room", "二号服务器电源模块故障", "业务应用服务器二", on(9, "10:00"), severity="ordinary",
           acted_at=on(9, "12:25"), restored_at=on(10, "16:00")),
    _fault("room", "核心交换机风扇异响", "核心交换机", on(18, "16:20"), severity="ordinary",
           acted_at=on(18, "16:45"), restored_at=on(19, "09:15")),
    _fault("office", "洪江管理部柜面终端无法开机", "柜面终端", on(22, "09:05"), acted_at=on(22, "09:40")),
    _fault("business", "贷款审批流程节点卡滞", "公积金核心业务系统", on(5, "09:10"), severity="serious",
           acted_at=on(5, "09:20"), restored_at=on(5, "10:02")),
    _fault("business", "月末结息报表少列", "综合服务平台", on(29, "15:30"), severity="ordinary",
           acted_at=on(29, "15:50")),
    _fault("platform", "湘易办渠道查询超时", "湘易办渠道", on(15, "11:00"), severity="ordinary",
           acted_at=on(15, "11:06"), restored_at=on(15, "11:31")),
    _fault("conference", "主会场话筒无声", "会议音频主机", on(11, "14:31"), severity="ordinary",
           acted_at=on(11, "14:50"), restored_at=on(11, "15:10")),
    {"power_anomaly": {"name": "市电闪断 12 秒，UPS 转电池供电", "system": "mains", "began_at": on(7, "02:14"),
                       "found_at": on(7, "02:15"), "handled_at": on(7, "02:40"), "consequence": "none"}},
    {"power_anomaly": {"name": "精密空调回风温度 29 度", "system": "cooling", "began_at": on(14, "13:00"),
                       "found_at": on(14, "14:05"), "handled_at": on(14, "15:30"), "consequence": "affected"}},
    {"outage": {"name": "沅陵管理部专线中断", "began_at": on(8, "09:12"), "restored_at": on(8, "10:30"),
                "scope": "part", "party": "supplier"}},
    {"outage": {"name": "城区运营商光缆被挖断", "began_at": on(24, "15:00"), "restored_at": on(24, "17:42"),
                "scope": "whole", "party": "carrier"}},
    {"security_incident": {"name": "网厅遭受口令尝试，已封禁来源", "occurred_at": on(13, "22:10"), "gap": False,
                           "attack": True, "business_affected": False, "data_leaked": False}},
    {"violation": {"name": "驻场人员自带路由器接入办公网", "occurred_at": on(17, "10:20"), "limb": "access",
                   "by_supplier": True, "consequence": False}},
    {"meeting": {"name": "中心月度视频会议", "starts_at": on(11, "14:30"), "prepared_at": on(11, "13:50"),
                 "preparation_ok": True, "outcome": "broke_off", "equipment_fault": True}},
    {"meeting": {"name": "县市区管理部培训", "starts_at": on(26, "09:00"), "outcome": "not_started"}},
    {"maintenance": {"device": "会议音频主机", "planned_for": "2025-09-10", "done_at": on(10, "15:00"),
                     "note": "清洁、固件核对、备用话筒更换电池"}},
    {"maintenance": {"device": "二号 UPS 电池组", "planned_for": "2025-09-25"}},
    {"request": {"name": "缴存比例调整后补缴规则校验", "system": "公积金核心业务系统", "size": "small",
                 "accepted_at": on(1, "09:30"), "delivered_at": on(18, "17:20"), "closed_at": on(19, "10:00"),
                 "affects_business": False}},
    {"request": {"name": "网厅柜面缴存回单打印样式调整", "system": "综合服务平台", "size": "small",
                 "accepted_at": on(2, "10:00"), "affects_business": False}},
    {"request": {"name": "贷后管理模块改造", "system": "公积金核心业务系统", "size": "large",
                 "accepted_at": on(10, "14:00"), "affects_business": False, "plan": "分两批通测，首批十月二十日"}},
    {"subject": "urgent", "request": {"name": "异地转移接续接口报文变更", "system": "公积金核心业务系统",
                                      "accepted_at": on(16, "08:50"), "closed_at": on(18, "11:00"),
                                      "affects_business": True}},
    {"task": {"name": "协助整理等保测评材料", "assigned_at": on(4, "09:00"), "due": on(12, "17:30"),
              "done_at": on(11, "16:00")}},
    {"task": {"name": "更新机房线缆标签", "assigned_at": on(15, "09:00"), "due": on(26, "17:30")}},
    {"absence": {"person": "刘强", "post": "机房运维岗", "left_at": on(19, "08:30"), "back_at": on(19, "12:00"),
                 "told": True, "consented": True, "cover": "王工", "cover_approved": True}},
    {"staff_change": {"person": "陈敏", "change": "transfer", "effective": "2025-09-29", "applied_on": "2025-07-21",
                      "approved_on": "2025-07-25"}},
    {"visit": {"name": "处理接口报文变更", "purpose": "on_site", "of": "request/urgent", "asked_at": on(17, "08:30"),
               "travel_minutes": 40, "arrived_at": on(17, "10:55")}},
    {"visit": {"name": "第三季度巡检服务", "purpose": "quarterly", "asked_at": on(23, "09:00"),
               "arrived_at": on(23, "09:30")}},
    {"switchover": {"name": "托管平台主备切换", "learnt_at": on(21, "03:02"), "switched_at": on(21, "03:09"),
                    "lost_requests": 0}},
    _note("business", "work", "每日核对网厅与核心业务系统对账结果，处理业务科室电话咨询 46 次，导出统计数据 7 批。"),
    _note("business", "platform", "湘易办、网厅两条渠道全月可用，平台侧完成一次主备切换演练。"),
    _note("business", "security", "完成核心业务系统弱口令清查，停用长期未登录账号 3 个。"),
    _note("business", "backup", "数据库每日全备成功 30 次；9 月 20 日抽取一份在备机恢复验证，结果一致。"),
    _note("business", "change", "9 月 18 日夜间升级综合服务平台至 3.2.7，回退方案未启用。"),
    _note("room", "work", "整理二排机柜线缆，更换标签；配合安装监控摄像头两个。"),
    _note("room", "security", "边界防火墙规则季度核查，关闭过期映射 2 条。"),
    _note("room", "backup", "网络设备配置每周导出并异机保存。"),
    _note("room", "change", "9 月 19 日更换核心交换机风扇模块。"),
    _note("room", "problem", "二号 UPS 电池组使用已满五年，放电时间低于设计值。"),
    _note("room", "advice", "建议四季度更换电池组，并在更换前安排一次全负载放电测试。"),
    _note("business", "problem", "贷后管理模块需求文字尚未确认完整，影响排期。"),
    _note("business", "plan", "完成贷后管理模块首批通测；配合年度结息前的数据核对。"),
    _note("room", "plan", "国庆值守；完成防雷检测与精密空调换季保养。"),
)  # fmt: skip
SERVICES = ("duty", "watch", "phone")


def rich(station: SetStation, words: Words = str, *, confirmed: bool = True) -> None:
    """The service with its rounds, the facts of September, inspections and, when confirmed, what the centre signs."""
    station.set(*NOW)
    open_contract(station)
    add_rounds(station, missed=MISSED, clocks=LATE)
    due = {"term": "3.due_day", "value": 5, "since": "2025-08-01", "document": words("补充约定一")}
    state(station, "supplement", "due-day", at("09:00", "2025-08-01"), **due)
    record(station, list(_statements(words)), at("18:30", "2025-09-30"))
    _inspect(station)
    if confirmed:
        for month, day in zip(MONTHS, ("2025-09-01", "2025-10-01"), strict=True):
            report(station, month, at("10:00", day))
        _confirm(station)


def _confirm(station: SetStation) -> None:
    """Attendance, with the one absence of September, and the word that the registers hold everything."""
    # A staff change of September was announced, and registered, as one that August has to know.
    confirm(station, MONTHS[0], at("19:00", "2025-09-30"))
    when, hours = at("09:00", "2025-10-01"), ["08:30-12:00", "14:30-17:30"]
    state(station, "attendance", MONTH, when, month=MONTH, office_hours=hours, absences=1)
    state(station, "registers", MONTH, when, month=MONTH, complete=sorted(KINDS))


def _statements(words: Words) -> Iterator[Facts]:
    for number, fact in enumerate((*FACTS, *_duties())):
        subject = fact.get("subject", f"e{number}")
        ((kind, says),) = ((name, says) for name, says in fact.items() if name != "subject")
        about = {"subject": subject} if kind != "duty" else {}
        yield {"type": kind, "at": on(30, "18:00"), "by": SUPPLIER, "says": _said(says, words)} | about


def _duties() -> Iterator[Facts]:
    for day in days_of(2025, 9):
        for service in SERVICES if day.day != 28 else SERVICES[:2]:
            gap = 25 if (day.day, service) == (6, "watch") else 0
            yield {"duty": {"service": service, "day": day.isoformat(), "person": "赵磊", "gap_minutes": gap}}


def _said(says: Facts, words: Words) -> Facts:
    """What people wrote is Chinese; numbers, instants, names of choices and references are not."""
    return {name: words(told) if isinstance(told, str) and not told.isascii() else told for name, told in says.items()}


def _inspect(station: SetStation) -> None:
    """A run each morning of the second half of the month; one of them was cut short."""
    store = Evidence(station.evidence)
    with Ledger.open(station.ledger) as ledger:
        for day in range(16, 31):
            done = datetime.fromisoformat(on(day, "08:00"))
            events = sample.run_events(store, f"sep-{day}", done, 30 - day, complete=day != 21)
            ledger.append(_counted(events), received=done + timedelta(minutes=3))


def _counted(events: Iterable[Facts]) -> Iterator[dict[str, Any]]:
    """The events of a run as ingest writes them: its playbook, and at the end how many deviations it saw."""
    deviations = 0
    for event in events:
        deviations += event.get("verdict") == "deviates"
        more: Facts = {"run.planned": {"playbook": "daily"}, "run.ended": {"counts": {"deviates": deviations}}}
        yield {**event, **more.get(event["type"], {})}


def settled(root: Path) -> SetStation:
    """After the service, with five accepted points in September; both sheets finalised and signed."""
    found = SetStation(root)
    found.set(*NOW)
    whole_service(found)
    fault(found, "ups-0903", at("08:00", "2025-09-03"), at("10:30", "2025-09-03"))
    say(found, Word(Acceptance, "9/fault/ups-0903", {}), person(found, SUPPLIER), found.now())
    for month in MONTHS:
        finalise(found, month, found.now())
        for name in (SUPPLIER, CENTRE):
            sign(found, f"scorecard/{month}/1", person(found, name), found.now())
    return found
