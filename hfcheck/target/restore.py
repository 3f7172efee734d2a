"""A run is taken back later, on request: what it changed goes back, what somebody changed since stays.

What could not go back keeps its copies: the same request goes on where it stopped. That is so of a run, too, that was
to go back by itself and could not do so in full.
Runs on the target: Python 3.8 and its standard library only.
"""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from typing import Any, Iterator

from hfcheck.target import kept, undo
from hfcheck.target.kept import Answer, Refused
from hfcheck.target.snapshot import LOOKS, Changes, Snapshot, Values, named, snapshot


def restore(run: str, dry: bool, force: bool) -> Answer:
    """Take a run back, unless a newer one stands on it."""
    state = kept.state(run)
    _check(run, state)
    with _beside(run) as present:
        now = snapshot(None if dry else present)
        todo, others = plan(_changes(run, state, now), now, force)
        answer: Answer = {"run": run, "stage": "confirmed" if dry else "restored", "problems": [], "left": {}}
        answer.update({"todo": named(todo), "others": named(others)})
        if not dry:
            answer.update(_put_back(run, state, overlaid(now, todo), todo, [kept.place(run, "copies"), present]))
    if not dry:
        kept.keep(run, "state", {**state, **answer, "restored": kept.now()})
        if not answer["left"]:
            shutil.rmtree(kept.place(run, "copies"))
    return answer


def _check(run: str, state: Answer) -> None:
    if state["stage"] != "confirmed" and not state.get("left"):
        raise Refused(f"the run {run} is {state['stage']}")
    if kept.on_trial() == run:
        raise Refused(f"the run {run} is still being taken back by itself")
    since = state.get("confirmed", state["begun"])
    newer = [kept.on_trial(), *(one["run"] for one in kept.confirmed() if one["confirmed"] > since)]
    if any(newer):
        raise Refused(f"the newer run {newer[0] or newer[-1]} comes first")


@contextmanager
def _beside(run: str) -> Iterator[str]:
    """A place for the content of what is there now, as packages that come and go may take it along."""
    present = kept.place(run, "present")
    shutil.rmtree(present, ignore_errors=True)
    os.makedirs(present)
    try:
        yield present
    finally:
        shutil.rmtree(present)


def _changes(run: str, state: Answer, now: Snapshot) -> Changes:
    if "confirmed" in state:
        changes: Changes = kept.load(run, "changes")["changes"]
        return changes
    before = kept.load(run, "before")
    pairs = {section: [(name, before[section].get(name)) for name in names] for section, names in state["left"].items()}
    return {section: {name: [was, now[section].get(name)] for name, was in found} for section, found in pairs.items()}


def _put_back(run: str, state: Answer, wanted: Snapshot, todo: Snapshot, sources: list[str]) -> Answer:
    restarts = kept.load(run, "changes")["restarts"] if "confirmed" in state else state["restarts"]
    problems = [*undo.access(wanted, todo, sources), *undo.rest(wanted, todo, sources, restarts)]
    now = snapshot()
    left = {section: _other(names, now[section]) for section, names in todo.items()}
    return {"problems": list(dict.fromkeys(problems)), "left": named(left)}


def _other(wanted: Values, now: Values) -> Values:
    return {name: value for name, value in wanted.items() if now.get(name) != value}


def plan(changes: Changes, now: Snapshot, force: bool) -> tuple[Snapshot, Snapshot]:
    """(what goes back to which value, what somebody changed since); what is back already is in neither."""
    todo: Snapshot = {section: {} for section in LOOKS}
    others: Snapshot = {section: {} for section in LOOKS}
    for section, names in changes.items():
        for name, (before, after) in names.items():
            found = now[section].get(name)
            if not same(section, found, before):
                (todo if force or same(section, found, after) else others)[section][name] = before
    return todo, others


def same(section: str, one: Any, other: Any) -> bool:
    """Whether two values of a name are the same state; a package in another version is there all the same."""
    return (one is None) == (other is None) if section == "packages" else bool(one == other)


def overlaid(now: Snapshot, todo: Snapshot) -> Snapshot:
    """What is there, with some names at other values; None takes one away."""
    merged = {section: {**now[section], **todo[section]} for section in LOOKS}
    return {section: {name: value for name, value in merged[section].items() if value is not None} for section in LOOKS}
