"""hfcheck explain: from points to words to statements to raw evidence; hfcheck today: the clocks that run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner

import hfcheck.cli.explain
import hfcheck.cli.today
from hfcheck.errors import InputError
from hfcheck.ledger import Ledger, Reader
from tests.integration.assessment_station import (
    SUPPLIER,
    add_rounds,
    confirm,
    fault,
    impose,
    open_contract,
    state,
    whole_service,
)
from tests.integration.round_station import SetStation, at

PLAN = sha256(orjson.dumps({"plays": [], "checks": {}, "hosts": {}})).hexdigest()


@pytest.fixture
def station(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SetStation]:
    found = SetStation(tmp_path / "var")
    found.set("09:00", "2025-10-10")
    for module in (hfcheck.cli.explain, hfcheck.cli.today):
        monkeypatch.setattr(module, "current_station", lambda: found)
    return found


def said(module: Any, *arguments: str) -> str:
    result = CliRunner().invoke(module.COMMAND, arguments)
    assert result.exception is None, result.exception
    return result.output


def explained(*arguments: str) -> Any:
    return json.loads(said(hfcheck.cli.explain, *arguments, "--json"))


def test_a_deduction_leads_to_its_statement_with_seq_times_and_hash(station: SetStation) -> None:
    whole_service(station)
    entry = fault(station, "ups-0903", at("08:00", "2025-09-03"), at("10:30", "2025-09-03"))
    with Reader.open(station.ledger) as ledger:
        written = ledger.entry(entry)
    assert written is not None
    found = explained("2025-09", "9")
    (step,) = found["lines"][0]["trail"]
    assert (step["seq"], step["hash"], step["by"]) == (written.seq, written.hash.hex(), SUPPLIER)
    assert (step["claimed"], step["received"]) == ("2025-09-03T10:30:00+08:00", "2025-09-03T10:30:00+08:00")
    assert step["says"]["device"] == "存储一"
    text = said(hfcheck.cli.explain, "2025-09", "9")
    assert text.startswith("2025-09 第 9 项 硬件故障响应：5 分（试算）\n附件原文：机房内服务器、存储等硬件设备出现故障")
    assert "（9.ordinary_minutes）120分钟，自 2025-07-31 起，依据：附件第 9 项" in text
    assert f"  依据：{entry}（故障，{SUPPLIER}）\n    台账第 {written.seq} 号，2025-09-03 10:30 记入，哈希 " in text
    assert "记载：故障：存储控制器告警；范围：机房设备；设备或系统：存储一" in text
    assert f"哈希 {written.hash.hex()[:16]}" in text


def test_a_statement_entered_long_after_it_claims_is_marked(station: SetStation) -> None:
    open_contract(station)
    instants = {"alarm_at": "2025-08-04T08:00:00+08:00", "acted_at": "2025-08-04T12:00:00+08:00"}
    says = {"name": "硬盘", "area": "room", "device": "存储一", "severity": "ordinary", **instants}
    body = {"id": "fault/f1/1", "type": "fault", "subject": "f1", "step": 1, "by": SUPPLIER, "says": says}
    with Ledger.open(station.ledger) as ledger:
        ledger.append([body | {"at": "2025-08-04T12:00:00+08:00"}], received=at("12:01", "2025-08-06"))
    assert explained("2025-08", "9")["lines"][0]["trail"][0]["late"] is True
    assert "收到 2025-08-06 12:01，补录，" in said(hfcheck.cli.explain, "2025-08", "9")


def test_what_was_looked_at_and_kept_is_told_too(station: SetStation) -> None:
    whole_service(station, missed=frozenset({"2025-09-03/morning"}))
    fault(station, "ok", at("08:00", "2025-09-03"), at("08:30", "2025-09-03"))
    found = explained("2025-09", "1")
    assert (found["points"], len(found["kept"])) == (1, 29)
    assert {one["outcome"] for one in found["kept"]} == {"kept"}
    kept = explained("2025-09", "9")["kept"]
    assert [(one["id"], one["evidence"]) for one in kept] == [("9/fault/ok", ["fault/ok/1"])]


def test_a_round_leads_to_its_run_and_to_the_plan_that_was_frozen(station: SetStation) -> None:
    open_contract(station)
    add_rounds(station, clocks={"2025-09-03/morning": "09:40"})
    confirm(station, "2025-09", at("09:00", "2025-10-01"))
    (line,) = explained("2025-09", "1")["lines"]
    steps = {step["id"]: step for step in line["trail"]}
    assert steps["round/2025-09-03/morning/1"]["signed"] == [{"signer": SUPPLIER, "role": "inspector"}]
    assert steps["run/2025-09-03-morning/end"]["type"] == "run.ended"
    assert steps["run/2025-09-03-morning/plan"]["raw"] == [{"what": "plan", "sha256": PLAN}]
    assert f"巡检计划 SHA-256 {PLAN}" in said(hfcheck.cli.explain, "2025-09", "1")


def test_an_item_that_the_annex_does_not_have_is_refused(station: SetStation) -> None:
    open_contract(station)
    result = CliRunner().invoke(hfcheck.cli.explain.COMMAND, ["2025-09", "16"])
    assert isinstance(result.exception, InputError)
    assert str(result.exception) == "expected an item of the annex from 1 to 15, found 16"


def test_without_a_contract_nothing_is_explained_and_today_is_the_board_alone(station: SetStation) -> None:
    text = said(hfcheck.cli.today)
    assert text.splitlines()[-1] == "台账中没有双方签字的合同，不显示考核计时"
    plain = json.loads(said(hfcheck.cli.today, "--json"))
    assert (plain["clocks"], plain["clocks_unknown"]) == ([], "台账中没有双方签字的合同，不显示考核计时")
    result = CliRunner().invoke(hfcheck.cli.explain.COMMAND, ["2025-09", "9"])
    assert "expected one contract signed by both parties" in str(result.exception)


def test_today_lists_what_runs_with_the_time_left_and_the_points_at_risk(station: SetStation) -> None:
    open_contract(station)
    station.set("09:00", "2025-09-03")
    known = at("08:00", "2025-09-03").isoformat()
    says = {"name": "控制器", "area": "room", "device": "存储一", "severity": "ordinary", "alarm_at": known}
    state(station, "fault", "f1", at("08:01", "2025-09-03"), **says)
    accepted = at("08:30", "2025-09-03").isoformat()
    request = {"name": "报表", "system": "核心", "size": "large", "accepted_at": accepted}
    state(station, "request", "r-1", at("08:30", "2025-09-03"), **request)
    rows = [line.split("\t") for line in said(hfcheck.cli.today).splitlines()]
    told = {row[1]: row for row in rows if row[0].startswith("第 ")}
    assert told["fault/f1"][:5] == ["第 9 项", "fault/f1", "2025-09-03 10:00", "还有 1 小时 0 分", "5 分"]
    assert told["request/r-1"][4] == "10 分"
    clocks = json.loads(said(hfcheck.cli.today, "--json"))["clocks"]
    assert [one["limit"] for one in clocks] == sorted(one["limit"] for one in clocks)
    assert [(one["item"], one["points"], round(one["left_s"])) for one in clocks if one["record"] == "fault/f1"] == [
        (9, 5, 3600)
    ]


def test_a_year_without_a_notice_leaves_the_board_and_says_why_no_clock_is_told(station: SetStation) -> None:
    station.set("09:00", "2027-01-11")
    open_contract(station, date(2026, 12, 28), date(2027, 1, 31))
    lines = said(hfcheck.cli.today).splitlines()
    assert "暂定：无放假通知" in lines[0]
    assert lines[-1].startswith("考核计时无法计算：expected a day of a year whose State Council notice is recorded")


def test_a_supplement_that_does_not_fit_leaves_the_board_and_is_named(station: SetStation) -> None:
    open_contract(station)
    for name, value in (("one", 5), ("wrong", 6)):
        term = {"term": "3.due_day", "value": value, "since": "2025-08-01", "document": "补充约定"}
        impose(station, "supplement", name, at("09:00", "2025-08-01"), **term)
    lines = said(hfcheck.cli.today).splitlines()
    assert lines[2].startswith("上午\t09:30 前\t")
    assert lines[-1].startswith(
        "考核计时无法计算：supplement/wrong: term 3.due_day: expected one value from 2025-08-01 on"
    )


def test_today_names_what_of_the_month_is_unclear_and_what_would_clear_it(station: SetStation) -> None:
    open_contract(station)
    station.set("12:00", "2025-09-03")
    says = {"name": "控制器", "area": "room", "device": "存储一", "alarm_at": at("08:00", "2025-09-03").isoformat()}
    state(station, "fault", "f1", at("08:01", "2025-09-03"), **says)
    lines = said(hfcheck.cli.today).splitlines()
    assert "本月待定的事项：1 项，补记后才能计时或判定" in lines
    assert lines[-1].startswith("  9/fault/f1：控制器：未定等级；待：")
    (unclear,) = json.loads(said(hfcheck.cli.today, "--json"))["undetermined"]
    assert (unclear["id"], unclear["reason"]) == ("9/fault/f1", "控制器：未定等级")
