"""Items 9 to 15 for any facts: later never costs less, order does not matter, the unknown is never guessed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.book import fold
from hfcheck.clauses import Version
from hfcheck.deductions import rule_all
from hfcheck.deductions.conference import conference_maintenance, conference_response, meeting
from hfcheck.deductions.equipment import hardware_fault, power_anomaly
from hfcheck.deductions.network import outage, security_incident
from hfcheck.model import SHANGHAI
from hfcheck.rulings import Case, Outcome, Rule, Ruling
from tests.unit.deductions.example_case import build, facts_of, statement

RULES: Mapping[int, Rule] = {
    9: hardware_fault,
    10: power_anomaly,
    11: outage,
    12: security_incident,
    13: meeting,
    14: conference_response,
    15: conference_maintenance,
}
KIND = {9: "fault", 10: "power_anomaly", 11: "outage", 12: "security_incident", 13: "meeting", 14: "fault", 15: "fault"}
TOP = {9: 10, 10: 10, 11: 2, 12: 10, 13: 2, 14: 1, 15: 1}
ORDERED = build({"now": "2025-09-30T00:00:00+08:00"})
T0 = datetime(2025, 9, 3, 10, 0, tzinfo=SHANGHAI)
ALL = settings(max_examples=60, deadline=None)

minutes = st.integers(60, 400)
begun = st.integers(0, 60).map(lambda number: (T0 + timedelta(minutes=number)).isoformat())
instants = minutes.map(lambda number: (T0 + timedelta(minutes=number)).isoformat())
maybe = st.none() | instants
answers = st.sampled_from([None, True, False])
causes = st.sampled_from([None, "x", "y"])


def described(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Facts whose unknown fields are left out."""
    known = st.fixed_dictionaries({"name": st.just("事"), "cause": causes, **fields})
    return known.map(lambda says: {name: value for name, value in says.items() if value is not None})


def fault(area: str) -> st.SearchStrategy[dict[str, Any]]:
    return described(
        area=st.just(area),
        device=st.sampled_from(["甲", "乙"]),
        alarm_at=maybe,
        reported_at=maybe,
        severity=st.sampled_from([None, "ordinary", "serious"]),
        serious_since=maybe,
        acted_at=maybe,
        restored_at=maybe,
        ageing=answers,
        affects_use=answers,
    )


FACTS: Mapping[int, st.SearchStrategy[dict[str, Any]]] = {
    9: fault("room"),
    10: described(
        system=st.just("ups"),
        began_at=begun,
        found_at=maybe,
        handled_at=maybe,
        consequence=st.sampled_from([None, "none", "affected", "damaged"]),
    ),
    11: described(
        began_at=begun,
        restored_at=maybe,
        scope=st.sampled_from([None, "part", "whole"]),
        party=st.sampled_from([None, "supplier", "centre", "carrier", "city_cloud", "other"]),
    ),
    12: described(occurred_at=instants, gap=answers, attack=answers, business_affected=answers, data_leaked=answers),
    13: described(
        starts_at=instants,
        prepared_at=maybe,
        preparation_ok=answers,
        outcome=st.sampled_from([None, "normal", "not_started", "broke_off"]),
        equipment_fault=answers,
    ),
    14: fault("conference"),
    15: fault("conference"),
}
TERMS = st.fixed_dictionaries(
    {},
    optional={
        "10.in_time_minutes": st.sampled_from([0, 30, 90]),
        "11.whole_points": st.just(2),
        "11.exclusion_covers_part": st.sampled_from(["yes", "no"]),
        "13.prepared_fault": st.just("points"),
        "15.period_days": st.sampled_from([10, 40]),
    },
)
NOW = minutes.map(lambda number: (T0 + timedelta(minutes=number)).isoformat()) | st.just("2025-09-30T00:00:00+08:00")


def case_of(item: int, *says: Mapping[str, Any], terms: Mapping[str, Any] | None = None, now: str = "") -> Case:
    """A case whose only facts beside the contract are these."""
    own = fold(statement(KIND[item], f"e{number}", one) for number, one in enumerate(says, 1))
    assert not own.flaws
    in_force = ORDERED.terms
    for name, value in (terms or {}).items():
        in_force = in_force.amended(name, Version(date(2025, 8, 1), value, "补充约定"))
    book = replace(ORDERED.book, records={**ORDERED.book.records, **own.records})
    return Case(book, in_force, ORDERED.calendar, datetime.fromisoformat(now) if now else ORDERED.now)


def ruled(item: int, says: Mapping[str, Any], **context: Any) -> Ruling:
    (found,) = RULES[item](case_of(item, says, **context))
    return found


@pytest.mark.parametrize("item", RULES)
@ALL
@given(data=st.data())
def test_every_ruling_rests_on_evidence_and_stays_within_its_tiers(item: int, data: st.DataObject) -> None:
    facts = data.draw(st.lists(FACTS[item], min_size=1, max_size=4))
    for ruling in RULES[item](case_of(item, *facts, terms=data.draw(TERMS), now=data.draw(NOW))):
        assert ruling.evidence
        assert ruling.reason
        assert bool(ruling.settles) == (ruling.outcome is Outcome.UNDETERMINED)
        if ruling.outcome is Outcome.KEPT:
            assert ruling.points == 0
        elif ruling.outcome is Outcome.UNDETERMINED:
            assert ruling.points is None
        else:
            assert 0 < (ruling.points or 0) <= TOP[item]


