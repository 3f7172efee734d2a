"""Who gets in under the staged files, and whether they may be put in force. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hfcheck.collect.script import clean
from hfcheck.hardening.preflight_seen import Seen
from hfcheck.hardening.preflight_sshd import Config, config_of
from hfcheck.hardening.preflight_walk import Way, doubts, faults, of_session, walk

SENTENCE_LIMIT = 600
CONNECTING = "connecting"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a user, its kinds (system, security, audit, connecting), an address, and what happens."""

    user: str
    kinds: tuple[str, ...]
    source: str
    gets_in: bool
    why: tuple[str, ...]

    def shown(self) -> dict[str, Any]:
        """The row for the task's result."""
        return {
            "user": self.user,
            "kinds": list(self.kinds),
            "from": self.source,
            "gets_in": self.gets_in,
            "why": [_plain(text) for text in self.why],
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """Refused when there is a refusal; a warning is what a person should know and the trial would still undo."""

    refusals: tuple[str, ...]
    warnings: tuple[str, ...]
    table: tuple[Row, ...]


def judge(seen: Seen, client: Config, connecting: str, administrators: Mapping[str, Sequence[str]]) -> Verdict:
    """The verdict on what the target answered.

    The connecting user has to get in from where it comes now: nobody else could confirm the trial. Of the declared
    administrators (name → kinds) at least one has to get in from somewhere.
    """
    mine = list(_mine(seen, client, connecting))
    others = [walk(seen, client, user, source) for user in administrators for source in seen.routes]
    refusals = [*faults(seen), *_told(mine)]
    warnings = [*doubts(seen), *_doubtful([*mine, *others])]
    shut = list(_told(others))
    if administrators and not any(way.is_open for way in others):
        refusals += ["no declared administrator gets in", *shut]
    else:
        warnings += shut
    return Verdict(_distinct(refusals), _distinct(warnings), tuple(_rows([*mine, *others], connecting, administrators)))


def _mine(seen: Seen, client: Config, connecting: str) -> Iterator[Way]:
    """The connecting user's way: also to the very address and port that this session came to."""
    if seen.controller is None:
        return
    way = walk(seen, client, connecting, seen.controller)
    login = seen.users[connecting].sources.get(seen.controller)
    arrival = tuple(of_session(seen, config_of(login.config.said))) if login and login.config.code == 0 else ()
    yield Way(way.user, way.source, (*arrival, *way.problems), way.unseen)


def _told(ways: Sequence[Way]) -> Iterator[str]:
    """What shuts people out; users with the same reasons at the same addresses share a sentence."""
    sources: dict[tuple[str, tuple[str, ...]], dict[str, None]] = {}
    for way in ways:
        if way.problems:
            sources.setdefault((way.user, way.problems), {})[way.source] = None
    users: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for (user, problems), found in sources.items():
        users.setdefault((tuple(found), problems), []).append(user)
    for (where, problems), who in users.items():
        yield f"{', '.join(who)} cannot log in from {', '.join(where)}: {'; '.join(problems)}"


def _doubtful(ways: Sequence[Way]) -> Iterator[str]:
    for way in ways:
        yield from (f"not seen: {way.user} from {way.source}: {text}" for text in way.unseen)


def _rows(ways: Sequence[Way], connecting: str, kinds: Mapping[str, Sequence[str]]) -> Iterator[Row]:
    for way in dict.fromkeys(ways):
        own = tuple(kinds.get(way.user, ())) + ((CONNECTING,) if way.user == connecting else ())
        yield Row(
            way.user, own, way.source, way.is_open, (*way.problems, *(f"not seen: {text}" for text in way.unseen))
        )


def _distinct(sentences: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_plain(sentence) for sentence in sentences))


def _plain(sentence: str) -> str:
    """A sentence of one line: what targets say is quoted in it."""
    return " ".join(clean(sentence).split())[:SENTENCE_LIMIT]
