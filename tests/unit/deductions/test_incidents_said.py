"""Items 9 to 15: what a ruling says, what it names as open, and what would settle it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hfcheck.deductions import RULES, rule_all
from hfcheck.rulings import Outcome, Ruling, terms_in_force
from tests.unit.deductions.example_case import build


def only(item: int, kind: str, **example: Any) -> Ruling:
    """The one ruling of an item's own rule about a record of a kind."""
    says, now = example.pop("says"), example.pop("now", "2025-09-30T00:00:00+08:00")
    facts = [{kind: {"name": "甲", **says}}, *example.pop("facts", ())]
    case = build({"facts": facts, "now": now, **example})
    (found,) = RULES[item](replace(case, terms=terms_in_force(case.terms, case.book)))
    return found


def said(ruling: Ruling) -> tuple[str, str]:
    return ruling.reason, ruling.settles


ROOM = {"area": "room", "device": "存储一", "severity": "ordinary", "alarm_at": "2025-09-03T10:00:00+08:00"}
HALL = {"area": "conference", "device": "话筒一", "reported_at": "2025-09-03T10:00:00+08:00"}


@pytest.mark.parametrize(
    ("says", "reason", "settles"),
    [
        ({"alarm_at": None}, "甲：未记录获知时间", "补记告警时间或报修时间"),
        (
            {"severity": None, "acted_at": "2025-09-03T10:01:00+08:00"},
            "甲：未定等级",
            "由中心认定为普通故障或严重影响业务的故障",
        ),
        (
            {"restored_at": "2025-09-03T12:00:01+08:00"},
            "甲：2025-09-03 12:00:01 恢复，未记录响应处理时间",
            "补记响应处理时间",
        ),
    ],
)
def test_a_fault_that_cannot_be_scored_says_why(says: dict[str, Any], reason: str, settles: str) -> None:
    facts = {name: value for name, value in {**ROOM, **says}.items() if value is not None}
    found = only(9, "fault", says=facts)
    assert (found.outcome, *said(found)) == (Outcome.UNDETERMINED, reason, settles)


def test_a_fault_says_the_limit_and_when_it_was_acted_on() -> None:
    late = only(9, "fault", says={**ROOM, "acted_at": "2025-09-03T13:00:00+08:00"})
    assert late.reason == "甲：普通故障应在 120 分钟内响应处理，2025-09-03 13:00 才处理"
    assert late.at.isoformat() == "2025-09-03T12:00:00+08:00"
    still = only(9, "fault", says=ROOM, now="2025-09-03T14:00:00+08:00")
    assert still.reason == "甲：普通故障应在 120 分钟内响应处理，尚未处理"


def test_a_fault_restored_in_time_has_been_acted_on() -> None:
    found = only(9, "fault", says={**ROOM, "restored_at": "2025-09-03T12:00:00+08:00"})
    assert (found.outcome, found.reason) == (Outcome.KEPT, "甲：2025-09-03 12:00 已响应处理")


@pytest.mark.parametrize(
    ("severity", "since", "at", "points"),
    [
        ("ordinary", None, "2025-09-03T12:00:00+08:00", 5),
        ("serious", None, "2025-09-03T11:00:00+08:00", 10),
        ("serious", "2025-09-03T10:10:00+08:00", "2025-09-03T11:10:00+08:00", 10),
        ("serious", "2025-09-03T11:10:00+08:00", "2025-09-03T12:00:00+08:00", 5),
        (None, None, "2025-09-03T11:00:00+08:00", 10),
    ],
)
def test_the_clock_of_a_fault_shows_what_comes_first(
    severity: str | None, since: str | None, at: str, points: int
) -> None:
    says = {"area": "room", "device": "存储一", "alarm_at": ROOM["alarm_at"]}
    says |= {name: value for name, value in {"severity": severity, "serious_since": since}.items() if value}
    found = only(9, "fault", says=says, now="2025-09-03T10:30:00+08:00")
    assert (found.outcome, found.at.isoformat(), found.points) == (Outcome.RUNNING, at, points)


def test_a_fact_that_is_still_to_come_has_not_happened() -> None:
    found = only(9, "fault", says={**ROOM, "acted_at": "2025-09-03T18:00:00+08:00"}, now="2025-09-03T11:00:00+08:00")
    assert (found.outcome, found.points) == (Outcome.RUNNING, 5)


def test_faults_elsewhere_are_no_matter_of_items_9_14_and_15() -> None:
    office = {"fault": {"name": "打印机", "area": "office", "device": "打印机一"}}
    assert not [one for one in rule_all(build({"facts": [office]})) if one.record == "fault/e1"]


PERIOD = "签订补充约定 15.period_days（会议系统设备定期检查维护的周期，附件未规定）"
UPS = {"system": "ups", "began_at": "2025-09-03T10:00:00+08:00"}


def test_in_time_is_not_guessed() -> None:
    found = only(10, "power_anomaly", says={**UPS, "consequence": "damaged"})
    assert said(found) == (
        "甲：设备损坏，附件未规定“及时”的分钟数",
        "签订补充约定 10.in_time_minutes（及时发现并处理的时限，附件未规定）；或由考核小组认定",
    )


def test_an_anomaly_says_its_limit_and_consequence() -> None:
    terms = {"10.in_time_minutes": 30}
    found = only(10, "power_anomaly", says={**UPS, "consequence": "affected"}, terms=terms)
    assert found.reason == "甲：2025-09-03 10:00 出现，2025-09-03 10:30 前未发现并处理，设备运行受影响"
    open_one = only(10, "power_anomaly", says=UPS, terms=terms)
    assert said(open_one) == ("甲：2025-09-03 10:30 前未发现并处理，后果未记录", "补记后果；或由考核小组认定")
    running = only(10, "power_anomaly", says=UPS, terms=terms, now="2025-09-03T10:30:00+08:00")
    assert (running.outcome, running.points) == (Outcome.RUNNING, 10)


