"""The terminal guide: what it asks, that Enter answers nothing, and that an interrupted session loses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner, Result

import hfcheck.cli.round
from hfcheck import rounds_desk, terminal
from hfcheck.ledger import Evidence, Ledger, Reader
from hfcheck.onsite import Item, ItemKind
from hfcheck.outages import CARRIES
from hfcheck.round_guide import plain
from hfcheck.rounds_desk import checklist
from tests.integration.round_station import LAB, PNG, SetStation, add_run, at

ITEMS = checklist(LAB)
WHO = ["张工", "08:50"]
HANDLING = ["已清理日志", ""]


def fine(item: Item) -> list[str]:
    """The lines that answer an item without anything to remark."""
    match item.kind:
        case ItemKind.NUMBER:
            return [f"{(item.low + item.high) / 2:g}"]
        case ItemKind.CHOICE:
            return ["1"]
        case ItemKind.TEXT:
            return ["正常", "无"]


CHECKLIST = [line for item in ITEMS for line in fine(item)]
END = ["", ""]  # no note; completed now
SIGN = ["y", "y"]  # what is shown is right; make a key


@pytest.fixture
def station(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SetStation]:
    """A station at 09:12 with a run that ended at 09:05."""
    found = SetStation(tmp_path / "var")
    found.set("09:12")
    monkeypatch.setattr(hfcheck.cli.round, "current_station", lambda: found)
    monkeypatch.setattr(terminal, "write_records", lambda *_: [])
    monkeypatch.setattr(rounds_desk, "clock_state", lambda: {"synchronised": True})
    add_run(found, "20261123-0905", at("09:05"))
    return found


def session(lines: list[str], *arguments: str) -> Result:
    typed = "".join(f"{line}\n" for line in lines)
    return CliRunner().invoke(hfcheck.cli.round.COMMAND, ["-i", LAB, *arguments], input=typed)


def add_outage(station: SetStation) -> None:
    """A run of another playbook: a line is down, and two printers behind it are silent."""
    office = {"lines": ["line01"]}
    hosts = {"line01": office | {"title": "溆浦专线"}, "printer01": office, "printer02": office}
    plan = Evidence(station.evidence).put(orjson.dumps({"checks": {}, "hosts": hosts}))
    common: dict[str, Any] = {"run": "offices", "at": at("09:06").isoformat()}
    found = [
        common
        | {"id": f"run/offices/{host}/{check}", "type": "finding", "host": host, "check": check}
        | {"verdict": "deviates", "expected": "answered", "found": "no_echo", "offending": "no_echo"}
        for host, check in (("line01", CARRIES), ("printer01", "terminal.answers"), ("printer02", "terminal.answers"))
    ]
    ended = {"started": at("09:05").isoformat(), "finished": at("09:06").isoformat(), "complete": True, "problems": []}
    planned = {"id": "run/offices/plan", "type": "run.planned", "plan": plan, "playbook": "offices"}
    end = {"id": "run/offices/end", "type": "run.ended", "counts": {"deviates": 3}}
    with Ledger.open(station.ledger) as ledger:
        ledger.append([common | planned, *found, common | end | ended], received=at("09:06"))


def rounds(station: SetStation) -> list[Any]:
    with Reader.open(station.ledger) as ledger:
        return [entry.event for entry in ledger.entries(type="round")]


def drafts(station: SetStation) -> list[str]:
    return sorted(path.name for path in (station.root / "drafts").iterdir())


def test_a_session_that_ends_before_its_first_answer_keeps_nothing(station: SetStation) -> None:
    result = session([])
    assert result.exit_code == 3
    assert "尚无答案，未保存，再次运行 hfcheck round --slot 2026-11-23/morning 继续。" in result.output
    assert not (station.root / "drafts").exists()


def test_a_checklist_that_is_no_yaml_is_named_with_its_line(station: SetStation, tmp_path: Path) -> None:
    folder = tmp_path / "group_vars/all"
    folder.mkdir(parents=True)
    (folder / "onsite.yml").write_text("onsite_items:\n  - id: a\n   area: b\n", encoding="utf-8")
    result = session([], "-i", str(tmp_path))
    assert "onsite.yml: expected YAML in UTF-8, found in line 3: expected <block end>, " in str(result.exception)
    assert "\n" not in str(result.exception)


def test_what_is_silent_behind_a_line_that_is_down_is_not_asked_about_one_by_one(station: SetStation) -> None:
    add_outage(station)
    result = session([*WHO, *HANDLING, "已报运营商", *CHECKLIST, *END, *SIGN])
    assert result.exit_code == 0, result.output
    assert "溆浦专线中断，其后无应答设备的偏离 2 项并入该线路，不逐项询问。" in result.output
    assert "/3] line01 line.carries" in result.output
    assert "printer01" not in result.output
    (event,) = rounds(station)
    assert [(one["host"], one["note"]) for one in event["handling"]] == [
        ("app01", "已清理日志"),
        ("line01", "已报运营商"),
    ]


def test_a_whole_session(station: SetStation) -> None:
    result = session([*WHO, *HANDLING, *CHECKLIST, *END, *SIGN])
    assert result.exit_code == 0, result.output
    assert "自动巡检：20261123-0905，09:05 完成，偏离 2 项" in result.output
    assert "[1/2] app01 磁盘使用率：期望 不高于 85%，实际 /var 97%" in result.output
    assert "\x1b" not in result.output
    (event,) = rounds(station)
    assert event["handling"] == [{"host": "app01", "check": "disk.used", "note": "已清理日志"}]
    assert event["arrived"] == "2026-11-23T08:50:00+08:00"
    assert {item["answer"] for item in event["onsite"]} == {"normal"}
    assert len(event["onsite"]) == len(ITEMS)
    assert drafts(station) == []


def test_enter_is_no_answer(station: SetStation) -> None:
    at_first_choice = [*WHO, *HANDLING]
    for item in ITEMS:
        at_first_choice += ["", "x", *fine(item)]
    result = session([*at_first_choice, *END, *SIGN])
    assert result.exit_code == 0, result.output
    assert result.output.count("请输入 1、2 或 3，不能留空") == 2 * sum(i.kind is not ItemKind.NUMBER for i in ITEMS)
    assert result.output.count("请输入数字") == 2 * sum(i.kind is ItemKind.NUMBER for i in ITEMS)
    assert len(rounds(station)) == 1


@pytest.mark.parametrize("typed", range(len([*WHO, *HANDLING, *CHECKLIST, *END, *SIGN])))
def test_a_session_broken_off_anywhere_goes_on_where_it_was(station: SetStation, typed: int) -> None:
    lines = [*WHO, *HANDLING, *CHECKLIST, *END, *SIGN]
    first = session(lines[:typed])
    assert first.exit_code == hfcheck.cli.round.INTERRUPTED
    assert "再次运行 hfcheck round --slot 2026-11-23/morning 继续" in first.output
    assert rounds(station) == []
    second = session(lines[_resume(typed) :])
    assert second.exit_code == 0, second.output
    assert len(rounds(station)) == 1
    assert (len(rounds(station)[0]["onsite"]), drafts(station)) == (len(ITEMS), [])


def _resume(typed: int) -> int:
    """The first line that is asked for again: a text after its choice is half an answer, a signature a whole one."""
    end_of_list = len(WHO) + len(HANDLING) + len(CHECKLIST)
    if typed == end_of_list - 1:
        return typed - 1
    return min(typed, end_of_list + len(END))


def test_what_is_abnormal_is_described_and_photographed(station: SetStation, tmp_path: Path) -> None:
    (tmp_path / "hot.png").write_bytes(PNG)
    hot = ["31", "", "空调停机，已报修", "nowhere.png", str(tmp_path / "hot.png"), ""]
    rest = [line for item in ITEMS[1:] for line in fine(item)]
    result = session([*WHO, *HANDLING, *hot, *rest, *END, *SIGN])
    assert result.exit_code == 0, result.output
    assert "超出范围 18–27 ℃，记为异常" in result.output
    assert "找不到这个文件" in result.output
    found = rounds(station)[0]["onsite"][0]
    assert (found["answer"], found["value"], found["note"]) == ("abnormal", 31, "空调停机，已报修")
    assert Evidence(station.evidence).get(found["photos"][0]["sha256"]) == PNG


def test_answers_can_be_changed_before_the_signature(station: SetStation, tmp_path: Path) -> None:
    (tmp_path / "t.png").write_bytes(PNG)
    last = len(ITEMS)
    changes = ["1", "20", "p1", str(tmp_path / "t.png"), "", str(last + 1), "08:40", str(last + 2), "09:10"]
    result = session([*WHO, *HANDLING, *CHECKLIST, *END, *changes, str(last + 3), "平稳", *SIGN])
    assert result.exit_code == 0, result.output
    (event,) = rounds(station)
    assert (event["onsite"][0]["value"], len(event["onsite"][0]["photos"])) == (20, 1)
    assert (event["arrived"][11:16], event["completed"][11:16], event["note"]) == ("08:40", "09:10", "平稳")


def test_what_cannot_be_submitted_is_said_and_can_be_mended(station: SetStation) -> None:
    too_early = ["", "09:01"]  # before the run ended
    result = session([*WHO, *HANDLING, *CHECKLIST, *too_early, "y", str(len(ITEMS) + 2), "09:11", *SIGN])
    assert "不能提交：draft: completed: expected a time not before the end of run 20261123-0905" in result.output
    assert rounds(station)[0]["completed"] == "2026-11-23T09:11:00+08:00"


def test_a_late_entry_is_asked_for_its_reason(station: SetStation) -> None:
    station.set("11:00")
    named = ("--slot", "2026-11-23/morning")
    result = session([*WHO, *HANDLING, *CHECKLIST, "", "09:10", "", "处理故障", *SIGN], *named)
    assert "本次录入为补录" in result.output
    assert (rounds(station)[0]["late"], rounds(station)[0]["late_reason"]) == (True, "处理故障")


def test_one_note_may_serve_for_the_rest(station: SetStation) -> None:
    session([*WHO, "*已报修，编号 17", *CHECKLIST, *END, *SIGN])
    assert [item["note"] for item in rounds(station)[0]["handling"]] == ["已报修，编号 17"] * 2


def test_a_newer_run_takes_the_place_of_the_drafts(station: SetStation) -> None:
    session([*WHO, *HANDLING, *CHECKLIST[:3]])
    add_run(station, "20261123-0911", at("09:11"))
    result = session([*HANDLING, *CHECKLIST[3:], *END, *SIGN])
    assert result.exit_code == 0, result.output
    assert rounds(station)[0]["runs"] == ["20261123-0911"]


def test_without_a_run_the_engineer_has_to_insist(station: SetStation) -> None:
    station.set("16:10")
    stopped = session(["张工", "16:05", "n"])
    assert "本时段还没有完整的自动巡检" in stopped.output
    assert stopped.exit_code == hfcheck.cli.round.INTERRUPTED
    result = session(["y", *CHECKLIST, *END, *SIGN])
    assert result.exit_code == 0, result.output
    assert rounds(station)[0]["runs"] == []


def test_a_draft_that_cannot_be_read_is_named(station: SetStation) -> None:
    session(WHO)
    path = station.root / "drafts" / "2026-11-23-morning.json"
    for broken in ("{", '["x"]', '{"onsite": 3}'):
        path.write_text(broken, encoding="utf-8")
        assert f"at {path}" in str(session([]).exception)


def test_device_text_cannot_command_the_terminal() -> None:
    assert plain("a\x1b[2J\n\u202eb") == "a�[2J��b"
