"""Every runbook keeps its contract, has its page, and every check names one; all are found by path."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from hfcheck.runbooks.page import ROLES, pages, served
from hfcheck.runbooks.shape import DIRECTORY, load_all
from hfcheck.station import PROJECT

BOOKS = load_all()
STEPS = [*DIRECTORY.rglob("*.yml"), *ROLES.glob("*/tasks/*.yml")]
# Those that somebody else is still writing; each name goes when its runbook is there.
AWAITED: frozenset[str] = frozenset()


def tasks(items: Any) -> Iterator[dict[str, Any]]:
    """All tasks of a file, also those of plays and blocks."""
    for item in items or ():
        for part in ("tasks", "block", "rescue", "always"):
            yield from tasks(item.get(part))
        yield item


def test_every_check_names_a_runbook_that_is_there() -> None:
    assert set(served()) - set(BOOKS) - AWAITED == set()


def test_nobody_waits_for_a_runbook_that_is_there() -> None:
    assert set(BOOKS) & AWAITED == set()


def test_the_pages_and_the_index_are_those_of_the_runbooks() -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in DIRECTORY.glob("*.md")}
    assert written == pages(), "python -m hfcheck.runbooks writes them anew"


def test_every_destructive_step_has_its_confirmation() -> None:
    found = [task["step"] for path in STEPS for task in tasks(yaml.safe_load(path.read_text())) if "step" in task]
    destructive = {step["id"] for step in found if step.get("destructive")}
    confirmed = {question.confirms for book in BOOKS.values() for question in book.questions if question.confirms}
    assert destructive == confirmed


def test_no_two_steps_share_an_id() -> None:
    ids = [task["step"]["id"] for path in STEPS for task in tasks(yaml.safe_load(path.read_text())) if "step" in task]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", BOOKS)
def test_a_diagnosis_changes_nothing(name: str) -> None:
    plays = yaml.safe_load((DIRECTORY / f"{name}.yml").read_text(encoding="utf-8"))
    for play in (play for play in plays if play["name"].startswith("诊断")):
        for task in tasks(play["tasks"]):
            if {"ansible.builtin.command", "ansible.builtin.shell"} & set(task):
                assert task["changed_when"] is False, task["name"]
                assert task["check_mode"] is False, task["name"]


@pytest.mark.parametrize("name", BOOKS)
def test_a_runbook_has_its_story(name: str) -> None:
    stories = (PROJECT / "tests").rglob("test_runbook_*.py")
    assert any(f'"{name}"' in path.read_text(encoding="utf-8") for path in stories)


@pytest.mark.parametrize("name", BOOKS)
def test_a_runbook_verifies_and_records(name: str) -> None:
    plays = yaml.safe_load((DIRECTORY / f"{name}.yml").read_text(encoding="utf-8"))
    used = {key for play in plays for task in tasks(play.get("tasks")) for key in task}
    assert {"verify", "record", "decide"} <= used
