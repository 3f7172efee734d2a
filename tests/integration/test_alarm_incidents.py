"""From an alarm to the points of item 9: candidate, triage, fault known at the alarm, and the explanation of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import hfcheck.cli.explain
from hfcheck.alarms import events, notification
from hfcheck.assessment_desk import look
from hfcheck.facts_desk import found_by
from hfcheck.incidents import Candidate
from hfcheck.ledger import Ledger
from tests.integration.assessment_station import CENTRE, open_contract, state
from tests.integration.round_station import SetStation, at

DAY = "2025-09-03"


@pytest.fixture
def station(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SetStation]:
    found = SetStation(tmp_path / "var")
    found.set("09:00", "2025-10-10")
    monkeypatch.setattr(hfcheck.cli.explain, "current_station", lambda: found)
    open_contract(found)
    return found


def fire(station: SetStation, first: datetime, end: datetime | None = None, **labels: str) -> None:
    """An alarm in the ledger, heard two seconds after it began or ended."""
    body: dict[str, Any] = {
        "status": "resolved" if end else "firing",
        "labels": {"alertname": "disk.used", "check": "disk.used", "host": "app01"} | labels,
        "annotations": {"summary": "磁盘使用率"},
        "startsAt": first.isoformat(),
        "endsAt": (end or first).isoformat(),
    }
    heard = (end or first) + timedelta(seconds=2)
    told = notification(json.dumps({"version": "4", "alerts": [body]}).encode())
    with Ledger.open(station.ledger) as ledger:
        fresh = [event for event in events(told, "watch01", heard) if ledger.entry(event["id"]) is None]
        ledger.append(fresh, received=heard)


def candidates(station: SetStation) -> list[Candidate]:
    return list(found_by(station, at("09:00", "2025-10-10")).values())


def test_an_alarm_opens_a_candidate_and_its_end_clears_it(station: SetStation) -> None:
    fire(station, at("08:00", DAY))
    (one,) = candidates(station)
    assert (one.title, one.hosts, one.first, one.cleared) == ("磁盘使用率", ("app01",), at("08:00", DAY), None)
    fire(station, at("08:00", DAY), at("09:30", DAY))
    assert candidates(station)[0].cleared == at("09:30", DAY)
    assert look(station, at("09:00", "2025-10-10")).candidates == tuple(candidates(station))


def test_silence_joins_what_inspections_call_it(station: SetStation) -> None:
    fire(station, at("08:00", DAY), check="line.carries", host="line01")
    fire(station, at("08:01", DAY), check="reachability.reachable", site="xupu")
    fire(station, at("08:02", DAY), check="reachability.reachable", host="app02")
    assert [(one.check, one.item) for one in candidates(station)] == [
        ("line.line01", 11),
        ("unreachable.xupu", 0),
        ("unreachable.app02", 0),
    ]


def test_a_fault_is_known_at_its_alarm_and_the_explanation_says_so(station: SetStation) -> None:
    fire(station, at("08:00", DAY))
    says = {"name": "硬盘", "area": "room", "device": "app01", "severity": "ordinary"}
    instants = {"reported_at": at("09:30", DAY).isoformat(), "acted_at": at("10:30", DAY).isoformat()}
    state(station, "fault", "f1", at("11:00", DAY), **says, **instants)
    before = json.loads(CliRunner().invoke(hfcheck.cli.explain.COMMAND, ["2025-09", "9", "--json"]).output)
    assert [one["id"] for one in before["kept"]] == ["9/fault/f1"]
    (one,) = candidates(station)
    told = {"of": one.id, "verdict": "recorded", "record": "fault/f1", "reason": "硬盘告警", "by": CENTRE}
    state(station, "triage", "t1", at("12:00", DAY), **told)
    after = json.loads(CliRunner().invoke(hfcheck.cli.explain.COMMAND, ["2025-09", "9", "--json"]).output)
    line = next(line for line in after["lines"] if line["id"] == "9/fault/f1")
    assert line["proposed"] == 5
    assert [step["type"] for step in line["trail"]] == ["alarm", "fault", "triage"]
    words = CliRunner().invoke(hfcheck.cli.explain.COMMAND, ["2025-09", "9"]).output
    assert f"最早告警：{one.alarm}；最早告警时间：2025-09-03 08:00" in words
    assert f"依据：{one.alarm}（告警，watch01）" in words
