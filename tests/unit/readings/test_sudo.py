from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.readings.planted import SHELLS, answers, plant, run

FILES = {
    "/etc/sudoers": "Defaults env_reset\n# %old ALL=(ALL) NOPASSWD: ALL\nroot ALL=(ALL:ALL) ALL\n",
    "/etc/sudoers.d/deploy": "deploy ALL=(root) NOPASSWD: /usr/bin/app --token=t0ps3cret, \\\n  /bin/true ALL\n",
    "/etc/sudoers.d/ops": "%ops ALL=(ALL) NOPASSWD: /bin/true, ALL\n",
    "/etc/sudoers.d/left.bak": "%gone ALL=(ALL) NOPASSWD: ALL\n",
}


@pytest.mark.parametrize("shell", SHELLS)
def test_who_may_do_everything_without_a_password(shell: list[str], tmp_path: Path) -> None:
    plant(tmp_path, FILES)
    found = answers(shell, "sudo", tmp_path)
    assert found["nopasswd_all"] == ["%ops"]
    assert found["logs"] is True


@pytest.mark.parametrize("shell", SHELLS)
def test_who_may_do_everything_at_all(shell: list[str], tmp_path: Path) -> None:
    people = {
        "/etc/passwd": "wang:x:1000:1000::/:/bin/sh\nli:x:1001:50::/:/bin/sh\n",
        "/etc/group": "sudo:x:27:\nops:x:40:wang\nwheel:x:50:\nempty:x:60:\n",
        "/etc/sudoers.d/groups": "%sudo ALL=(ALL) ALL\n%wheel ALL=(ALL) ALL\n%empty ALL=(ALL) ALL\n"
        "zhao ALL=(app) ALL\n",
    }
    plant(tmp_path, FILES | people)
    assert answers(shell, "sudo", tmp_path)["full_rights"] == ["%ops", "%wheel", "root"]


@pytest.mark.parametrize("shell", SHELLS)
def test_the_last_word_on_a_setting_wins(shell: list[str], tmp_path: Path) -> None:
    text = 'Defaults use_pty, timestamp_timeout=15\nDefaults logfile="/var/log/sudo,1.log"\nDefaults:app !use_pty\n'
    plant(
        tmp_path, FILES | {"/etc/sudoers": text, "/etc/sudoers.d/zz": "Defaults timestamp_timeout = 2.5, !env_reset\n"}
    )
    found = answers(shell, "sudo", tmp_path)
    assert found["defaults"] == ["logfile", "timestamp_timeout", "use_pty"]
    assert found["timestamp_minutes"] == 2.5


@pytest.mark.parametrize("shell", SHELLS)
def test_arguments_of_commands_stay_on_the_target(shell: list[str], tmp_path: Path) -> None:
    plant(tmp_path, FILES)
    output = run(shell, "sudo", tmp_path)
    assert "deploy" in output.stdout
    assert "t0ps3cret" not in output.stdout + output.stderr
