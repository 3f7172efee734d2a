"""What a server says of a hardening run on trial, and what people are told of it. See hfcheck/target/trial.py."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from hfcheck.errors import ChangeRefused, CollectError

LIMIT = 64 * 1024 * 1024
SHOWN = 20
Names = Mapping[str, tuple[str, ...]]
# Section of a snapshot → one of it, and several.
THINGS = {
    "paths": ("path", "paths"),
    "modes": ("mode of a packaged file", "modes of packaged files"),
    "accounts": ("field of an account", "fields of accounts"),
    "packages": ("package", "packages"),
    "units": ("unit", "units"),
    "sysctl": ("kernel setting", "kernel settings"),
    "tables": ("packet filter table", "packet filter tables"),
    "mounts": ("mount", "mounts"),
}


class Stage(StrEnum):
    """How far a run came on a server."""

    BEGUN = "begun"  # on trial: it goes back by itself
    CONFIRMED = "confirmed"  # in force for good, proved by a new login
    REVERTED = "reverted"  # taken back before anybody confirmed it
    RESTORED = "restored"  # taken back later, on request


@dataclass(frozen=True, slots=True)
class Told:
    """One answer. `changes`: section → name → [before, after]; the other mappings: section → names.

    `todo` went back, or would; `others` somebody changed since, so they stayed; `left` did not go back;
    `by`: what took it back (timer, boot, request); `earlier`: runs that came to their end without us.
    """

    run: str
    stage: Stage
    body: Mapping[str, Any]
    changes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    todo: Names = field(default_factory=dict)
    others: Names = field(default_factory=dict)
    left: Names = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    by: str = ""
    at: str = ""
    earlier: tuple[Told, ...] = ()

    @property
    def changed(self) -> Names:
        """Section → the names that the run changed, or that went back."""
        return {section: tuple(names) for section, names in self.changes.items()} or self.todo


def read(text: str) -> Told:
    """The answer that a program printed; raises ChangeRefused with its reason, CollectError for what is no answer."""
    return told(_object(text))


def status(text: str) -> Mapping[str, Told]:
    """Run → what a server knows of it, from the answer to `status`."""
    found = _object(text).get("runs")
    if not isinstance(found, list):
        raise CollectError("expected the runs that a server knows, found none named")
    return {one.run: one for one in map(told, found)}


def _object(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text[:LIMIT])
    except ValueError:
        raise CollectError(f"expected the trial's answer as JSON, found {text.strip()[:200]!r}") from None
    if not isinstance(found, dict):
        raise CollectError(f"expected the trial's answer as an object, found {text.strip()[:200]!r}")
    if "refused" in found:
        raise ChangeRefused(str(found["refused"])[:1000])
    return found


def told(body: Mapping[str, Any]) -> Told:
    """An answer as values; raises CollectError where it is not one."""
    try:
        stage = Stage(body["stage"])
        return Told(
            run=str(body["run"]),
            stage=stage,
            body=body,
            changes={_section(name): dict(names) for name, names in body.get("changes", {}).items()},
            **{name: _names(body.get(name, {})) for name in ("todo", "others", "left")},
            problems=tuple(map(str, body.get("problems", ()))),
            by=str(body.get("by", "")),
            at=str(body.get(stage.value, "")),
            earlier=tuple(map(told, body.get("earlier", ()))),
        )
    except (KeyError, ValueError, TypeError, AttributeError) as problem:
        raise CollectError(f"expected the trial's answer, found one that does not fit: {problem!r}"[:300]) from None


def _names(found: Mapping[str, Any]) -> Names:
    return {_section(section): tuple(map(str, names)) for section, names in found.items()}


def _section(name: str) -> str:
    if name not in THINGS:
        raise ValueError(f"no section is called {name!r}")
    return name


def counts(names: Names) -> dict[str, int]:
    """How many of each section."""
    return {section: len(found) for section, found in names.items() if found}


def counted(names: Names) -> str:
    """ "3 paths, 1 package", or "nothing"."""
    parts = (f"{number} {THINGS[section][number > 1]}" for section, number in counts(names).items())
    return ", ".join(parts) or "nothing"


def sentences(said: Told) -> Iterator[str]:
    """An answer for a person, most important first."""
    for section, names in said.left.items():
        yield f"NOT BACK: {THINGS[section][len(names) > 1]} {_listed(names)}"
    yield from said.problems
    for section, names in said.others.items():
        yield f"changed by somebody since, so left as is: {THINGS[section][len(names) > 1]} {_listed(names)}"


def _listed(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
