from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.errors import InputError
from hfcheck.report.capitals import DIGITS, capitals

UNITS = {"拾": 10, "佰": 100, "仟": 1000}


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("10", "壹拾元整"),
        ("16.40", "壹拾陆元肆角整"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("67400.00", "陆万柒仟肆佰元整"),
        ("101100.00", "壹拾万零壹仟壹佰元整"),
        ("235900.05", "贰拾叁万伍仟玖佰元零伍分"),
        ("337000.00", "叁拾叁万柒仟元整"),
        ("89999.99", "捌万玖仟玖佰玖拾玖元玖角玖分"),
        ("100000000", "壹亿元整"),
        ("100010000", "壹亿零壹万元整"),
        ("1000000001", "壹拾亿零壹元整"),
    ],
)
def test_amounts_are_written_as_the_rules_of_bills_ask(amount: str, words: str) -> None:
    assert capitals(Decimal(amount)) == words


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10**14 - 1))
def test_words_read_back_are_the_amount(fen: int) -> None:
    words = capitals(Decimal(fen) / 100)
    assert read(words) == fen
    assert "零零" not in words
    assert words.endswith("整") is (fen % 10 == 0)


@pytest.mark.parametrize("amount", ["-0.01", "0.001", "1000000000000", "NaN", "Infinity"])
def test_what_is_no_amount_is_refused(amount: str) -> None:
    with pytest.raises(InputError, match="expected an amount from 0 to below 10\\^12 yuan with at most 2 decimals"):
        capitals(Decimal(amount))


def read(words: str) -> int:
    """An independent reader: sums digits times their places, group by group."""
    yuan, _, rest = words.rpartition("元")
    total = group = digit = 0
    for mark in yuan:
        if mark in DIGITS:
            digit = DIGITS.index(mark)
        elif mark in UNITS:
            group, digit = group + digit * UNITS[mark], 0
        else:
            group, digit = group + digit, 0
            total = (total + group) * 10**8 if mark == "亿" else total + group * 10**4
            group = 0
    fen = (total + group + digit) * 100
    for mark, worth in (("角", 10), ("分", 1)):
        if mark in rest:
            fen += DIGITS.index(rest[rest.index(mark) - 1]) * worth
    return fen
