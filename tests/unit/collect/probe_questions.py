"""How the tests put questions through probes and look at the answers."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.collect.probes import PROBES
from hfcheck.model import Answer, NotSeen, Output, Reason
from hfcheck.readings import load, read

NAME = "hall.channels.example"


def ask(probe: str, **arguments: object) -> Output:
    """What a probe brings home."""
    return PROBES[probe](tuple(f"{name}={value}" for name, value in arguments.items()))


def answers(probe: str, **arguments: object) -> Mapping[str, Answer]:
    """What its reading says."""
    return read(load(probe), ask(probe, **arguments))


def number(answer: Answer) -> float:
    """A number that is not a truth value."""
    assert isinstance(answer, int | float)
    assert not isinstance(answer, bool)
    return answer


def unseen(found: Mapping[str, Answer], reason: Reason) -> set[str]:
    """The names of the values that were not seen for this reason."""
    return {name for name, answer in found.items() if isinstance(answer, NotSeen) and answer.reason is reason}
