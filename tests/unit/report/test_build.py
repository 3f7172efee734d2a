from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from hfcheck.configurations import ChangedConfiguration
from hfcheck.model import SHANGHAI, Severity, Verdict
from hfcheck.report.build import HISTORY_DEPTH, build_record, since
from hfcheck.report.record import RoundRecord
from hfcheck.report.sources import Run, Sealed, Sources, rows, scope

PLAN = {
    "plays": [{"name": "Inspect", "source": "shell", "hosts": ["a", "b"], "checks": ["x.one", "x.two"]}],
    "checks": {
        "x.one": {"title": "甲", "severity": "low", "rule": "at_most", "unit": "%"},
        "x.two": {"title": "乙", "severity": "critical", "rule": "equals"},
    },
    "hosts": {"a": {"title": "主机甲", "site_title": "机房", "kind_title": "服务器"}, "b": {"title": "主机乙"}},
    "uncovered": ["c"],
}


def finding(host: str, check: str, verdict: str, **more: Any) -> dict[str, Any]:
    return {"host": host, "check": check, "verdict": verdict, "at": "2026-11-23T08:32:00+08:00", **more}


def run(name: str, findings: list[dict[str, Any]], plan: Mapping[str, Any] = PLAN, **ended: Any) -> Run:
    end = {"type": "run.ended", "at": "2026-11-23T08:34:00+08:00", "complete": True, **ended}
    planned = {"type": "run.planned", "at": "2026-11-23T08:32:00+08:00", "plan": "ab" * 32}
    return Run(name, plan, Sealed(1, "00", planned), Sealed(9, "99", end), findings)


def built(*runs: Run) -> RoundRecord:
    sources = Sources(None, runs, (), (), None, lambda *_: [], lambda seq, digest: (f"{seq}-{digest}", digest))
    return build_record(sources)


ALL = [finding(host, check, "conforms") for host in "ab" for check in ("x.one", "x.two")]


def titles(record: RoundRecord) -> list[str]:
    return [notice.title for notice in record.notices]


def test_a_volume_that_is_full_within_a_month_is_told_at_the_top() -> None:
    used = "storage_volumes.used"
    check = {"title": "磁盘空间使用率", "severity": "high", "rule": "at_most", "unit": "%"}
    plan = PLAN | {"plays": [PLAN["plays"][0] | {"hosts": ["a"], "checks": [used]}], "checks": {used: check}}
    past = [{"at": f"2026-11-{day:02}T08:32:00+08:00", "found": {"/data": 60.0 + day}} for day in range(1, 24)]
    seen = run("r", [finding("a", used, "conforms", found=past[-1]["found"], expected=90)], plan)
    given = Sources(None, (seen,), (), (), None, lambda *_: past, lambda seq, digest: (f"{seq}-{digest}", digest))
    (notice,) = (one for one in build_record(given).notices if one.title == "预计 30 天内用满")
    assert notice.lines == ("主机甲（a）磁盘空间使用率 /data：最近 83%，每日增长 1%，约 7 天后达到限值 90%。",)


def test_what_is_planned_and_not_in_the_ledger_is_not_seen() -> None:
    record = built(run("r", ALL[:3]))
    assert {count.verdict: count.number for count in record.counts if count.number} == {
        Verdict.CONFORMS: 3,
        Verdict.NOT_SEEN: 1,
    }
    assert [(item.place.title, item.reason, item.examples) for item in record.unseen] == [
        ("主机乙", "没有返回结果", "乙")
    ]
    assert "巡检不完整，不得视为正常" in titles(record)
    assert "台账中缺少 1 项计划检查的结果，已列为未检测到" in record.notices[0].lines


def test_a_complete_run_has_no_such_banner_but_is_no_round() -> None:
    record = built(run("r", ALL, clock={"synchronised": True}))
    assert titles(record) == ["未签名 / 仅自动巡检证据，不构成巡检轮次"]
    assert record.signatures == ()
    assert record.folder == "run-r"
    assert record.facts[-1].value == "所检 4 项全部符合"


def test_the_later_run_of_a_round_counts() -> None:
    worse = [finding("a", "x.one", "deviates", expected=85, found=97, offending=97)]
    first, later = run("1", [*worse, *ALL[1:]]), run("2", ALL[:1])
    assert built(first, later).deviations == ()
    assert [item.actual for item in built(later, first).deviations] == ["97%"]


def test_a_finding_beside_the_plan_is_kept() -> None:
    odd = finding("z", "odd.check", "deviates", expected=1, found=2, offending=2)
    record = built(run("r", [*ALL, odd]))
    assert [(d.place.host, d.place.site, d.title, d.severity) for d in record.deviations] == [
        ("z", "未注明地点", "odd.check", None)
    ]
    assert record.hosts[-1].place.host == "z"


