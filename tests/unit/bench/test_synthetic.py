"""A synthetic run is a run like any other: its spool is ingested, and every host has its findings and evidence."""

from collections import Counter
from pathlib import Path

import pytest

from bench.results import ingest_rate
from bench.synthetic import Model, names, widened, write_run
from hfcheck.collect.frame import framed, pack
from hfcheck.collect.plan import HostCard, Plan, PlannedPlay
from hfcheck.ingest import ingest
from hfcheck.ledger import Reader
from hfcheck.model import Check, Output, Severity, Verdict
from hfcheck.station import Station

PLANNED_AT = "2026-11-23T08:30:00+08:00"
NONCE = "0123456789abcdef" * 2


def check(name: str, reading: str, rule: str) -> Check:
    return Check(name, "标题", "招标需求 五(一)", Severity.HIGH, reading, rule, "fix_it")


CHECKS = {
    "load.one": check("load.one", "load_average.load_1", "at_most"),
    "reachability.answers": check("reachability.answers", "transport.reachable", "equals"),
    "time.offset": check("time.offset", "clock.offset_ms", "at_most"),
}


@pytest.fixture
def model() -> Model:
    plan = Plan(
        run="model",
        planned_at=PLANNED_AT,
        inventory="model.yml",
        playbook="inspect_servers.yml",
        since="2026-11-22T08:30:00+08:00",
        plays=(PlannedPlay("Inspect servers", ("model",), tuple(CHECKS)),),
        checks=CHECKS,
        hosts={"model": HostCard("model", "", "", "", "")},
        uncovered=("printer",),
    )
    outputs = [Output("load 9.00 1.00 0.50 1/100 4242\ncores 1"), Output("", "chronyc", 4)]
    capture = {
        "run": "model",
        "host": "model",
        "play": "Inspect servers",
        "started": PLANNED_AT,
        "finished": PLANNED_AT,
        "state": "answered",
        "detail": "",
        "nonce": NONCE,
        "requests": [["load_average", []], ["clock", []]],
        "checks": {
            "load.one": {"request": 0, "expected": 8.0},
            "reachability.answers": {"request": None, "expected": True},
            "time.offset": {"request": 1, "expected": 1000},
        },
        "waivers": [],
        "evidence": "",
    }
    return Model(plan, capture, pack(framed(outputs, NONCE), NONCE), {"finished": PLANNED_AT, "clock": {}})


def test_every_host_has_the_findings_of_the_model(model: Model, tmp_path: Path) -> None:
    station = Station(tmp_path)
    result = ingest(station, write_run(station, model, "bench", 7))
    assert result.complete, result.problems
    assert result.counts.total() == 7 * model.checks == 21
    found = Counter((finding.host, finding.check.id) for finding in result.deviations)
    assert found == Counter({(host, "load.one"): 1 for host in names(7)})
    assert result.counts == {Verdict.DEVIATES: 7, Verdict.CONFORMS: 7, Verdict.NOT_SEEN: 7}


def test_every_host_has_evidence_of_its_own(model: Model, tmp_path: Path) -> None:
    station = Station(tmp_path)
    ingest(station, write_run(station, model, "bench", 5))
    with Reader.open(station.ledger) as ledger:
        kept = {entry.event["evidence"] for entry in ledger.entries() if entry.type == "finding"}
    assert len(kept) == 5


def test_the_plan_holds_the_hosts_and_nobody_else(model: Model) -> None:
    plan = widened(model.plan, "bench", names(3))
    assert plan.targets() == ["app-0000.centre", "app-0001.centre", "app-0002.centre"]
    assert sorted(plan.hosts) == plan.targets()
    assert plan.uncovered == ()
    assert plan.checks == model.plan.checks


def test_the_rate_is_that_of_a_complete_run(model: Model, tmp_path: Path) -> None:
    assert ingest_rate(model, tmp_path / "whole", hosts=4) > 0
    lost = Model(model.plan, model.capture | {"checks": None}, model.evidence, model.end)
    with pytest.raises(RuntimeError, match="its capture cannot be read"):
        ingest_rate(lost, tmp_path / "lost", hosts=4)
