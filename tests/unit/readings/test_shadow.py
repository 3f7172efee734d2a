from __future__ import annotations

from pathlib import Path

import pytest

from hfcheck.model import NotSeen, Output, Reason
from hfcheck.readings import load, read
from tests.unit.readings.planted import SHELLS, answers, plant, run

HASHES = ["$y$j9T$saltsalt$hashhashhash", "$6$salt$hashhashhash", "abJnggxhB/yWI"]
FILES = {
    "/etc/passwd": f"root:x:0:0::/root:/bin/sh\nguest::1001:1001::/:/bin/sh\nold:{HASHES[2]}:1002:1002::/:/bin/sh\n",
    "/etc/shadow": f"root:{HASHES[0]}:20000:0:90:7:::\nops:!{HASHES[1]}:20000:0:90:7:::\nci:{HASHES[1]}:20000::::::\n",
}


@pytest.mark.parametrize("shell", SHELLS)
def test_no_hash_leaves_the_target(shell: list[str], tmp_path: Path) -> None:
    plant(tmp_path, FILES)
    output = run(shell, "shadow", tmp_path)
    assert output.code == 0
    assert [text for text in (*HASHES, "salt", "hash") if text in output.stdout + output.stderr] == []


@pytest.mark.parametrize("shell", SHELLS)
def test_states_and_ageing(shell: list[str], tmp_path: Path) -> None:
    plant(tmp_path, FILES)
    assert answers(shell, "shadow", tmp_path) == {
        "empty_passwords": ["guest"],
        "outside_shadow": ["old"],
        "root_locked": False,
        "max_days": {"root": 90, "ci": 99999},
        "min_days": {"root": 0, "ci": 0},
        "warn_days": {"root": 7, "ci": 0},
        "inactive_days": {"root": 99999, "ci": 99999},
    }


@pytest.mark.parametrize("shell", SHELLS)
def test_an_exempt_account_is_left_out_of_the_ageing_only(shell: list[str], tmp_path: Path) -> None:
    plant(tmp_path, FILES | {"/etc/shadow": FILES["/etc/shadow"] + "app::20000:0:99999:7:30::\n"})
    found = answers(shell, "shadow", tmp_path, "ci", "app")
    assert found["max_days"] == {"root": 90}
    assert found["empty_passwords"] == ["app", "guest"]


def test_without_an_entry_of_root_nobody_knows_whether_it_is_locked() -> None:
    found = read(load("shadow"), Output("passwd root shadowed\nshadow ops set 90 1 7 30\n"))
    assert found["root_locked"] == NotSeen(Reason.UNREADABLE, "the shadow file has no entry of root")
    assert found["inactive_days"] == {"ops": 30}


@pytest.mark.parametrize("shell", SHELLS)
def test_without_a_shadow_file_the_password_file_still_speaks(shell: list[str], tmp_path: Path) -> None:
    plant(tmp_path, {"/etc/passwd": FILES["/etc/passwd"]})
    assert answers(shell, "shadow", tmp_path)["empty_passwords"] == ["guest"]
