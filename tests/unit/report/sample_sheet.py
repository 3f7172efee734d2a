"""A month as the builders of papers get it: sheets with every stage, entries, a case with something of everything."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from hfcheck.clauses import Item
from hfcheck.kinds import Contract, Party
from hfcheck.model import SHANGHAI
from hfcheck.report.paper_words import Issue
from hfcheck.report.record import Seal
from hfcheck.rulings import Case, Outcome
from hfcheck.scorecard import ItemSheet, Line, Obstacle, Sheet, Stage
from hfcheck.terms import terms
from hfcheck.trail import Step
from tests.unit.deductions.example_case import build

MADE = datetime(2025, 10, 9, 9, 30, tzinfo=SHANGHAI)
SEAL = Seal("412-7F3K-29QD-XM4T-81ZC-5WHE", "HFCHECK:412:" + "AB" * 32, 412)
HOSTILE = '=HYPERLINK("http://x.test") <script>alert(1)</script> {{ 7*7 }} \u202egpj.exe \x1b[31m'
CONTRACT = Contract(
    name="信息化适配升级和运维项目合同",
    number="HHGJJ-2025-08",
    supplier="湖南某某信息技术有限公司",
    centre="怀化市住房公积金管理中心",
    amount=Decimal("337000.00"),
    first_day=date(2025, 8, 1),
    last_day=date(2025, 12, 31),
    posts=3,
)


def issue(sealed: bool = True) -> Issue:
    return Issue(CONTRACT, MADE, SEAL if sealed else None)


def item_sheets(lines: Mapping[int, tuple[Line, ...]]) -> tuple[ItemSheet, ...]:
    return tuple(_item(item, lines.get(number, ())) for number, item in terms().items.items())


def _item(item: Item, lines: tuple[Line, ...]) -> ItemSheet:
    points = None if any(line.points is None for line in lines) else sum(line.points or 0 for line in lines)
    return ItemSheet(item.number, item.category, item.words, item.standard, points, lines)


def line(item: int, record: str, stage: Stage, points: int | None, **changes: Any) -> Line:
    outcome = Outcome.UNDETERMINED if stage is Stage.REVIEW else Outcome.BREACHED
    about: dict[str, Any] = {
        "id": f"{item}/{record}",
        "item": item,
        "record": record,
        "outcome": outcome,
        "stage": stage,
        "at": datetime(2025, 9, 3, 10, 20, tzinfo=SHANGHAI),
        "proposed": points,
        "points": points,
        "reason": "UPS 旁路告警：2025-09-03 08:12:30 获知，普通故障 120 分钟内未处理",
        "evidence": (f"{record}/1",),
    }
    return Line(**(about | changes))


ACCEPTED = line(9, "fault/ups-0903", Stage.ACCEPTED, 5, said="供应商 陈经理 2025-09-05 确认 5 分")
DECIDED = line(7, "request/r-12", Stage.DECIDED, 0, proposed=5, said="中心 李主任 2025-09-30 认定 0 分：需求书迟交")
DAY = line(
    1, "day/2025-09-12", Stage.ACCEPTED, 1, reason="2025-09-12 下午未巡检", evidence=("round/2025-09-12/1", "gone")
)
REVIEW = line(
    3, "monthly_report/2025-08", Stage.REVIEW, None, reason="附件未规定提交期限", settles="签订补充约定 3.due_day"
)
OBSTACLE = Obstacle("3/monthly_report/2025-08", "附件未规定提交期限", "签订补充约定 3.due_day")


def final_sheet(*extra: Line) -> Sheet:
    lines = {one.item: (one,) for one in (ACCEPTED, DECIDED, DAY, *extra)}
    signed = {Party.SUPPLIER: ("陈经理",), Party.CENTRE: ("李主任",)}
    return Sheet("2025-09", item_sheets(lines), revision=1, signed=signed)


def open_sheet() -> Sheet:
    lines = {one.item: (one,) for one in (ACCEPTED, DECIDED, DAY, REVIEW)}
    return Sheet("2025-09", item_sheets(lines), (OBSTACLE,))


def empty_sheet() -> Sheet:
    return Sheet("2025-09", item_sheets({}), revision=2)


def step(name: str, seq: int, mark: str, **changes: Any) -> Step:
    about: dict[str, Any] = {
        "id": name,
        "type": name.partition("/")[0],
        "seq": seq,
        "claimed": MADE,
        "received": MADE,
        "late": False,
        "by": "王工",
        "hash": mark * 32,
        "says": {},
        "signed": (),
        "raw": (),
    }
    return Step(**(about | changes))


def trails() -> dict[str, tuple[Step, ...]]:
    signed = (("陈经理", "inspector"), ("陈经理", "supplier"))
    return {
        ACCEPTED.id: (step("fault/ups-0903/1", 311, "ab", signed=signed, raw=(("photo", "cd" * 32),)),),
        DECIDED.id: (step("request/r-12/1", 280, "12", late=True),),
        DAY.id: (step("round/2025-09-12/1", 299, "34", by=""),),
    }


FACTS: list[dict[str, Any]] = [
    {"fault": {"name": "存储控制器告警", "area": "room", "device": "存储一", "severity": "ordinary",
               "alarm_at": "2025-09-03T10:00:00+08:00", "acted_at": "2025-09-03T10:30:00+08:00",
               "restored_at": "2025-09-03T12:00:00+08:00"}},
    {"fault": {"name": "核心交换机宕机", "area": "room", "device": "核心交换机", "severity": "serious",
               "reported_at": "2025-09-18T15:00:00+08:00", "acted_at": "2025-09-18T15:10:00+08:00"}},
    {"fault": {"name": HOSTILE, "area": "business", "device": "归集提取管理系统",
               "reported_at": "2025-09-20T15:00:00+08:00"}},
    {"request": {"name": "归集报表调整", "system": "报表系统", "accepted_at": "2025-09-01T09:00:00+08:00",
                 "size": "small", "delivered_at": "2025-09-10T09:00:00+08:00", "closed_at": "2025-09-10T10:00:00+08:00",
                 "affects_business": False}},
    {"request": {"name": "贷款合同模板", "system": "个人贷款管理系统", "accepted_at": "2025-08-28T09:00:00+08:00",
                 "size": "large", "affects_business": True}},
    {"absence": {"person": "王工", "post": "机房", "left_at": "2025-09-11T09:00:00+08:00",
                 "back_at": "2025-09-11T10:00:00+08:00", "told": True, "consented": True, "cover": "李工",
                 "cover_approved": True}},
    {"meeting": {"name": "党组会", "starts_at": "2025-09-16T09:00:00+08:00", "prepared_at": "2025-09-16T08:30:00+08:00",
                 "preparation_ok": True, "outcome": "normal"}},
    {"visit": {"name": "现场处理贷款合同打印", "purpose": "on_site", "asked_at": "2025-09-17T09:00:00+08:00",
               "travel_minutes": 300, "arrived_at": "2025-09-17T17:00:00+08:00"}},
    {"switchover": {"name": "出口链路切换", "learnt_at": "2025-09-22T09:00:00+08:00",
                    "switched_at": "2025-09-22T09:04:00+08:00", "lost_requests": 3}},
    {"note": {"month": "2025-09", "part": "room", "section": "problem", "text": "二号 UPS 电池老化"}},
    {"note": {"month": "2025-09", "part": "business", "section": "plan", "text": "配合年度结息测试"}},
]  # fmt: skip
SLOTS = {"2025-09-12/afternoon": "missed", "2025-09-13/restday": "late", "2025-09-15/morning": "awaiting_approval"}


def case(**changes: Any) -> Case:
    """A case with something of everything; `without` leaves default records out, as in the worked examples."""
    return build({"facts": FACTS, "slots": SLOTS} | changes)
