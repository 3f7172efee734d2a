"""Every file and edit of the hardening roles for a recorded platform, rendered by Ansible's own templar.

tests/fixtures/platforms/<name>/ says what such a system is like, and from which documentation; no real host was asked.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import filter_loader, init_plugin_loader
from ansible.template import Templar, trust_as_template

ROOT = Path(__file__).parents[2]
ROLES = ROOT / "roles"
PLATFORMS = ROOT / "tests/fixtures/platforms"
NAMES = sorted(path.name for path in PLATFORMS.iterdir())
PLAY = yaml.safe_load((ROOT / "playbooks/harden_servers.yml").read_text(encoding="utf-8"))[0]
HARDENING: list[str] = PLAY["vars"]["hardening_roles"]
# What a site declares before it hardens.
DECLARED = {
    "host_firewall_admin_networks": ["192.0.2.0/24", "2001:db8::/32"],
    "listening_ports_declared": ["tcp/443"],
    "logging_remote_targets": ["log.example.com"],
    "malware_protection_daemon": True,
    "time_sync_servers": ["192.0.2.9"],
    "sudo_policy_administrators": {"system": ["li"], "security": ["wang"], "audit": ["zhao"]},
    "sudo_policy_services": ["nginx.service"],
}


@functools.cache
def platform(name: str) -> dict[str, Any]:
    """The description of a platform."""
    found: dict[str, Any] = yaml.safe_load((PLATFORMS / name / "platform.yml").read_text(encoding="utf-8"))
    return found


@functools.cache
def loader() -> DataLoader:
    """Ansible's loader, which knows our filters."""
    init_plugin_loader()
    filter_loader.add_directory(str(ROOT / "hfcheck/ansible/filter"))
    filter_loader.add_directory(str(ROLES / "mounts/filter_plugins"))
    return DataLoader()


@functools.cache
def role_variables() -> dict[str, Any]:
    """Defaults and variables of all hardening roles, as templates."""
    found: dict[str, Any] = {}
    for role in HARDENING:
        for path in [ROLES / role / "defaults/main.yml", *sorted((ROLES / role / "vars/main").glob("*.yml"))]:
            found |= loader().load_from_file(str(path), trusted_as_template=True) or {}
    return found


def scope(name: str, module: str = "pam_faillock") -> dict[str, Any]:
    """All variables of a host of this platform, with what the roles' questions would have been answered."""
    its = platform(name)
    accepted = [f"{option} {each}" for option, names in its["algorithms"].items() for each in names]
    return {
        **role_variables(),
        **DECLARED,
        "ansible_facts": {"os_family": its["family"], "machine": "x86_64"},
        "ssh_server_answers": {"stdout_lines": accepted + ["Include"] * its["include"]},
        "login_session_module_found": {"stdout": module},
        "audit_daemon_seen": {"stdout_lines": ["x86_64", "host", "none", "/usr/bin/sudo"]},
        "host_firewall_states": {"stdout_lines": its["firewalls_active"] and ["active"] + ["inactive"] * 3},
    }


def templar(variables: Mapping[str, Any], role: str = "") -> Templar:
    known = Templar(loader(), variables=dict(variables))
    return known.copy_with_new_env(searchpath=[str(ROLES / role / "templates")], available_variables=dict(variables))


def value(variables: Mapping[str, Any], expression: str) -> Any:
    return templar(variables).template(trust_as_template("{{ " + expression + " }}"))


def rendered(name: str, module: str = "pam_faillock") -> Iterator[tuple[str, str]]:
    """Path and text of every file that the roles write on this platform."""
    variables = scope(name, module)
    family = platform(name)["family"]
    for role in HARDENING:
        files = value(variables, f"{role}_files | default([])")
        for item in [file for file in files if file.get("family", family) == family]:
            text = trust_as_template((ROLES / role / "templates" / item["src"]).read_text(encoding="utf-8"))
            told = variables | {"item": item}
            done = templar(told, role).template(text, escape_backslashes=False, overrides={"trim_blocks": True})
            yield item["dest"], str(done)


@functools.cache
def written(name: str) -> dict[str, str]:
    return dict(rendered(name))


def edited(task: Mapping[str, Any], variables: Mapping[str, Any], path: str, text: str) -> str:
    """What a task that edits a file it has slurped would write."""
    item = {"item": path, "content": value({"text": text}, "text | b64encode")}
    told = {**variables, **task.get("vars", {}), "item": item}
    return str(templar(told).template(task["ansible.builtin.copy"]["content"]))