@pytest.mark.parametrize(
    ("ended", "line"),
    [
        ({"complete": False, "problems": ["the stream was cut"]}, "r: the stream was cut"),
        ({"complete": None}, "r：运行不完整"),
    ],
)
def test_an_incomplete_run_says_so(ended: dict[str, Any], line: str) -> None:
    record = built(run("r", ALL, **ended))
    assert line in record.notices[0].lines
    assert record.notices[0].stop


def test_a_configuration_that_changed_is_said_with_the_command_that_tells_more() -> None:
    before = datetime(2026, 11, 22, 9, 3, tzinfo=SHANGHAI)
    changed = dataclasses.replace(run("r", ALL), changed=(ChangedConfiguration("a", before, added=2, removed=1),))
    (notice,) = [one for one in built(changed).notices if one.title == "网络设备配置有变化"]
    assert notice.lines == (
        "主机甲（a）：与 11-22 09:03 采集的运行配置相比，增 2 行、减 1 行；详见 hfcheck config log a",
    )
    assert not notice.stop


def test_a_run_without_an_end_is_incomplete() -> None:
    cut = run("r", ALL)
    record = built(Run(cut.name, cut.plan, cut.planned, None, cut.findings))
    assert record.notices[0].lines == ("r：没有结束记录，运行可能中断",)


@pytest.mark.parametrize(
    ("clock", "line"),
    [
        (None, "r：时钟同步状态未记录"),
        ({}, "r：时钟同步状态未记录"),
        ({"synchronised": False}, "r：时钟未同步，偏差未知"),
        ({"synchronised": False, "offset_ms": 0}, "r：时钟未同步，偏差 0 毫秒"),
    ],
)
def test_a_clock_is_only_believed_when_it_was_seen(clock: dict[str, Any] | None, line: str) -> None:
    assert built(run("r", ALL, clock=clock)).notices[-1].lines == (line,)


def test_deviations_come_gravest_first() -> None:
    bad = [
        finding("a", "x.one", "deviates", expected=85, found=97, offending=97),
        finding("b", "x.two", "deviates", expected="no", found="yes", offending="yes"),
    ]
    record = built(run("r", bad))
    assert [item.severity for item in record.deviations] == [Severity.CRITICAL, Severity.LOW]
    assert [(item.expected, item.actual) for item in record.deviations] == [("no", "yes"), ("不高于 85%", "97%")]


def test_an_unreachable_host_is_one_line() -> None:
    down = [finding("a", check, "not_seen", reason="unreachable", detail="timed out") for check in ("x.one", "x.two")]
    record = built(run("r", [*down, *ALL[2:]]))
    assert [(item.checks, item.reason, item.detail) for item in record.unseen] == [(2, "主机无应答", "timed out")]


def test_uncovered_devices_are_listed_unless_another_run_asks_them() -> None:
    assert [place.host for place in built(run("r", ALL)).uncovered] == ["c"]
    other = PLAN | {"plays": [{"name": "More", "source": "snmp", "hosts": ["c"], "checks": ["x.one"]}], "uncovered": []}
    assert built(run("1", ALL), run("2", [finding("c", "x.one", "conforms")], other)).uncovered == ()


def test_a_host_of_a_play_without_checks_is_uncovered() -> None:
    idle = {"name": "Idle", "source": "shell", "hosts": ["d"], "checks": []}
    named = {**PLAN["hosts"], "d": {"title": "主机丁"}}
    record = built(run("r", ALL, PLAN | {"plays": [*PLAN["plays"], idle], "hosts": named}))
    assert [place.title for place in record.uncovered] == ["主机丁", "c"]


def past(*verdicts: str) -> list[dict[str, Any]]:
    return [{"verdict": verdict, "at": f"2026-11-{day:02}T08:00:00+08:00"} for day, verdict in enumerate(verdicts, 1)]


@pytest.mark.parametrize(
    ("verdicts", "words"),
    [
        (["deviates"], "首次检查即有偏差"),
        (["conforms", "deviates"], "本次新发现"),
        (["deviates", "conforms", "deviates"], "本次新发现"),
        (["conforms", "deviates", "deviates"], "自 2026-11-02 起，连续 2 次"),
        (["conforms", "deviates", "not_seen", "deviates"], "自 2026-11-02 起，连续 2 次"),
        (["conforms", "waived", "deviates"], "自 2026-11-02 起，连续 2 次"),
        (["deviates", "not_applicable", "deviates"], "本次新发现"),
    ],
)
def test_since(verdicts: list[str], words: str) -> None:
    assert since(past(*verdicts)) == words


def test_since_says_at_least_where_the_history_is_cut() -> None:
    long = past(*["deviates"] * 28) * 3
    assert since(long[-HISTORY_DEPTH:]).startswith("至少自 ")


def test_rows_of_a_large_record_keep_only_what_is_printed() -> None:
    plan = scope([run("r", ALL)])
    kept = list(rows([run("r", [finding("a", "x.one", "conforms", found=5)])], plan, keep_all=False))
    assert kept[0].found is None
    assert next(iter(rows([run("r", [finding("a", "x.one", "conforms", found=5)])], plan, keep_all=True))).found == 5
