"""What the annex says about all items together: registers, one root cause, the days of service, overlaps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from hfcheck.book import fold
from hfcheck.clauses import Version
from hfcheck.deductions import rule_all
from hfcheck.deductions.joined import joined
from hfcheck.deductions.overlaps import weighed
from hfcheck.deductions.registers import unconfirmed
from hfcheck.deductions.service import in_service
from hfcheck.errors import InputError
from hfcheck.model import SHANGHAI
from hfcheck.rounds import Fact
from hfcheck.rulings import Case, Occurrence, Outcome, Ruling
from hfcheck.terms import terms
from tests.unit.deductions.example_case import Example, build, facts_of, signatures, statement

AT = datetime(2025, 9, 3, 10, 0, tzinfo=SHANGHAI)
CASE = build({})
ITEMS = {**terms().items, **{number: replace(terms().items[9], number=number) for number in (1, 2, 4, 5, 6, 7)}}
TERMS = replace(terms(), items=ITEMS)


def breach(item: int, record: str, *causes: str, points: int = 5, at: datetime = AT) -> Ruling:
    return Occurrence(item, record, (f"{record}/1",), frozenset({record, *causes})).breached(at, points, "迟")


def unclear(item: int, record: str, *causes: str) -> Ruling:
    return Occurrence(item, record, (), frozenset({record, *causes})).undetermined(AT, "不明", "补记等级")


# registers


def missing(example: Example) -> list[Ruling]:
    return [ruling for ruling in unconfirmed(build(example)) if ruling.item == 15]


def test_a_month_without_confirmed_registers_leaves_its_items_open() -> None:
    (found,) = missing({"without": ["registers/2025-09"]})
    assert (found.id, found.outcome, found.at.isoformat()) == (
        "15/registers/2025-09",
        Outcome.UNDETERMINED,
        "2025-09-30T00:00:00+08:00",
    )
    assert found.reason == "2025-09 的故障、设备维护登记未经核对齐全，不能视为没有发生"
    assert found.settles == "由中心核对并签字确认 2025-09 的登记（registers）"


def test_registers_that_leave_one_kind_out_name_it() -> None:
    fact = {"registers": {"month": "2025-09", "complete": ["fault"]}, "subject": "2025-09"}
    (found,) = missing({"facts": [fact]})
    assert found.reason.startswith("2025-09 的设备维护登记")
    assert found.evidence == ("registers/2025-09/1",)


@pytest.mark.parametrize(
    ("now", "open_months"), [("2025-09-30T23:59:59+08:00", []), ("2025-10-01T00:00:00+08:00", ["2025-09"])]
)
def test_a_month_owes_its_registers_once_it_has_ended(now: str, open_months: list[str]) -> None:
    found = missing({"without": ["registers/2025-09"], "now": now})
    assert [ruling.month for ruling in found] == open_months


AGAIN = "2026-01-10T09:00:00+08:00"
ACTED = {"severity": "ordinary", "alarm_at": "2025-09-03T10:00:00+08:00", "acted_at": "2025-09-03T13:00:00+08:00"}
FAULT = {"name": "磁盘掉线", "area": "room", "device": "存储一"} | ACTED


def reopened(*later: Fact) -> list[tuple[str, Outcome, tuple[str, ...]]]:
    """What item 9 says of September once the centre confirmed its registers and this was stated afterwards."""
    facts = facts_of({"facts": [{"fault": FAULT}]})
    case = replace(CASE, book=fold([*facts, *later], CASE.book.slots))
    found = [one for one in rule_all(case) if one.item == 9 and one.month == "2025-09"]
    return [(one.record, one.outcome, one.evidence) for one in found]


@pytest.mark.parametrize(
    "word",
    [
        {"says": {"acted_at": "2025-09-03T11:00:00+08:00"}, "corrects": "fault/e1/1", "because": "误记"},
        {"withdraws": True, "because": "误报"},
        {"says": {"handling": "换盘"}},
    ],
)
def test_what_is_said_of_a_month_after_its_registers_were_confirmed_has_them_confirmed_again(
    word: dict[str, object],
) -> None:
    said = statement("fault", "e1", {}, AGAIN, step=2)
    body = {name: value for name, value in said.body.items() if name != "says"} | word
    later, confirmed = replace(said, body=body), ("registers/2025-09/1", "fault/e1/2")
    assert ("registers/2025-09", Outcome.UNDETERMINED, confirmed) in reopened(later)
    again = statement("registers", "2025-09-2", {"month": "2025-09", "complete": ["fault"]}, AGAIN)
    assert "registers/2025-09" not in [record for record, *_ in reopened(later, again, *signatures(again))]


def test_what_is_said_of_later_days_leaves_a_confirmed_month_alone() -> None:
    restored = statement("fault", "e1", {"restored_at": "2026-01-09T09:00:00+08:00"}, AGAIN, step=2)
    new = statement(
        "fault", "e2", FAULT | {"alarm_at": "2025-10-03T10:00:00+08:00", "acted_at": "2025-10-03T10:30:00+08:00"}
    )
    late = replace(new, received=datetime.fromisoformat(AGAIN))
    assert [record for record, *_ in reopened(restored, late)] == ["fault/e1"]


# one root cause


def test_rulings_that_hang_together_by_their_causes_are_one_occurrence() -> None:
    chain = [breach(9, "fault/a", "x"), breach(9, "fault/c", "y"), breach(9, "fault/b", "x", "y", points=10)]
    for order in (chain, chain[::-1]):
        (found,) = joined(TERMS, order)
        assert (found.record, found.points) == ("fault/b", 10)


def test_a_cause_that_names_another_record_joins_it() -> None:
    assert len(list(joined(TERMS, [breach(9, "fault/a"), breach(9, "fault/b", "fault/a")]))) == 1


def test_items_that_count_by_record_and_rulings_without_a_cause_stay_apart() -> None:
    meetings = [breach(13, "meeting/a", "x"), breach(13, "meeting/b", "x")]
    assert list(joined(TERMS, meetings)) == meetings
    open_months = [replace(unclear(9, f"registers/{month}"), causes=frozenset()) for month in ("2025-08", "2025-09")]
    assert list(joined(TERMS, open_months)) == open_months


# the days of service


@pytest.mark.parametrize("shift", [timedelta(0), timedelta(days=40)])
def test_what_came_true_after_the_service_is_for_the_group_in_the_last_month(shift: timedelta) -> None:
    found = in_service(CASE, breach(9, "fault/a", at=CASE.ends + shift))
    assert (found.outcome, found.points, found.month) == (Outcome.UNDETERMINED, None, "2025-12")
    assert found.settles == "由考核小组认定是否计入考核"


def test_the_last_second_of_the_service_is_in_it() -> None:
    last = breach(9, "fault/a", at=CASE.ends - timedelta(seconds=1))
    assert in_service(CASE, last) == last


def test_the_parties_may_agree_that_the_last_month_takes_it() -> None:
    version = Version(date(2025, 8, 1), "last_month", "补充约定")
    case = replace(CASE, terms=CASE.terms.amended("common.after_end", version))
    found = in_service(case, breach(9, "fault/a", at=CASE.ends))
    assert (found.outcome, found.points, found.at.isoformat()) == (Outcome.BREACHED, 5, "2025-12-31T23:59:59+08:00")
    still = in_service(case, replace(unclear(9, "fault/a"), at=CASE.ends))
    assert (still.outcome, still.month, still.settles) == (Outcome.UNDETERMINED, "2025-12", "补记等级")


def test_what_came_true_before_the_service_is_for_the_group_in_the_first_month() -> None:
    found = in_service(CASE, replace(unclear(9, "fault/a"), at=CASE.begins - timedelta(seconds=1)))
    assert (found.month, found.settles) == ("2025-08", "补记等级；并由考核小组认定是否计入考核")
    assert "2025-07-31 23:59:59，服务期之前" in found.reason


def test_clocks_and_what_was_kept_stay_where_they_are() -> None:
    occurrence = Occurrence(9, "fault/a", (), frozenset())
    for ruling in (occurrence.running(CASE.ends, 5, "走"), occurrence.kept(CASE.begins - timedelta(days=1), "好")):
        assert in_service(CASE, ruling) == ruling


# overlaps


def under(policies: Mapping[str, str], *rulings: Ruling) -> dict[int, Ruling]:
    amended = TERMS
    for name, word in policies.items():
        amended = amended.amended(f"common.{name}", Version(date(2025, 8, 1), word, "补充约定", f"supplement/{name}"))
    return {ruling.item: ruling for ruling in weighed(amended, rulings)}


def costs(found: Mapping[int, Ruling]) -> dict[int, int | None]:
    return {item: ruling.points for item, ruling in sorted(found.items())}


FIVE, SIX = breach(5, "violation/a", "x", points=5), breach(6, "violation/b", "x", points=30)


def test_by_default_both_are_shown_and_the_group_picks() -> None:
    found = under({}, FIVE, SIX)
    assert costs(found) == {5: None, 6: None}
    assert found[5].reason == "迟；与 6/violation/b（第 6 项，30 分）同一根因，本项 5 分，如何并计未约定"
    assert found[6].settles == "由考核小组逐项认定（建议只扣较高的一项）"


@pytest.mark.parametrize(
    ("word", "expected"),
    [("stack", {5: 5, 6: 30}), ("max", {5: 0, 6: 30}), ("first", {5: 5, 6: 0}), ("yield", {5: 0, 6: 30})],
)
def test_what_the_parties_agreed_on_decides(word: str, expected: dict[int, int]) -> None:
    assert costs(under({"overlap_5_6": word}, FIVE, SIX)) == expected
    assert costs(under({"overlap_5_6": word}, SIX, FIVE)) == expected


def test_what_gives_way_says_to_whom() -> None:
    found = under({"overlap_5_6": "max"}, FIVE, SIX)[5]
    assert (found.outcome, found.settles) == (Outcome.KEPT, "")
    assert found.reason == "迟；与 6/violation/b 同一根因，只扣较高的一项，本项不另扣"


@pytest.mark.parametrize("word", ["max", "first"])
def test_what_is_unknown_cannot_be_weighed(word: str) -> None:
    found = under({"overlap_5_6": word}, FIVE, unclear(6, "violation/b", "x"))
    assert costs(found) == {5: None, 6: None}
    assert found[6].settles == "补记等级；并由考核小组逐项认定（建议只扣较高的一项）"


def test_the_residual_item_yields_to_what_is_certain_and_waits_for_what_is_not() -> None:
    task, fault = breach(4, "task/a", "x", points=1), breach(9, "fault/a", "x")
    assert costs(under({}, task, fault)) == {4: 0, 9: 5}
    waiting = under({}, task, unclear(9, "fault/a", "x"))
    assert costs(waiting) == {4: None, 9: None}
    assert waiting[9] == unclear(9, "fault/a", "x")
    assert costs(under({}, unclear(4, "task/a", "x"), fault)) == {4: 0, 9: 5}


def test_what_has_given_way_burdens_nobody_else() -> None:
    twelve = breach(12, "security_incident/a", "x", points=3)
    found = under({"overlap_5_6": "max", "overlap_6_12": "stack"}, FIVE, SIX, twelve)
    assert costs(found) == {5: 0, 6: 30, 12: 3}


def test_other_pairs_follow_the_common_policy() -> None:
    nine, eleven = breach(9, "fault/a", "x"), breach(11, "outage/a", "x", points=2)
    assert costs(under({}, nine, eleven)) == {9: None, 11: None}
    assert costs(under({"overlap": "max"}, nine, eleven)) == {9: 5, 11: 0}


def test_a_policy_agreed_later_leaves_earlier_overlaps_alone() -> None:
    later = TERMS.amended("common.overlap_5_6", Version(date(2025, 9, 4), "max", "补充约定"))
    assert {ruling.points for ruling in weighed(later, (FIVE, SIX))} == {None}


def test_causes_apart_one_item_and_what_costs_nothing_do_not_overlap() -> None:
    apart = (breach(9, "fault/a"), breach(11, "outage/a"), breach(9, "fault/b", "x"), breach(9, "fault/c", "x"))
    assert tuple(weighed(TERMS, apart)) == apart
    kept = Occurrence(10, "power_anomaly/a", (), frozenset({"x"})).kept(AT, "好")
    beside = (breach(9, "fault/a", "x"), kept)
    assert tuple(weighed(TERMS, beside)) == beside


# all together


def test_a_ledger_without_a_contract_is_refused() -> None:
    with pytest.raises(InputError, match="expected one contract signed by both parties"):
        rule_all(build({"without": ["contract/contract"]}))


def test_rulings_come_sorted_by_instant_item_and_record() -> None:
    meeting = {"name": "会", "starts_at": "2025-09-03T09:00:00+08:00", "outcome": "normal"}
    early = {**meeting, "starts_at": "2025-09-02T09:00:00+08:00"}
    case: Case = build({"facts": [{"meeting": meeting}, {"meeting": meeting}, {"meeting": early}]})
    assert [r.record for r in rule_all(case) if r.item == 13] == ["meeting/e3", "meeting/e1", "meeting/e2"]


@pytest.mark.parametrize("year", ["0001", "1999", "2100", "9999"])
def test_a_mistyped_year_is_a_flaw_and_breaks_no_rule(year: str) -> None:
    at = f"{year}-12-31T10:00:00+08:00"
    case = build({"facts": [{"outage": {"name": "断网", "began_at": at}}]})
    assert [flaw.record for flaw in case.book.flaws] == ["outage/e1"]
    assert not [ruling for ruling in rule_all(case) if ruling.item == 11]


def test_facts_of_every_kind_of_trouble_with_one_cause_come_out_in_any_order_alike() -> None:
    at = "2025-09-03T10:00:00+08:00"
    cause: dict[str, Any] = {"name": "雷击", "cause": "storm"}
    facts = [
        {"fault": cause | {"area": "room", "device": "UPS 一", "severity": "serious", "reported_at": at}},
        {"fault": cause | {"area": "conference", "device": "话筒一", "reported_at": at, "ageing": False}},
        {"power_anomaly": cause | {"system": "ups", "began_at": at, "consequence": "damaged"}},
        {"outage": cause | {"began_at": at, "scope": "part", "party": "supplier"}},
        {"task": cause | {"assigned_at": at, "due": "2025-09-04T10:00:00+08:00", "reasonable": True}},
    ]
    numbered = [{**fact, "subject": f"e{number}"} for number, fact in enumerate(facts)]
    found = rule_all(build({"facts": numbered}))
    assert found == rule_all(build({"facts": numbered[::-1]}))
    outcomes = {ruling.item: ruling.outcome for ruling in found if "storm" in ruling.causes}
    assert {item for item, outcome in outcomes.items() if outcome is Outcome.UNDETERMINED} == {9, 10, 11, 14}
    assert outcomes[4] is Outcome.KEPT
