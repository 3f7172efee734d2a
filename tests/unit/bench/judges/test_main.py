import sys
from pathlib import Path

import pytest

from bench.judges import __main__ as program

QUIET = "hardening_index=90\n"


def read(directory: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "argv", ["judges", "read", str(directory)])
    return program.main()


def test_a_missed_goal_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "ssh_policy.json").write_text('{"passed": false, "errors": [{"mismatched_field": "Host keys"}]}')
    assert read(tmp_path, monkeypatch) == 1
    assert '"not_waived": ["Host keys"]' in capsys.readouterr().out


def test_goals_that_are_met_are_zero(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ssh_policy.json").write_text('{"passed": true, "errors": []}')
    assert read(tmp_path, monkeypatch) == 0


def test_a_ruling_that_nothing_needs_is_one_and_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "lynis.dat").write_text(QUIET)
    assert read(tmp_path, monkeypatch) == 1
    assert "judges: nothing is waived by this ruling: lynis BOOT-5264 *" in capsys.readouterr().err


def test_nothing_to_judge_is_two(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert read(tmp_path, monkeypatch) == 2
    assert "judges: expected some of packages.txt" in capsys.readouterr().err
