"""Questions and answers: what is refused, and with which words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfcheck.errors import ContentError, InputError
from hfcheck.runbooks.answers import ANSWER_LIMIT, Question, accept, words

CHOICE = Question("action", "怎样处理", {"a": "甲", "b": "乙"})
CONFIRM = Question("confirm_it", "无法恢复", {}, confirms="purge", phrase="db01")


def test_a_choice_is_one_of_those_offered() -> None:
    assert accept(CHOICE, "b", "db01") == "b"
    with pytest.raises(InputError, match=r"db01: action: expected one of a\|b, found 'c'"):
        accept(CHOICE, "c", "db01")


@pytest.mark.parametrize("found", [None, ""])
def test_without_an_answer_it_is_the_default_or_refused(found: str | None) -> None:
    assert accept(Question("action", "q", {}, default="all"), found, "db01") == "all"
    with pytest.raises(InputError, match=r"db01: expected a decision, found none: -e action=a\|b"):
        accept(CHOICE, found, "db01")


@pytest.mark.parametrize("found", [None, "", "yes", "db0", "DB01", "db01x", True, ["db02"]])
def test_a_confirmation_is_the_whole_phrase(found: object) -> None:
    with pytest.raises(
        InputError, match=r"not done: expected the confirmation of step purge in full: -e confirm_it=db01"
    ):
        accept(CONFIRM, found, "db01")


@pytest.mark.parametrize("found", ["db01", " db01 ", "db02,db01", ["db02", "db01"]])
def test_several_hosts_are_confirmed_together(found: object) -> None:
    assert accept(CONFIRM, found, "db01") == "db01"


@given(st.text(max_size=8))
def test_nothing_but_the_phrase_confirms(text: str) -> None:
    if "db01" not in [part.strip() for part in text.split(",")]:
        with pytest.raises(InputError):
            accept(CONFIRM, text, "db01")


def test_an_answer_has_a_length() -> None:
    with pytest.raises(InputError, match=f"at most {ANSWER_LIMIT} characters"):
        accept(Question("reason", "q", {}), "x" * (ANSWER_LIMIT + 1), "db01")


def test_the_terminal_shows_what_to_type() -> None:
    assert words(CHOICE, "db01") == "db01：怎样处理\n  a  甲\n  b  乙\n请输入："
    assert "请完整输入“db01”确认" in words(CONFIRM, "db01")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"variable": "v"}, "found no \\['question'\\]"),
        ({"variable": "v", "question": "q", "fraze": "x"}, "fraze"),
        ({"variable": "v", "question": "q", "confirms": "s"}, "expected confirms and phrase together"),
        ({"variable": "v", "question": "q", "phrase": "db01"}, "expected confirms and phrase together"),
    ],
)
def test_a_task_that_asks_nothing_whole_is_refused(arguments: dict[str, str], message: str) -> None:
    with pytest.raises(ContentError, match=message):
        Question.of(arguments)
