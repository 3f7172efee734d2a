"""hfcheck terms against a ledger: signed supplements are shown with their document, unsigned ones are not in force."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import hfcheck.cli.terms
from hfcheck.errors import InputError
from hfcheck.facts_desk import record
from tests.integration.assessment_station import SUPPLIER, impose, open_contract, state
from tests.integration.round_station import SetStation, at

WHEN = at("09:00", "2025-08-20")
SAYS = {"term": "15.period_days", "value": 30, "since": "2025-09-01", "document": "补充约定一号"}


@pytest.fixture
def station(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SetStation:
    found = SetStation(tmp_path / "var")
    found.set("09:00", "2025-10-10")
    monkeypatch.setattr(hfcheck.cli.terms, "current_station", lambda: found)
    open_contract(found)
    return found


def run(*arguments: str) -> Result:
    return CliRunner().invoke(hfcheck.cli.terms.COMMAND, arguments)


def test_a_signed_supplement_is_shown_with_its_document(station: SetStation) -> None:
    state(station, "supplement", "period", WHEN, **SAYS)
    assert "    自 2025-09-01 起：30 日　依据：补充约定一号" in run("15").output.splitlines()
    versions = json.loads(run("15", "--json").output)[0]["values"][0]["versions"]
    assert [one["value"] for one in versions] == [None, 30]
    assert versions[1]["record"] == "supplement/period"


def test_a_supplement_that_nobody_signed_is_not_in_force(station: SetStation) -> None:
    event = {"type": "supplement", "subject": "period", "at": WHEN.isoformat(), "by": SUPPLIER, "says": SAYS}
    record(station, [event], WHEN)
    assert "30 日" not in run("15").output
    assert "附件未规定" in run("15").output


def test_a_supplement_that_does_not_fit_is_named(station: SetStation) -> None:
    for name, value in (("one", 30), ("period", 90)):
        impose(station, "supplement", name, WHEN, **{**SAYS, "value": value})
    found = run("15").exception
    assert isinstance(found, InputError)
    assert str(found).startswith(f"supplement/period: term {SAYS['term']}: expected one value from ")
