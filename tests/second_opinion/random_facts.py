"""One random fact of each kind, as its fields."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from hfcheck.calendar import end_of
from hfcheck.model import SHANGHAI
from hfcheck.notices import calendar
from tests.second_opinion.random_draws import DAY, EDGES, MINUTE, NEAR, TICK, Draws

PAUSES = tuple(minutes * MINUTE for minutes in (570, 600, 660, 720, 720, 780, 1050))
RETURNS = tuple(minutes * MINUTE for minutes in (720, 780, 870, 870, 900, 1440, 1440 + 510))


def _absence(w: Draws) -> dict[str, Any]:
    left = w.instant()
    left = left.replace(hour=8, minute=30) if w.chance(0.4) else left
    back = w.near(left + w.random.choice((210, 240, 390, 390, 540, 1440)) * MINUTE, left) or left + 30 * MINUTE
    back = max(left + TICK, min(back, w.now, end_of(w.last) - TICK, left + 5 * DAY))
    approved = w.flag()
    return {
        "person": f"员工{w.random.randrange(9)}",
        "post": "机房",
        "left_at": left,
        "back_at": back,
        "told": w.flag(),
        "consented": w.flag(),
        "cover_approved": approved,
        "cover": "顶岗" if w.chance(0.8) else None,
    }


def in_pieces(w: Draws, absence: dict[str, Any]) -> list[dict[str, Any]]:
    """Often an absence is written in pieces, each agreed or not by itself; between them may lie no office time."""
    day = datetime.combine(absence["left_at"].date(), time.min, SHANGHAI)
    back = day + w.random.choice(PAUSES) + (w.random.choice(NEAR) if w.chance(0.2) else 0 * DAY)
    again = back if w.chance(0.4) else max(back, day + w.random.choice(RETURNS))
    if w.chance(0.1) or not absence["left_at"] < back <= again < absence["back_at"]:
        return [absence]
    rest = absence | {"left_at": again, "told": w.flag(), "consented": w.flag()}
    return [absence | {"back_at": back}, *in_pieces(w, rest)]


def _staff_change(w: Draws) -> dict[str, Any]:
    effective = w.day()
    change = w.random.choice(("transfer", "resignation"))
    applied, near = effective - (30 if change == "resignation" else 43) * DAY, w.random.randrange(-3, 4) * DAY
    return {
        "person": f"员工{w.random.randrange(3)}",
        "change": change,
        "effective": effective,
        "applied_on": applied + near if w.chance(0.85) else None,
        "approved_on": effective + w.random.choice((-9, -1, 0, 0, 1)) * DAY if w.chance(0.85) else None,
    }


def _task(w: Draws) -> dict[str, Any]:
    assigned = w.instant()
    due = assigned + w.random.choice((1, 5, 30)) * DAY if w.chance(0.85) else None
    done, reasonable = w.near(due or assigned + DAY, assigned), w.random.choice((True, None, False))
    return {
        "name": "任务",
        "assigned_at": assigned,
        "due": due,
        "done_at": done,
        "reasonable": reasonable,
        "cause": w.cause(),
    }


def _request(w: Draws) -> dict[str, Any]:
    accepted, size = w.instant(), w.random.choice(("small", "large", "small", "large", None))
    limit = calendar().last_workday(accepted.date(), 30 if size == "large" else w.random.choice((15, 15, 10)))
    delivered = w.near(end_of(limit), accepted)
    says = {"name": "需求", "system": "核心系统", "accepted_at": accepted, "size": size}
    return {**says, "delivered_at": delivered, "cause": w.cause()}


def _fault(w: Draws) -> dict[str, Any]:
    start, area = w.instant(), w.random.choice(("room", "room", "conference", "office"))
    alarm, reported = w.random.choice(
        ((start, None), (None, start), (start, start + 20 * MINUTE), (start + MINUTE, start))
    )
    severity = w.random.choice(("ordinary", "serious", "serious", "ordinary", None))
    since = start + w.random.choice((0, 30, 90, 121, 180)) * MINUTE if severity == "serious" and w.chance(0.4) else None
    limit = start + w.random.choice((15, 15, 35) if area == "conference" else (60, 90, 120)) * MINUTE
    if since and w.chance(0.5):
        limit = since + 60 * MINUTE
    acted = w.near(limit, start)
    restored = w.near((acted or limit), acted or start) if w.chance(0.4) else None
    return {
        "name": "故障",
        "area": area,
        "device": f"设备{w.random.randrange(3)}",
        "alarm_at": alarm,
        "reported_at": reported,
        "severity": severity,
        "serious_since": since,
        "acted_at": acted,
        "restored_at": restored,
        "ageing": w.flag(),
        "affects_use": w.flag(),
        "cause": w.cause(),
    }


def triages(w: Draws, record: str, fault: Any) -> list[dict[str, Any]]:
    """What the centre says of candidates that this fault is, each with the watch's earliest alarm or none."""
    known = fault.reported_at or fault.alarm_at
    found = []
    for _ in range(w.random.choice((0, 0, 1, 1, 2))):
        # So that the time to act is just kept, or just not.
        late = fault.acted_at and w.chance(0.5)
        edge = fault.acted_at - w.random.choice((15, 60, 90, 120)) * MINUTE if late else known
        at = w.near(edge, w.begins)
        named = record if w.chance(0.9) else None
        found.append(
            {
                "of": f"candidate/{len(found)}",
                "verdict": "recorded" if named else "no_breach",
                "record": named,
                "alarm": "alarm/1" if at else None,
                "alarm_at": at,
                "reason": "理由",
                "by": "李主任",
            }
        )
    return found


