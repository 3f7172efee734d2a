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
def test_arguments_of_commands_stay_on_the_target(shell: list[str], tmp_path: Path) -> None:
    plant(tmp_path, FILES)
    output = run(shell, "sudo", tmp_path)
    assert "deploy" in output.stdout
    assert "t0ps3cret" not in output.stdout + output.stderr
