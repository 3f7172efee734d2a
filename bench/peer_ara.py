"""The peer: ARA records a conventional playbook in which a host has one task result for each check.

ARA's own callback plugin records through its default client, the offline one. What is counted is what ARA adds: the
processor time of the playbook with ARA, less that of the same playbook without it. That difference is taken between few
hosts and many, so that ARA's start (Django, its local server) and what it does once a task are not held against it.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import yaml

from bench.process import run

TASKS, FEW, MANY = 40, 1, 10
# As much as the ledger keeps of an average finding.
RESULT = {"verdict": "deviates", "expected": "no", "found": "yes", "offending": "yes", "evidence": "0" * 64}


@dataclass(frozen=True, slots=True)
class Recording:
    """A playbook of `TASKS` results a host in `home`, where ARA's database is too."""

    home: Path

    @classmethod
    def prepare(cls, home: Path) -> Recording:
        """Write the playbook and the inventories, and let ARA make its database."""
        tasks = [{"name": f"Check {n}", "ansible.builtin.debug": {"msg": RESULT}} for n in range(TASKS)]
        play = {"name": "Checks", "hosts": "all", "gather_facts": False, "tasks": tasks}
        (home / "checks.yml").write_text(yaml.safe_dump([play]))
        # Ansible's own default asks its workers a thousand times a second, and so longer the longer ARA takes.
        (home / "ansible.cfg").write_text("[defaults]\ninternal_poll_interval = 0.01\n")
        for hosts in (FEW, MANY):
            names = {f"host{n:02}": {"ansible_connection": "local"} for n in range(hosts)}
            (home / f"hosts-{hosts}.yml").write_text(yaml.safe_dump({"all": {"hosts": names}}))
        made = cls(home)
        made.cpu(FEW, with_ara=True)
        return made

    def seconds_a_result(self) -> float:
        """CPU seconds that ARA adds for each result."""
        added = {hosts: self.cpu(hosts, with_ara=True) - self.cpu(hosts, with_ara=False) for hosts in (FEW, MANY)}
        return (added[MANY] - added[FEW]) / ((MANY - FEW) * TASKS)

    def cpu(self, hosts: int, with_ara: bool) -> float:
        """CPU seconds of the playbook on so many hosts; raises RuntimeError when ARA did not record every result."""
        before = self.recorded() if with_ara else 0
        command = ["ansible-playbook", "-i", str(self.home / f"hosts-{hosts}.yml"), str(self.home / "checks.yml")]
        done, expected = run(command, self._environment(with_ara)), hosts * TASKS
        added = self.recorded() - before if with_ara else expected
        if done.code or added != expected:
            raise RuntimeError(f"expected {expected} results recorded, found {added}: exit {done.code}: {done.stderr}")
        return done.cpu

    def recorded(self) -> int:
        """How many results ARA's database holds."""
        database = self.home / "ansible.sqlite"
        if not database.exists():
            return 0
        with contextlib.closing(sqlite3.connect(database)) as connection:
            return int(connection.execute("SELECT count(*) FROM results").fetchone()[0])

    def _environment(self, with_ara: bool) -> Mapping[str, str]:
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        plain = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "ARA_"))}
        plain |= {"PATH": path, "ANSIBLE_CONFIG": str(self.home / "ansible.cfg"), "NO_PROXY": "localhost"}
        enabled = {"ANSIBLE_CALLBACK_PLUGINS": str(callback_directory()), "ANSIBLE_CALLBACKS_ENABLED": "ara_default"}
        return plain | enabled | {"ARA_BASE_DIR": str(self.home)} if with_ara else plain


def callback_directory() -> Path:
    """Where ARA's callback plugin is; raises RuntimeError where ARA is not installed."""
    try:
        return Path(str(distribution("ara").locate_file("ara/plugins/callback")))
    except PackageNotFoundError:
        raise RuntimeError("expected ARA in this environment, found none: scripts/setup.sh bench installs it") from None