OUT = {"began_at": "2025-09-03T10:00:00+08:00", "restored_at": "2025-09-03T12:00:00+08:00"}


@pytest.mark.parametrize(
    ("says", "settles"),
    [
        (
            {"scope": "whole", "party": "supplier"},
            "签订补充约定 11.whole_points（整体网络中断扣分，附件未规定）；或由考核小组认定",
        ),
        (
            {"scope": "part", "party": "carrier"},
            "签订补充约定 11.exclusion_covers_part（除外情形是否及于部分区域网络中断，附件未规定）；或由考核小组认定",
        ),
        (
            {"scope": "whole"},
            "补记原因方；或签订补充约定 11.whole_points（整体网络中断扣分，附件未规定）；或由考核小组认定",
        ),
        (
            {},
            "补记影响范围；或补记原因方；或签订补充约定 11.whole_points（整体网络中断扣分，附件未规定）；"
            "或签订补充约定 11.exclusion_covers_part（除外情形是否及于部分区域网络中断，附件未规定）；或由考核小组认定",
        ),
    ],
)
def test_an_outage_names_what_would_settle_it(says: dict[str, Any], settles: str) -> None:
    found = only(11, "outage", says={**OUT, **says})
    reason = "甲：2025-09-03 10:00 中断，60 分钟内未恢复，附件与现有记载不足以定分"
    assert (found.outcome, *said(found)) == (Outcome.UNDETERMINED, reason, settles)


def test_the_outages_of_a_flap_have_to_agree_on_who_caused_it() -> None:
    again = {"began_at": "2025-09-03T11:50:00+08:00", "restored_at": "2025-09-03T12:10:00+08:00"}
    other = {"outage": {"name": "乙", "scope": "whole", "party": "supplier", "cause": "x", **again}}
    found = only(11, "outage", says={**OUT, "scope": "part", "party": "carrier", "cause": "x"}, facts=[other])
    assert found.settles.startswith("补记原因方；或签订补充约定 11.whole_points")
    assert found.evidence == ("outage/e1/1", "outage/e2/1")


def test_an_outage_that_others_caused_is_left_out_at_once() -> None:
    says = {"began_at": OUT["began_at"], "scope": "whole", "party": "city_cloud"}
    found = only(11, "outage", says=says, now="2025-09-03T10:10:00+08:00")
    assert (found.outcome, found.reason) == (Outcome.KEPT, "甲：网络运营商、市云中心等其他部门造成，除外")


def test_an_incident_names_the_answers_that_are_missing() -> None:
    says = {"occurred_at": "2025-09-03T10:00:00+08:00", "gap": True, "attack": True}
    found = only(12, "security_incident", says=says)
    assert said(found) == ("甲：未记录业务系统受影响、数据泄露等严重后果", "补记上述事实；或由考核小组认定")
    leaked = only(12, "security_incident", says={**says, "data_leaked": True})
    assert leaked.reason == "甲：防护措施不到位，造成数据泄露等严重后果"


def test_a_meeting_names_the_answers_that_are_missing() -> None:
    says = {"starts_at": "2025-09-03T10:00:00+08:00", "prepared_at": "2025-09-03T09:00:00+08:00"}
    found = only(13, "meeting", says={**says, "outcome": "broke_off"})
    assert said(found) == ("甲：未记录调试结果正常、属设备故障", "补记上述事实；或由考核小组认定")
    ready = only(13, "meeting", says={**says, "preparation_ok": True})
    assert (ready.outcome, ready.reason) == (Outcome.KEPT, "甲：会前已做好调试准备")


def test_an_outcome_stated_before_the_meeting_has_not_happened() -> None:
    says = {"starts_at": "2025-09-03T10:00:00+08:00", "outcome": "broke_off", "equipment_fault": False}
    found = only(13, "meeting", says=says, now="2025-09-03T09:00:00+08:00")
    assert (found.outcome, found.reason) == (Outcome.RUNNING, "甲：2025-09-03 10:00 前应完成调试准备")


@pytest.mark.parametrize(
    ("says", "settles"),
    [
        (
            {},
            f"补记属老化或损坏、影响正常使用；或{PERIOD}；或由考核小组认定",
        ),
        (
            {"ageing": True, "affects_use": True},
            f"{PERIOD}；或由考核小组认定",
        ),
        ({"reported_at": None, "ageing": True, "affects_use": True}, "补记报修时间；或由考核小组认定"),
    ],
)
def test_wear_names_what_would_settle_it(says: dict[str, Any], settles: str) -> None:
    facts = {name: value for name, value in {**HALL, **says}.items() if value is not None}
    found = only(15, "fault", says={**facts, "acted_at": "2025-09-03T10:01:00+08:00"})
    assert found.outcome is Outcome.UNDETERMINED
    assert found.settles == settles


def test_wear_rests_on_the_last_maintenance() -> None:
    done = [{"maintenance": {"device": "话筒一", "done_at": f"2025-08-{day}T10:00:00+08:00"}} for day in ("05", "04")]
    says = {**HALL, "acted_at": HALL["reported_at"], "ageing": True, "affects_use": True}
    found = only(15, "fault", says=says, facts=done, terms={"15.period_days": 10})
    assert found.reason == "甲：设备老化、损坏影响正常使用，上次维护 2025-08-05 10:00"
    assert found.evidence == ("fault/e1/1", "maintenance/e2/1")
