"""What hardening costs the controller: first run, second run and audit of one fresh server."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from bench.line import Line
from bench.process import Used, run
from hfcheck.lab.fresh import Servers, servers
from hfcheck.station import PROJECT

NODE = {"bench": "bookworm"}
FIRST_SECONDS, SECOND_SECONDS = 20, 10
DECLARED = PROJECT / ".config/molecule/group_vars/servers.yml"
# The usual way to run roles: a file copied for each task, and a connection of its own for each command.
PLAIN = {"ansible_pipelining": False, "ansible_ssh_args": "-o ControlMaster=no -o ControlPath=none"}


def hardening_lines() -> Iterator[Line]:
    """CPU of the controller in seconds. The peer of the second run are the same tasks without pipelining."""
    with tempfile.TemporaryDirectory() as directory, servers(Path(directory) / "room", NODE) as fleet:
        first = played(fleet, "harden_servers.yml").cpu
        yield Line("hardening_first_run_cpu", first, "s", f"<= {FIRST_SECONDS} s", first <= FIRST_SECONDS)
        second = played(fleet, "harden_servers.yml").cpu
        plain = played(fleet, "harden_servers.yml", PLAIN).cpu
        met, peer = second <= SECOND_SECONDS, "same tasks, a connection each, no pipelining"
        goal = f"<= {SECOND_SECONDS} s"
        yield Line("hardening_second_run_cpu", second, "s", goal, met, peer, plain, plain / second)
        audit = played(fleet, "audit_servers.yml")
        yield Line("hardening_audit_cpu", audit.cpu, "s", "", None, "second run", second, second / audit.cpu)
        yield Line("hardening_audit_wall", audit.wall, "s", "", None)


def played(fleet: Servers, playbook: str, variables: Mapping[str, object] | None = None) -> Used:
    """Play one of playbooks/ on the node; raises RuntimeError when it does not end well."""
    declared = yaml.safe_load(DECLARED.read_text()) | dict(variables or {})
    words = ["ansible-playbook", f"--inventory={fleet.inventory}", f"--extra-vars={json.dumps(declared)}"]
    done = run([*words, str(PROJECT / "playbooks" / playbook)], environment(fleet.directory))
    if done.code:
        raise RuntimeError(f"{playbook}: expected exit 0, found {done.code}: {done.stdout[-1500:]}{done.stderr[-500:]}")
    return done


def environment(directory: Path) -> dict[str, str]:
    """A station of its own, so that runs are not written down in the real one."""
    return os.environ | {
        "ANSIBLE_CONFIG": str(PROJECT / "ansible.cfg"),
        "HFCHECK_DATA": str(directory / "data"),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
