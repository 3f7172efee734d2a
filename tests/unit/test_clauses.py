"""Terms: dated values, what a supplement may add to them, and what is refused."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.clauses import Item, Terms, Value, Version
from hfcheck.errors import ContentError, InputError

ANNEX = date(2025, 7, 31)
ITEM = Item(3, "驻场服务规范类", "月报", "1 分 / 次", "月报", ("monthly_report",), "record")
TERMS = Terms(
    {3: ITEM},
    {
        "3.due_day": Value("3.due_day", "提交日", "日", (Version(ANNEX, None, "附件"),)),
        "3.points": Value("3.points", "扣分", "分", (Version(ANNEX, 1, "附件"),)),
        "3.policy": Value("3.policy", "口径", "", (Version(ANNEX, "refuse", "默认"),), {"refuse": "认定", "max": "高"}),
    },
)


def supplement(value: int | str, since: date, record: str = "supplement/a") -> Version:
    return Version(since, value, "补充约定", record)


def test_a_value_holds_from_its_day_on() -> None:
    amended = TERMS.amended("3.points", supplement(2, date(2025, 9, 1)))
    days = (date(2025, 8, 31), date(2025, 9, 1), date(2026, 1, 1))
    assert [amended.number("3.points", day) for day in days] == [1, 2, 2]
    assert TERMS.number("3.points", date(2025, 9, 1)) == 1


def test_the_first_version_speaks_for_the_days_before_it() -> None:
    assert TERMS.number("3.points", date(2020, 1, 1)) == 1


def test_a_supplement_speaks_over_the_annex_of_the_same_day() -> None:
    amended = TERMS.amended("3.due_day", supplement(5, ANNEX))
    assert amended.value("3.due_day").on(ANNEX) == supplement(5, ANNEX)


def test_what_the_annex_leaves_out_stays_unknown() -> None:
    assert TERMS.number("3.due_day", date(2025, 9, 1)) is None
    with pytest.raises(ContentError, match=r"^term 3\.due_day: expected a number that is given, found none$"):
        TERMS.given("3.due_day", date(2025, 9, 1))


def test_a_number_is_no_word_and_a_word_no_number() -> None:
    with pytest.raises(ContentError, match=r"^term 3\.policy: expected a number, found 'refuse'$"):
        TERMS.number("3.policy", ANNEX)
    with pytest.raises(ContentError, match=r"^term 3\.points: expected a word, found 1$"):
        TERMS.word("3.points", ANNEX)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("3.due", 5, "expected a term such as 3.due_day (`hfcheck terms` lists them), found '3.due'"),
        ("3.due_day", "5", "term 3.due_day: expected a whole number from 0 to 1000000 (日), found '5'"),
        ("3.due_day", -1, "term 3.due_day: expected a whole number from 0 to 1000000 (日), found -1"),
        ("3.due_day", 1_000_001, "term 3.due_day: expected a whole number from 0 to 1000000 (日), found 1000001"),
        ("3.policy", "min", "term 3.policy: expected one of refuse, max, found 'min'"),
        ("3.policy", 1, "term 3.policy: expected one of refuse, max, found 1"),
    ],
)
def test_a_supplement_that_does_not_fit_is_refused(name: str, value: int | str, message: str) -> None:
    with pytest.raises(InputError, match=f"^{re.escape(message)}$"):
        TERMS.amended(name, supplement(value, date(2025, 9, 1)))


def test_supplements_that_contradict_each_other_are_refused_and_both_named() -> None:
    once = TERMS.amended("3.due_day", supplement(5, date(2025, 9, 1)))
    with pytest.raises(InputError) as refusal:
        once.amended("3.due_day", supplement(8, date(2025, 9, 1), "supplement/b"))
    assert str(refusal.value) == (
        "term 3.due_day: expected one value from 2025-09-01 on, found 5 in supplement/a and 8 in supplement/b"
    )
    again = once.amended("3.due_day", supplement(5, date(2025, 9, 1), "supplement/b"))
    assert again.number("3.due_day", date(2025, 9, 1)) == 5


DAYS = st.dates(ANNEX, date(2026, 6, 30))


@settings(max_examples=60)
@given(st.dictionaries(DAYS, st.integers(0, 100), max_size=5), DAYS, st.integers(0, 100), DAYS)
def test_a_later_supplement_leaves_earlier_days_alone(
    before: dict[date, int], since: date, value: int, day: date
) -> None:
    terms = TERMS
    for known, number in before.items():
        terms = terms.amended("3.points", supplement(number, known))
    if since in before:
        value = before[since]
    after = terms.amended("3.points", supplement(value, since, "supplement/b"))
    if day < since:
        assert after.number("3.points", day) == terms.number("3.points", day)
    later = [known for known in before if since < known <= day]
    if day >= since and not later:
        assert after.number("3.points", day) == value


@pytest.mark.parametrize(("number", "fits"), [(0, False), (1, True), (31, True), (32, False)])
def test_a_number_lies_between_the_bounds_of_its_stanza(number: int, *, fits: bool) -> None:
    bounded = Value("3.due_day", "提交日", "日", (Version(ANNEX, None, "附件"),), least=1, most=31)
    terms = Terms({3: ITEM}, {bounded.name: bounded})
    if fits:
        assert terms.amended("3.due_day", supplement(number, ANNEX)).number("3.due_day", ANNEX) == number
    else:
        expected = rf"^term 3\.due_day: expected a whole number from 1 to 31 \(日\), found {number}$"
        with pytest.raises(InputError, match=expected):
            terms.amended("3.due_day", supplement(number, ANNEX))
