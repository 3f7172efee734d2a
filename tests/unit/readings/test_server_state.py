from __future__ import annotations

import os
from pathlib import Path

import pytest

from hfcheck.model import NotSeen, Reason
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
    assert found["accounts"] == {
        "root": "0:0 /root /bin/bash password",
        "zhang": "1001:1001 /home/zhang /bin/bash -",
    }
    assert found["groups"] == {"sudo": "27 zhang", "empty": "99 -"}
    assert found["sudoers"] == {
        "/etc/sudoers: Defaults env_reset": "rule",
        "/etc/sudoers: @includedir /etc/sudoers.d": "rule",
        "/etc/sudoers: root ALL=(ALL:ALL) ALL": "rule",
        "/etc/sudoers.d/deploy: deploy ALL=(root) NOPASSWD: /usr/bin/app …, /bin/true": "rule",
    }
    files = found["files"]
    assert isinstance(files, dict)
    folders = {"/etc", "/etc/sudoers.d", "/var/spool/cron", "/var/spool/cron/crontabs"}
    assert set(files) == folders | {name for name in FILES if name.startswith(("/etc", "/var/spool"))}
    assert files["/etc/shadow"].endswith(" -")
    assert len(files["/etc/hosts"].split()[2]) == 32


@pytest.mark.parametrize("shell", SHELLS)
def test_only_changes_of_people_who_logged_in_are_on_the_trail(shell: list[str], tmp_path: Path) -> None:
    plant(tmp_path, FILES)
    assert answers(shell, "server_state", tmp_path)["trail"] == {
        "1763900000 - - -": "-",
        "1763900000 zhang /usr/bin/vim /etc/hosts": "k",
    }


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


@pytest.mark.parametrize("shell", SHELLS)
def test_names_that_sha256sum_or_a_line_cannot_hold_are_told_with_their_content(
    shell: list[str], tmp_path: Path
) -> None:
    names = ("/etc/a\\x2db.mount", "/etc/tab\there", "/etc/line\nis\tkeys\tforged\t1", "/etc/esc\x1b[2J")
    plant(tmp_path, FILES | dict.fromkeys(names, "one"))
    first = answers(shell, "server_state", tmp_path)
    plant(tmp_path, dict.fromkeys(names, "two"))
    second = answers(shell, "server_state", tmp_path)
    old, new = first["files"], second["files"]
    assert isinstance(old, dict)
    assert isinstance(new, dict)
    assert sorted(name for name in old if old[name] != new[name]) == [
        "/etc/a\\x2db.mount",
        "/etc/esc?[2J",
        "/etc/line?is?keys?forged?1",
        "/etc/tab?here",
    ]
    assert "forged" not in str(first["keys"])


@pytest.mark.parametrize("shell", SHELLS)
def test_links_big_files_and_what_programs_write(shell: list[str], tmp_path: Path) -> None:
    plant(tmp_path, FILES | {"/etc/passwd-": "old", "/etc/cron.d/job-": "mine", "/etc/big": ""})
    (tmp_path / "etc/localtime").symlink_to("/usr/share/zoneinfo/Asia/Shanghai")
    with (tmp_path / "etc/big").open("r+b") as big:
        big.truncate(20 * 1024 * 1024)
    files = answers(shell, "server_state", tmp_path)["files"]
    assert isinstance(files, dict)
    assert files["/etc/localtime"].endswith(" -> '/usr/share/zoneinfo/Asia/Shanghai'")
    assert files["/etc/big"].endswith(" 20971520 bytes")
    assert ("/etc/passwd-" in files, "/etc/cron.d/job-" in files) == (False, True)


@pytest.mark.parametrize("shell", SHELLS)
def test_a_relative_path_and_one_in_hexadecimal_digits_are_named_whole(shell: list[str], tmp_path: Path) -> None:
    log = (
        'type=SYSCALL msg=audit(1763900000.123:1): success=yes auid=1001 exe="/usr/bin/vim" key=(null)\n'
        'type=CWD msg=audit(1763900000.123:1): cwd="/etc/ssh"\n'
        'type=PATH msg=audit(1763900000.123:1): item=0 name="../hosts" nametype=NORMAL\n'
        "type=PATH msg=audit(1763900000.123:1): item=1 name=2F6574632F6120620A63 nametype=CREATE\n"
        f"type=SYSCALL msg=audit(1763900009.1:2): success=yes auid=1001 {'x' * 300_000}\n"
    )
    plant(tmp_path, FILES | {"/var/log/audit/audit.log": log})
    assert answers(shell, "server_state", tmp_path)["trail"] == {
        "1763900000 - - -": "-",
        "1763900000 zhang /usr/bin/vim /etc/hosts": "(null)",
        "1763900000 zhang /usr/bin/vim /etc/a b?c": "(null)",
    }


def tool(directory: Path, name: str, text: str, code: int = 0) -> None:
    """A program that prints a text and ends with a code."""
    directory.mkdir(exist_ok=True)
    (directory / f"{name}.txt").write_text(text)
    (directory / name).write_text(f"#!/bin/sh\ncat {directory}/{name}.txt\nexit {code}\n")
    (directory / name).chmod(0o755)


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory of programs that come before the machine's own."""
    monkeypatch.setenv("PATH", f"{tmp_path / 'tools'}{os.pathsep}{os.environ['PATH']}")
    return tmp_path / "tools"