LASTING = [(9, "acted_at"), (10, "handled_at"), (11, "restored_at"), (14, "acted_at")]


@pytest.mark.parametrize(("item", "end"), LASTING)
@ALL
@given(data=st.data())
def test_a_longer_outage_never_costs_less(item: int, end: str, data: st.DataObject) -> None:
    says, terms = data.draw(FACTS[item]), data.draw(TERMS)
    sooner, later = sorted(data.draw(st.tuples(minutes, minutes)))
    known = max([T0, *(datetime.fromisoformat(says[name]) for name in ("alarm_at", "reported_at") if says.get(name))])
    before, after = (
        ruled(item, {**says, end: (known + timedelta(minutes=lasted)).isoformat()}, terms=terms)
        for lasted in (sooner, later)
    )
    assert Outcome.RUNNING not in (before.outcome, after.outcome)
    if before.outcome is Outcome.BREACHED:
        assert (after.outcome, after.points or 0) >= (Outcome.BREACHED, before.points or 0)
    if before.outcome is Outcome.UNDETERMINED:
        assert after.outcome is Outcome.UNDETERMINED
    if after.outcome is Outcome.KEPT:
        assert before.outcome is Outcome.KEPT


@pytest.mark.parametrize("item", [9, 10, 11, 14])
@ALL
@given(data=st.data())
def test_a_breach_stays_one_while_time_passes(item: int, data: st.DataObject) -> None:
    says, terms = data.draw(FACTS[item]), data.draw(TERMS)
    early, late = sorted(data.draw(st.tuples(minutes, minutes)))
    before, after = (
        ruled(item, says, terms=terms, now=(T0 + timedelta(minutes=passed)).isoformat()) for passed in (early, late)
    )
    if before.outcome is Outcome.BREACHED and after.outcome is Outcome.BREACHED:
        assert (after.points or 0) >= (before.points or 0)
    if before.outcome is Outcome.BREACHED:
        assert after.outcome in (Outcome.BREACHED, Outcome.UNDETERMINED)
        assert before.at <= T0 + timedelta(minutes=early)


FIELDS: Mapping[int, Mapping[str, Sequence[Any]]] = {
    10: {"consequence": ("none", "affected", "damaged")},
    11: {"scope": ("part", "whole"), "party": ("supplier", "centre", "carrier", "city_cloud", "other")},
    12: dict.fromkeys(("gap", "attack", "business_affected", "data_leaked"), (True, False)),
    13: {"outcome": ("normal", "not_started"), "equipment_fault": (True, False)},
    15: {"ageing": (True, False), "affects_use": (True, False)},
}


def completed(item: int, says: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The facts with every answer to what they leave open."""
    missing = {name: values for name, values in FIELDS[item].items() if name not in says}
    for answer in product(*missing.values()):
        yield {**says, **dict(zip(missing, answer, strict=True))}


@pytest.mark.parametrize("item", FIELDS)
@ALL
@given(data=st.data())
def test_the_unknown_is_kept_or_costs_points_only_where_every_answer_says_the_same(
    item: int, data: st.DataObject
) -> None:
    says, terms = data.draw(FACTS[item]), data.draw(TERMS)
    found = ruled(item, says, terms=terms)
    if found.outcome is not Outcome.UNDETERMINED:
        ways = {(one.outcome, one.points) for one in (ruled(item, each, terms=terms) for each in completed(item, says))}
        assert ways == {(found.outcome, found.points)}


@pytest.mark.parametrize("item", RULES)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_neither_order_nor_repetition_matters(item: int, data: st.DataObject) -> None:
    says = data.draw(st.lists(FACTS[item], min_size=1, max_size=4))
    facts = facts_of({"facts": [{KIND[item]: one} for one in says]})
    shuffled = data.draw(st.permutations([*facts, *facts[: len(says)]]))
    assert rule_all(replace(ORDERED, book=fold(shuffled))) == rule_all(replace(ORDERED, book=fold(facts)))


@pytest.mark.parametrize("item", [9, 10, 11, 12, 14])
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_one_root_cause_costs_the_highest_tier_at_most(item: int, data: st.DataObject) -> None:
    says = data.draw(st.lists(FACTS[item].map(lambda one: {**one, "cause": "x"}), min_size=1, max_size=5))
    case = case_of(item, *says, terms=data.draw(TERMS))
    found = [ruling for ruling in rule_all(case) if ruling.item == item and "x" in ruling.causes]
    assert len(found) == 1
    assert sum(ruling.points or 0 for ruling in found) <= TOP[item]


NUMBERS = [
    (9, "9.ordinary_minutes", 0),
    (10, "10.in_time_minutes", 5),
    (11, "11.whole_points", 7),
    (14, "14.points", 9),
]


@pytest.mark.parametrize(("item", "term", "value"), [*NUMBERS, (15, "15.period_days", 0), (13, "13.points", 9)])
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_supplement_leaves_what_happened_before_it_alone(
    item: int, term: str, value: int, data: st.DataObject
) -> None:
    says = data.draw(FACTS[item])
    case = case_of(item, says)
    amended = replace(case, terms=case.terms.amended(term, Version(date(2025, 9, 4), value, "补充约定")))
    assert list(RULES[item](amended)) == list(RULES[item](case))
