"""What the role `accounts` finds to differ on existing accounts: its script, run against planted files."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest
import yaml

from tests.unit.readings.planted import ABSOLUTE, SHELLS, plant

VARS = Path(__file__).parents[3] / "roles/accounts/vars/main/reading.yml"
SCRIPT: str = yaml.safe_load(VARS.read_text(encoding="utf-8"))["accounts_existing_script"]
TODAY = int(time.time()) // 86400
NAMES = {"root": 0, "daemon": 1, "postgres": 105, "wang": 1000, "li": 1001, "key": 1002}


def differing(shell: list[str], root: Path, shadow: str, exempt: str = "", shells: str = "") -> list[str]:
    """The lines of the script for a shadow file, with 90, 1, 7 and 30 days wanted."""
    passwd = {name: f"{name}:x:{uid}:{uid}::/nowhere:/bin/bash\n" for name, uid in NAMES.items()}
    passwd["daemon"] = "daemon:x:1:1::/:/usr/sbin/nologin\n"
    plant(root, {"/etc/passwd": "".join(passwd.values()), "/etc/shadow": shadow})
    text = ABSOLUTE.sub(lambda found: f"{root}/{found[1]}", SCRIPT)
    command = [*shell, "-c", text, "sh", "90", "1", "7", "30", exempt, shells]
    return subprocess.run(command, capture_output=True, check=True, text=True, timeout=60).stdout.splitlines()


@pytest.mark.parametrize("shell", SHELLS)
def test_only_what_is_laxer_differs_and_an_account_without_a_password_never_does(
    shell: list[str], tmp_path: Path
) -> None:
    strict = f"root:*:{TODAY}:1:90:7:::\nwang:$y$h:{TODAY}:2:60:14:10::\n"
    lax = f"li:$y$h:{TODAY}:0:99999:7:::\nkey:*:{TODAY}:0:::::\n"
    assert differing(shell, tmp_path, strict + lax) == ["ageing li"]


@pytest.mark.parametrize("shell", SHELLS)
def test_an_overdue_password_is_named_and_gets_no_days_that_would_disable_it(shell: list[str], tmp_path: Path) -> None:
    shadow = f"wang:$y$h:{TODAY - 91}:0:99999:7:::\nli:$y$h:{TODAY - 91}:1:90:7:::\n"
    assert differing(shell, tmp_path, shadow) == ["overdue wang", "waiting wang", "overdue li"]


@pytest.mark.parametrize("shell", SHELLS)
def test_system_accounts_lose_their_shell_unless_they_are_declared(shell: list[str], tmp_path: Path) -> None:
    shadow = f"daemon:*:{TODAY}::::::\npostgres:!:{TODAY}::::::\n"
    assert differing(shell, tmp_path, shadow) == ["system postgres"]
    assert differing(shell, tmp_path, shadow, shells="mysql postgres") == []
    assert differing(shell, tmp_path, f"daemon:$y$h:{TODAY}::::::\n") == ["system daemon"]


@pytest.mark.parametrize("shell", SHELLS)
def test_an_exempt_account_keeps_its_password(shell: list[str], tmp_path: Path) -> None:
    assert differing(shell, tmp_path, f"li:$y$h:{TODAY}:0:99999:7:::\n", exempt="wang li") == []
