"""The rules that role audit_daemon writes, rendered for both kinds of machines."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar, trust_as_template

ROLE = Path(__file__).parents[3] / "roles/audit_daemon"
WATCH = re.compile(r"-w /\S+ -p (wa|x) -k hfcheck_[a-z]+")
CALL = re.compile(
    r"-a always,exit -F arch=b(64|32) -S [a-z_0-9,]+( -C uid!=euid| -F [a-z0-9]+(=|>=|!=)\S+)* -F key=hfcheck_\w+"
)
PROGRAM = re.compile(r"-a always,exit -F path=/\S+ -F perm=x -F auid>=1000 -F auid!=unset -F key=hfcheck_privileged")
OLD_CALLS = {"open", "creat", "unlink", "rename", "rmdir", "chmod", "chown", "lchown", "stime"}


def trusted(value: Any) -> Any:
    """The value with every text in it as a template of ours."""
    if isinstance(value, dict):
        return {key: trusted(item) for key, item in value.items()}
    if isinstance(value, list):
        return [trusted(item) for item in value]
    return trust_as_template(value) if isinstance(value, str) else value


def rendered(machine: str, **variables: object) -> list[str]:
    """The rules for a machine with two privileged programs."""
    files = [ROLE / "defaults/main.yml", *sorted((ROLE / "vars/main").glob("*.yml"))]
    content = {key: value for path in files for key, value in yaml.safe_load(path.read_text(encoding="utf-8")).items()}
    seen = {"stdout_lines": [machine, "host", "none", "/usr/bin/su", "/usr/bin/sudo"]}
    templar = Templar(loader=DataLoader(), variables={**trusted(content), "audit_daemon_seen": seen, **variables})
    source = (ROLE / "templates/events.rules.j2").read_text(encoding="utf-8")
    text = templar.template(trust_as_template("#jinja2: trim_blocks: True\n" + source))
    return [line for line in str(text).splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize("machine", ["x86_64", "aarch64", "loongarch64"])
def test_every_line_is_a_rule_and_none_is_there_twice(machine: str) -> None:
    first, *rules = rendered(machine)
    assert first == "-i"
    assert [
        rule for rule in rules if not (WATCH.fullmatch(rule) or CALL.fullmatch(rule) or PROGRAM.fullmatch(rule))
    ] == []
    assert len(set(rules)) == len(rules) > 60


def test_every_declared_key_records_something() -> None:
    keys = set(re.findall(r"(?:-k |key=)(\S+)", "\n".join(rendered("x86_64"))))
    declared = yaml.safe_load((ROLE / "defaults/main.yml").read_text(encoding="utf-8"))["audit_daemon_keys"]
    assert keys == set(declared)


def test_a_machine_is_not_asked_for_calls_that_it_has_not_got() -> None:
    calls = {
        call for rule in rendered("aarch64") for found in re.findall(r"-S (\S+)", rule) for call in found.split(",")
    }
    assert calls & OLD_CALLS == set()
    assert {"openat", "unlinkat", "fchmodat", "clock_settime"} <= calls
    assert not any("arch=b32" in rule for rule in rendered("aarch64"))
    both = "\n".join(rendered("x86_64"))
    assert "arch=b32 -S adjtimex,settimeofday,stime " in both
    assert "arch=b64 -S adjtimex,settimeofday " in both


def test_each_privileged_program_and_the_site_s_own_files_are_watched() -> None:
    rules = rendered("x86_64", audit_daemon_watches=["/srv/fund"])
    assert [rule for rule in rules if "path=/usr/bin/su " in rule] != []
    assert "-w /srv/fund -p wa -k hfcheck_site" in rules
