"""Readings of source `device`: what a fact of network gear (hfcheck/network/facts.py) says, as values to judge.

One file a reading; its section holds one document a fact (hfcheck/network/observed.py). The small words below make
answers of shapes: what the device did not tell is never a value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from hfcheck.model import Answer, NotApplicable, NotSeen, Output, Reason, Scalar
from hfcheck.network.observed import Missing, Outcome, fact_of
from hfcheck.network.reply import State
from hfcheck.readings import DETAIL_LIMIT, Reading
from hfcheck.readings.parsing import Unreadable, instant

T = TypeVar("T")
# Long enough for the names of all ports of a switch.
LABEL_LIMIT = 2000

REASONS = {
    State.REJECTED: Reason.REJECTED,
    State.UNREADABLE: Reason.UNREADABLE,
    State.EMPTY: Reason.EMPTY,
    State.CUT_OFF: Reason.CUT_OFF,
}
OUTCOMES = {Outcome.TIMED_OUT: Reason.TIMED_OUT, Outcome.STRANGE: Reason.UNREADABLE}


def of_fact(
    fact: str,
    values: Mapping[str, str],
    say: Callable[[Any, Output], Mapping[str, Answer]],
    *,
    none: Callable[[], Any] | None = None,
) -> Reading:
    """A reading of a fact: `say` makes the values of its shape.

    `none` makes the shape for a device that understood the question and has no such thing, or has it switched off
    (`tuple` for a table); left out, the values are then not applicable.
    """

    def parse(output: Output) -> Mapping[str, Answer]:
        found = fact_of(output.stdout)
        if isinstance(found, Missing) and found.state is State.UNSUPPORTED and none is not None:
            found = none()
        if isinstance(found, Missing):
            return dict.fromkeys(values, why(found))
        return say(found, output)

    return Reading(values=values, parse=parse, source="device", facts=(fact,))


def why(missing: Missing) -> NotSeen | NotApplicable:
    """Why there is no value, for a fact that is missing."""
    if missing.state is State.UNSUPPORTED:
        return NotApplicable(Reason.ABSENT, missing.detail)
    if missing.state is not None:
        return NotSeen(REASONS.get(missing.state, Reason.UNREADABLE), missing.detail)
    if missing.outcome is None:
        return NotSeen(Reason.NO_COMMAND, missing.detail)
    return NotSeen(OUTCOMES.get(missing.outcome, Reason.CUT_OFF), missing.detail)


def said(value: Scalar | None, what: str) -> Answer:
    """The value, or that the device does not tell it."""
    return NotSeen(Reason.NO_ANSWER, f"the device does not tell {what}") if value is None else _bounded(value)


def each(rows: Sequence[T], name: Callable[[T], str], value: Callable[[T], Scalar | None], none: str) -> Answer:
    """Name → value of the rows that have one; what one name has several of is joined. `none` says what is missing."""
    found: dict[str, list[Scalar]] = {}
    for row in rows:
        known = value(row)
        if known is not None:
            found.setdefault(label(name(row)), []).append(_bounded(known))
    if not found:
        return NotSeen(Reason.NO_ANSWER, f"the device tells {none}") if rows else NotApplicable(Reason.ABSENT, none)
    return {key: _one(list(dict.fromkeys(values))) for key, values in found.items()}


def _one(values: Sequence[Scalar]) -> Scalar:
    return values[0] if len(values) == 1 else ", ".join(map(str, values))


def those(rows: Sequence[T], name: Callable[[T], str], test: Callable[[T], bool | None], none: str) -> Answer:
    """The names of the rows that pass a test. If none does, none may be unknown (None); no rows: not applicable."""
    tested = [(label(name(row)), test(row)) for row in rows]
    if not tested:
        return NotApplicable(Reason.ABSENT, none)
    unknown = [row for row, passed in tested if passed is None]
    passing = [row for row, passed in tested if passed]
    if unknown and not passing:
        return NotSeen(Reason.NO_ANSWER, f"the device does not tell it of {', '.join(unknown)}"[:DETAIL_LIMIT])
    return passing


def label(text: str) -> str:
    """A name or a word of a device, which may be anything: bounded, on one line."""
    return " ".join(text.split())[:LABEL_LIMIT]


def since(output: Output) -> datetime:
    """The last round, which the first argument names as @<epoch seconds>; refuses another."""
    argument = output.arguments[0] if output.arguments else ""
    if not argument.startswith("@"):
        raise Unreadable(f"expected the last round as @seconds, found {output.arguments}")
    return datetime.fromisoformat(instant(argument[1:], "the last round"))


def _bounded(value: Scalar) -> Scalar:
    return label(value) if isinstance(value, str) else value
