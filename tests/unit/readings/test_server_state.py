from __future__ import annotations

from pathlib import Path

import pytest

from hfcheck.model import NotSeen
from tests.unit.readings.planted import SHELLS, answers, plant, run

FILES = {
    "/etc/passwd": "root:x:0:0:root:/root:/bin/bash\nzhang:x:1001:1001:Zhang:/home/zhang:/bin/bash\n",
    "/etc/group": "sudo:x:27:zhang\nempty:x:99:\n",
    "/etc/shadow": "root:$y$hash:1:2:3:4:::\n",
    "/etc/sudoers": "# nobody ALL=(ALL) ALL\nDefaults env_reset\nroot ALL=(ALL:ALL) ALL\n@includedir /etc/sudoers.d\n",
    "/etc/sudoers.d/deploy": "deploy ALL=(root) NOPASSWD: /usr/bin/app --token=t0ps3cret, \\\n  /bin/true\n",
    "/etc/hosts": "127.0.0.1 localhost\n",
    "/var/spool/cron/crontabs/zhang": "* * * * * /bin/app --password=hidden\n",
    "/var/log/audit/audit.log": (
        'type=SYSCALL msg=audit(1763900000.123:456): success=yes auid=1001 exe="/usr/bin/vim" key="k"\x1dUID="0"\n'
        'type=PATH msg=audit(1763900000.123:456): item=0 name="/etc/" nametype=PARENT\n'
        'type=PATH msg=audit(1763900000.123:456): item=1 name="/etc/hosts" nametype=NORMAL\x1dOUID="root"\n'
        'type=SYSCALL msg=audit(1763900001.1:457): success=no auid=1001 uid=1001 exe="/bin/cat" key="k"\n'
        'type=PATH msg=audit(1763900001.1:457): item=0 name="/etc/shadow" nametype=NORMAL\n'
        'type=SYSCALL msg=audit(1763900002.1:458): success=yes auid=4294967295 uid=0 exe="/sbin/cron" key="k"\n'
        'type=PATH msg=audit(1763900002.1:458): item=0 name="/etc/crontab" nametype=NORMAL\n'
    ),
}


@pytest.mark.parametrize("shell", SHELLS)
def test_a_server_is_told_kind_by_kind(shell: list[str], tmp_path: Path) -> None:
    plant(tmp_path, FILES)
    found = answers(shell, "server_state", tmp_path)
    assert found["accounts"] == {"root": "0:0 /root /bin/bash", "zhang": "1001:1001 /home/zhang /bin/bash"}
    assert found["groups"] == {"sudo": "27 zhang", "empty": "99 -"}
    assert found["sudoers"] == {
        "/etc/sudoers: Defaults env_reset": "rule",
        "/etc/sudoers: root ALL=(ALL:ALL) ALL": "rule",
        "/etc/sudoers.d/deploy: deploy ALL=(root) NOPASSWD: /usr/bin/app …, /bin/true": "rule",
    }
    files = found["files"]
    assert isinstance(files, dict)
    assert set(files) == {*(name for name in FILES if name.startswith(("/etc", "/var/spool")))}
    assert files["/etc/shadow"].endswith(" -")
    assert len(files["/etc/hosts"].split()[2]) == 32


@pytest.mark.parametrize("shell", SHELLS)
def test_only_changes_of_people_who_logged_in_are_on_the_trail(shell: list[str], tmp_path: Path) -> None:
    plant(tmp_path, FILES)
    assert answers(shell, "server_state", tmp_path)["trail"] == {"1763900000 zhang /usr/bin/vim /etc/hosts": "k"}


@pytest.mark.parametrize("shell", SHELLS)
def test_another_content_or_mode_is_another_value(shell: list[str], tmp_path: Path) -> None:
    plant(tmp_path, FILES)
    first = answers(shell, "server_state", tmp_path)["files"]
    plant(tmp_path, {"/etc/hosts": "127.0.0.1 other\n", "/etc/shadow": "root:other\n"})
    (tmp_path / "etc/group").chmod(0o666)
    second = answers(shell, "server_state", tmp_path)["files"]
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert {name for name in first if first[name] != second[name]} == {"/etc/hosts", "/etc/group"}


@pytest.mark.parametrize("shell", SHELLS)
def test_secrets_stay_on_the_target(shell: list[str], tmp_path: Path) -> None:
    plant(tmp_path, FILES)
    output = run(shell, "server_state", tmp_path)
    assert [word for word in ("t0ps3cret", "hidden", "$y$hash") if word in output.stdout + output.stderr] == []


@pytest.mark.parametrize("shell", SHELLS)
def test_a_server_without_an_audit_daemon_says_that_it_has_no_trail(shell: list[str], tmp_path: Path) -> None:
    plant(tmp_path, {name: text for name, text in FILES.items() if "audit" not in name})
    found = answers(shell, "server_state", tmp_path)
    assert isinstance(found["trail"], NotSeen)
    assert "trail" in found["unseen"]  # type: ignore[operator]
