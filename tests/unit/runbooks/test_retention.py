"""Retention: nothing that has to be kept is ever among what may be removed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfcheck.errors import InputError
from hfcheck.runbooks.retention import DAY, checked, expired

RULE = {"path": "/var/backups/fund", "pattern": "*.dump", "keep_days": 30, "keep_newest": 2}
NOW = 1_000 * DAY


def test_a_rule_is_taken_as_it_is() -> None:
    assert checked([RULE], 180) == [RULE]
    assert checked([RULE | {"path": "/var/log/fund", "keep_days": 180}], 180)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/var",
        "/etc/fund",
        "/usr/share",
        "/boot/grub",
        "/var/../etc/x",
        "/var/./x/..",
        "var/backups",
        "/proc/1",
        "",
    ],
)
def test_what_the_system_is_made_of_is_out_of_reach(path: str) -> None:
    with pytest.raises(InputError, match="expected a directory two levels deep"):
        checked([RULE | {"path": path}], 180)


def test_a_pattern_names_files_not_paths() -> None:
    with pytest.raises(InputError, match="a pattern of names"):
        checked([RULE | {"pattern": "../*"}], 180)


@pytest.mark.parametrize("change", [{"keep_days": 0}, {"keep_newest": 0}, {"path": "/var/log/fund", "keep_days": 179}])
def test_what_has_to_be_kept_is_kept(change: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=r"expected keep_days of \d+ at least"):
        checked([RULE | change], 180)


def test_a_rule_with_another_field_is_refused() -> None:
    with pytest.raises(InputError, match="cleaning rule: expected keep_days, keep_newest, path, pattern"):
        checked([{"path": "/var/backups/fund"}], 180)


def test_the_newest_stay_however_old_they_are() -> None:
    files = [{"path": f"/b/{age}", "size": 1, "mtime": NOW - age * DAY} for age in (400, 300, 200)]
    assert [file["path"] for file in expired([{"item": RULE, "files": files}], NOW)] == ["/b/400"]


@given(st.lists(st.integers(0, 100), max_size=12), st.integers(1, 60), st.integers(1, 5))
def test_what_may_go_is_old_and_none_of_the_newest(ages: list[int], days: int, newest: int) -> None:
    files = [{"path": f"/b/{n}", "size": 1, "mtime": NOW - age * DAY} for n, age in enumerate(ages)]
    rule = RULE | {"keep_days": days, "keep_newest": newest}
    gone = expired([{"item": rule, "files": files}], NOW)
    assert all(file["mtime"] < NOW - days * DAY for file in gone)
    assert len(gone) <= max(0, len(files) - newest)
    kept = {file["path"] for file in files} - {file["path"] for file in gone}
    oldest_kept = sorted(file["mtime"] for file in files if file["path"] in kept)[-newest:]
    assert all(file["mtime"] <= mtime for file in gone for mtime in oldest_kept)
