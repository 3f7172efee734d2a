"""From a spool to the ledger: whole or not at all, once however often, and said in plain lines."""

from __future__ import annotations

import os
import stat
from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from hfcheck.collect.plan import HostCard, Plan, PlannedPlay
from hfcheck.collect.spool import Spool
from hfcheck.errors import LedgerError
from hfcheck.ingest import RunResult, ingest, last_complete, pending, sentence
from hfcheck.ledger import Reader
from hfcheck.model import SHANGHAI, Check, Finding, Reason, Severity, Value, Verdict
from hfcheck.outages import CARRIES
from hfcheck.station import Station

AT = datetime(2026, 11, 23, 8, 30, tzinfo=SHANGHAI)
REACHABLE = Check("reachability.reachable", "可登录", "五", Severity.CRITICAL, "transport.reachable", "equals", "r")
OPEN = Check("hosted_channel.open", "端口", "三", Severity.HIGH, "probe_tcp.open", "equals", "r")
LATENCY = Check("hosted_channel.latency", "耗时", "三", Severity.HIGH, "probe_tcp.latency_ms", "at_most", "r")
CHECKS = {check.id: check for check in (REACHABLE, OPEN, LATENCY)}
PLAN = Plan(
    run="r1",
    planned_at=AT.isoformat(),
    inventory="inventory/lab",
    playbook="p.yml",
    since=AT.isoformat(),
    plays=(PlannedPlay("play", ("app01", "mid01"), tuple(CHECKS)),),
    checks=CHECKS,
    hosts={name: HostCard(name, "", "", "", "") for name in ("app01", "mid01")},
)
CONNECTED = PlannedPlay("play", ("app01",), (REACHABLE.id,))
COUNTED = "run r1: 2 hosts, 1 conforms, 1 deviates, 4 not_seen, 0 not_applicable, 0 waived"


@pytest.fixture
def station(tmp_path: Path) -> Station:
    return Station(tmp_path / "var")


def capture(host: str, state: str, detail: str = "") -> dict[str, Any]:
    """What a host left: whether it was reached is known, what it was asked beyond that never came."""
    return {
        "run": "r1",
        "host": host,
        "play": "play",
        "started": AT.isoformat(),
        "finished": AT.isoformat(),
        "nonce": "0123456789abcdef",
        "state": state,
        "detail": detail,
        "requests": [["probe_tcp", ["127.0.0.1", "1"]]],
        "checks": {
            REACHABLE.id: {"request": None, "expected": True},
            OPEN.id: {"request": 0, "expected": True},
            LATENCY.id: {"request": 0, "expected": 300},
        },
        "waivers": [],
        "evidence": None,
    }


def spooled(station: Station, plan: Plan | None = PLAN, *, down: bool = True, ended: bool = True) -> Path:
    """The spool of a run: app01 answers the login and nothing else, mid01 is down."""
    spool = Spool.create(station.runs / "r1")
    if plan is None:
        return spool.path
    spool.write_plan(plan)
    states = {"app01": "failed", "mid01": "unreachable" if down else "failed"}
    known = {
        f"play/{host}": spool.write_capture("play", host, capture(host, states[host], "No route to host"))
        for host in plan.targets()
    }
    if ended:
        end = {"plan": plan.digest, "finished": AT.isoformat(), "captures": known, "failures": {}, "clock": {}}
        spool.write_end(end)
    return spool.path


def ids(station: Station) -> list[str]:
    with Reader.open(station.ledger) as ledger:
        return [entry.id for entry in ledger.entries()]


def test_a_run_comes_into_the_ledger_and_is_told_in_lines(station: Station) -> None:
    path = spooled(station)
    result = ingest(station, path)
    assert list(result.lines()) == [
        "deviates: mid01 reachability.reachable: expected equals True, found False",
        "not seen: app01: 2 checks (rejected)",
        "not seen: mid01: 2 checks (unreachable)",
        f"{COUNTED}, complete",
    ]
    assert result.not_seen == {("app01", Reason.REJECTED): 2, ("mid01", Reason.UNREACHABLE): 2}
    assert result.status == 1
    assert not path.exists()
    assert ids(station) == [
        "run/r1/plan",
        *(f"run/r1/{host}/{check}" for host in ("app01", "mid01") for check in CHECKS),
        "run/r1/end",
        "head/8",
    ]
    assert last_complete(station) == AT


def test_one_check_is_one_check() -> None:
    result = RunResult("r1", 1, complete=True, not_seen=Counter({("mid01", Reason.TIMED_OUT): 1, ("x", None): 2}))
    assert list(result.lines())[:2] == ["not seen: mid01: 1 check (timed_out)", "not seen: x: 2 checks (no reason)"]


def test_what_stands_behind_a_line_that_is_down_is_one_sentence() -> None:
    hosts = ("router", "switch")
    result = RunResult(
        "r1", 3, complete=True, not_seen=Counter({(host, Reason.UNREACHABLE): 40 for host in (*hosts, "other")})
    )
    result.behind = dict.fromkeys((*hosts, "line01"), ("line01",))
    result.deviations = [Finding(host, REACHABLE, Verdict.DEVIATES, True, AT) for host in hosts]
    result.deviations.append(Finding("line01", OPEN, Verdict.DEVIATES, "answered", AT, offending="no_echo"))
    for host in hosts:
        result.signs.see(host, REACHABLE.id, Verdict.DEVIATES, None)
    result.signs.see("line01", CARRIES, Verdict.DEVIATES, None)
    assert list(result.lines())[:-1] == [
        "behind line01, which is down: 2 devices not seen",
        "deviates: line01 hosted_channel.open: expected equals answered, found no_echo",
        "not seen: other: 40 checks (unreachable)",
    ]
    result.signs.carrying.add("line01")
    assert len(list(result.lines())) == 7


