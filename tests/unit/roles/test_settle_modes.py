"""The script of role file_permissions, with the target's shells on real files."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from hfcheck.model import Output
from hfcheck.readings import load, read
from tests.unit.readings.planted import SHELLS

SCRIPT = (Path(__file__).parents[3] / "roles/file_permissions/files/settle.sh").read_text(encoding="utf-8")
pytestmark = pytest.mark.skipif(os.getuid() != 0, reason="only root gives files to others")


@pytest.fixture
def limits(tmp_path: Path) -> str:
    """Limits for files of which one has too much of a mode, one a strange owner, and one both."""
    modes = {"open": 0o666, "strict": 0o400, "program": 0o4755, "strange": 0o600, "a b": 0o644}
    for name, mode in modes.items():
        (tmp_path / name).write_text("")
        (tmp_path / name).chmod(mode)
    for name in ("strange", "program"):
        os.chown(tmp_path / name, 12345, 12345)
        (tmp_path / name).chmod(modes[name])
    (tmp_path / "link").symlink_to("open")
    lines = ["open 0640 root:root", "strict 0640 root:root", "program 0755 root:root", "strange 0644 root:root"]
    return "\n".join(f"{tmp_path}/{line}" for line in [*lines, "a* 0600 root:root", "link 0400 root:root", "no 0 a:b"])


def settle(shell: list[str], word: str, limits: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*shell, "-c", SCRIPT, "sh", word], input=limits, capture_output=True, text=True, check=False)


def modes(tmp_path: Path) -> dict[str, tuple[str, int]]:
    return {path.name: (f"{path.stat().st_mode & 0o7777:04o}", path.stat().st_uid) for path in tmp_path.iterdir()}


@pytest.mark.parametrize("shell", SHELLS)
def test_a_dry_run_tells_exactly_what_is_done_and_the_second_time_nothing(
    shell: list[str], tmp_path: Path, limits: str
) -> None:
    before = modes(tmp_path)
    told = settle(shell, "tell", limits)
    assert modes(tmp_path) == before
    done = settle(shell, "do", limits)
    assert (done.returncode, done.stdout) == (0, told.stdout)
    assert len(done.stdout.splitlines()) == 5
    assert modes(tmp_path) == {
        "open": ("0640", 0),
        "link": ("0640", 0),
        "strict": ("0400", 0),
        "program": ("0755", 0),
        "strange": ("0600", 0),
        "a b": ("0600", 0),
    }
    assert settle(shell, "do", limits).stdout == ""


@pytest.mark.parametrize("shell", SHELLS)
def test_the_reading_sees_the_same(shell: list[str], tmp_path: Path, limits: str) -> None:
    arguments = limits.splitlines()
    snippet = load("file_limits").snippet

    def loose() -> object:
        seen = subprocess.run([*shell, "-c", snippet, "sh", *arguments], capture_output=True, text=True, check=True)
        return read(load("file_limits"), Output(seen.stdout, arguments=tuple(arguments)))["loose"]

    assert len(loose()) == 4  # type: ignore[arg-type]
    settle(shell, "do", limits)
    assert loose() == []


@pytest.mark.parametrize("shell", SHELLS)
def test_a_line_that_is_no_limit_is_refused(shell: list[str]) -> None:
    done = settle(shell, "do", "/etc/shadow 0640\n")
    assert done.returncode == 2
    assert "expected a pattern, a mode and owners, found: /etc/shadow 0640" in done.stderr
