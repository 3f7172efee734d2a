"""Items 5 and 6: whose doing it was, and what came of it."""

from __future__ import annotations

from itertools import product

import pytest

from hfcheck.deductions.conduct import rules_and_secrecy, security_principles
from hfcheck.rulings import Outcome, Ruling
from tests.unit.deductions.example_case import build

VIOLATION = {"name": "违规", "occurred_at": "2025-09-03T10:00:00+08:00"}
ANSWERS = (True, False, None)


def rulings(**facts: object) -> list[Ruling]:
    said = {name: value for name, value in facts.items() if value is not None}
    case = build({"facts": [{"violation": VIOLATION | said}]})
    return [*security_principles(case), *rules_and_secrecy(case)]


@pytest.mark.parametrize("limb", ["access", "virus", "address", "principle"])
def test_item_5_needs_no_consequence(limb: str) -> None:
    (found,) = rulings(limb=limb, by_supplier=True, consequence=False)
    assert (found.item, found.points, found.reason) == (5, 5, "违规：供应商人员所为")


@pytest.mark.parametrize("limb", ["rules", "secrecy", "conduct"])
def test_item_6_needs_a_consequence_for_all_three_limbs(limb: str) -> None:
    (found,) = rulings(limb=limb, by_supplier=True, consequence=True)
    assert (found.item, found.points, found.reason) == (6, 30, "违规：供应商人员所为，且造成后果")
    (kept,) = rulings(limb=limb, by_supplier=True, consequence=False)
    assert (kept.outcome, kept.reason) == (Outcome.KEPT, "违规：未造成后果")


@pytest.mark.parametrize(("by_supplier", "consequence"), list(product(ANSWERS, ANSWERS)))
def test_item_6_is_open_only_while_the_unknown_matters(by_supplier: bool | None, consequence: bool | None) -> None:
    (found,) = rulings(limb="secrecy", by_supplier=by_supplier, consequence=consequence)
    ways = {a and b for a in _ways(by_supplier) for b in _ways(consequence)}
    expected = {(True,): Outcome.BREACHED, (False,): Outcome.KEPT}.get(tuple(ways), Outcome.UNDETERMINED)
    assert found.outcome is expected


def _ways(answer: bool | None) -> tuple[bool, ...]:
    return (True, False) if answer is None else (answer,)


def test_what_is_not_known_is_named() -> None:
    (found,) = rulings(limb="conduct", by_supplier=True)
    assert (found.reason, found.settles) == ("违规：未记录造成后果", "补记造成后果；或由考核小组认定")
    (other,) = rulings(limb="virus")
    assert (other.item, other.reason) == (5, "违规：未记录供应商人员所为")


def test_others_are_not_the_suppliers_people() -> None:
    (found,) = rulings(limb="virus", by_supplier=False)
    assert (found.outcome, found.points, found.reason) == (Outcome.KEPT, 0, "违规：非供应商人员所为")


def test_a_named_cause_joins_it_with_others() -> None:
    (found,) = rulings(limb="virus", by_supplier=True, cause="笔记本")
    assert found.causes == {"violation/e1", "笔记本"}
