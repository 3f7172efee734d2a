"""What one session heard about one fact, as a document, and the fact that it comes to.

The document is evidence: plain JSON that an auditor can read, the outputs as lists of lines, secrets hidden before it was
made. It is judged again from these bytes at any time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from hfcheck.network.answer import answer
from hfcheck.network.facts import sources
from hfcheck.network.reply import DETAIL_LIMIT, State
from hfcheck.readings.parsing import Unreadable


class Outcome(StrEnum):
    """What became of a line that was put to a device; only `answered` has an output worth reading."""

    ANSWERED = "answered"
    TIMED_OUT = "timed_out"  # the prompt did not come back in time
    CUT_OFF = "cut_off"  # the session ended, or something followed where the answer should have been over
    STRANGE = "strange"  # the echo is not that of the line
    UNASKED = "unasked"  # the session was over before its turn came


@dataclass(frozen=True, slots=True)
class Heard:
    """One line and what came back, without echo and prompt; `text` is as printed (paging taken out), bounded."""

    line: str
    outcome: Outcome
    text: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """Why there is no fact: the state of the answer (None: the question was never answered), and one line."""

    state: State | None
    detail: str
    outcome: Outcome | None = None


def document(platform: str, fact: str, heard: Iterable[Heard]) -> str:
    """The document of one fact."""
    asked = [
        {"line": one.line, "outcome": one.outcome.value, "detail": one.detail, "text": one.text.split("\n")}
        for one in heard
    ]
    return json.dumps({"platform": platform, "fact": fact, "asked": asked}, ensure_ascii=False, indent=1)


def fact_of(text: str) -> Any:
    """The fact of a document in its shape (hfcheck.network.facts), or Missing; raises Unreadable for no document."""
    found = _document(text)
    missing = Missing(None, f"no command of {found['platform']} tells {found['fact']}")
    for one in found["asked"]:
        heard = Heard(str(one["line"]), Outcome(one["outcome"]), "\n".join(one["text"]), str(one["detail"]))
        fact = read(found["platform"], found["fact"], heard)
        if not isinstance(fact, Missing):
            return fact
        missing = fact
    return missing


def read(platform: str, fact: str, heard: Heard) -> Any:
    """The fact that one answered line tells, or Missing."""
    if heard.outcome is not Outcome.ANSWERED:
        return Missing(None, f"{heard.line}: {heard.detail or heard.outcome.value}"[:DETAIL_LIMIT], heard.outcome)
    source = next((one for one in sources(platform, fact) if one.line == heard.line), None)
    if source is None:
        raise Unreadable(f"expected a command of {platform} that tells {fact}, found {heard.line[:80]!r}")
    found = answer(platform, heard.line, heard.text)
    try:
        if found.reply.state is State.OK:
            return source.read(found.values)
    except Unreadable as problem:
        found = replace(found, reply=replace(found.reply, state=State.UNREADABLE, detail=str(problem)))
    return Missing(found.reply.state, f"{heard.line}: {found.reply.detail}"[:DETAIL_LIMIT], heard.outcome)


def _document(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise Unreadable(f"expected the JSON document of a session: {problem}") from None
    if not isinstance(found, dict) or not {"platform", "fact", "asked"} <= found.keys():
        raise Unreadable(f"expected platform, fact and asked, found {text[:60]!r}")
    return found
