"""The stages of a run on trial: when it may begin, be confirmed and be taken back."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hfcheck.target import session, trial, undo
from tests.unit.target.trial_machine import OLD_LOGIN, Machine, ask, begun, confirmed


def due(timer: list[str]) -> float:
    """Seconds behind the start of the service manager."""
    (found,) = (word.partition("=")[2] for word in timer if word.startswith("--on-startup="))
    return float(found)


def test_a_run_begins_with_a_timer_and_a_unit_at_every_start(
    machine: Machine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begun(machine, capsys)
    timer = machine.calls[-1]
    assert timer[0] == "systemd-run"
    assert 605 <= due(timer) < 610
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


@pytest.mark.parametrize("text", ["", "n/a", "-1"])
def test_without_the_start_of_the_service_manager_nothing_begins(
    machine: Machine, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    machine.started = text
    reason = "the timer that would take everything back did not start: expected when the service manager was started"
    assert ask(capsys, "begin", "r1", "600")["refused"] == f"{reason}, found {text!r}"


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


@pytest.mark.parametrize("command", [["confirm"], ["revert"], ["restore"]])
def test_an_unknown_run_is_refused(machine: Machine, capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
    reason = "this machine knows no run r9, or nothing of it is left to restore"
    assert ask(capsys, *command, "r9") == {"refused": reason}


@pytest.mark.parametrize("name", ["../x", "", "-x", "a b", "x" * 65])
def test_a_run_has_a_plain_name(machine: Machine, capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert ask(capsys, "confirm", name) == {"refused": f"expected the name of a run, found {name!r}"}


def test_without_sshd_above_there_is_no_session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getpid", lambda: 1)
    assert session.above() == []


@pytest.fixture
def controller() -> Iterator[subprocess.Popen[bytes]]:
    """A process that stands for the session that began the run, until it is killed."""
    with subprocess.Popen(["sleep", "60"]) as process:
        yield process
        process.kill()


def stands_for(process: subprocess.Popen[bytes]) -> list[int]:
    """The process as a session: its number, and when it was started."""
    return [process.pid, int(Path(f"/proc/{process.pid}/stat").read_text().split()[21])]


def test_while_the_session_lasts_whatever_it_does_goes_back_again(
    machine: Machine, capsys: pytest.CaptureFixture[str], controller: subprocess.Popen[bytes]
) -> None:
    before = machine.snapshot()
    machine.login = stands_for(controller)
    ask(capsys, "begin", "r1", "600")
    for _ in range(2):
        machine.apply()
        assert ask(capsys, "revert", "r1", "--by=timer")["left"] == {}
        assert machine.snapshot() == before
        assert ask(capsys, "status")["open"] == "r1"
    undone = machine.undone
    ask(capsys, "revert", "r1", "--by=timer")
    assert machine.undone == undone, "nobody touched anything, and yet services were restarted"

    machine.apply()
    controller.kill()
    controller.wait()
    assert ask(capsys, "revert", "r1", "--by=timer")["stage"] == "reverted"
    assert machine.snapshot() == before
    assert ask(capsys, "status")["open"] == ""
    assert machine.calls[-1] == ["systemctl", "stop", "hfcheck-trial.timer"]


def test_a_session_that_hangs_is_not_waited_for_any_longer(
    machine: Machine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    controller: subprocess.Popen[bytes],
) -> None:
    monkeypatch.setattr(trial, "WAIT_SECONDS", -1000)
    machine.login = stands_for(controller)
    ask(capsys, "begin", "r1", "600")
    ask(capsys, "revert", "r1", "--by=timer")
    assert ask(capsys, "status")["open"] == ""


def test_another_process_under_the_number_of_the_session_is_not_the_session(
    controller: subprocess.Popen[bytes],
) -> None:
    number, start = stands_for(controller)
    assert session.lasts([number, start])
    assert not session.lasts([number, start + 1])
    assert not session.lasts([])


def test_after_another_start_what_is_not_back_is_tried_by_a_timer_again(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    begun(machine, capsys)
    machine.apply()
    monkeypatch.setattr(trial, "_boot", lambda: "another")
    monkeypatch.setattr(undo, "access", lambda *_: ["/etc/a: No space left on device"])
    monkeypatch.setattr(undo, "rest", lambda *_: [])
    answer = ask(capsys, "revert", "r1", "--by=boot")
    assert answer["left"] == {"paths": ["/etc/a", "/etc/b"]}
    assert answer["problems"] == ["/etc/a: No space left on device"]
    (timer,) = (call for call in machine.calls[2:] if call[0] == "systemd-run")
    assert 15 <= due(timer) < 20
    assert ask(capsys, "status")["open"] == "r1"
