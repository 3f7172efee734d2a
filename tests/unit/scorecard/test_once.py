"""Every occurrence is counted in the sheet of one month, however facts move after a month was signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from hfcheck.deductions import rule_all
from hfcheck.rounds import Fact
from hfcheck.rulings import Case, Outcome
from hfcheck.scorecard import Sheet, astray, sheet
from tests.unit.deductions.example_case import statement
from tests.unit.deductions.test_service_properties import Entries, books, case_of
from tests.unit.scorecard import scene
from tests.unit.scorecard.scene import FAULT

LATE: dict[str, Any] = dict(FAULT) | {"alarm_at": "2025-08-31T21:00:00+08:00", "acted_at": "2025-09-01T12:00:00+08:00"}
SERIOUS = LATE | {"severity": "serious", "serious_since": "2025-09-01T08:00:00+08:00"}
NOW = "2025-10-15T00:00:00+08:00"


def fault(says: Mapping[str, Any]) -> Fact:
    """The fault as somebody tells of it when all of it is over."""
    return scene.fault(says, at="2025-09-01T13:00:00+08:00")


def service(*facts: Fact) -> Case:
    return scene.case_of(*facts, now=NOW)


def sheets(case: Case, *months: str) -> dict[str, Sheet]:
    return {month: sheet(case, rule_all(case), (), month) for month in months or case.months()}


def found(signed: Mapping[str, Sheet], today: Case) -> list[str]:
    return [one for one in astray(signed, rule_all(today), today.terms) if "fault" in one]


def test_a_tier_that_is_reached_after_the_months_end_is_not_counted_beside_the_lower_one() -> None:
    before, after = service(fault(LATE)), service(fault(SERIOUS))
    assert found(sheets(before), before) == found(sheets(after), after) == []
    mixed = sheets(after) | sheets(before, "2025-08")
    assert found(mixed, after) == ["9/fault/e1 in 2025-08 (5 points) and 2025-09 (10 points)"]


def test_a_fault_that_moves_into_a_signed_month_is_not_lost() -> None:
    before, after = service(fault(SERIOUS)), service(fault(LATE))
    mixed = sheets(before) | sheets(after, "2025-09")
    assert found(mixed, after) == ["9/fault/e1 of 2025-08 in none"]


def test_a_record_that_joins_another_of_its_cause_is_the_same_occurrence() -> None:
    first = fault(LATE | {"cause": "core"})
    second = statement(
        "fault",
        "e2",
        dict(FAULT)
        | {"severity": "serious", "alarm_at": "2025-09-09T10:00:00+08:00"}
        | {"acted_at": "2025-09-09T12:00:00+08:00", "cause": "core"},
    )
    before, after = service(first), service(first, second)
    mixed = sheets(after) | sheets(before, "2025-08")
    assert found(mixed, after) == ["9/fault/e2 in 2025-08 (5 points) and 2025-09 (10 points)"]


@pytest.mark.parametrize("facts", [(), (fault(LATE | {"acted_at": "2025-08-31T22:00:00+08:00"}),)])
def test_points_of_which_nothing_is_left_are_named(facts: tuple[Fact, ...]) -> None:
    signed = sheets(service(fault(LATE)))
    assert found(signed, service(*facts)) == ["9/fault/e1 in 2025-08 (5 points), which deducts nothing today"]


def test_a_line_without_points_in_a_month_that_it_left_is_no_matter() -> None:
    before, after = service(fault(LATE)), service(fault(SERIOUS))
    waived = service(fault(LATE), scene.waives())
    nothing = service(fault(SERIOUS), scene.waives())
    assert found(sheets(nothing) | sheets(waived, "2025-08"), nothing) == []
    assert found(sheets(waived), replace(before, now=after.now)) == []


@settings(max_examples=25, deadline=None)
@given(books)
def test_over_all_months_every_occurrence_is_in_exactly_one_sheet(entries: Entries) -> None:
    case = case_of(entries)
    rulings = rule_all(case)
    counted = [line.id for one in sheets(case).values() for item in one.items for line in item.lines]
    deductions = [one.id for one in rulings if one.outcome in (Outcome.BREACHED, Outcome.UNDETERMINED)]
    assert sorted(counted) == sorted(deductions)
    assert len(set(counted)) == len(counted)
    assert list(astray(sheets(case), rulings, case.terms)) == []
