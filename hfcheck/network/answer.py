"""From what a device printed to typed values, or to the state that says why there are none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from hfcheck.network.command import resolved
from hfcheck.network.reply import DETAIL_LIMIT, Reply, State, reply
from hfcheck.readings.parsing import Unreadable


@dataclass(frozen=True, slots=True)
class Answered:
    """A reply with its values by name, which are there if and only if the reply's state is ok."""

    reply: Reply
    values: Mapping[str, object] = field(default_factory=dict)


def answer(platform: str, line: str, raw: str) -> Answered:
    """Read the output of a command line; raises ContentError for a platform or a command without a parser."""
    command, full = resolved(platform, line)
    said = reply(platform, full, raw)
    if said.state is not State.OK:
        return Answered(said)
    try:
        return Answered(said, command.parse(said.text))
    except Unreadable as problem:
        return Answered(replace(said, state=State.UNREADABLE, text="", detail=str(problem)[:DETAIL_LIMIT]))
