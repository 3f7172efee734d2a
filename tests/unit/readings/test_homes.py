from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.unit.readings.planted import SHELLS, answers, plant


@pytest.mark.parametrize("shell", SHELLS)
def test_modes_and_owners_of_homes(shell: list[str], tmp_path: Path) -> None:
    for name, mode in {"closed": 0o750, "open": 0o755, "shared": 0o770}.items():
        (tmp_path / "home" / name).mkdir(parents=True)
        (tmp_path / "home" / name).chmod(mode)
    people = ["closed", "open", "shared", "gone"]
    lines = [f"{name}:x:{1000 + at}:100::{tmp_path}/home/{name}:/bin/sh\n" for at, name in enumerate(people)]
    plant(tmp_path, {"/etc/passwd": "".join(lines) + "www:x:33:33::/var/www:/bin/sh\nnobody:x:65534:1::/:/bin/sh\n"})
    owned_by = os.getuid() - 1000
    assert answers(shell, "homes", tmp_path) == {
        "open": ["open", "shared"],
        "foreign": sorted(name for at, name in enumerate(people[:3]) if at != owned_by),
        "missing": ["gone"],
    }
