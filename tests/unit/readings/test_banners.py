from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.readings.planted import SHELLS, answers, plant

FILES = {
    "/etc/os-release": 'NAME="Example"\nID="debian"\n',
    "/etc/issue": "Authorized use only.\n",
    "/etc/issue.net": "Debian GNU/Linux 12\n",
    "/etc/motd": "Kernel \\r\n",
    "/etc/update-motd.d/10-uname": "#!/bin/sh\nuname -a\n",
    "/etc/update-motd.d/README": "Scripts go here.\n",
}


@pytest.mark.parametrize("shell", SHELLS)
def test_what_the_banners_tell(shell: list[str], tmp_path: Path) -> None:
    plant(tmp_path, FILES)
    (tmp_path / "etc/update-motd.d/10-uname").chmod(0o755)
    assert answers(shell, "banners", tmp_path) == {
        "shown": {"/etc/issue": True, "/etc/issue.net": True},
        "telling": ["/etc/issue.net", "/etc/motd"],
        "scripts": ["/etc/update-motd.d/10-uname"],
    }


@pytest.mark.parametrize("shell", SHELLS)
def test_an_empty_file_shows_nothing(shell: list[str], tmp_path: Path) -> None:
    plant(tmp_path, {"/etc/issue": "", "/etc/motd": "Welcome\n"})
    assert answers(shell, "banners", tmp_path) == {
        "shown": {"/etc/issue": False, "/etc/issue.net": False},
        "telling": [],
        "scripts": [],
    }