RULES = """\
table inet filter {
\tset admins {
\t\ttype ipv4_addr
\t\telements = { 203.0.113.7,
\t\t\t     203.0.113.8 }
\t}
\tset tries {
\t\ttype ipv4_addr
\t\tflags dynamic,timeout
\t\telements = { 198.51.100.1 }
\t}
\tchain input {
\t\ttype filter hook input priority filter; policy drop;
\t\ttcp dport 22 accept
\t\ttcp dport 23 drop
\t}
}
"""


@pytest.mark.parametrize("shell", SHELLS)
def test_rules_are_told_with_their_order_and_without_what_fills_itself(
    shell: list[str], tmp_path: Path, tools: Path
) -> None:
    plant(tmp_path, FILES)
    accept, drop = "\t\ttcp dport 22 accept\n", "\t\ttcp dport 23 drop\n"
    changed = {
        "same": RULES.replace("{ 198.51.100.1 }", "{ 198.51.100.1, 198.51.100.2,\n 198.51.100.3 }"),
        "order": RULES.replace(accept + drop, drop + accept),
        "element": RULES.replace("203.0.113.8", "203.0.113.9"),
        "gone": RULES.replace(drop, ""),
    }
    seen = {}
    for name, text in {"first": RULES, **changed}.items():
        tool(tools, "nft", text)
        seen[name] = answers(shell, "server_state", tmp_path)["rules"]
    first = seen.pop("first")
    assert isinstance(first, dict)
    differs = {name: sorted(k for k in {**first, **new} if first.get(k) != new.get(k)) for name, new in seen.items()}
    chain = "inet filter chain input"
    assert differs == {
        "same": [],
        "order": [chain],
        "element": ["inet filter set admins"],
        "gone": [chain, f"{chain}: tcp dport 23 drop"],
    }


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("kind", "program"), [("rules", "nft"), ("packages", "dpkg-query"), ("units", "systemctl"), ("ports", "ss")]
)
def test_a_tool_that_fails_saw_nothing_rather_than_that_nothing_is_there(
    shell: list[str], kind: str, program: str, tmp_path: Path, tools: Path
) -> None:
    plant(tmp_path, FILES)
    tool(tools, program, "it is out of order\n", code=1)
    found = answers(shell, "server_state", tmp_path)
    assert found[kind] == NotSeen(Reason.REJECTED, "it is out of order")


@pytest.mark.parametrize("shell", SHELLS)
def test_a_kind_without_end_blinds_no_other(shell: list[str], tmp_path: Path, tools: Path) -> None:
    plant(tmp_path, FILES)
    tool(tools, "systemctl", "".join(f"unit{number}.service enabled\n" for number in range(40_000)))
    tool(tools, "dpkg-query", "ii  bash:amd64\t5.2\nhi  held:amd64\t1\nrc  gone:amd64\t1\nun  no:\t\n")
    found = answers(shell, "server_state", tmp_path)
    assert found["units"] == NotSeen(Reason.REJECTED, "more than 700000 bytes")
    assert found["packages"] == {"bash:amd64": "5.2", "held:amd64": "1"}


@pytest.mark.parametrize("shell", SHELLS)
def test_ports_tell_both_protocols_and_no_number_that_the_kernel_chose(
    shell: list[str], tmp_path: Path, tools: Path
) -> None:
    plant(tmp_path, FILES | {"/proc/sys/net/ipv4/ip_local_port_range": "32768\t60999\n"})
    rows = (
        'tcp LISTEN 0 128 0.0.0.0:22 0.0.0.0:* users:(("sshd",pid=9,fd=3),("systemd",pid=1,fd=5))',
        'tcp LISTEN 0 128 *:8080 *:* users:(("java",pid=9,fd=3))',
        'tcp LISTEN 0 128 127.0.0.1:25 0.0.0.0:* users:(("master",pid=9,fd=3))',
        'tcp LISTEN 0 128 [::]:44444 [::]:* users:(("nc",pid=9,fd=3))',
        'udp UNCONN 0 0 0.0.0.0:51234 0.0.0.0:* users:(("avahi-daemon",pid=9,fd=3))',
        "tcp LISTEN 0 64 0.0.0.0:40001 0.0.0.0:*",
        'tcp LISTEN 0 9 10.0.0.1:53 0.0.0.0:* users:(("named",pid=9,fd=3))',
        'tcp LISTEN 0 9 10.0.0.2:53 0.0.0.0:* users:(("dnsmasq",pid=9,fd=3))',
    )
    tool(tools, "ss", "\n".join(rows) + "\n")
    assert answers(shell, "server_state", tmp_path)["ports"] == {
        "tcp/22": "systemd",
        "tcp/53": "dnsmasq, named",
        "tcp/8080": "java",
        "tcp/any -": "-",
        "tcp6/44444": "nc",
        "tcp6/8080": "java",
        "udp/any avahi-daemon": "avahi-daemon",
    }
