from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson

from hfcheck.incident_facts import open_candidates
from hfcheck.incidents import Candidate
from hfcheck.ledger import Evidence, Ledger, Reader
from hfcheck.station import Station
from tests.integration.round_station import at

PLAN = {
    "plays": [{"name": "servers", "hosts": ["app01", "db01"], "checks": ["disk.used", "load.one"]}],
    "checks": {"disk.used": {"title": "磁盘使用率"}, "load.one": {"title": "负载"}},
    "hosts": {"app01": {"site": "hq", "site_title": "中心机房"}, "db01": {"site": "hq", "site_title": "中心机房"}},
}


def run(
    station: Station, clock: str, verdicts: dict[tuple[str, str], dict[str, Any]], *, complete: bool = True
) -> None:
    """One ingested run: a finding for each pair, conforming where nothing else is said."""
    name, finished = f"r{clock.replace(':', '')}", at(clock)
    plan = Evidence(station.evidence).put(orjson.dumps(PLAN))
    common: dict[str, Any] = {"run": name, "at": finished.isoformat()}
    events = [common | {"id": f"run/{name}/plan", "type": "run.planned", "plan": plan}]
    for host in ("app01", "db01"):
        for check in ("disk.used", "load.one"):
            body = {"verdict": "conforms"} | verdicts.get((host, check), {})
            name_ = f"run/{name}/{host}/{check}"
            events.append(common | body | {"id": name_, "type": "finding", "host": host, "check": check})
    counts: dict[str, int] = {}
    for event in events[1:]:
        counts[event["verdict"]] = counts.get(event["verdict"], 0) + 1
    ended = {"type": "run.ended", "finished": finished.isoformat(), "complete": complete, "counts": counts}
    with Ledger.open(station.ledger) as ledger:
        ledger.append([*events, common | ended | {"id": f"run/{name}/end"}], received=finished)


def seen(station: Station) -> tuple[Candidate, ...]:
    with Reader.open(station.ledger) as ledger:
        return open_candidates(ledger, Evidence(station.evidence), {}, timedelta(hours=1), at("23:59"))


DEVIATES = {"verdict": "deviates"}
SILENT = {"verdict": "not_seen", "reason": "unreachable"}


def test_runs_open_and_clear_candidates(tmp_path: Path) -> None:
    station = Station(tmp_path)
    run(station, "09:00", {("app01", "disk.used"): DEVIATES, ("db01", "disk.used"): DEVIATES})
    run(station, "10:00", {("db01", "disk.used"): {"verdict": "not_seen", "reason": "timed_out"}})
    assert [(one.title, one.hosts, one.cleared) for one in seen(station)] == [("磁盘使用率", ("app01", "db01"), None)]
    run(station, "11:00", {}, complete=False)
    assert seen(station)[0].cleared is None
    run(station, "12:00", {})
    assert seen(station)[0].cleared == at("12:00")


def test_a_silent_site_is_one_candidate_that_an_answer_clears(tmp_path: Path) -> None:
    station = Station(tmp_path)
    run(station, "09:00", {(host, check): SILENT for host in ("app01", "db01") for check in ("disk.used", "load.one")})
    run(station, "10:00", {("db01", check): SILENT for check in ("disk.used", "load.one")})
    (one,) = seen(station)
    assert (one.id, one.title, one.hosts) == (
        "candidate/unreachable.hq/r0900",
        "中心机房：设备无应答",
        ("app01", "db01"),
    )
    assert one.cleared is None
    run(station, "11:00", {("app01", "load.one"): DEVIATES})
    assert [(one.check, one.cleared) for one in seen(station)] == [
        ("unreachable.hq", at("11:00")),
        ("load.one", None),
    ]


def test_an_abnormal_answer_of_the_checklist_opens_a_candidate(tmp_path: Path) -> None:
    station = Station(tmp_path)
    for number, (clock, answer) in enumerate((("09:00", "abnormal"), ("17:00", "normal")), 1):
        body = {"id": f"round/2026-11-23/morning/{number}", "type": "round", "at": at(clock).isoformat()}
        onsite = [{"item": "ups", "title": "UPS 面板", "answer": answer}]
        with Ledger.open(station.ledger) as ledger:
            ledger.append([body | {"completed": at(clock).isoformat(), "onsite": onsite}], received=at(clock))
    (one,) = seen(station)
    assert (one.id, one.title) == ("candidate/onsite.ups/round-2026-11-23-morning-1", "UPS 面板")
    assert (one.first, one.cleared) == (at("09:00"), at("17:00"))


def test_what_comes_after_the_instant_is_not_looked_at(tmp_path: Path) -> None:
    station = Station(tmp_path)
    run(station, "09:00", {("app01", "disk.used"): DEVIATES})
    with Reader.open(station.ledger) as ledger:
        assert open_candidates(ledger, Evidence(station.evidence), {}, timedelta(hours=1), at("09:00")) == ()
