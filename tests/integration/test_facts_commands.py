"""hfcheck events, log, import and sign as people use them, in a terminal and without one."""

from __future__ import annotations

import importlib
import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import hfcheck.cli.events
import hfcheck.cli.log
import hfcheck.cli.sign
from hfcheck.errors import InputError
from hfcheck.facts_desk import known
from hfcheck.facts_form import whole_instant
from hfcheck.kinds import KINDS
from hfcheck.kinds.fields import fields_of
from hfcheck.ledger import Reader
from tests.integration.round_station import SetStation

IMPORT: Any = importlib.import_module("hfcheck.cli.import")
MODULES: tuple[Any, ...] = (hfcheck.cli.log, hfcheck.cli.sign, IMPORT)
NAMED = ("--set", "name=UPS 报警", "--set", "area=机房设备", "--set", "device=ups-1")


@pytest.fixture
def station(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SetStation]:
    found = SetStation(tmp_path / "var")
    found.set("09:12", "2025-09-04")
    for module in MODULES:
        monkeypatch.setattr(module, "current_station", lambda: found)
    return found


def invoke(module: Any, *arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(module.COMMAND, arguments, input=typed)


def output(module: Any, *arguments: str, typed: str = "") -> str:
    result = invoke(module, *arguments, typed=typed)
    assert result.exception is None, result.exception
    return str(result.output)


def refused(module: Any, *arguments: str) -> str:
    result = invoke(module, *arguments)
    assert isinstance(result.exception, InputError), result.output
    return str(result.exception)


def says(station: SetStation, record: str) -> list[Any]:
    return [event.get("says") for event in known(station, record)]


def test_the_kinds_are_listed_with_whose_signatures_they_need() -> None:
    lines = output(hfcheck.cli.events).splitlines()
    assert len(lines) == len(KINDS) + 1
    assert lines[1].startswith("contract\t合同\t供应商、中心\t合同名称*、合同编号、供应商*")
    assert json.loads(output(hfcheck.cli.events, "--schema", "故障"))["properties"]["type"] == {"const": "fault"}
    assert len(json.loads(output(hfcheck.cli.events, "--schema"))["oneOf"]) == len(KINDS)
    assert "expected one of contract, mandate, " in refused(hfcheck.cli.events, "--schema", "nothing")


def test_the_fields_of_a_kind_are_listed_with_what_they_take() -> None:
    lines = output(hfcheck.cli.events, "故障").splitlines()
    assert lines[1] == "name\t故障\t*\t文字"
    assert lines[2].startswith("area\t范围\t*\troom 机房设备、conference 会议系统、office 办公与县市区、")
    assert "alarm_at\t告警时间\t\t时间，如 2025-09-03 08:12" in lines
    assert lines == output(hfcheck.cli.events, "fault").splitlines()
    schema = output(hfcheck.cli.events, "fault", "--schema")
    assert json.loads(schema)["properties"]["type"] == {"const": "fault"}
    assert "expected one of contract, mandate, " in refused(hfcheck.cli.events, "")


def test_without_a_terminal_the_options_say_all(station: SetStation) -> None:
    assert output(hfcheck.cli.log, "fault", "--subject", "f1", "--by", "王工", *NAMED) == "已记录：fault/f1/1\n"
    later = ("fault", "--subject", "f1", "--by", "王工", "--set", "severity=严重影响业务")
    assert output(hfcheck.cli.log, *later) == "已记录：fault/f1/2\n"
    assert output(hfcheck.cli.log, *later) == "没有新的内容，未记录：fault/f1\n"
    named = {"name": "UPS 报警", "area": "room", "device": "ups-1"}
    assert says(station, "fault/f1") == [named, {"severity": "serious"}]
    assert known(station, "fault/f1")[0]["at"] == "2025-09-04T09:12:00.001000+08:00"


def test_without_a_terminal_what_is_missing_is_refused(station: SetStation) -> None:
    log = hfcheck.cli.log
    assert refused(log, "fault", "--subject", "f1", "--by", "王工", "--set", "name=x").startswith(
        "area (范围): expected one of room (机房设备), "
    )
    assert refused(log, "fault", *NAMED).startswith("subject (编号): expected text such as ups-0903")
    assert refused(log, "fault", "--set", "name") == "expected --set FIELD=VALUE, each field once, found 'name'"
    assert refused(log, "fault", "--set", "name=x", "--set", "name=y").endswith("found 'name=y'")
    assert refused(log, "faults").startswith("expected one of contract, ")
    assert refused(log, "fault", "--set", "设备=x").startswith("--set: expected a field of fault, one of name (故障), ")
    assert refused(log, "fault", "--set", "name=x", "--set", "故障=y").endswith("found '故障=y'")
    assert not station.ledger.exists()


def test_a_field_may_be_called_by_its_title(station: SetStation) -> None:
    named = ("--set", "故障=UPS 报警", "--set", "范围=机房设备", "--set", "设备或系统=a=b")
    output(hfcheck.cli.log, "故障", "--subject", "f1", "--by", "王工", *named)
    assert says(station, "fault/f1") == [{"name": "UPS 报警", "area": "room", "device": "a=b"}]


def test_titles_name_one_field_of_a_kind_each() -> None:
    for kind in KINDS.values():
        titles = [field.title for field in fields_of(kind).values()]
        assert len(set(titles)) == len(titles)


def test_a_correction_and_a_withdrawal(station: SetStation) -> None:
    log = hfcheck.cli.log
    common = ("fault", "--subject", "f1", "--by", "王工")
    output(log, *common, *NAMED)
    assert "or a statement that corrects that entry, found 'ups-2'" in refused(log, *common, "--set", "device=ups-2")
    output(log, *common, "--set", "device=ups-2", "--corrects", "fault/f1/1", "--because", "笔误")
    output(log, *common, "--withdraw", "--because", "误报")
    assert [event.get("because") for event in known(station, "fault/f1")] == [None, "笔误", "误报"]
    assert "expected a record that fault/f1/3 did not withdraw" in refused(log, *common, "--set", "ageing=是")


def filled(station: SetStation, monkeypatch: pytest.MonkeyPatch, typed: list[str], *arguments: str) -> Result:
    monkeypatch.setattr(hfcheck.cli.log, "is_attended", lambda: True)
    return invoke(hfcheck.cli.log, *arguments, typed="".join(f"{line}\n" for line in typed))


def test_the_form_asks_for_each_field_in_chinese(station: SetStation, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = [
        "f1",
        "",
        "UPS 报警",
        "9",
        "机房设备",
        "ups-1",
        "8点",
        "2025-09-03 08:12",
        "",
        "1",
        *[""] * 3,
        "maybe",
        "否",
    ]
    result = filled(station, monkeypatch, [*typed, *[""] * 3, "王工", "y"], "fault")
    assert result.exception is None, result.output
    assert "未记录：格式或长度不符合要求；此项必填" in result.output
    assert "范围*  1 机房设备  2 会议系统" in result.output
    assert "未记录：请输入序号或所列文字；此项必填" in result.output
    assert "未记录：请输入如 2025-09-03 08:12 的时间，不清楚时直接回车" in result.output
    assert "—— 故障 fault/f1/1，填报人 王工 ——" in result.output
    assert "  告警时间：2025-09-03 08:12:00" in result.output
    assert says(station, "fault/f1") == [
        {
            "name": "UPS 报警",
            "area": "room",
            "device": "ups-1",
            "alarm_at": "2025-09-03T08:12:00+08:00",
            "severity": "ordinary",
            "ageing": False,
        }
    ]


def test_the_form_shows_what_is_said_and_asks_for_the_rest(
    station: SetStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = ("--set", "name=断网", "--set", "began_at=2025-09-03 08:00")
    output(hfcheck.cli.log, "outage", "--subject", "n1", "--by", "王工", *given)
    result = filled(
        station, monkeypatch, ["2025-09-03 09:30", "整体网络", "", "", "y"], "outage", "--subject", "n1", "--by", "李工"
    )
    assert result.exception is None, result.output
    assert "—— 已有 1 条记载，本条为第 2 条 ——\n  中断：断网\n  中断时间：2025-09-03 08:00:00\n" in result.output
    assert says(station, "outage/n1")[1] == {"restored_at": "2025-09-03T09:30:00+08:00", "scope": "whole"}


def test_answers_that_do_not_fit_together_are_asked_for_again(
    station: SetStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = ("--subject", "n1", "--by", "王工", "--set", "name=断网", "--set", "began_at=2025-09-03 08:00")
    typed = ["2025-09-03 07:00", "1", "", "", "2025-09-03 09:00", "y"]
    result = filled(station, monkeypatch, typed, "outage", *given)
    assert result.exception is None, result.output
    assert "不能这样记录：restored_at (恢复时间): expected an instant not before began_at" in result.output
    assert [event["says"]["restored_at"] for event in known(station, "outage/n1")] == ["2025-09-03T09:00:00+08:00"]
    assert known(station, "outage/n1")[0]["says"]["scope"] == "part"
    told = ("outage", "--subject", "n1", "--by", "王工", "--corrects", "outage/n9/1", "--because", "x")
    result = filled(station, monkeypatch, ["", "", "", "", "", "", ""], *told)
    assert isinstance(result.exception, InputError)


def test_only_what_did_not_fit_is_asked_for_again(station: SetStation, monkeypatch: pytest.MonkeyPatch) -> None:
    given = ("fault", "--subject", "f1", "--by", "王工", *NAMED, "--set", "acted_at=昨天")
    result = filled(station, monkeypatch, [".", "8:40", "y"], *given)
    assert result.exception is None, result.output
    assert "不能这样记录：acted_at (响应处理时间): expected an instant such as" in result.output
    assert says(station, "fault/f1")[0]["acted_at"] == "2025-09-04T08:40:00+08:00"
    other = ("fault", "--subject", "f1", "--by", "王工", "--set", "device=ups-2")
    result = filled(station, monkeypatch, ["."], *other)
    assert "expected 'ups-1' as fault/f1/1 says" in str(result.exception)


def test_a_month_that_did_not_fit_names_the_record_when_it_does(
    station: SetStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = ("attendance", "--by", "王工", "--set", "month=2025-13", "--set", "absences=0")
    result = filled(station, monkeypatch, ["08:30-12:00", ".", "2025-08", "y"], *given)
    assert result.exception is None, result.output
    assert says(station, "attendance/2025-08")[0]["month"] == "2025-08"


def test_a_fault_in_a_hurry(station: SetStation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HFCHECK_BY", "王工")
    result = filled(station, monkeypatch, ["f1", "UPS 报警", "1", "ups-1", "9：05", "现在", ".", "y"], "故障")
    assert result.exception is None, result.output
    assert "句点 .：其余都不清楚" in result.output
    (said,) = says(station, "fault/f1")
    assert said == {
        "name": "UPS 报警",
        "area": "room",
        "device": "ups-1",
        "alarm_at": "2025-09-04T09:05:00+08:00",
        "reported_at": "2025-09-04T09:12:00+08:00",
    }


def test_the_record_of_a_triage_is_asked_for_until_it_is_there(
    station: SetStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    output(hfcheck.cli.log, "fault", "--subject", "f1", "--by", "王工", *NAMED)
    typed = ["t1", "candidate/memory/r1", "1", "", "已登记", "王工", "fault/f2", "fault/f1", "y"]
    result = filled(station, monkeypatch, typed, "triage", "--by", "王工")
    assert result.exception is None, result.output
    assert result.output.count("不能这样记录：record (对应事项): expected what is recorded of the candidate") == 2
    assert says(station, "triage/t1")[0]["record"] == "fault/f1"


def test_a_dot_leaves_out_no_field_that_is_needed(station: SetStation, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = ["t1", "candidate/memory/r1", "不构成扣分事项", ".", "误报", "王工", "王工", "y"]
    result = filled(station, monkeypatch, typed, "triage")
    assert result.exception is None, result.output
    assert says(station, "triage/t1")[0]["reason"] == "误报"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("8:12", "2025-09-04 08:12"),
        ("08：12", "2025-09-04 08:12"),
        ("9-3 8:12", "2025-09-03 08:12"),
        ("2024-12-31 23:59", "2024-12-31 23:59"),
        ("2024-2-3 0:05", "2024-02-03 00:05"),
        ("NOW", "2025-09-04 09:12"),
        ("现在", "2025-09-04 09:12"),
        ("8点", "8点"),
        ("25:00", "2025-09-04 25:00"),
        ("2025-09-03 08:12:01", "2025-09-03 08:12:01"),
        ("８:12", "８:12"),
    ],
)
def test_a_time_typed_in_short_is_of_today(typed: str, meant: str, station: SetStation) -> None:
    assert whole_instant(typed, station.now()) == meant


def test_a_no_records_nothing(station: SetStation, monkeypatch: pytest.MonkeyPatch) -> None:
    result = filled(station, monkeypatch, ["f1", *[""] * 10, "王工", "n"], "fault", *NAMED)
    assert result.exit_code == 1
    assert "确认记录" in result.output
    assert not station.ledger.exists()


def test_a_usual_subject_is_not_asked_for_and_signatures_are_told(
    station: SetStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = filled(station, monkeypatch, ["2025-09", "08:30-12:00、14:30-17:30", "0", "", "王工", "y"], "考勤表")
    assert result.exception is None, result.output
    assert result.output.endswith(
        "已记录：attendance/2025-09/1\n须经中心签字后生效：hfcheck sign attendance/2025-09 --as 姓名\n"
    )
    result = filled(station, monkeypatch, ["误填", "王工", "y"], "attendance", "--subject", "2025-09", "--withdraw")
    assert result.exception is None, result.output
    assert known(station, "attendance/2025-09")[1]["because"] == "误填"


def test_a_real_terminal_gets_the_form(tmp_path: Path) -> None:
    master, slave = pty.openpty()
    os.write(master, "值班2025\n".encode())
    command = [sys.executable, "-m", "hfcheck", "log", "fault", "--by", "王工", *NAMED]
    with subprocess.Popen(
        command, stdin=slave, stdout=slave, stderr=slave, env={**os.environ, "HFCHECK_DATA": str(tmp_path)}
    ) as done:
        os.close(slave)
        os.write(master, b"\n" * 10 + b"y\n\x04")
        seen = b""
        while chunk := _read(master):
            seen += chunk
    os.close(master)
    assert done.returncode == 0, seen.decode()
    assert "已记录：fault/值班2025/1" in seen.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # what Linux says of a terminal whose other end is closed
        return b""


def facts(path: Path, *lines: dict[str, object]) -> str:
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return str(path)


FIRST = {"type": "fault", "subject": "f1", "says": {"name": "UPS", "area": "room", "device": "ups-1"}}
SECOND = {"type": "fault", "subject": "f1", "says": {"severity": "serious"}}


def test_a_file_is_imported_once(station: SetStation, tmp_path: Path) -> None:
    path = facts(tmp_path / "a.jsonl", FIRST, SECOND)
    assert output(IMPORT, path, "--by", "王工", "--check") == "检查通过，可导入 2 条，重复 0 条\n"
    assert known(station, "fault/f1") == []
    assert output(IMPORT, path, "--by", "王工") == "已导入 2 条，重复 0 条\n"
    before = station.ledger.read_bytes()
    assert output(IMPORT, path, "--by", "王工") == "已导入 0 条，重复 2 条\n"
    assert len(known(station, "fault/f1")) == 2
    assert station.ledger.read_bytes() == before


def test_every_bad_line_of_a_file_is_named_and_nothing_is_imported(station: SetStation, tmp_path: Path) -> None:
    bad = {"type": "outage", "subject": "n1", "says": {"name": "断网", "began_at": "昨天", "scope": "全部"}}
    path = facts(tmp_path / "a.jsonl", FIRST, bad, SECOND | {"subject": "f2"})
    with (tmp_path / "a.jsonl").open("a", encoding="utf-8") as file:
        file.write("{\n")
    said = refused(IMPORT, path, "--by", "王工").splitlines()
    assert said[0] == "nothing was recorded:"
    assert said[1:3] == [
        "a.jsonl: line 2: began_at (中断时间): expected an instant such as 2025-09-03 08:12, found '昨天'",
        "a.jsonl: line 2: scope (影响范围): expected one of part (部分区域), whole (整体网络), found '全部'",
    ]
    assert [line[:15] for line in said[3:]] == ["a.jsonl: line 3"] * 3 + ["a.jsonl: line 4"]
    assert known(station, "fault/f1") == []


def test_a_record_is_signed_at_the_command_line(station: SetStation) -> None:
    log = hfcheck.cli.log
    output(
        log, "mandate", "--by", "王工", "--set", "person=李科长", "--set", "party=中心", "--set", "first_day=2025-08-01"
    )
    sheet = ("--set", "month=2025-08", "--set", "office_hours=08:30-12:00", "--set", "absences=0")
    output(log, "attendance", "--by", "王工", *sheet)
    name = "attendance/2025-08"
    assert "expected the signing key of 李科长" in refused(hfcheck.cli.sign, name, "--as", "李科长")
    assert "expected a mandate of the supplier or the centre for 路人" in refused(
        hfcheck.cli.sign, name, "--as", "路人", "--new-key"
    )
    assert not (station.keys / "路人.pem").exists()
    assert output(hfcheck.cli.sign, name, "--as", "李科长", "--new-key") == f"已签字：signature/{name}/1/centre\n"
    with Reader.open(station.ledger) as ledger:
        assert [entry.event["signer"] for entry in ledger.entries(type="signature")] == ["李科长"]


def test_several_records_are_signed_one_after_the_other(station: SetStation) -> None:
    log = hfcheck.cli.log
    person = ("--set", "person=李科长", "--set", "party=中心", "--set", "first_day=2025-08-01")
    output(log, "mandate", "--by", "王工", *person)
    for month in ("2025-07", "2025-08"):
        sheet = ("--set", f"month={month}", "--set", "office_hours=08:30-12:00", "--set", "absences=0")
        output(log, "attendance", "--by", "王工", *sheet)
    names = ("attendance/2025-07", "attendance/2025-08")
    signed = output(hfcheck.cli.sign, *names, names[0], "--as", "李科长", "--new-key").splitlines()
    assert signed == [f"已签字：signature/{name}/1/centre" for name in names]
