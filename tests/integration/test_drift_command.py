"""From two audits to what changed in between, and by whom: the ledger, the evidence store and the command."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from hfcheck.cli.drift import COMMAND
from hfcheck.collect.frame import framed, pack
from hfcheck.collect.plan import HostCard, Plan, PlannedPlay
from hfcheck.collect.spool import Spool
from hfcheck.errors import InputError
from hfcheck.ingest import ingest
from hfcheck.ledger import Evidence, Reader
from hfcheck.model import SHANGHAI, Check, Output, Severity
from hfcheck.readings.server_state import KINDS
from hfcheck.station import Station

AT = datetime(2026, 11, 20, 8, 30, tzinfo=SHANGHAI)
NONCE = "0123456789abcdef"
CHECK = Check(
    "server_state.told",
    "快照",
    "GB/T 22239-2019 8.1.10.8",
    Severity.LOW,
    "server_state.unseen",
    "within",
    "review_drift",
)
State = dict[str, dict[str, str]]
BEFORE: State = {
    **{kind: {} for kind in KINDS},
    "accounts": {"root": "0:0 /root /bin/bash"},
    "ports": {"tcp/22": "sshd"},
    "files": {"/etc/hosts": "644 root:root aa"},
}


def told(state: State, missing: tuple[str, ...] = ()) -> str:
    """What the snippet prints of a server."""
    lines = [f"is\t{kind}\t{name}\t{value}" for kind in state for name, value in state[kind].items()]
    ends = [f"unseen\t{kind}\tno tool" if kind in missing else f"seen\t{kind}" for kind in KINDS]
    return "\n".join([*lines, *ends, ""])


@pytest.fixture
def station(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Station:
    monkeypatch.setenv("HFCHECK_DATA", str(tmp_path))
    return Station(tmp_path)


def audit(station: Station, run: str, at: datetime, text: str, host: str = "app01") -> None:
    """Bring the audit of one host home."""
    plan = Plan(
        run,
        at.isoformat(),
        "inventory/lab",
        "audit_servers.yml",
        at.isoformat(),
        (PlannedPlay("play", (host,), (CHECK.id,)),),
        {CHECK.id: CHECK},
        {host: HostCard(host, "", "", "", "")},
    )
    spool = Spool.create(station.runs / run)
    spool.write_plan(plan)
    evidence = Evidence(station.evidence).put(pack(framed([Output(text)], NONCE), NONCE, [("server_state", ())]))
    capture: dict[str, Any] = {
        "run": run,
        "host": host,
        "play": "play",
        "started": at.isoformat(),
        "finished": at.isoformat(),
        "nonce": NONCE,
        "state": "answered",
        "detail": "",
        "requests": [["server_state", []]],
        "checks": {CHECK.id: {"request": 0, "expected": []}},
        "waivers": [],
        "evidence": evidence,
    }
    digest = spool.write_capture("play", host, capture)
    captures = {f"play/{host}": digest}
    spool.write_end(
        {"plan": plan.digest, "finished": at.isoformat(), "captures": captures, "failures": {}, "clock": {}}
    )
    ingest(station, spool.path)


def drift(*arguments: str) -> Result:
    return CliRunner().invoke(COMMAND, arguments)


def test_nobody_is_compared_before_there_are_two_audits(station: Station) -> None:
    audit(station, "r1", AT, told(BEFORE))
    assert (drift().exit_code, drift().output) == (2, "app01：没有更早的核查可以比较，未能比较\n")
    assert "no audit has kept the state of db01" in str(drift("--host", "db01").exception)


def test_what_changed_is_told_with_who_changed_it(station: Station) -> None:
    later = AT + timedelta(days=1)
    seconds = int((AT + timedelta(hours=1)).timestamp())
    after = BEFORE | {
        "accounts": BEFORE["accounts"] | {"eve": "0:0 /root /bin/bash"},
        "ports": {"tcp/22": "sshd", "tcp/4444": "nc"},
        "trail": {
            f"{seconds} li /usr/sbin/useradd /etc/passwd": "hfcheck_identity",
            f"{int(AT.timestamp()) - 9} li /bin/true /etc/x": "k",
        },
    }
    audit(station, "r1", AT, told(BEFORE))
    audit(station, "r2", later, told(after))
    found = drift()
    assert found.exit_code == 1
    assert found.output.splitlines() == [
        "app01：2026-11-20 08:30 至 2026-11-21 08:30，变化 2 项",
        "  监听端口",
        "  + tcp/4444  nc",
        "  账户",
        "  + eve  0:0 /root /bin/bash",
        "      2026-11-20 09:30  li  /usr/sbin/useradd",
    ]
    (document,) = json.loads(drift("--json").output)
    assert [(one["kind"], one["name"], [by["user"] for by in one["by"]]) for one in document["drifts"]] == [
        ("ports", "tcp/4444", []),
        ("accounts", "eve", ["li"]),
    ]


def test_a_trail_that_does_not_reach_back_names_nobody_and_says_so(station: Station) -> None:
    audit(station, "r1", AT, told(BEFORE))
    audit(station, "r2", AT + timedelta(days=1), told(BEFORE | {"files": {"/etc/hosts": "666 root:root bb"}}))
    found = drift()
    assert "  ~ /etc/hosts  644 root:root aa → 666 root:root bb" in found.output.splitlines()
    assert "操作人无法确定" in found.output


def test_what_one_look_did_not_see_is_not_called_unchanged(station: Station) -> None:
    audit(station, "r1", AT, told(BEFORE, missing=("keys",)))
    audit(station, "r2", AT + timedelta(days=1), told(BEFORE))
    found = drift()
    assert (found.exit_code, "未能比较：登录密钥" in found.output) == (2, True)


def test_the_same_server_is_kept_once_and_has_no_drift(station: Station) -> None:
    audit(station, "r1", AT, told(BEFORE))
    audit(station, "r2", AT + timedelta(days=1), told(BEFORE))
    with Reader.open(station.ledger) as ledger:
        states = {entry.event["snapshot"] for entry in ledger.entries(type="state")}
    assert len(states) == 1
    assert (drift().exit_code, "没有变化" in drift().output) == (0, True)


def test_an_earlier_audit_can_be_asked_for(station: Station) -> None:
    for day, port in enumerate(("tcp/1", "tcp/2", "tcp/3")):
        audit(station, f"r{day}", AT + timedelta(days=day), told(BEFORE | {"ports": {port: "x"}}))
    assert "- tcp/2" in drift().output
    assert "- tcp/1" in drift("--since", "2026-11-21").output


def test_a_newest_audit_without_a_state_is_not_passed_over_for_an_older_one(station: Station) -> None:
    audit(station, "r1", AT, told(BEFORE))
    audit(station, "r2", AT + timedelta(days=1), told(BEFORE))
    audit(station, "r3", AT + timedelta(days=2), "nothing that anybody can read")
    found = drift()
    assert (found.exit_code, "最近一次核查（2026-11-22 08:30）没有取到系统状态" in found.output) == (2, True)
    assert json.loads(drift("--json").output) == [{"host": "app01", "not_compared": "the newest audit saw no state"}]


def test_a_device_that_was_cut_off_keeps_no_state(station: Station) -> None:
    audit(station, "r1", AT, "is\taccounts\troot\t0:0\nseen")
    assert isinstance(drift().exception, InputError)
