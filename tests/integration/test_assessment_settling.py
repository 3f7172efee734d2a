"""The settlement from signed sheets: what it rests on, what it refuses, and that it is kept once."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from hfcheck.assessment_desk import finalise, settle_ledger
from hfcheck.errors import InputError
from hfcheck.facts_desk import record, sign
from hfcheck.flow_desk import Word, say
from hfcheck.kinds import Acceptance
from hfcheck.ledger import Entry, Reader
from tests.integration.assessment_station import CENTRE, MONTHS, SUPPLIER, fault, person, state, whole_service
from tests.integration.round_station import SetStation, at


@pytest.fixture
def station(tmp_path: Path) -> SetStation:
    """After the service, with five accepted points in its second month."""
    found = SetStation(tmp_path / "var")
    found.set("09:00", "2025-10-10")
    whole_service(found)
    fault(found, "ups-0903", at("08:00", "2025-09-03"), at("10:30", "2025-09-03"))
    say(found, Word(Acceptance, "9/fault/ups-0903", {}), person(found, SUPPLIER), found.now())
    return found


def sign_both(station: SetStation, entry: str) -> None:
    for name in (SUPPLIER, CENTRE):
        sign(station, entry, person(station, name), station.now())


def finalise_all(station: SetStation) -> None:
    for month in MONTHS:
        finalise(station, month, station.now())
        sign_both(station, f"scorecard/{month}/1")


def refused(station: SetStation) -> str:
    with pytest.raises(InputError) as problem:
        settle_ledger(station, station.now())
    return str(problem.value)


def settlements(station: SetStation) -> list[Entry]:
    with Reader.open(station.ledger) as ledger:
        return list(ledger.entries(type="settlement"))


def test_signed_sheets_are_settled_to_the_fen(station: SetStation) -> None:
    finalise_all(station)
    found = settle_ledger(station, station.now())
    assert dict(found.points) == {"2025-08": 0, "2025-09": 5}
    assert (found.earned, found.deduction.amount) == (Decimal("134800.00"), Decimal("1000.00"))
    assert found.payable == Decimal("133800.00")


def test_the_settlement_is_an_entry_that_names_its_sheets(station: SetStation) -> None:
    finalise_all(station)
    settle_ledger(station, station.now())
    (entry,) = settlements(station)
    with Reader.open(station.ledger) as ledger:
        sheets = {found.id: found.hash.hex() for found in ledger.entries(type="scorecard")}
    assert entry.id == "settlement/1"
    assert entry.event["sheets"] == sheets
    assert [fee["amount"] for fee in entry.event["fees"]] == ["67400.00", "67400.00"]
    assert (entry.event["deduction"]["points"], entry.event["deduction"]["cap"]) == (5, "101100.00")
    assert (entry.event["amount"], entry.event["payable"]) == ("337000.00", "133800.00")


def test_settled_twice_it_is_one_entry(station: SetStation) -> None:
    finalise_all(station)
    assert settle_ledger(station, station.now()) == settle_ledger(station, station.now())
    assert [entry.id for entry in settlements(station)] == ["settlement/1"]


def test_a_month_that_is_not_finalised_or_not_signed_is_named(station: SetStation) -> None:
    assert refused(station) == (
        "expected every month finalised and signed by both parties, found:"
        "\n  2025-08 without a finalised sheet\n  2025-09 without a finalised sheet"
    )
    finalise(station, "2025-08", station.now())
    sign(station, "scorecard/2025-08/1", person(station, SUPPLIER), station.now())
    assert "scorecard/2025-08/1 without the signature of the centre" in refused(station)
    finalise(station, "2025-09", station.now())
    assert "scorecard/2025-09/1 without the signature of the supplier and the centre" in refused(station)
    assert settlements(station) == []


def test_what_still_runs_is_named(station: SetStation) -> None:
    finalise_all(station)
    accepted = at("09:00", "2025-09-29")
    state(
        station, "request", "r-1", accepted, name="报表", system="核心", size="small", accepted_at=accepted.isoformat()
    )
    assert "7/request/r-1 running until 2025-10-2" in refused(station)


def test_a_newer_revision_has_to_be_signed_and_then_counts(station: SetStation) -> None:
    finalise_all(station)
    settle_ledger(station, station.now())
    fault(station, "disk-0920", at("08:00", "2025-09-20"), at("12:00", "2025-09-20"))
    say(station, Word(Acceptance, "9/fault/disk-0920", {}), person(station, SUPPLIER), station.now())
    finalise(station, "2025-09", station.now(), "补报故障")
    assert "scorecard/2025-09/2 without the signature" in refused(station)
    sign_both(station, "scorecard/2025-09/2")
    assert settle_ledger(station, station.now()).points["2025-09"] == 10
    assert [entry.id for entry in settlements(station)] == ["settlement/1", "settlement/2"]


def test_what_became_known_since_changes_no_signed_figure_but_has_to_be_in_a_sheet(station: SetStation) -> None:
    finalise_all(station)
    fault(station, "disk-0920", at("08:00", "2025-09-20"), at("12:00", "2025-09-20"))
    assert refused(station) == (
        "expected every deduction in the signed sheet of one month, found 9/fault/disk-0920 of 2025-09 in none"
    )
    assert settlements(station) == []


def test_a_fact_that_is_taken_back_after_the_sheet_was_signed_is_not_simply_gone(station: SetStation) -> None:
    finalise_all(station)
    gone = {"type": "fault", "subject": "ups-0903", "by": SUPPLIER, "withdraws": True, "because": "误报"}
    record(station, [gone], station.now())
    message = refused(station)
    assert "9/registers/2025-09 of 2025-09 in none" in message
    assert "9/fault/ups-0903 in 2025-09 (5 points), which deducts nothing today" in message
