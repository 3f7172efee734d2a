from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.unit.readings.planted import SHELLS, answers, plant


@pytest.mark.parametrize("shell", SHELLS)
def test_the_largest_file_is_a_file_and_the_last_entry_the_newest(shell: list[str], tmp_path: Path) -> None:
    plant(
        tmp_path, {f"/var/log/app/{n}.log": "x" * 700_000 for n in range(4)} | {"/var/log/big one.log": "x" * 1_500_000}
    )
    plant(tmp_path, {"/var/log/syslog": "x", "/var/log/messages": "x"})
    os.utime(tmp_path / "var/log/syslog", (1_795_000_000, 1_795_000_000))
    os.utime(tmp_path / "var/log/messages", (1_794_000_000, 1_794_000_000))
    found = answers(shell, "log_volume", tmp_path)
    assert list(dict(found["largest_mib"])) == ["/var/log/big one.log"]  # type: ignore[arg-type]
    assert found["last_entry"] == "2026-11-18T19:06:40+08:00"
    assert isinstance(found["total_mib"], float)
    assert found["total_mib"] > 4
