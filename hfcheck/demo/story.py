"""The story as data: what the files beside this one say, read and checked for its form.

contract.yml holds the people and the contract, room.yml the machines, the other files a month each:

    inspectors: [张工, 刘工]            # they take turns
    rounds:                             # what is not named was done in time
      2025-08-06/morning: {missed: 值班电话占线}
      2025-08-14/afternoon: {done: "16:25", entered: 2025-08-15 08:40, late: 系统升级, approved: 门禁记录相符}
    troubles:                           # what the inspections find wrong, from one slot to another
    - {first: 2025-08-25/morning, last: 2025-08-27/afternoon, host: db01, check: storage_volumes.used, found: 93}
    steps:
    - at: 2025-08-12 12:20
      tell: 一句话
      record: fault/storage-0812        # or accept, dispute, decide, waive, finalise, sign, settle
      says: {…}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib import resources
from typing import Any

import yaml

from hfcheck.errors import ContentError
from hfcheck.model import SHANGHAI

VERBS = ("record", "accept", "dispute", "decide", "waive", "finalise", "sign", "settle")
TIMESTAMP = "tag:yaml.org,2002:timestamp"


class _AsTyped(yaml.SafeLoader):
    """YAML in which a day or an instant is text, as a person types it."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - the loader's own way of being told
        mark: [(tag, form) for tag, form in known if tag != TIMESTAMP]
        for mark, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


@dataclass(frozen=True, slots=True)
class Step:
    """Something that somebody does: the verb, what it is done to, and all else that the story says of it."""

    at: datetime
    verb: str
    of: str
    given: Mapping[str, Any]
    tell: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What the inspections find wrong from one slot to another: a check of a host, or an item of the checklist."""

    first: str
    last: str
    host: str = ""
    check: str = ""
    item: str = ""
    found: Any = None


@dataclass(frozen=True, slots=True)
class Story:
    """All of it. `rounds`: slot → what was not as usual; `inspectors`: of each month, taking turns."""

    first: date
    last: date
    signers: Mapping[str, str]
    inspectors: Mapping[str, Sequence[str]]
    rounds: Mapping[str, Mapping[str, str]]
    troubles: tuple[Trouble, ...]
    steps: tuple[Step, ...]
    room: Mapping[str, Any] = field(default_factory=dict)


def read_story() -> Story:
    """The story beside this module; raises ContentError for a file that does not fit."""
    files = resources.files("hfcheck.demo")
    names = sorted(item.name for item in files.iterdir() if item.name.endswith(".yml"))
    return tell_story({name: as_typed(files.joinpath(name).read_text(encoding="utf-8"), name) for name in names})


def as_typed(text: str, where: str) -> Mapping[str, Any]:
    """A file of the story as plain data; raises ContentError."""
    try:
        found = yaml.load(text, _AsTyped)  # noqa: S506 - a safe loader that reads even less
    except yaml.YAMLError as problem:
        raise ContentError(f"{where}: expected YAML, found {problem}") from problem
    if not isinstance(found, Mapping):
        raise ContentError(f"{where}: expected a mapping, found {type(found).__name__}")
    return found


def tell_story(files: Mapping[str, Mapping[str, Any]]) -> Story:
    """The story that these files tell; raises ContentError naming the file and the step."""
    contract, room = files["contract.yml"], files["room.yml"]
    months = {name: found for name, found in files.items() if name not in ("contract.yml", "room.yml")}
    return Story(
        first=date.fromisoformat(contract["first_day"]),
        last=date.fromisoformat(contract["last_day"]),
        signers=contract["signers"],
        inspectors={name.removesuffix(".yml"): found["inspectors"] for name, found in months.items()},
        rounds={slot: told for found in months.values() for slot, told in (found.get("rounds") or {}).items()},
        troubles=tuple(Trouble(**one) for found in months.values() for one in found.get("troubles") or ()),
        steps=tuple(_step(body, name) for name, found in files.items() for body in found.get("steps") or ()),
        room=room,
    )


def _step(body: Mapping[str, Any], where: str) -> Step:
    verbs = [verb for verb in VERBS if verb in body]
    if len(verbs) != 1 or "at" not in body:
        raise ContentError(f"{where}: expected a step with at and one of {', '.join(VERBS)}, found {dict(body)}")
    given = {name: value for name, value in body.items() if name not in {"at", "tell", verbs[0]}}
    return Step(instant(body["at"]), verbs[0], str(body[verbs[0]] or ""), given, str(body.get("tell", "")))


def instant(text: str) -> datetime:
    """An instant of the story, such as 2025-08-12 12:20, in Asia/Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
