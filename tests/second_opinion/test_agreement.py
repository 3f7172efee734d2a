"""Two implementations of the assessment answer alike for 10,000 random months, to the point and to the fen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pytest

from hfcheck.terms import terms
from tests.second_opinion.first_opinion import Opinion, first_opinion
from tests.second_opinion.random_draws import MONTHS
from tests.second_opinion.random_months import Service, services
from tests.second_opinion.second_opinion import second_opinions

SEED = 2025
SERVICES = 2000
FEW = 250
ITEMS = range(1, 16)


def differences(first: Sequence[Opinion], second: Sequence[Opinion]) -> Iterator[str]:
    """Where two opinions differ: seed and number of the service, month and item, and both answers."""
    for number, (ours, theirs) in enumerate(zip(first, second, strict=True)):
        where = f"service {SEED}/{number}"
        for key in sorted(ours.answers.keys() | theirs.answers.keys()):
            pair = ours.answers.get(key), theirs.answers.get(key)
            if pair[0] != pair[1]:
                yield f"{where}, {key[0]}, item {key[1]}: hfcheck {pair[0]}, SQL {pair[1]} (undetermined, points)"
        if (ours.earned, ours.deduction) != (theirs.earned, theirs.deduction):
            yield f"{where}: hfcheck {ours.earned} less {ours.deduction}, SQL {theirs.earned} less {theirs.deduction}"


@pytest.fixture(scope="module")
def many() -> list[Service]:
    return list(services(SEED, SERVICES))


@pytest.fixture(scope="module")
def ours(many: list[Service]) -> list[Opinion]:
    annex = terms()
    return [first_opinion(service, annex) for service in many]


def test_both_agree_on_ten_thousand_months(many: list[Service], ours: list[Opinion]) -> None:
    assert len(many) * len(MONTHS) == 10_000
    found = list(differences(ours, second_opinions(many)))
    assert not found, f"{len(found)} differences:\n" + "\n".join(found[:20])


def test_the_random_months_reach_every_answer_of_every_item(ours: list[Opinion]) -> None:
    seen = {
        (item, undetermined, points > 0) for one in ours for (_, item), (undetermined, points) in one.answers.items()
    }
    assert seen >= {(item, *answer) for item in ITEMS for answer in ((False, False), (False, True), (True, False))}


def test_the_random_services_reach_the_cap_and_part_months(many: list[Service], ours: list[Opinion]) -> None:
    points = [sum(points for _, points in one.answers.values()) for one in ours]
    assert any(one.deduction < total * 200 for one, total in zip(ours, points, strict=True))
    assert any(one.earned < service.contract.amount for one, service in zip(ours, many, strict=True))


# One wrong rule an item, as words of the scripts: what they are, and what they become.
WRONG_RULES: Mapping[int, tuple[str, str]] = {
    1: ("WHEN seen.missed OR coalesce(manned.left, 0)", "WHEN coalesce(manned.left, 0)"),
    2: ("c.effective > c.applied_on + r.value", "c.effective >= c.applied_on + r.value"),
    3: ("min(accepted) AS accepted", "max(accepted) AS accepted"),
    4: ("deadline IS NULL OR done_at <= deadline", "deadline IS NULL OR done_at < deadline"),
    5: ("'principle'), by_supplier, by_supplier", "'principle'), coalesce(by_supplier, 0), by_supplier"),
    6: ("by_supplier AND consequence", "by_supplier OR consequence"),
    7: (
        "iif(r.size IS 'large', 8, 7) AS item, s.now, r.accepted_at / 86400000000",
        "iif(r.size IS 'large', 8, 7) AS item, s.now, r.accepted_at / 86400000000 - 1",
    ),
    8: ("WHEN delivered_at <= deadline THEN", "WHEN delivered_at < deadline THEN"),
    9: ("THEN acted_at > serious_due", "THEN acted_at >= serious_due"),
    10: ("consequence = 'none' OR handled_at <= deadline", "consequence = 'none' OR handled_at < deadline"),
    11: ("WHEN until <= deadline THEN", "WHEN until < deadline THEN"),
    12: ("gap AND data_leaked AS worst", "data_leaked AS worst"),
    13: ("prepared_at < starts_at", "prepared_at <= starts_at"),
    14: (
        "coalesce(reported_at, alarm_at) AS start",
        "coalesce(min(alarm_at, reported_at), alarm_at, reported_at) AS start",
    ),
    15: ("m.done_at < d.start", "m.done_at < d.start + 86400000000"),
}


@pytest.mark.parametrize("item", ITEMS)
def test_a_wrong_rule_is_noticed(many: list[Service], ours: list[Opinion], item: int) -> None:
    found = list(differences(ours[:FEW], second_opinions(many[:FEW], *WRONG_RULES[item])))
    assert any(f"item {item}:" in difference for difference in found)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("back IS NULL OR EXISTS (", "1 OR EXISTS ("),
        ("back IS NULL OR EXISTS (", "back IS NULL OR 0 AND EXISTS ("),
        ("WHERE (told AND consented) IS NOT 1", "WHERE 1"),
        ("WHERE (told AND consented) IS 0", "WHERE (told AND consented) IS NOT 1"),
    ],
    ids=["each alone", "all joined", "agreed ones count", "unknown ones are sure"],
)
def test_a_wrong_leave_is_noticed(many: list[Service], ours: list[Opinion], right: str, wrong: str) -> None:
    found = list(differences(ours[:FEW], second_opinions(many[:FEW], right, wrong)))
    assert any("item 2:" in difference for difference in found)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("min(alarm_at) AS at", "max(alarm_at) AS at"), ("told.at < coalesce", "0 AND told.at < coalesce")],
    ids=["the last alarm", "no alarm of the watch"],
)
def test_a_wrong_alarm_is_noticed(many: list[Service], ours: list[Opinion], right: str, wrong: str) -> None:
    found = list(differences(ours[:FEW], second_opinions(many[:FEW], right, wrong)))
    assert any("item 9:" in difference for difference in found)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("s.amount * c.value / 100)", "(s.amount * c.value + 99) / 100)"),
        ("(2 * fee.parts * s.amount + 377580 * 5)", "(2 * fee.parts * s.amount)"),
    ],
    ids=["a cap rounded up", "fees rounded down"],
)
def test_a_wrong_fen_is_noticed(many: list[Service], ours: list[Opinion], right: str, wrong: str) -> None:
    found = list(differences(ours[:FEW], second_opinions(many[:FEW], right, wrong)))
    assert any(" less " in difference for difference in found)


@pytest.mark.parametrize("name", ["common.yuan_per_point", "9.ordinary_minutes", "7.workdays"])
def test_a_wrong_term_is_noticed(many: list[Service], name: str) -> None:
    annex = terms()
    value = annex.values[name]
    versions = tuple(replace(one, value=int(str(one.value)) + 1) for one in value.versions)
    wrong = replace(annex, values={**annex.values, name: replace(value, versions=versions)})
    few = many[:FEW]
    assert list(differences([first_opinion(service, wrong) for service in few], second_opinions(few)))


def test_a_wrong_rule_that_the_scripts_do_not_hold_is_refused(many: list[Service]) -> None:
    with pytest.raises(ValueError, match="expected these words once in the scripts: no such words"):
        second_opinions(many[:1], "no such words", "")
