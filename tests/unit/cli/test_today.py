"""hfcheck today: the board from its states; the way from the ledger is tested in tests/integration."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

import hfcheck.cli.today as module
from hfcheck.calendar import Slot, SlotKind
from hfcheck.cli.today import COLOURS, COMMAND, WORDS, document, heading, outlook, row, span, status
from hfcheck.model import SHANGHAI
from hfcheck.rounds import Doubt, RoundState, SlotState, State, board
from hfcheck.station import Station

DAY = date(2026, 11, 23)
MORNING, AFTERNOON = Slot(DAY, SlotKind.MORNING), Slot(DAY, SlotKind.AFTERNOON)


def at(clock: str, day: date = DAY) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=SHANGHAI)


def state_with(state: State, *doubts: Doubt, late: bool = False) -> SlotState:
    found = RoundState("round/x", MORNING, state, at("09:10"), "张工", late, doubts, approver="李科长" if late else "")
    return SlotState(MORNING, state, counts=None, rounds=(found,))


def test_every_state_has_a_word_and_only_good_ones_are_calm() -> None:
    assert set(WORDS) == set(State)
    assert State.MISSED not in COLOURS
    assert State.UNDETERMINED not in COLOURS


@pytest.mark.parametrize(
    ("clock", "sentence"),
    [
        ("09:10", "当前应做：上午巡检，还有 20 分截止"),
        ("09:29:30", "当前应做：上午巡检，还有 1 分截止"),
        ("09:30", "下一时段：下午，6 小时 30 分后开始"),
        ("16:00:30", "当前应做：下午巡检，还有 8 小时 0 分截止"),
    ],
)
def test_what_is_due_next_and_in_how_long(clock: str, sentence: str) -> None:
    assert outlook(board([], (MORNING, AFTERNOON), at(clock)), at(clock)) == sentence


def test_when_all_is_done_the_next_day_is_named() -> None:
    done = [state_with(State.DONE)]
    assert outlook(done, at("17:00")) == "下一时段：2026-11-24 上午，09:30 前完成"
    assert outlook(done, at("17:00", date(2026, 11, 27))) == "下一时段：2026-11-28 节假日，当日完成"


def test_a_row_says_what_is_missing() -> None:
    cells = row(state_with(State.UNDETERMINED, Doubt.CLOCK))
    assert cells[2:4] == ("时钟未同步，待认定", "未定")
    assert cells[5:7] == ("张工", "待复核")
    assert "时钟" in cells[7]
    late = row(state_with(State.DONE, Doubt.LATE_ENTRY, late=True))
    assert late[7].startswith("补录；")
    assert late[7].endswith("李科长 已审批")
    assert status(state_with(State.UNDETERMINED, Doubt.NO_RUN)) == "待认定"


def test_durations_are_rounded_up_to_the_minute() -> None:
    assert span(timedelta(seconds=1)) == "1 分"
    assert span(timedelta(hours=47, minutes=59)) == "47 小时 59 分"
    assert span(timedelta(days=3, hours=7, seconds=1)) == "3 天 7 小时"
    assert span(timedelta(minutes=59, seconds=1)) == "1 小时 0 分"


def test_the_heading_says_why_the_day_is_worked() -> None:
    assert "2026-02-14（星期六） 调休上班（春节）" in heading(date(2026, 2, 14), at("09:00"))
    assert "暂定：无放假通知，不得计分" in heading(date(2027, 2, 14), at("09:00"))


def test_the_document_has_seconds_and_unknowns_as_null() -> None:
    found = document(board([], (MORNING, AFTERNOON), at("09:10")), DAY, at("09:10"))
    assert json.loads(json.dumps(found))["slots"][0] == {
        "slot": "2026-11-23/morning",
        "provisional": False,
        "state": "due",
        "counts": None,
        "remaining_s": 1200.0,
        "rounds": [],
    }


def test_the_command_reads_a_station_without_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "current_station", lambda: Station(tmp_path / "var"))
    plain = CliRunner().invoke(COMMAND, ["--date", "2026-11-22"]).output.splitlines()
    assert plain[2].split("\t")[:2] == ["节假日", "当日"]
    found = json.loads(CliRunner().invoke(COMMAND, ["--date", "2026-11-20", "--json"]).output)
    assert [slot["slot"] for slot in found["slots"]] == ["2026-11-20/morning", "2026-11-20/afternoon"]
