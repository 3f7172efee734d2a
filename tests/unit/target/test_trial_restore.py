"""A run is taken back on request: in what order, what stays, and what is tried again."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.target import restore
from hfcheck.target.snapshot import LOOKS, differences
from tests.unit.target.trial_machine import Machine, ask, begun, confirmed


def test_a_dry_restore_says_what_would_go_back_and_does_nothing(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    begun(machine, capsys)
    machine.apply()
    confirmed(machine, capsys)
    after = machine.snapshot()
    answer = ask(capsys, "restore", "r1", "--dry")
    assert answer["todo"] == {"paths": ["/etc/a", "/etc/b"]}
    assert answer["stage"] == "confirmed"
    assert machine.snapshot() == after


def test_a_restored_run_is_gone(machine: Machine, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = machine.snapshot()
    begun(machine, capsys)
    machine.apply()
    confirmed(machine, capsys)
    answer = ask(capsys, "restore", "r1")
    assert (answer["stage"], answer["left"], answer["others"]) == ("restored", {}, {})
    assert machine.snapshot() == before
    assert not (tmp_path / "trials" / "r1" / "copies").exists()
    assert ask(capsys, "restore", "r1") == {"refused": "the run r1 is restored"}


@pytest.mark.parametrize(("options", "kept"), [([], True), (["--force"], False)])
def test_what_somebody_changed_since_stays_unless_forced(
    machine: Machine, capsys: pytest.CaptureFixture[str], options: list[str], kept: bool
) -> None:
    begun(machine, capsys)
    machine.apply()
    confirmed(machine, capsys)
    machine.state["paths"]["/etc/a"] = ["file", 0o600, 0, 0, "somebody", {}]
    answer = ask(capsys, "restore", "r1", *options)
    assert answer["others"] == ({"paths": ["/etc/a"]} if kept else {})
    assert machine.state["paths"]["/etc/a"][4] == ("somebody" if kept else "before")
    assert "/etc/b" not in machine.state["paths"]


def test_the_newest_run_is_restored_first(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    begun(machine, capsys)
    machine.apply()
    confirmed(machine, capsys)
    time.sleep(1.1)
    begun(machine, capsys, "r2")
    machine.state["packages"]["chrony"] = "1"
    confirmed(machine, capsys, "r2")
    assert ask(capsys, "restore", "r1") == {"refused": "the newer run r2 comes first"}
    assert ask(capsys, "restore", "r2")["stage"] == "restored"
    assert ask(capsys, "restore", "r1")["stage"] == "restored"


VALUE = st.sampled_from([None, "1", "2", "3"])
STATE = st.dictionaries(st.sampled_from("abcd"), VALUE.filter(bool), max_size=4)


@given(STATE, STATE, STATE, st.sampled_from(["sysctl", "units"]))
@settings(max_examples=100)
def test_what_nobody_touched_goes_back_and_nothing_else_moves(
    before: dict[str, str], after: dict[str, str], now: dict[str, str], section: str
) -> None:
    empty: dict[str, dict[str, Any]] = {name: {} for name in LOOKS}
    changes = differences({**empty, section: before}, {**empty, section: after})
    present = {**empty, section: now}
    todo, others = restore.plan(changes, present, force=False)
    result = restore.overlaid(present, todo)[section]
    for name in "abcd":
        changed = name in changes.get(section, {})
        untouched = changed and now.get(name) == after.get(name)
        assert result.get(name) == (before.get(name) if untouched else now.get(name))
        assert (name in others[section]) == (changed and now.get(name) not in (after.get(name), before.get(name)))


def test_a_package_in_a_newer_version_is_the_package_of_the_run() -> None:
    empty: dict[str, dict[str, Any]] = {name: {} for name in LOOKS}
    changes = {"packages": {"added": [None, "1"], "upgraded": ["1", "2"], "removed": ["1", None]}}
    todo, others = restore.plan(changes, {**empty, "packages": {"added": "2", "upgraded": "2"}}, force=False)
    assert todo["packages"] == {"added": None, "removed": "1"}
    assert others["packages"] == {}
