"""What became of three fresh servers: a dry run, two hardening runs, an audit, a restart, and the way back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from hfcheck.lab.fresh import Servers
from hfcheck.ledger import Reader
from hfcheck.station import PROJECT

HERE = Path(__file__).parent
NODES = {"n11": "bullseye", "n12": "bookworm", "n13": "trixie"}
PEOPLE = {"system": ["sysadmin01"], "security": ["secadmin01"], "audit": ["auditor01"]}
# The people whom the inventory declares, each with a key; their passwords never expire, as an installer leaves it.
PREPARE = """\
for name in sysadmin01 secadmin01 auditor01; do
  useradd --create-home --shell /bin/bash "$name"
  echo "$name:Huaihua-2026-lab" | chpasswd
  install -d -m 0700 -o "$name" -g "$name" "/home/$name/.ssh"
  install -m 0600 -o "$name" -g "$name" /home/inspect/.ssh/authorized_keys "/home/$name/.ssh/"
done
"""
DECLARED = PROJECT / ".config/molecule/group_vars/servers.yml"
UNJUDGED = PROJECT / ".config/molecule/unjudged.yml"

Event = Mapping[str, Any]
Step = tuple[str, str, str]  # role, task, item


@dataclass(frozen=True, slots=True)
class Played:
    """How a playbook ended: its exit status, its output, and what each task did."""

    code: int
    output: str
    events: tuple[Event, ...]

    def changed(self, host: str) -> set[Step]:
        """What changed, or would have; handlers aside, which a dry run of a task cannot set off in any other way."""
        return {_step(event) for event in self.of(host) if event["outcome"] == "changed" and not event["handler"]}

    def failed(self) -> list[tuple[str, Step, str]]:
        """Host, step and message of what failed."""
        return [(one["host"], _step(one), one["msg"]) for one in self.events if one["outcome"] == "failed"]

    def of(self, host: str) -> Iterable[Event]:
        """What was told of one host."""
        return (event for event in self.events if event["host"] == host)


def _step(event: Event) -> Step:
    return event["role"], event["task"], event["item"]


@dataclass(frozen=True, slots=True)
class Station:
    """Plays playbooks against fresh servers, all of them in one play."""

    fleet: Servers
    home: Path

    def play(self, playbook: str, *words: str, variables: Mapping[str, Any] | None = None) -> Played:
        """Play one of playbooks/ with what the site declares."""
        declared = yaml.safe_load(DECLARED.read_text()) | {
            "sudo_policy_administrators": PEOPLE,
            "ssh_server_allow_groups": ["inspect", "sysadmin", "secadmin", "auditadmin"],
            "hardening_minutes": 50,  # other tests may keep the machine busy
        }
        extra, told = self.home / "variables.json", self.home / "told.jsonl"
        extra.write_text(json.dumps(declared | dict(variables or {})))
        command = ["ansible-playbook", "--forks=3", f"--inventory={self.fleet.inventory}", f"--extra-vars=@{extra}"]
        done = subprocess.run(
            [*command, *words, str(PROJECT / "playbooks" / playbook)],
            env=self._environment(told),
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        events = tuple(json.loads(line) for line in told.read_text().splitlines())
        return Played(done.returncode, done.stdout + done.stderr, events)

    def troubles(self) -> set[tuple[str, str, str]]:
        """Host, check and verdict of what deviated or was not seen in the newest audit."""
        with Reader.open(self.home / "data/ledger.db") as ledger:
            run = next(ledger.runs(newest_first=True)).event["run"]
            found = [one.event for one in ledger.troubles(str(run))]
        return {(str(one["host"]), str(one["check"]), str(one["verdict"])) for one in found}

    def runs(self, host: str) -> list[str]:
        """The hardening runs of a host, oldest first."""
        return sorted(path.stem for path in (self.home / "data/changes" / host).glob("*.json"))

    def listing(self, host: str) -> set[str]:
        """What `listing.sh` sees, which knows nothing of hfcheck."""
        done = self.fleet.console(host, ["sh"], stdin=(HERE / "listing.sh").read_text())
        lines = set(done.stdout.splitlines())
        kinds = {line.partition(" ")[0] for line in lines}
        assert {"file", "mode", "package", "unit-file", "active", "sysctl", "mount"} <= kinds, done.stderr
        return lines

    def _environment(self, told: Path) -> dict[str, str]:
        callbacks = (PROJECT / "hfcheck/ansible/callback", HERE / "callback")
        return os.environ | {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "ANSIBLE_CONFIG": str(PROJECT / "ansible.cfg"),
            "ANSIBLE_CALLBACK_PLUGINS": os.pathsep.join(map(str, callbacks)),
            "ANSIBLE_CALLBACKS_ENABLED": "hfcheck,told",
            "HFCHECK_DATA": str(self.home / "data"),
            "HFCHECK_TOLD": str(told),
        }
