"""Items 1 to 8 for any facts: order, repetition and other kinds do not matter, nothing unseen is kept."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.book import fold
from hfcheck.deductions import RULES, rule_all
from hfcheck.model import SHANGHAI
from hfcheck.rulings import Case, Outcome, Ruling, terms_in_force
from hfcheck.terms import terms
from tests.unit.deductions.example_case import build, facts_of

LOOKS_AT = {
    1: {"absence"},
    2: {"absence", "staff_change"},
    3: {"monthly_report"},
    4: {"task", "exemption"},
    5: {"violation"},
    6: {"violation"},
    7: {"request", "exemption"},
    8: {"request", "exemption"},
}
TOP = {1: 1, 2: 1, 3: 1, 4: 1, 5: 5, 6: 30, 7: 5, 8: 10}
SOME = settings(max_examples=25, deadline=None)

START = datetime(2025, 8, 25, 8, tzinfo=SHANGHAI)
instants = st.integers(0, 45 * 24 * 4).map(lambda quarters: (START + timedelta(minutes=15 * quarters)).isoformat())
days = instants.map(lambda instant: instant[:10])
answers = st.sampled_from([None, True, False])
TERMS = {"3.due_day": 5}


def kind(name: str, /, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """An entry of this kind whose unknown fields are left out."""
    known = st.fixed_dictionaries(fields)
    return known.map(lambda says: {name: {field: value for field, value in says.items() if value is not None}})


def away(says: dict[str, Any]) -> dict[str, Any]:
    """An absence whose end does not come before its beginning."""
    absence = says["absence"]
    first, last = sorted((absence["left_at"], absence["back_at"]))
    return {"absence": absence | {"left_at": first, "back_at": last}}


entries = st.one_of(
    kind(
        "absence",
        person=st.sampled_from(["赵工", "钱工"]),
        post=st.just("机房"),
        left_at=instants,
        back_at=instants,
        told=answers,
        consented=answers,
        cover=st.sampled_from([None, "孙工"]),
        cover_approved=answers,
    ).map(away),
    kind(
        "staff_change",
        person=st.sampled_from(["赵工", "钱工"]),
        change=st.sampled_from(["transfer", "resignation"]),
        effective=days,
        applied_on=st.none() | days,
        approved_on=st.none() | days,
    ),
    kind(
        "monthly_report",
        month=st.sampled_from(["2025-08", "2025-09"]),
        part=st.sampled_from(["business", "room"]),
        submitted_at=instants,
        accepted=answers,
    ),
    kind(
        "task",
        name=st.just("任务"),
        assigned_at=instants,
        due=st.none() | instants,
        done_at=st.none() | instants,
        reasonable=answers,
    ),
    kind(
        "violation",
        name=st.just("违规"),
        occurred_at=instants,
        limb=st.sampled_from(["access", "virus", "address", "principle", "rules", "secrecy", "conduct"]),
        by_supplier=answers,
        consequence=answers,
        cause=st.sampled_from([None, "x"]),
    ),
    kind(
        "request",
        name=st.just("需求"),
        system=st.just("核心系统"),
        accepted_at=instants,
        size=st.sampled_from([None, "small", "large"]),
        delivered_at=st.none() | instants,
    ),
    kind(
        "exemption",
        of=st.sampled_from(["request/e0", "request/e1", "task/e0", "task/e1"]),
        until=st.none() | instants,
        reason=st.just("同意"),
        approver=st.just("李主任"),
    ),
)
# Every entry keeps its subject, whatever else is left out.
books = st.lists(entries, max_size=8).map(lambda found: [each | {"subject": f"e{n}"} for n, each in enumerate(found)])
Entries = list[dict[str, Any]]


def case_of(found: Entries, **more: Any) -> Case:
    case = build({"facts": found, "terms": TERMS, **more})
    return replace(case, terms=terms_in_force(case.terms, case.book))


def ruled(item: int, case: Case) -> Counter[Ruling]:
    return Counter(RULES[item](case))


@SOME
@given(books, st.randoms(use_true_random=False))
def test_order_and_repetition_never_matter(found: Entries, chance: random.Random) -> None:
    case = case_of(found)
    facts = facts_of({"facts": found, "terms": TERMS})
    shuffled = [*facts, *chance.sample(facts, len(facts) // 2)]
    chance.shuffle(shuffled)
    again = replace(case, book=fold(shuffled, case.book.slots))
    assert rule_all(again) == rule_all(case)


@SOME
@given(books, st.sampled_from(sorted(LOOKS_AT)))
def test_facts_of_other_kinds_do_not_change_an_item(found: Entries, item: int) -> None:
    own = [each for each in found if LOOKS_AT[item] & each.keys()]
    assert ruled(item, case_of(found)) == ruled(item, case_of(own))


@SOME
@given(books, st.dictionaries(st.sampled_from(["2025-09-03/morning", "2025-09-06/restday"]), st.just("missed")))
def test_nothing_is_deducted_without_evidence_but_for_rounds_that_were_not_made(
    found: Entries, slots: Mapping[str, str]
) -> None:
    case = case_of(found, slots=slots)
    for ruling in (one for item in LOOKS_AT for one in RULES[item](case) if one.outcome is Outcome.BREACHED):
        assert ruling.evidence or (ruling.item == 1 and "巡检未完成" in ruling.reason)
        assert ruling.points == TOP[ruling.item]


@SOME
@given(books)
def test_an_occurrence_is_ruled_once_an_item(found: Entries) -> None:
    case = case_of(found)
    for item in LOOKS_AT:
        records = [ruling.record for ruling in RULES[item](case)]
        assert len(records) == len(set(records))


@SOME
@given(books)
def test_every_ruling_has_a_reason_and_every_open_one_says_what_settles_it(found: Entries) -> None:
    for ruling in rule_all(case_of(found)):
        assert ruling.reason
        assert bool(ruling.settles) == (ruling.outcome is Outcome.UNDETERMINED) == (ruling.points is None)


@pytest.mark.parametrize("item", [item for item in LOOKS_AT if terms().items[item].registers])
def test_without_confirmed_registers_an_item_is_not_zero(item: int) -> None:
    found = {one.id: one for one in rule_all(case_of([], without=["registers/2025-09"]))}
    assert found[f"{item}/registers/2025-09"].outcome is Outcome.UNDETERMINED
