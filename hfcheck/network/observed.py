"""What one session heard about a fact, as a document, and the fact that it comes to.

The document is evidence: plain JSON that an auditor can read, the outputs as lists of lines, secrets hidden before it
was made. It is judged again from these bytes at any time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from hfcheck.network.answer import answer
from hfcheck.network.command import PLATFORMS
from hfcheck.network.facts import FACTS, sources
from hfcheck.network.port_names import with_full_names
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


# Of several lines without a fact the last of these says most: a line that another release words differently says least,
# and what was never answered (None) could have been anything.
TELLING = (State.REJECTED, State.UNSUPPORTED, State.EMPTY, State.CUT_OFF, State.UNREADABLE, None)


@dataclass(frozen=True, slots=True)
class Told:
    """What the documents of one section come to: each fact in its shape (hfcheck.network.facts), or Missing."""

    platform: str
    facts: Mapping[str, Any]


def document(platform: str, fact: str, heard: Iterable[Heard]) -> str:
    """The document of one fact; a section that holds several has them one behind another."""
    asked = [
        {"line": one.line, "outcome": one.outcome.value, "detail": one.detail, "text": one.text.split("\n")}
        for one in heard
    ]
    return json.dumps({"platform": platform, "fact": fact, "asked": asked}, ensure_ascii=False, indent=1)


def told(text: str) -> Told:
    """The facts of the documents of one device, ports by their full names; raises Unreadable for anything else."""
    documents = list(_documents(text))
    platforms = {platform for platform, _, _ in documents}
    if len(platforms) != 1:
        raise Unreadable(f"expected the documents of one device, found {sorted(platforms)}")
    facts = {fact: with_full_names(_first(platform, fact, heard), platform) for platform, fact, heard in documents}
    return Told(platforms.pop(), facts)


def fact_of(text: str) -> Any:
    """The fact of a single document in its shape, or Missing; raises Unreadable for no document or several."""
    found = told(text)
    if len(found.facts) != 1:
        raise Unreadable(f"expected the document of one fact, found {sorted(found.facts)}")
    return next(iter(found.facts.values()))


def _first(platform: str, fact: str, heard: Iterable[Heard]) -> Any:
    missing = []
    for one in heard:
        found = read(platform, fact, one)
        if not isinstance(found, Missing):
            return found
        missing.append(found)
    none = Missing(None, f"no command of {platform} tells {fact}")
    return max(missing, key=lambda one: TELLING.index(one.state), default=none)


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


def _documents(text: str) -> Iterator[tuple[str, str, list[Heard]]]:
    """Platform, fact and what was heard, of each document."""
    decoder, rest = json.JSONDecoder(), text.strip()
    while rest:
        try:
            found, end = decoder.raw_decode(rest)
            yield _checked(found)
        except (ValueError, TypeError, KeyError, RecursionError) as problem:
            raise Unreadable(f"expected the JSON document of a session, found {rest[:60]!r}: {problem}") from None
        rest = rest[end:].lstrip()


def _checked(found: Any) -> tuple[str, str, list[Heard]]:
    if found["platform"] not in PLATFORMS or found["fact"] not in FACTS:
        raise ValueError(f"expected a known platform and fact, found {found['platform']!r}, {found['fact']!r}")
    heard = [
        Heard(str(one["line"]), Outcome(one["outcome"]), "\n".join(one["text"]), str(one["detail"]))
        for one in found["asked"]
    ]
    return found["platform"], found["fact"], heard
