from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.report.typeset import BREAK, breakable


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("10GE1/0/4", ["10GE1/0/4"]),
        ("GigabitEthernet1/0/5", ["Gigabit", "Ethernet1/0/5"]),
        ("Ten-GigabitEthernet1/0/25", ["Ten-", "Gigabit", "Ethernet1/", "0/25"]),
        ("recover_unreachable_host", ["recover_", "unreachable_", "host"]),
        ("b0:95:8e:4c:20:11", ["b0:95:", "8e:", "4c:", "20:11"]),
        ("a" * 30, ["a" * 14, "a" * 14, "aa"]),
    ],
)
def test_words_break_where_a_reader_expects_it(word: str, parts: list[str]) -> None:
    assert breakable(word).split(BREAK) == parts


@settings(max_examples=50)
@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=200))
def test_no_word_is_wider_than_a_cell_and_nothing_is_lost(word: str) -> None:
    broken = breakable(word)
    assert broken.replace(BREAK, "") == word
    assert all(len(part) <= 14 for part in broken.split(BREAK))


def test_drawings_stay_whole() -> None:
    assert breakable({"svg": "x" * 40, "text": ["汉字" * 20]}) == {"svg": "x" * 40, "text": ["汉字" * 20]}


def test_every_part_of_a_sentence_is_looked_at() -> None:
    assert re.sub(BREAK, "|", breakable("端口 GigabitEthernet1/0/5 中断")) == "端口 Gigabit|Ethernet1/0/5 中断"
