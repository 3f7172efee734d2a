from __future__ import annotations

from pathlib import Path

import pytest

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
        "max_days": {"root": 90, "ci": 99999},
    }


@pytest.mark.parametrize("shell", SHELLS)
def test_without_a_shadow_file_the_password_file_still_speaks(shell: list[str], tmp_path: Path) -> None:
    plant(tmp_path, {"/etc/passwd": FILES["/etc/passwd"]})
    assert answers(shell, "shadow", tmp_path)["empty_passwords"] == ["guest"]
