"""What a runbook says of itself: its metadata, its five stages, and what it asks. Read without Ansible.

A runbook is a playbook `runbooks/<verb>_<noun>.yml`. Its plays are named 诊断, 决定, 处置, 验证 and 记录 in this
order; a stage may have several plays, then named 处置：<what>. The first play carries `vars: runbook:`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from hfcheck.errors import ContentError
from hfcheck.station import PROJECT

DIRECTORY = PROJECT / "runbooks"
STAGES = ("诊断", "决定", "处置", "验证", "记录")
NAME = re.compile(r"[a-z]+(_[a-z0-9]+)+")
AREAS = ("服务器与平台", "网络与线路", "机房与动力", "安全", "数据与备份", "值班与会议")
FIELDS = frozenset({"title", "area", "meaning", "impact", "symptoms", "hosts", "otherwise"})
HOSTS = {"one": "一次一台", "many": "一次可多台"}
# Tasks that only bring checks into scope are nothing that an engineer follows.
SCOPE = re.compile(r"Bring the checks of ")


@dataclass(frozen=True, slots=True)
class Question:
    """One decision: its variable, the task's words, answer → words, and whether it confirms a destructive step."""

    variable: str
    title: str
    choices: Mapping[str, str]
    confirms: str = ""
    phrase: str = ""


@dataclass(frozen=True, slots=True)
class Runbook:
    """One runbook. `stages`: stage → the names of its tasks, in their order; `hosts`: `one` or `many` a run."""

    name: str
    title: str
    area: str
    meaning: str
    impact: str
    symptoms: tuple[str, ...]
    hosts: str
    otherwise: str
    stages: Mapping[str, tuple[str, ...]]
    questions: tuple[Question, ...]


def load_all(directory: Path = DIRECTORY) -> dict[str, Runbook]:
    """Every runbook, by name; raises ContentError for one that is not whole."""
    return {path.stem: load(path) for path in sorted(directory.glob("*.yml"))}


def load(path: Path) -> Runbook:
    """The runbook of a file; raises ContentError that says what it lacks."""
    try:
        plays = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as problem:
        raise ContentError(f"{path.name}: expected a runbook, found {problem}") from problem
    return of(path.stem, plays)


def of(name: str, plays: Any) -> Runbook:
    """The runbook of a playbook's plays; raises ContentError."""
    if not NAME.fullmatch(name) or not isinstance(plays, list) or not plays:
        raise ContentError(f"{name}: expected a playbook named <verb>_<noun>, found another name or no play")
    stages = _stages(name, plays)
    about = _about(name, plays[0])
    symptoms = tuple(map(str, about.pop("symptoms")))
    tasks = [task for play in plays for task in _tasks(play.get("tasks", ()))]
    return Runbook(
        name=name,
        symptoms=symptoms,
        stages={stage: tuple(_names(found)) for stage, found in stages.items()},
        questions=tuple(_question(task) for task in tasks if "decide" in task),
        **{field: str(value) for field, value in about.items()},
    )


def _about(name: str, play: Mapping[str, Any]) -> dict[str, Any]:
    about = dict((play.get("vars") or {}).get("runbook") or {})
    if set(about) != FIELDS or not all(about.values()):
        found = ", ".join(sorted(about)) or "none"
        raise ContentError(f"{name}: vars: runbook: expected {', '.join(sorted(FIELDS))}, found {found}")
    if about["area"] not in AREAS or about["hosts"] not in HOSTS:
        raise ContentError(
            f"{name}: vars: runbook: expected an area of {', '.join(AREAS)} and hosts of {', '.join(HOSTS)}, "
            f"found {about['area']!r} and {about['hosts']!r}"
        )
    return about


def _stages(name: str, plays: Iterable[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for play in plays:
        stage = str(play.get("name", "")).partition("：")[0]
        if stage in found and stage != list(found)[-1]:
            raise ContentError(f"{name}: expected the stages one after the other, found {stage} again")
        found.setdefault(stage, []).append(play)
    if tuple(found) != STAGES:
        raise ContentError(f"{name}: expected the stages {'、'.join(STAGES)}, found {'、'.join(found)}")
    return found


def _names(plays: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for play in plays:
        if "tasks" not in play:  # an imported playbook
            yield str(play["name"]).partition("：")[2] or str(play["name"])
        for task in _tasks(play.get("tasks", ())):
            if not SCOPE.match(str(task.get("name", ""))):
                yield str(task.get("name", ""))


def _tasks(items: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for item in items or ():
        if "block" in item:
            for part in ("block", "rescue", "always"):
                yield from _tasks(item.get(part, ()))
        else:
            yield item


def _question(task: Mapping[str, Any]) -> Question:
    asked = task["decide"]
    choices = {str(value): str(word) for value, word in (asked.get("choices") or {}).items()}
    return Question(
        str(asked["variable"]),
        str(task.get("name", "")),
        choices,
        str(asked.get("confirms") or ""),
        str(asked.get("phrase") or ""),
    )
