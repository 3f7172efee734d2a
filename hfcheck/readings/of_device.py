"""Readings of source `device`: what a fact of network gear (hfcheck/network/facts.py) says, as values to judge.

One file a reading, one reading a fact. Its section is the document of hfcheck/network/observed.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hfcheck.model import Answer, NotApplicable, NotSeen, Output, Reason
from hfcheck.network.observed import Missing, Outcome, fact_of
from hfcheck.network.reply import State
from hfcheck.readings import Reading

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
            return dict.fromkeys(values, _why(found))
        return say(found, output)

    return Reading(values=values, parse=parse, source="device", fact=fact)


def _why(missing: Missing) -> NotSeen | NotApplicable:
    if missing.state is State.UNSUPPORTED:
        return NotApplicable(Reason.ABSENT, missing.detail)
    if missing.state is not None:
        return NotSeen(REASONS.get(missing.state, Reason.UNREADABLE), missing.detail)
    if missing.outcome is None:
        return NotSeen(Reason.NO_COMMAND, missing.detail)
    return NotSeen(OUTCOMES.get(missing.outcome, Reason.CUT_OFF), missing.detail)
