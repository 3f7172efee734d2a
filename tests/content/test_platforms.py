"""What the hardening roles would do to systems that no node here runs; platforms.py renders it."""

from __future__ import annotations

import base64
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.module_utils.facts.system import distribution

from hfcheck.readings import load
from tests.content.platforms import (
    NAMES,
    PLATFORMS,
    ROOT,
    platform,
    role_variables,
    scope,
    value,
    written,
)

READINGS = sorted(
    path.stem
    for path in (ROOT / "hfcheck/readings").glob("*.py")
    if "READING = Reading(" in path.read_text(encoding="utf-8")
)


def facts(name: str, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """Distribution and family as the facts of this ansible-core read them out of the platform's os-release."""
    text = (PLATFORMS / name / "os-release").read_text(encoding="utf-8")
    monkeypatch.setattr(distribution, "_file_exists", lambda path, **_: path == "/etc/os-release")
    monkeypatch.setattr(distribution, "get_file_content", lambda path: text)
    found = distribution.DistributionFiles(module=None).process_dist_files()["distribution"]
    return found, distribution.Distribution.OS_FAMILY.get(found, found)


@pytest.mark.parametrize("name", NAMES)
def test_a_fixture_says_whence_it_is(name: str) -> None:
    assert "no real host was asked" in " ".join(platform(name)["origin"].split())


@pytest.mark.parametrize("name", NAMES)
def test_the_facts_say_what_the_fixture_expects_of_them(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert facts(name, monkeypatch)[1] == platform(name)["family_by_facts"]


@pytest.mark.parametrize("name", NAMES)
def test_the_family_is_what_the_software_came_with(name: str, tmp_path: Path) -> None:
    assert (
        family_found(tmp_path, {"Debian": ["apt-get", "rpm"], "RedHat": ["rpm", "dnf"]}[platform(name)["family"]])
        == ({"Debian": "Debian apt", "RedHat": "RedHat dnf"}[platform(name)["family"]])
    )


def test_a_system_of_neither_family_is_refused(tmp_path: Path) -> None:
    assert family_found(tmp_path, ["rpm", "zypper"]) == "neither"
    [refusal] = [task for task in tasks("know_family") if "ansible.builtin.fail" in task]
    assert refusal["when"] == "hardening_family.stdout == 'neither'"


def tasks(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((ROOT / f"playbooks/tasks/{name}.yml").read_text(encoding="utf-8"))
    return found


def programs(directory: Path, named: Mapping[str, str]) -> Path:
    """A directory with these shell scripts by name."""
    directory.mkdir()
    for name, text in named.items():
        (directory / name).write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        (directory / name).chmod(0o755)
    return directory


def family_found(tmp_path: Path, commands: list[str]) -> str:
    status = tmp_path / "status"
    if "apt-get" in commands:
        status.write_text("Package: dpkg\n", encoding="utf-8")
    script = tasks("know_family")[0]["ansible.builtin.shell"]["cmd"].replace("/var/lib/dpkg/status", str(status))
    path = programs(tmp_path / "bin", dict.fromkeys(commands, "exit 0"))
    done = subprocess.run(
        ["/bin/sh", "-c", script], env={"PATH": str(path)}, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.mark.parametrize("name", NAMES)
def test_a_python_that_is_too_old_is_refused_and_only_that(name: str, tmp_path: Path) -> None:
    version = platform(name)["python"]
    old = tuple(map(int, version.split("."))) < (3, 8)
    path = programs(
        tmp_path / "bin",
        {"systemd-run": "exit 0", "python3": f'case "$2" in *print*) echo {version} ;; *) exit {int(old)} ;; esac'},
    )
    script = re.sub(r"\{\{.*\}\}", "python3", tasks("refuse_unfit")[0]["ansible.builtin.raw"])
    script = script.replace("/run/systemd/system", str(tmp_path)).replace("/var/lib/hfcheck", str(tmp_path))
    done = subprocess.run(
        ["/bin/sh", "-c", script],
        env={"PATH": f"{path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == (f"expected Python 3.8 or newer, found {version}" if old else "")


@pytest.mark.parametrize("name", READINGS)
def test_inspection_asks_no_python_of_a_target(name: str) -> None:
    assert not re.search(r"\bpython", load(name).snippet)


@pytest.mark.parametrize("name", NAMES)
def test_every_file_is_rendered_in_full_and_signed(name: str) -> None:
    files = written(name)
    assert len(files) > 30
    listed = {"/etc/cron.allow", "/etc/at.allow", "/etc/issue", "/etc/issue.net", "/etc/motd"}  # know no comments
    assert [path for path, text in files.items() if path not in listed and "Managed by hfcheck" not in text] == []
    assert [path for path, text in files.items() if "{{" in text or "{%" in text or not text.strip()] == []


@pytest.mark.parametrize("name", NAMES)
def test_packages_and_units_are_those_of_the_platform(name: str) -> None:
    its = platform(name)
    variables = scope(name)
    tables = [each for each in role_variables() if each.endswith("_packages")]
    wanted = [value(variables, table) for table in tables]
    named = {package for each in wanted for package in (each[its["family"]] if isinstance(each, dict) else each)}
    assert named | {"chrony", "nftables"} <= set(its["packages"])
    assert {"sudo", "aide"} <= named
    units = [
        value(variables, "ssh_server_units[ansible_facts.os_family]"),
        value(variables, "time_sync_family.unit"),
        *value(variables, "updates_timers[ansible_facts.os_family]"),
        *value(variables, "malware_protection_units | reject('match', 'hfcheck-')"),
    ]
    assert set(units) <= set(its["units"])


@pytest.mark.parametrize("name", NAMES)
def test_another_firewall_that_is_active_is_named_and_refused(name: str) -> None:
    refusal = value(scope(name), "host_firewall_refusal")
    active = platform(name)["firewalls_active"]
    assert refusal == [f"expected nobody else to manage the rules, found active: {each}" for each in active]


def config(name: str) -> dict[str, list[str]]:
    """The lists of algorithms in the rendered sshd_config."""
    lines = [line.split() for line in written(name)["/etc/ssh/sshd_config"].splitlines() if line]
    return {line[0]: line[1].split(",") for line in lines if line[0] in platform(name)["algorithms"]}


@pytest.mark.parametrize("name", NAMES)
def test_only_what_the_server_accepts_is_offered_and_sm_never_alone(name: str) -> None:
    sm = set(role_variables()["ssh_server_sm_algorithms"])
    offered = config(name)
    assert list(offered) == list(platform(name)["algorithms"])
    for option, names in offered.items():
        assert set(names) <= set(platform(name)["algorithms"][option])
        assert names[0] not in sm
    has = any("sm" in each for each in platform(name)["algorithms"]["KexAlgorithms"])
    assert bool(sm & {each for names in offered.values() for each in names}) == has


@pytest.mark.parametrize("name", NAMES)
def test_a_server_that_accepts_sm_alone_is_refused(name: str) -> None:
    variables = scope(name) | {
        "ssh_server_answers": {"stdout_lines": ["Ciphers sm4-ctr", "MACs hmac-sha2-512-etm@openssh.com"]}
    }
    assert value(variables, "ssh_server_without_classical") == ["Ciphers", "KexAlgorithms", "HostKeyAlgorithms"]


@pytest.mark.parametrize("name", NAMES)
def test_include_is_said_only_where_the_server_knows_it(name: str) -> None:
    assert ("\nInclude " in written(name)["/etc/ssh/sshd_config"]) == platform(name)["include"]


@pytest.fixture(scope="session")
def host_keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("keys")
    for kind in ("ed25519", "rsa"):
        words = ["ssh-keygen", "-q", "-t", kind, "-N", "", "-f", str(directory / f"ssh_host_{kind}_key")]
        subprocess.run(words, check=True, timeout=60)
    return directory


@pytest.mark.skipif(not Path("/run/sshd").is_dir(), reason="an installed sshd is needed")
@pytest.mark.parametrize("name", NAMES)
def test_a_real_sshd_takes_the_configuration(name: str, host_keys: Path, tmp_path: Path) -> None:
    """This machine's sshd is no platform's, and knows no SM algorithm: those are left out."""
    text = written(name)["/etc/ssh/sshd_config"].replace("/etc/ssh/ssh_host_", f"{host_keys}/ssh_host_")
    for each in role_variables()["ssh_server_sm_algorithms"]:
        text = text.replace(f",{each}", "")
    (tmp_path / "config").write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["/usr/sbin/sshd", "-t", "-f", str(tmp_path / "config")], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr.replace("Deprecated", "")) == (0, "")


@pytest.mark.skipif(shutil.which("visudo") is None, reason="visudo is needed")
@pytest.mark.parametrize("name", NAMES)
def test_visudo_takes_the_rights(name: str, tmp_path: Path) -> None:
    for path, text in written(name).items():
        if path.startswith("/etc/sudoers.d/"):
            (tmp_path / "sudoers").write_text(text, encoding="utf-8")
            done = subprocess.run(
                ["visudo", "-cf", str(tmp_path / "sudoers")], capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", NAMES)
def test_nft_takes_the_rules(name: str, tmp_path: Path) -> None:
    path = {"Debian": "/etc/nftables.conf", "RedHat": "/etc/sysconfig/nftables.conf"}[platform(name)["family"]]
    (tmp_path / "rules").write_text(written(name)[path], encoding="utf-8")
    inside = ["unshare", "--map-root-user", "--net"]
    if shutil.which("nft") is None or subprocess.run([*inside, "true"], capture_output=True, check=False).returncode:
        pytest.skip("nft and a network namespace are needed")
    done = subprocess.run(
        [*inside, "nft", "-c", "-f", str(tmp_path / "rules")], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", NAMES)
def test_defaults_of_new_accounts_are_set_once(name: str) -> None:
    text = (PLATFORMS / name / "login.defs").read_text(encoding="utf-8")
    seen = {"stdout_lines": [base64.b64encode(text.encode()).decode(), "", "SHA512"]}
    said = str(value(scope(name) | {"accounts_defaults": seen}, "accounts_defaults_files[0].content"))
    assert "ENCRYPT_METHOD SHA512" in [" ".join(line.split()) for line in said.splitlines()]
    keys = [line.split()[0] for line in said.splitlines() if line and not line.startswith("#")]
    assert len(keys) == len(set(keys))
    assert "PASS_MAX_DAYS 90" in [" ".join(line.split()) for line in said.splitlines()]
