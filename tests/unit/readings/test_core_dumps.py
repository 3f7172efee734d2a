from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.readings.planted import SHELLS, answers, plant

LIMITS = "Limit                     Soft Limit           Hard Limit           Units\n"
LIMITS += "Max core file size        0                    unlimited            bytes\n"


@pytest.mark.parametrize("shell", SHELLS)
def test_dumps_in_the_usual_places_are_named(shell: list[str], tmp_path: Path) -> None:
    plant(tmp_path, {"/proc/sys/kernel/core_pattern": "core\n", "/proc/1/limits": LIMITS})
    plant(
        tmp_path,
        dict.fromkeys(["/tmp/core", "/home/lisi/core.77", "/tmp/score", "/tmp/deep/core", "/home/a/b/core"], ""),
    )
    found = answers(shell, "core_dumps", tmp_path)
    assert found == {"handling": "files", "left_over": ["/home/lisi/core.77", "/tmp/core"]}


@pytest.mark.parametrize("shell", SHELLS)
def test_a_limit_for_logins_is_told_apart(shell: list[str], tmp_path: Path) -> None:
    plant(tmp_path, {"/proc/sys/kernel/core_pattern": "core\n", "/proc/1/limits": LIMITS})
    plant(
        tmp_path, {"/etc/security/limits.conf": "#* hard core 1\n", "/etc/security/limits.d/c.conf": "* hard core 0\n"}
    )
    assert answers(shell, "core_dumps", tmp_path)["handling"] == "off_for_logins"