def test_problems_come_first_and_the_count_last() -> None:
    result = RunResult("r1", problems=["the stream was cut"], not_seen=Counter({("mid01", Reason.CUT_OFF): 3}))
    lines = list(result.lines())
    assert lines[0] == "INCOMPLETE: the stream was cut"
    assert lines[1].startswith("not seen: mid01")
    assert lines[2].endswith("INCOMPLETE")


def test_a_repeated_ingest_adds_nothing(station: Station) -> None:
    first = ingest(station, spooled(station))
    before = ids(station)
    again = ingest(station, spooled(station))
    assert list(again.lines()) == list(first.lines())
    assert ids(station) == before
    assert not (station.runs / "r1").exists()


def broken_by_a_directory(station: Station) -> None:
    station.ledger.mkdir()


def broken_by_its_mode(station: Station) -> None:
    station.evidence.touch()
    station.keys.touch()
    station.root.chmod(stat.S_IRUSR | stat.S_IXUSR)


@pytest.mark.parametrize(
    "broken",
    [
        broken_by_a_directory,
        pytest.param(
            broken_by_its_mode,
            marks=pytest.mark.skipif(os.geteuid() == 0, reason="root may write into any directory"),
        ),
    ],
)
def test_a_spool_survives_a_ledger_that_fails_and_is_taken_up_later(station: Station, broken: Any) -> None:
    path = spooled(station)
    broken(station)
    with pytest.raises(LedgerError):
        ingest(station, path)
    assert pending(station) == [path]
    station.root.chmod(stat.S_IRWXU)
    if station.ledger.is_dir():
        station.ledger.rmdir()
    (left,) = pending(station)
    assert ingest(station, left).status == 1
    assert (pending(station), len(ids(station))) == ([], 9)


def test_a_run_under_way_is_not_pending(station: Station) -> None:
    spool = Spool(spooled(station))
    assert pending(station) == [spool.path]
    spool.hold()
    assert pending(station) == []


def test_a_spool_without_a_plan_is_no_run(station: Station) -> None:
    path = spooled(station, None)
    result = ingest(station, path)
    assert (result.status, result.problems) == (2, ["the run ended before its plan was frozen"])
    assert not path.exists()
    assert not station.ledger.exists()
    assert last_complete(station) is None


@pytest.mark.parametrize("plays", [(), (PlannedPlay("play", (), tuple(CHECKS)),), (PlannedPlay("play", ("a",), ()),)])
def test_a_plan_that_asks_nobody_is_incomplete(station: Station, plays: tuple[PlannedPlay, ...]) -> None:
    result = ingest(station, spooled(station, replace(PLAN, plays=plays)))
    assert result.problems == ["the plan holds no host, so nobody was inspected"]
    assert (result.status, result.hosts, result.complete) == (2, 0, False)
    with Reader.open(station.ledger) as ledger:
        end = ledger.entry("run/r1/end")
    assert end is not None
    assert end.event["complete"] is False
    assert last_complete(station) is None


def test_a_run_without_an_end_is_incomplete_and_keeps_what_came(station: Station) -> None:
    result = ingest(station, spooled(station, ended=False))
    assert result.problems == ["the run never came to its end"]
    assert result.status == 2
    assert list(result.lines())[-1] == f"{COUNTED}, INCOMPLETE"


def test_what_a_supervisor_saw_makes_it_incomplete(station: Station) -> None:
    assert ingest(station, spooled(station), ("ansible-runner was killed",)).status == 2


@pytest.mark.parametrize(
    ("plan", "down", "status"),
    [
        (replace(PLAN, plays=(CONNECTED,)), False, 0),  # every planned check was seen and conforms
        (replace(PLAN, plays=(replace(CONNECTED, hosts=("mid01",)),)), True, 1),  # deviates
        (PLAN, False, 1),  # nothing deviates, but some was not seen
        (replace(PLAN, problems=("a host has no card",)), False, 2),
    ],
)
def test_the_status(station: Station, plan: Plan, down: bool, status: int) -> None:
    assert ingest(station, spooled(station, plan, down=down)).status == status


@pytest.mark.parametrize(
    ("rule", "expected", "offending", "words"),
    [
        ("at_most", 85, {"/var": 97, "/data": 91.5}, "expected at_most 85, found /var 97, /data 91.5"),
        ("at_most", 90, 99999, "expected at_most 90, found no limit"),
        ("at_most", 90, {"root": 99999, "app": 99998}, "expected at_most 90, found root no limit, app 99998"),
        ("within", [], ["fund-batch.service"], "expected within nothing, found fund-batch.service"),
        ("within", [22, 443], [8009, 99999], "expected within 22, 443, found 8009, no limit"),
        ("equals", "99999", None, "expected equals 99999, found nothing"),
        ("equals", True, False, "expected equals True, found False"),
    ],
)
def test_a_finding_in_one_sentence(rule: str, expected: Value, offending: Value | None, words: str) -> None:
    check = replace(OPEN, rule=rule)
    assert sentence(Finding("app01", check, Verdict.DEVIATES, expected, AT, offending=offending)) == words


def test_a_plan_that_is_not_the_frozen_one_makes_the_run_incomplete(station: Station) -> None:
    path, other = spooled(station), replace(PLAN, uncovered=("somebody",))
    Spool(path).write_plan(other)
    result = ingest(station, path)
    assert not result.complete
    assert result.problems == [f"expected the plan {PLAN.digest} that was frozen, found {other.digest}"]