def _maintenance(w: Draws) -> dict[str, Any]:
    return {"device": f"设备{w.random.randrange(3)}", "done_at": w.instant() if w.chance(0.9) else None}


def _power_anomaly(w: Draws) -> dict[str, Any]:
    began = w.instant()
    handled = w.near(began + w.random.choice((30, 60)) * MINUTE, began)
    found = w.random.choice((began, handled, None))
    consequence = w.random.choice(("none", "affected", "damaged", "affected", None))
    says = {"name": "异常", "system": "ups", "began_at": began, "found_at": found, "handled_at": handled}
    return {**says, "consequence": consequence, "cause": w.cause()}


def _outage(w: Draws) -> dict[str, Any]:
    began = w.random.choice(EDGES) if w.chance(0.4) else None
    start = datetime.combine(began, time(10, w.random.randrange(4) * 10), SHANGHAI) if began else w.instant()
    start = max(w.begins, min(start, w.now - DAY))
    restored = w.near(start + w.random.choice((60, 60, 60, 10, 20)) * MINUTE, start)
    scope = w.random.choice(("part", "part", "whole", None))
    party = w.random.choice(("supplier", "supplier", "centre", "carrier", "city_cloud", "other", None))
    says = {"name": "中断", "began_at": start, "restored_at": restored, "scope": scope, "party": party}
    return {**says, "cause": "光模块" if began else w.cause()}


def _security_incident(w: Draws) -> dict[str, Any]:
    limbs = {limb: w.flag() for limb in ("gap", "attack", "business_affected", "data_leaked")}
    return {"name": "事件", "occurred_at": w.instant(), "cause": w.cause(), **limbs}


def _violation(w: Draws) -> dict[str, Any]:
    limb = w.random.choice(("access", "virus", "address", "principle", "rules", "secrecy", "conduct"))
    says = {"name": "违规", "occurred_at": w.instant(), "limb": limb, "by_supplier": w.flag()}
    return {**says, "consequence": w.flag(), "cause": w.cause()}


def _meeting(w: Draws) -> dict[str, Any]:
    starts = w.instant()
    prepared = w.near(starts, starts - DAY)
    outcome = w.random.choice(("normal", "not_started", "broke_off", "broke_off", None))
    says = {"name": "会议", "starts_at": starts, "prepared_at": prepared, "preparation_ok": w.flag()}
    return {
        **says,
        "outcome": outcome,
        "equipment_fault": w.random.choice((False, False, True, None)),
        "cause": w.cause(),
    }


WRITERS = {
    "absence": _absence,
    "staff_change": _staff_change,
    "task": _task,
    "request": _request,
    "fault": _fault,
    "power_anomaly": _power_anomaly,
    "outage": _outage,
    "security_incident": _security_incident,
    "violation": _violation,
    "meeting": _meeting,
    "maintenance": _maintenance,
}
