"""A question of a runbook, and which answers fit it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from hfcheck.errors import ContentError, InputError

FIELDS = frozenset({"variable", "question", "choices", "default", "confirms", "phrase"})
ANSWER_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Question:
    """`choices`: answer → its Chinese words, empty for free text. `confirms`: the step whose confirmation this is."""

    variable: str
    question: str
    choices: Mapping[str, str]
    default: Any = None
    confirms: str = ""
    phrase: str = ""

    @classmethod
    def of(cls, arguments: Mapping[str, Any]) -> Self:
        """The question of a task's arguments; raises ContentError."""
        strange = sorted(set(arguments) - FIELDS)
        missing = [name for name in ("variable", "question") if not arguments.get(name)]
        if strange or missing:
            raise ContentError(f"decide: expected {', '.join(sorted(FIELDS))}, found no {missing} and {strange}")
        if bool(arguments.get("confirms")) != bool(arguments.get("phrase")):
            raise ContentError(f"decide: {arguments['variable']}: expected confirms and phrase together, found one")
        choices = {str(value): str(word) for value, word in (arguments.get("choices") or {}).items()}
        return cls(
            str(arguments["variable"]),
            str(arguments["question"]),
            choices,
            arguments.get("default"),
            str(arguments.get("confirms") or ""),
            str(arguments.get("phrase") or ""),
        )

    @property
    def first(self) -> Any:
        """The answer that a rehearsal takes when there is none."""
        return self.default if self.default is not None else next(iter(self.choices), "")


def words(question: Question, host: str) -> str:
    """The question as a person at a terminal reads it."""
    if question.confirms:
        return f"{host}：{question.question}\n请完整输入“{question.phrase}”确认："
    choices = "".join(f"\n  {value}  {word}" for value, word in question.choices.items())
    default = f"\n（回车为 {question.default}）" if question.default is not None else ""
    return f"{host}：{question.question}{choices}{default}\n请输入："


def accept(question: Question, found: Any, host: str) -> Any:
    """The answer that `found` is; None or "" is the default. Raises InputError that says how to give one."""
    if question.confirms:
        return _confirmed(question, found, host)
    answer = question.default if found is None or found == "" else found
    if answer is None:
        raise InputError(f"{host}: expected a decision, found none: -e {question.variable}={_wanted(question)}")
    if question.choices and str(answer) not in question.choices:
        raise InputError(f"{host}: {question.variable}: expected one of {_wanted(question)}, found {answer!r}")
    if len(str(answer)) > ANSWER_LIMIT:
        raise InputError(f"{host}: {question.variable}: expected at most {ANSWER_LIMIT} characters, found more")
    return answer


def _wanted(question: Question) -> str:
    return "|".join(question.choices) or "…"


def _confirmed(question: Question, found: Any, host: str) -> str:
    """Several hosts are confirmed by a list, or by their phrases with commas between."""
    given = found.split(",") if isinstance(found, str) else found if isinstance(found, list) else []
    if question.phrase not in [str(one).strip() for one in given]:
        expected = f"the confirmation of step {question.confirms} in full: -e {question.variable}={question.phrase}"
        raise InputError(f"{host}: not done: expected {expected}, found {'none' if not found else repr(found)}")
    return question.phrase
