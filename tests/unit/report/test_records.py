"""The record of a real ledger: what it says, and that a longer ledger does not change it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hfcheck.calendar import parse_slot
from hfcheck.errors import InputError, LedgerBroken
from hfcheck.ledger import Evidence, Ledger, Reader, known_keys, parse_head
from hfcheck.model import SHANGHAI, Severity
from hfcheck.report import FORMATS, RoundRecord, read_record, write_records
from hfcheck.report.build import HISTORY_DEPTH
from hfcheck.round_facts import day_facts
from hfcheck.rounds import State, board
from hfcheck.station import Station
from tests.unit.report.sample import (
    FAULTS,
    INSPECTOR,
    LAST_RUN,
    REVIEWER,
    ROUND,
    fill,
    plan,
    register,
    round_event,
    run_events,
    sign,
)

LATER = datetime(2026, 11, 23, 16, 30, tzinfo=SHANGHAI)


def facts(record: RoundRecord) -> dict[str, str]:
    return {fact.label: fact.value for fact in record.facts}


def titles(record: RoundRecord) -> list[str]:
    return [notice.title for notice in record.notices]


def test_the_head_of_the_form(record: RoundRecord) -> None:
    assert record.title == "机房巡检记录表"
    assert record.centre == "怀化市住房公积金管理中心"
    assert facts(record)["巡检日期"] == "2026-11-23（星期一）"
    assert facts(record)["巡检时段"] == "上午"
    assert facts(record)["到达时间"] == "2026-11-23 08:31"
    assert facts(record)["完成时间"] == "2026-11-23 09:12"
    assert facts(record)["巡检范围"] == "计划 16 台设备 256 项检查，另有 2 台未纳入自动巡检"
    assert facts(record)["结论"] == "偏差 12 项，未检测到 16 项，例外 1 项，符合 226 项"
    assert record.notices == ()
    assert [(s.name, s.state) for s in record.signatures] == [(INSPECTOR, "已电子签名"), ("", "待复核")]


def test_every_planted_fault_is_named_and_no_other(record: RoundRecord) -> None:
    named = {(item.place.host, item.check) for item in record.deviations}
    assert named == set(FAULTS) | {("xupu-pc", "reachable.answers")}
    ranks = [list(Severity).index(item.severity) for item in record.deviations if item.severity]
    assert ranks == sorted(ranks)
    assert len(ranks) == 12
    by_check = {item.check: item for item in record.deviations}
    assert by_check["disk.used"].actual == "/data 91%、/var 97%"
    assert by_check["disk.used"].handling == "已清理日志 38 GB，余量 22%"
    assert by_check["disk.used"].since == "自 2026-11-22 起，连续 2 次"
    assert by_check["services.running"].actual == "缺少 auditd"


def test_the_code_is_the_chain_at_the_records_last_entry(station: Station, record: RoundRecord) -> None:
    with Reader.open(station.ledger) as ledger:
        entry = ledger.entry(f"signature/{ROUND}/inspector")
    assert entry is not None
    assert record.seal.seq == entry.seq
    assert parse_head(record.seal.code).fits(entry.hash)
    assert parse_head(record.seal.qr).fits(entry.hash)


def _later(number: int) -> dict[str, Any]:
    at = (LATER + timedelta(hours=number)).isoformat()
    about = {"id": f"run/{number}/app-01/disk.used", "type": "finding", "at": at, "run": str(number)}
    return about | {"host": "app-01", "check": "disk.used", "verdict": "conforms", "found": {"/var": 1}}


def documents(station: Station, output: Path) -> list[bytes]:
    return [path.read_bytes() for path in write_records(station, ROUND, output=output)]


def test_a_longer_ledger_gives_the_same_bytes_until_somebody_signs(data: Path, tmp_path: Path) -> None:
    station = fill(data)
    before = documents(station, tmp_path / "1")
    with Ledger.open(station.ledger) as ledger:
        ledger.append(run_events(Evidence(station.evidence), "later", LATER, 0), LATER)
        # More of one check than a history is deep, so that the newest alone would hide what the record rests on.
        ledger.append((_later(number) for number in range(2 * HISTORY_DEPTH)), LATER)
        again = round_event(Evidence(station.evidence), id="round/2026-11-23/afternoon/1")
        ledger.append([again | {"slot": {"date": "2026-11-23", "kind": "afternoon"}}], LATER)
    assert documents(station, tmp_path / "2") == before
    with Ledger.open(station.ledger) as ledger:
        sign(ledger, "reviewer", REVIEWER, LATER)
    assert documents(station, tmp_path / "3") != before
    record = read_record(station, ROUND)
    assert [(s.name, s.state) for s in record.signatures][1] == (REVIEWER, "已电子签名")
    assert facts(record)["复核人"] == REVIEWER


def test_a_signature_that_does_not_fit_stops_the_record(data: Path) -> None:
    station = fill(data, history=False)
    with Ledger.open(station.ledger) as ledger:
        forged = {"id": f"signature/{ROUND}/reviewer", "type": "signature", "of": ROUND, "of_hash": "00" * 32}
        claim = {"at": LATER.isoformat(), "signer": REVIEWER, "role": "reviewer", "key": "AAAA", "signature": "AAAA"}
        ledger.append([forged | claim], LATER)
    record = read_record(station)
    assert record.signatures[1].state == "电子签名与记录不符"
    assert "复核人电子签名与记录不符" in titles(record)


@pytest.mark.parametrize(
    ("registered", "state"),
    [
        ({}, "签名未识别(密钥未登记)"),
        ({REVIEWER: INSPECTOR}, "签名未识别(密钥登记在他人名下)"),
        ({INSPECTOR: REVIEWER}, "签名未识别(密钥未登记)"),
        ({INSPECTOR: INSPECTOR}, "已电子签名"),
    ],
)
def test_a_signature_counts_only_by_the_key_that_the_station_knows(
    data: Path, registered: dict[str, str], state: str
) -> None:
    station = fill(data, history=False)
    for path in station.keys.glob("*.pub"):
        path.unlink()
    for name, owner in registered.items():
        register(station, name, owner)
    record = read_record(station)
    assert record.signatures[0].state == state
    assert record.signatures[0].key.count("-") == 3
    assert (record.notices == ()) is (state == "已电子签名")
    if record.notices:
        assert titles(record) == [f"巡检人{state}", "待巡检人签名，尚不构成巡检轮次"]
        assert all(notice.stop for notice in record.notices)
    # The record and the board of the day say the same.
    with Reader.open(station.ledger) as ledger:
        slot = parse_slot("2026-11-23/morning")
        (stands,) = board(day_facts(ledger, slot.date, known_keys(station.keys)), [slot], LATER)
    assert (stands.state is State.DONE) is (state == "已电子签名")


def test_the_board_of_the_day_up_to_an_entry(station: Station) -> None:
    with Reader.open(station.ledger) as ledger:
        entry, keys = ledger.entry(ROUND), known_keys(station.keys)
        assert entry is not None
        kinds = [
            [fact.type for fact in day_facts(ledger, date(2026, 11, 23), keys, until)]
            for until in (entry.seq - 1, entry.seq, entry.seq + 1, None)
        ]
    assert kinds == [["run.ended"], ["round", "run.ended"], *[["round", "signature", "run.ended"]] * 2]


@pytest.mark.parametrize("name", FORMATS)
def test_a_round_without_any_run_is_printed_and_does_not_count(data: Path, name: str) -> None:
    station = fill(data, history=False, runs=[])
    record = read_record(station)
    assert titles(record) == ["巡检不完整，不得视为正常", "待认定"]
    assert record.notices[0].lines == ("本轮次没有自动巡检结果",)
    assert facts(record)["结论"] == "没有任何检查结果"
    (path,) = write_records(station, formats=[name])
    assert path.stat().st_size > 1000


def test_an_incomplete_run_is_a_banner(data: Path) -> None:
    record = read_record(fill(data, history=False, complete=False))
    assert titles(record)[0] == "巡检不完整，不得视为正常"
    assert f"{LAST_RUN}: the stream of host app-02 ended early" in record.notices[0].lines


LATE: dict[str, Any] = {"late": True, "late_reason": "停电，台账机未开机"}


def approve(station: Station, decision: str, by: str, signed: bool = True) -> RoundRecord:
    approval = {"id": f"approval/{ROUND}", "type": "approval", "of": ROUND, "by": by, "decision": decision}
    with Ledger.open(station.ledger) as ledger:
        ledger.append([approval | {"at": LATER.isoformat(), "reason": "情况属实"}], LATER)
        if signed:
            sign(ledger, "reviewer", by, LATER, of=f"approval/{ROUND}")
    return read_record(station)


def test_a_late_round_waits_and_is_approved(data: Path) -> None:
    station = fill(data, history=False, **LATE)
    waiting = read_record(station)
    assert titles(waiting) == ["补录 · 待批准"]
    assert waiting.notices[0].stop
    assert "补录原因：停电，台账机未开机" in waiting.notices[0].lines
    assert waiting.subtitle.endswith("补录")
    approved = approve(station, "approved", REVIEWER)
    assert titles(approved) == ["补录 · 存疑事项已批准"]
    assert not approved.notices[0].stop
    assert f"批准：{REVIEWER}，2026-11-23 16:30，情况属实" in approved.notices[0].lines


def test_a_refusal_stands(data: Path) -> None:
    record = approve(fill(data, history=False, **LATE), "refused", REVIEWER)
    assert titles(record) == ["补录 · 未获批准，不计为巡检轮次"]
    assert record.notices[0].stop


@pytest.mark.parametrize(("by", "signed"), [(REVIEWER, False), (INSPECTOR, True)])
def test_an_approval_unsigned_or_by_the_inspector_does_not_count(data: Path, by: str, signed: bool) -> None:
    record = approve(fill(data, history=False, **LATE), "approved", by, signed)
    assert titles(record) == ["补录 · 待批准"]
    assert f"{by} 的审批未签名，或审批人即巡检人，不生效" in record.notices[0].lines


def test_a_round_without_the_checklist_is_no_round(data: Path) -> None:
    record = read_record(fill(data, history=False, onsite=[]))
    assert titles(record) == ["不构成巡检轮次"]
    assert record.notices[0].lines == ("没有现场检查结果",)


def test_a_run_alone_is_evidence(station: Station) -> None:
    record = read_record(station, LAST_RUN)
    assert record.subtitle == titles(record)[0] == "未签名 / 仅自动巡检证据，不构成巡检轮次"
    assert (record.onsite, record.signatures) == ((), ())
    assert record.folder == f"run-{LAST_RUN}"


@pytest.mark.parametrize("name", ["latest", ROUND, "2026-11-23/morning/1", "2026-11-23/morning"])
def test_names_of_a_round(station: Station, record: RoundRecord, name: str) -> None:
    assert read_record(station, name) == record


def test_an_unknown_name_is_an_error(station: Station) -> None:
    with pytest.raises(InputError, match="found none named '2026-11-24/morning'"):
        read_record(station, "2026-11-24/morning")


def test_without_a_round_the_latest_is_the_last_run(data: Path) -> None:
    station = Station(data)
    with Ledger.open(station.ledger) as ledger:
        with pytest.raises(InputError, match="found none yet"):
            read_record(station)
        ledger.append(run_events(Evidence(station.evidence), "one", LATER, 0), LATER)
    assert read_record(station).folder == "run-one"


def test_a_plan_that_is_gone_is_an_error(data: Path) -> None:
    station = fill(data, history=False)
    with Reader.open(station.ledger) as ledger:
        entry = ledger.entry(f"run/{LAST_RUN}/plan")
    assert entry is not None
    Evidence(station.evidence).path(str(entry.event["plan"])).unlink()
    with pytest.raises(LedgerBroken, match="expected evidence at"):
        read_record(station)


def test_the_sample_is_what_the_contract_says() -> None:
    assert set(plan("x")) == {
        "run", "planned_at", "inventory", "playbook", "plays", "checks", "hosts", "uncovered",
    }  # fmt: skip
