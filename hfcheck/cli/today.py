"""`hfcheck today`: what the day owes, what is done, and what is due in how long."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

import click

from hfcheck.assessment_desk import Ahead, ahead
from hfcheck.calendar import Slot
from hfcheck.clocks import Clock
from hfcheck.errors import CalendarError, InputError
from hfcheck.notices import calendar
from hfcheck.report import phrases
from hfcheck.rounds import SlotState, State
from hfcheck.rounds_desk import day_board
from hfcheck.rulings import by
from hfcheck.station import Station, current_station
from hfcheck.table import show

WORDS: Mapping[State, str] = {
    State.DONE: "已完成",
    State.AWAITING_APPROVAL: "补录，待批准",
    State.UNDETERMINED: "待认定",
    State.AWAITING_SIGNATURE: "待签名",
    State.REFUSED: "未获批准",
    State.LATE: "超时完成",
    State.VOID: "无效",
    State.DUE: "待巡检",
    State.UPCOMING: "未到时段",
    State.MISSED: "未巡检",
}
COLOURS: Mapping[State, str] = {State.DONE: "green", State.DUE: "bold yellow", State.UPCOMING: "dim"}
LIMITS = {"morning": "09:30 前", "afternoon": "16:00 后", "restday": "当日"}
COUNTS = {True: "计入", False: "不计", None: "未定"}
TITLES = ("时段", "要求", "状态", "考核", "时间", "巡检人", "复核人", "说明")
CLOCKS = ("考核项", "事项", "时限", "剩余", "扣分风险", "说明")
SOON = timedelta(days=1)
ONE_MINUTE = timedelta(minutes=1)
TWO_DAYS = timedelta(days=2)


@click.command("today")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="Another day than today.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def today(day: datetime | None, *, as_json: bool) -> None:
    """Show what is done today, what is due and in how long.

    A slot may also be missed, or wait for a signature or an approval.
    """
    station = current_station()
    now = station.now()
    chosen = day.date() if day else now.date()
    board = day_board(station, chosen, now)
    found, doubt = running_clocks(station, now)
    clocks = found.clocks
    if as_json:
        plain = document(board, chosen, now) | {"clocks": [_clock(one) for one in clocks], "clocks_unknown": doubt}
        plain["undetermined"] = [
            {"id": one.id, "reason": one.reason, "settles": one.settles} for one in found.undetermined
        ]
        click.echo(json.dumps(plain, ensure_ascii=False, indent=2))
        return
    click.echo(heading(chosen, now))
    show(TITLES, [(COLOURS.get(state.state, "red"), row(state)) for state in board], notes=True)
    click.echo(outlook(board, now))
    click.echo(doubt or f"计时中的事项：{len(clocks)} 项")
    if clocks:
        show(CLOCKS, [("red" if one.left < SOON else "", clock_row(one)) for one in clocks], notes=True)
    if found.undetermined:
        click.echo(f"本月待定的事项：{len(found.undetermined)} 项，补记后才能计时或判定")
        for one in found.undetermined:
            click.echo(f"  {one.id}：{one.reason}；待：{one.settles}")


def running_clocks(station: Station, now: datetime) -> tuple[Ahead, str | None]:
    """What still runs or is unclear by the rules of the assessment; or why that cannot be told."""
    try:
        found = ahead(station, now)
    except (CalendarError, InputError) as problem:
        return Ahead(), f"考核计时无法计算：{problem}"
    return (found, None) if found is not None else (Ahead(), "台账中没有双方签字的合同，不显示考核计时")


def clock_row(one: Clock) -> tuple[str, ...]:
    """One clock as the table's cells."""
    left, points = f"还有 {span(one.left)}", f"{one.points} 分"
    return f"第 {one.item} 项", one.record, by(one.limit), left, points, one.what


def _clock(one: Clock) -> dict[str, object]:
    return {
        "item": one.item,
        "record": one.record,
        "what": one.what,
        "limit": one.limit.isoformat(),
        "left_s": one.left.total_seconds(),
        "points": one.points,
    }


