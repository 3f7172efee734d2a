from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hfcheck.model import NotSeen, Output, Reason
from hfcheck.readings import load, read
from tests.unit.readings import planted

SOURCES = {
    "/etc/apt/sources.list": "# deb [trusted=yes] http://old.example/ x\ndeb http://mirror.example/debian a main\n",
    "/etc/apt/sources.list.d/a.list": "deb [arch=amd64 trusted=yes] http://user:word@vendor.example/apt stable main\n",
    "/etc/apt/sources.list.d/b.sources": "Types: deb\nURIs: https://other.example/debian\nTrusted: yes\n",
    "/etc/apt/sources.list.d/c.list.save": "deb [trusted=yes] http://saved.example/ x\n",
}
needs_dpkg = pytest.mark.skipif(shutil.which("dpkg-query") is None, reason="asks dpkg")


@needs_dpkg
@pytest.mark.parametrize("shell", planted.SHELLS)
def test_patterns_match_whole_names_and_unknown_ones_match_nothing(shell: list[str], tmp_path: Path) -> None:
    found = planted.answers(shell, "packages", tmp_path, "dpk[g]", "bas", "no-such-package")
    assert found == {"installed": ["dpkg"]}


@needs_dpkg
@pytest.mark.parametrize("shell", planted.SHELLS)
def test_without_patterns_every_package_is_named(shell: list[str], tmp_path: Path) -> None:
    installed = planted.answers(shell, "packages", tmp_path)["installed"]
    assert isinstance(installed, list)
    assert {"dpkg", "bash"} <= set(installed)
    assert installed == sorted(set(installed), key=str.encode)


def test_a_line_that_is_no_name_is_refused() -> None:
    answer = read(load("packages"), Output("packages\nbash\nno packages found"))["installed"]
    assert answer == NotSeen(Reason.UNREADABLE, "expected names of packages, found 'no packages found'")


@pytest.mark.skipif(shutil.which("apt-config") is None, reason="asks apt")
@pytest.mark.parametrize("shell", planted.SHELLS)
def test_sources_without_signature_are_named_and_passwords_stay(shell: list[str], tmp_path: Path) -> None:
    planted.plant(tmp_path, SOURCES)
    output = planted.run(shell, "package_sources", tmp_path)
    found = read(load("package_sources"), output)
    assert found["unsigned"] == ["/etc/apt/sources.list.d/a.list", "/etc/apt/sources.list.d/b.sources"]
    assert found["places"] == [
        "http://mirror.example/debian",
        "http://vendor.example/apt",
        "https://other.example/debian",
    ]
    assert "word" not in output.stdout
