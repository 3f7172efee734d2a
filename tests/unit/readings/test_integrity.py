from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfcheck.model import NotSeen, Output, Reason
from hfcheck.readings import load, read
from tests.unit.readings import planted

BEFORE = "/var/lib/hfcheck/trials/{}/before.json"
CONF = "# md5\nFiles = p+u+g+acl+sha512\n"
REPORT = "Summary:\n  Added entries:\t\t2\n  Changed entries:\t\t1\n"


def plant(root: Path, files: dict[str, tuple[str, int]]) -> None:
    planted.plant(root, {name: text for name, (text, _) in files.items()})
    for name, (_, at) in files.items():
        os.utime(root / name.lstrip("/"), (at, at))


@pytest.mark.parametrize("shell", planted.SHELLS)
def test_the_counts_of_the_last_comparison_are_added(shell: list[str], tmp_path: Path) -> None:
    plant(tmp_path, {"/var/log/aide/hfcheck.log": (REPORT + "hfcheck exit 5\n", 1795000000)})
    found = planted.answers(shell, "integrity", tmp_path)
    assert (found["differences"], found["checked"]) == (3, "2026-11-18T19:06:40+08:00")


@pytest.mark.parametrize("shell", planted.SHELLS)
def test_sums_are_those_that_the_settings_name_and_no_comment(shell: list[str], tmp_path: Path) -> None:
    plant(tmp_path, {"/etc/aide/aide.conf": (CONF, 1)})
    assert planted.answers(shell, "integrity", tmp_path)["algorithms"] == ["sha512"]


@given(st.integers(0, 2**31), st.lists(st.integers(0, 2**31), max_size=4))
def test_a_baseline_is_current_exactly_when_no_hardening_is_younger(made: int, hardened: list[int]) -> None:
    lines = ["tool aide", f"made {made}", *(f"hardened {each}" for each in hardened)]
    found = read(load("integrity"), Output("\n".join(lines)))
    assert found["baseline"] == ("current" if max([made, *hardened]) == made else "outdated")


def test_a_comparison_that_broke_off_found_nothing_rather_than_no_difference() -> None:
    found = read(load("integrity"), Output("tool aide\nmade 5\nchecked 9\nexit 17"))
    assert found["differences"] == NotSeen(Reason.NO_ANSWER, "the last comparison broke off")


@given(st.integers(1, 7))
def test_differences_without_a_count_are_refused(code: int) -> None:
    answer = read(load("integrity"), Output(f"tool aide\nmade 5\nchecked 9\nexit {code}"))["differences"]
    assert answer == NotSeen(Reason.UNREADABLE, f"expected how many files differ behind exit {code}, found no count")