def heading(day: date, now: datetime) -> str:
    """The day, and why it is worked or not."""
    found = calendar().likely(day)
    kind = {"workday": "工作日", "makeup": "调休上班", "weekend": "公休日", "holiday": "节假日"}[found.kind]
    name = f"（{found.name}）" if found.name else ""
    doubt = "，暂定：无放假通知，不得计分" if found.provisional else ""
    return f"{phrases.date_text(day.isoformat())} {kind}{name}{doubt}，现在 {now:%Y-%m-%d %H:%M}"


def row(state: SlotState) -> tuple[str, ...]:
    """One slot as the board's cells."""
    best = state.rounds[0] if state.rounds else None
    when = (
        f"还有 {span(state.remaining)}{'开始' if state.state is State.UPCOMING else '截止'}" if state.remaining else ""
    )
    done = f"{best.completed:%H:%M}" if best else ""
    doubts = "；".join(phrases.DOUBTS[doubt] for doubt in state.doubts)
    late = "补录" if best and best.late else ""
    kind = str(state.slot.kind)
    return (
        phrases.SLOTS[kind],
        LIMITS[kind],
        status(state),
        COUNTS[state.counts],
        " ".join(filter(None, (done, when))),
        best.inspector if best else "",
        (best.reviewer or "待复核") if best else "",
        "；".join(filter(None, (late, doubts, best.approver and f"{best.approver} 已审批" if best else ""))),
    )


def status(state: SlotState) -> str:
    """The slot's state in words; a doubt about the clock is named, as it asks for another kind of proof."""
    word = WORDS[state.state]
    return f"时钟未同步，{word}" if state.state is State.UNDETERMINED and "clock" in state.doubts else word


def span(length: timedelta) -> str:
    """A duration in hours and minutes, rounded up to the minute; in days and hours from two days on."""
    minutes = -(-length // ONE_MINUTE)
    if length >= TWO_DAYS:
        return f"{minutes // 1440} 天 {minutes % 1440 // 60} 小时"
    return f"{minutes // 60} 小时 {minutes % 60} 分" if minutes >= 60 else f"{minutes} 分"


def outlook(board: Sequence[SlotState], now: datetime) -> str:
    """The sentence below the board: what is due next, today or tomorrow."""
    for state in board:
        kind = phrases.SLOTS[str(state.slot.kind)]
        if state.remaining and state.state is State.UPCOMING:
            return f"下一时段：{kind}，{span(state.remaining)}后开始"
        if state.remaining:
            return f"当前应做：{kind}巡检，还有 {span(state.remaining)}截止"
    following = next_slot(now)
    return f"下一时段：{following.date} {phrases.SLOTS[str(following.kind)]}，{LIMITS[str(following.kind)]}完成"


def next_slot(now: datetime) -> Slot:
    """The first slot after today."""
    return calendar().likely_slots(now.date() + timedelta(days=1))[0]


def document(board: Sequence[SlotState], day: date, now: datetime) -> dict[str, object]:
    """The board as plain data; durations in seconds."""
    return {"date": day.isoformat(), "now": now.isoformat(), "slots": [_slot(state) for state in board]}


def _slot(state: SlotState) -> dict[str, object]:
    return {
        "slot": state.slot.id,
        "provisional": state.slot.provisional,
        "state": str(state.state),
        "counts": state.counts,
        "remaining_s": state.remaining.total_seconds() if state.remaining else None,
        "rounds": [
            {
                "id": found.id,
                "state": str(found.state),
                "completed": found.completed.isoformat(),
                "inspector": found.inspector,
                "late": found.late,
                "doubts": [str(doubt) for doubt in found.doubts],
                "reviewer": found.reviewer or None,
                "approver": found.approver or None,
            }
            for found in state.rounds
        ],
    }


COMMAND = today
