from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.unit.readings.planted import SHELLS, answers, plant


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A target's system tree whose files belong to whoever runs the test, which its password file knows."""
    own = f"me:x:{os.getuid()}:{os.getgid()}::/:/bin/sh\n" if os.getuid() else ""
    plant(
        tmp_path,
        {"/etc/passwd": f"root:x:0:0::/root:/bin/sh\n{own}", "/etc/group": f"root:x:0:\nme:x:{os.getgid()}:\n"},
    )
    plant(tmp_path, {"/usr/bin/tool": "", "/etc/open file": "", "/usr/share/doc/open": "", "/opt/plain": ""})
    for name in ("shared", "sticky"):
        (tmp_path / "opt" / name).mkdir()
    modes = {"usr/bin/tool": 0o4755, "etc/open file": 0o666, "usr/share/doc/open": 0o666, "opt/plain": 0o644}
    for name, mode in {**modes, "opt/shared": 0o777, "opt/sticky": 0o1777}.items():
        (tmp_path / name).chmod(mode)
    return tmp_path


@pytest.mark.parametrize("shell", SHELLS)
def test_what_a_scan_finds(shell: list[str], tree: Path) -> None:
    found = answers(shell, "file_scan", tree)
    assert sorted(found["world_writable"]) == ["/etc/open file", "/opt/shared"]  # type: ignore[arg-type]
    assert found["suid"] == ["/usr/bin/tool"]
    assert found["unowned"] == []


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a file to nobody")
@pytest.mark.parametrize("shell", SHELLS)
def test_a_file_of_nobody_is_named(shell: list[str], tree: Path) -> None:
    os.chown(tree / "opt/plain", 54321, 54321)
    assert answers(shell, "file_scan", tree)["unowned"] == ["/opt/plain"]
