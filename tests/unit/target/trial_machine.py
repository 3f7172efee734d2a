"""A machine for the stages of a run on trial, and what a controller asks of it."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from hfcheck.target import kept, restore, session, trial, undo
from hfcheck.target.snapshot import LOOKS

OLD_LOGIN, NEW_LOGIN = [100, 10], [200, 10**12]


class Machine:
    """A machine whose whole state is a few names; programs only remember that they were called."""

    def __init__(self) -> None:
        self.state: dict[str, dict[str, Any]] = {section: {} for section in LOOKS}
        self.state["paths"] = {"/etc/a": ["file", 0o644, 0, 0, "before", {}]}
        self.login: list[int] = OLD_LOGIN
        self.calls: list[list[str]] = []
        self.code = self.undone = 0
        self.started = f"{time.monotonic() * 1e6 - 5e6:.0f}\n"  # of the service manager: five seconds ago

    def snapshot(self, keep: str | None = None) -> dict[str, dict[str, Any]]:
        if keep:
            Path(keep, "before").write_text("content")
            Path(keep, "unchanged").write_text("content")
        return {section: dict(names) for section, names in self.state.items()}

    def ran(self, argv: list[str], stdin: str = "", seconds: float = 60) -> tuple[int, str]:
        self.calls.append(argv)
        return (0, self.started) if argv[1] == "show" else (self.code, "no such luck")

    def apply(self) -> None:
        self.state["paths"] = {"/etc/a": ["file", 0o644, 0, 0, "after", {}], "/etc/b": ["link", 0o777, 0, 0, "a", {}]}

    def put_back(self, wanted: dict[str, dict[str, Any]], *_: object) -> list[str]:
        self.undone += 1
        self.state = {section: dict(names) for section, names in wanted.items()}
        return []


def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A machine that the trial takes for the real one."""
    made, units = Machine(), tmp_path / "units"
    monkeypatch.setattr(kept, "ROOT", str(tmp_path / "trials"))
    monkeypatch.setattr(kept, "RESERVE", 4096)
    names = {"BOOT_UNIT": str(units / "boot.service"), "BOOT_WANTED": str(units / "wants" / "boot.service"), "SPACE": 0}
    for name, value in {**names, "snapshot": made.snapshot, "ran": made.ran}.items():
        monkeypatch.setattr(trial, name, value)
    monkeypatch.setattr(restore, "snapshot", made.snapshot)
    monkeypatch.setattr(session, "above", lambda: made.login)
    monkeypatch.setattr(undo, "access", made.put_back)
    monkeypatch.setattr(undo, "rest", made.put_back)
    monkeypatch.setattr(undo, "touched", lambda _: {"ssh.service": "reload"})
    units.mkdir()
    return made


def ask(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    code = trial.main(list(words))
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert code == ("refused" in answer)
    return answer


def begun(machine: Machine, capsys: pytest.CaptureFixture[str], run: str = "r1", seconds: str = "600") -> None:
    machine.login = OLD_LOGIN
    assert ask(capsys, "begin", run, seconds)["stage"] == "begun"


def confirmed(machine: Machine, capsys: pytest.CaptureFixture[str], run: str = "r1") -> dict[str, Any]:
    machine.login = NEW_LOGIN
    return ask(capsys, "confirm", run)
