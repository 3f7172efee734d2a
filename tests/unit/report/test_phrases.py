from __future__ import annotations

from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfcheck.judge import RULES
from hfcheck.ledger import Trust
from hfcheck.model import Reason, Severity, Verdict
from hfcheck.report import phrases
from hfcheck.rounds import Doubt, State


@pytest.mark.parametrize(
    ("kind", "table"),
    [
        (Verdict, phrases.VERDICTS),
        (Verdict, phrases.SYMBOLS),
        (Severity, phrases.SEVERITIES),
        (Reason, phrases.REASONS),
        (State, phrases.STATES),
        (Doubt, phrases.DOUBTS),
        (Trust, phrases.SIGNATURES),
    ],
)
def test_every_word_of_the_model_has_a_phrase_of_its_own(kind: type[StrEnum], table: dict[Any, str]) -> None:
    assert set(table) == set(kind)
    assert len(set(table.values())) == len(table)


def test_every_rule_has_a_phrase() -> None:
    assert set(phrases.EXPECTATIONS) == set(RULES)
    assert set(phrases.OFFENCES) <= set(RULES)


@pytest.mark.parametrize(
    ("rule", "expected", "unit", "words"),
    [
        ("at_most", 85, "%", "不高于 85%"),
        ("at_least", 30, "天", "不低于 30 天"),
        ("equals", "no", "", "no"),
        ("equals", True, "", "是"),
        ("equals", True, "开启/关闭", "开启"),
        ("equals", False, "开启/关闭", "关闭"),
        ("equals", {"a": False, "b": True}, "开启/关闭", "a 关闭、b 开启"),
        ("equals", [], "", "（无）"),
        ("equals", "", "", "（空文本）"),
        ("within", [22, 443], "", "仅限 22、443"),
        ("within", [], "", "无异常项"),
        ("at_least", 99999, "天", "不低于 无限制"),
        ("at_most", 99998, "天", "不高于 99998 天"),
        ("contains_all", ["nginx", "auditd"], "", "必须包含 nginx、auditd"),
        ("contains_none", ["telnet"], "", "不得包含 telnet"),
        ("matches", "a{}b", "", "格式符合 a{}b"),
        ("newer_than", "26h", "", "不早于检查前 26 小时"),
        ("newer_than", "7d", "", "不早于检查前 7 天"),
        ("newer_than", "90m", "", "不早于检查前 90 分钟"),
        ("newer_than", "soon", "", "不早于检查前 soon"),
        ("newer_than", {"a": "7d"}, "", "不早于检查前 a 7d"),
        ("newer_than", "x" * 241, "", "不早于检查前 " + "x" * 240 + "…〔共 241 字符〕"),
        ("equals", None, "", "—"),
        ("at_most", 0.5, "", "不高于 0.5"),
    ],
)
def test_expected(rule: str, expected: Any, unit: str, words: str) -> None:
    assert phrases.expected_text(rule, expected, unit) == words


@pytest.mark.parametrize(
    ("rule", "found", "offending", "unit", "words"),
    [
        ("at_most", {"/": 41, "/var": 97}, {"/var": 97}, "%", "/var 97%"),
        ("at_most", 73, 73, "℃", "73℃"),
        ("at_most", {"a": 30, "b": 99999}, {"b": 99999}, "天", "b 无限制"),
        ("within", [99999, "99999"], [99999, "99999"], "", "出现 无限制、99999"),
        ("contains_all", ["nginx"], ["auditd"], "", "缺少 auditd"),
        ("contains_none", ["telnet", "a"], ["telnet"], "", "含有 telnet"),
        ("within", [22, 8009], [8009], "", "出现 8009"),
        ("within", {"eth0": "half"}, {"eth0": "half"}, "", "eth0 half"),
        ("equals", "yes", "yes", "", "yes"),
        ("equals", False, False, "", "否"),
        ("newer_than", "2026-11-19T02:10:00+00:00", "2026-11-19T02:10:00+00:00", "", "2026-11-19 10:10"),
        (
            "newer_than",
            {"db": "2026-11-19T02:10:00+08:00"},
            {"db": "2026-11-19T02:10:00+08:00"},
            "",
            "db 2026-11-19 02:10",
        ),
        ("equals", list("abcdefghij"), list("abcdefghij"), "", "a、b、c、d、e、f、g、h 等 10 项"),
        ("equals", None, None, "", "—"),
    ],
)
def test_actual(rule: str, found: Any, offending: Any, unit: str, words: str) -> None:
    assert phrases.actual_text(rule, found, offending, unit, None) == words


def test_a_long_value_names_its_evidence() -> None:
    words = phrases.actual_text("equals", "x" * 2_000_000, "x" * 2_000_000, "", "ab" * 32)
    assert words.endswith("…〔共 2000000 字符，全文见证据 abababababab〕")
    assert len(words) < 300


scalars = st.one_of(st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=400))
values = st.one_of(
    scalars, st.lists(scalars, max_size=30), st.dictionaries(st.text(max_size=200), scalars, max_size=30)
)


@given(st.sampled_from(sorted(RULES)), values, values)
def test_any_value_makes_a_bounded_phrase(rule: str, expected: Any, found: Any) -> None:
    assert 0 < len(phrases.expected_text(rule, expected, "%")) < 400
    assert 0 < len(phrases.actual_text(rule, found, found, "%", "ab" * 32)) < 400


def test_a_reason_of_a_later_version_is_shown_as_it_is() -> None:
    assert phrases.reason_text("moon_phase") == "moon_phase"
    assert phrases.reason_text("unreachable") == "主机无应答"
    assert phrases.reason_text(None) == "原因未记录"


def test_dates_and_instants() -> None:
    assert phrases.date_text("2026-11-23") == "2026-11-23（星期一）"
    assert phrases.date_text("some day") == "some day"
    assert phrases.instant_text("2026-11-23T01:12:00+00:00") == "2026-11-23 09:12"
    assert phrases.instant_text("未记录") == "未记录"
