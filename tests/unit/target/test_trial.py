"""The stages of a run on trial: when it may begin, be confirmed, be taken back and be restored."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.target import trial, undo
from hfcheck.target.snapshot import LOOKS, differences

OLD_LOGIN, NEW_LOGIN = [100, 10], [200, 10**12]


class Machine:
    """A machine whose whole state is a few names; programs only remember that they were called."""

    def __init__(self) -> None:
        self.state: dict[str, dict[str, Any]] = {section: {} for section in LOOKS}
        self.state["paths"] = {"/etc/a": ["file", 0o644, 0, 0, "before", {}]}
        self.login: list[int] = OLD_LOGIN
        self.calls: list[list[str]] = []
        self.code = 0

    def snapshot(self, keep: str | None = None) -> dict[str, dict[str, Any]]:
        if keep:
            Path(keep, "before").write_text("content")
            Path(keep, "unchanged").write_text("content")
        return {section: dict(names) for section, names in self.state.items()}

    def ran(self, argv: list[str], stdin: str = "", seconds: float = 60) -> tuple[int, str]:
        self.calls.append(argv)
        return self.code, "no such luck"

    def apply(self) -> None:
        self.state["paths"] = {"/etc/a": ["file", 0o644, 0, 0, "after", {}], "/etc/b": ["link", 0o777, 0, 0, "a", {}]}

    def put_back(self, wanted: dict[str, dict[str, Any]], *_: object) -> list[str]:
        self.state = {section: dict(names) for section, names in wanted.items()}
        return []


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    made, root = Machine(), tmp_path / "trials"
    names = {
        "ROOT": str(root),
        "OPEN": str(root / "open"),
        "BOOT_UNIT": str(tmp_path / "units" / "boot.service"),
        "BOOT_WANTED": str(tmp_path / "units" / "wants" / "boot.service"),
        "SPACE": 0,
        "snapshot": made.snapshot,
        "ran": made.ran,
        "session": lambda: made.login,
    }
    for name, value in names.items():
        monkeypatch.setattr(trial, name, value)
    monkeypatch.setattr(undo, "access", made.put_back)
    monkeypatch.setattr(undo, "rest", made.put_back)
    monkeypatch.setattr(undo, "touched", lambda _: {"ssh.service": "reload"})
    (tmp_path / "units").mkdir()
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


def test_a_run_begins_with_a_timer_and_a_unit_at_every_start(
    machine: Machine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begun(machine, capsys)
    (timer,) = machine.calls
    assert timer[0] == "systemd-run"
    assert "--on-active=600.0" in timer
    assert timer[-3:] == ["revert", "r1", "--by=timer"]
    unit = tmp_path / "units" / "wants" / "boot.service"
    assert "revert r1 --by=boot" in unit.read_text()
    assert ask(capsys, "status")["open"] == "r1"
    assert (tmp_path / "trials").stat().st_mode & 0o777 == 0o700


def test_a_second_run_does_not_begin_before_the_first_has_ended(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    begun(machine, capsys)
    answer = ask(capsys, "begin", "r2", "600")
    assert answer == {"refused": "the hardening run r1 is neither confirmed nor taken back"}


def test_without_a_timer_nothing_begins(machine: Machine, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    machine.code = 1
    answer = ask(capsys, "begin", "r1", "600")
    assert answer == {"refused": "the timer that would take everything back did not start: no such luck"}
    assert ask(capsys, "status") == {"open": "", "runs": []}
    assert not list((tmp_path / "units").rglob("*.service"))


def test_without_space_for_what_comes_back_nothing_begins(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(trial, "SPACE", 1 << 62)
    assert "of free space at" in ask(capsys, "begin", "r1", "600")["refused"]
    assert machine.calls == []


def test_a_new_login_confirms_and_only_what_changed_is_kept(
    machine: Machine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begun(machine, capsys)
    machine.apply()
    answer = confirmed(machine, capsys)
    assert answer["changes"]["paths"]["/etc/a"][0][4] == "before"
    assert answer["changes"]["paths"]["/etc/b"][0] is None
    kept = tmp_path / "trials" / "r1"
    assert [path.name for path in (kept / "copies").iterdir()] == ["before"]
    assert not (kept / "before.json").exists()
    assert ["systemctl", "stop", "hfcheck-trial.timer"] in machine.calls
    assert ask(capsys, "status")["open"] == ""
    assert not list((tmp_path / "units").rglob("*.service"))


def test_a_run_that_changed_nothing_leaves_nothing_behind(
    machine: Machine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begun(machine, capsys)
    assert confirmed(machine, capsys)["changes"] == {}
    assert not (tmp_path / "trials" / "r1").exists()


@pytest.mark.parametrize(
    ("login", "reason"),
    [
        (OLD_LOGIN, "a run is confirmed over a new login, found the session that began it"),
        ([], "a run is confirmed over ssh, found no ssh session above this program"),
    ],
)
def test_who_did_not_log_in_anew_confirms_nothing(
    machine: Machine, capsys: pytest.CaptureFixture[str], login: list[int], reason: str
) -> None:
    begun(machine, capsys)
    machine.login = login
    assert ask(capsys, "confirm", "r1") == {"refused": reason}
    assert ask(capsys, "status")["open"] == "r1"


def test_a_login_from_before_the_last_change_confirms_nothing(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    begun(machine, capsys)
    uptime = float(Path("/proc/uptime").read_text().split()[0])
    machine.login = [200, int((uptime - 500) * os.sysconf("SC_CLK_TCK"))]
    assert "found one of 500 seconds ago" in ask(capsys, "confirm", "r1")["refused"]


def test_too_late_a_confirmation_takes_everything_back(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    before = machine.snapshot()
    begun(machine, capsys, seconds="0.01")
    machine.apply()
    time.sleep(0.02)
    assert "confirmation came too late" in confirmed(machine, capsys)["refused"]
    assert machine.snapshot() == before


def test_what_was_applied_after_the_timer_is_taken_back_by_the_confirmation(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    before = machine.snapshot()
    begun(machine, capsys)
    assert ask(capsys, "revert", "r1", "--by=timer")["by"] == "timer"
    machine.apply()
    assert "too late" in confirmed(machine, capsys)["refused"]
    assert machine.snapshot() == before


def test_after_another_start_of_the_machine_nothing_is_confirmed(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    begun(machine, capsys)
    monkeypatch.setattr(trial, "_boot", lambda: "another")
    assert "too late" in confirmed(machine, capsys)["refused"]


def test_what_was_taken_back_alone_is_told_to_the_next_run_and_then_forgotten(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    before = machine.snapshot()
    begun(machine, capsys)
    machine.apply()
    answer = ask(capsys, "revert", "r1", "--by=timer")
    assert (answer["stage"], answer["left"], answer["problems"]) == ("reverted", {}, [])
    assert machine.snapshot() == before
    (earlier,) = ask(capsys, "begin", "r2", "600")["earlier"]
    assert (earlier["run"], earlier["by"]) == ("r1", "timer")
    assert [one["run"] for one in ask(capsys, "status")["runs"]] == ["r2"]


def test_a_confirmed_run_is_not_taken_back_by_a_late_timer(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    begun(machine, capsys)
    machine.apply()
    confirmed(machine, capsys)
    assert ask(capsys, "revert", "r1", "--by=timer") == {"refused": "the run r1 is confirmed"}


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


@pytest.mark.parametrize("command", [["confirm"], ["revert"], ["restore"]])
def test_an_unknown_run_is_refused(machine: Machine, capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
    reason = "this machine knows no run r9, or nothing of it is left to restore"
    assert ask(capsys, *command, "r9") == {"refused": reason}


@pytest.mark.parametrize("name", ["../x", "", "-x", "a b", "x" * 65])
def test_a_run_has_a_plain_name(machine: Machine, capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert ask(capsys, "confirm", name) == {"refused": f"expected the name of a run, found {name!r}"}


def test_without_sshd_above_there_is_no_session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getpid", lambda: 1)
    assert trial.session() == []


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
    todo, others = trial.plan(changes, present, force=False)
    result = trial.overlaid(present, todo)[section]
    for name in "abcd":
        changed = name in changes.get(section, {})
        untouched = changed and now.get(name) == after.get(name)
        assert result.get(name) == (before.get(name) if untouched else now.get(name))
        assert (name in others[section]) == (changed and now.get(name) not in (after.get(name), before.get(name)))


def test_a_package_in_a_newer_version_is_the_package_of_the_run() -> None:
    empty: dict[str, dict[str, Any]] = {name: {} for name in LOOKS}
    changes = {"packages": {"added": [None, "1"], "upgraded": ["1", "2"], "removed": ["1", None]}}
    todo, others = trial.plan(changes, {**empty, "packages": {"added": "2", "upgraded": "2"}}, force=False)
    assert todo["packages"] == {"added": None, "removed": "1"}
    assert others["packages"] == {}
