"""Real sshd, real Ansible, a data directory of its own for each test."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from bench.farm import farm, sshd_path

ROOT = Path(__file__).resolve().parents[2]
TASKS = [
    {"name": "Checks", "ansible.builtin.import_role": {"name": "reachability", "tasks_from": "inspect"}},
    {"name": "Observe", "observe": None, "ignore_unreachable": True, "timeout": 60},
]


@pytest.fixture(scope="session")
def hosts(tmp_path_factory):
    """Twelve loopback hosts behind one sshd."""
    if sshd_path() is None:
        pytest.skip("sshd is missing: apt-get install openssh-server")
    with farm(tmp_path_factory.mktemp("farm"), 12) as started:
        yield started


class Bench:
    """Runs commands of the project with a private data directory."""

    def __init__(self, home, hosts):
        self.home, self.hosts, self.data = home, hosts, home / "data"
        temporary = home / "temporary"  # a killed supervisor leaves the runner's directory there
        temporary.mkdir()
        self.environment = {
            **os.environ,
            "TMPDIR": str(temporary),
            "HFCHECK_DATA": str(self.data),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"),
        }

    def inventory(self, names, **hosts):
        """An inventory file of `names` of the farm plus extra hosts with their variables."""
        shared = yaml.safe_load(self.hosts.inventory(12).read_text())["servers"]
        chosen = {name: shared["hosts"][name] for name in names} | hosts
        path = self.home / "inventory.yml"
        path.write_text(yaml.safe_dump({"servers": {"hosts": chosen, "vars": shared["vars"]}}))
        return path

    def playbook(self, *plays):
        """A playbook; a play is (hosts, tasks)."""
        path = self.home / "play.yml"
        whole = [
            {"name": f"Play {n}", "hosts": hosts, "gather_facts": False, "tasks": tasks}
            for n, (hosts, tasks) in enumerate(plays)
        ]
        path.write_text(yaml.safe_dump(whole, sort_keys=False))
        return path

    def run(self, *command, **options):
        """Run a command of the virtual environment."""
        return subprocess.run(
            [str(part) for part in command],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
            **options,
        )

    def inspect(self, inventory, playbook, *more):
        """hfcheck inspect."""
        return self.run("hfcheck", "inspect", "-i", inventory, "--playbook", playbook, *more)

    def events(self, kind):
        """The events of one type in the ledger."""
        from hfcheck.ledger import Reader

        with Reader.open(self.data / "ledger.db") as ledger:
            return [json.loads(json.dumps(entry.event)) for entry in ledger.entries(type=kind)]

    def spool(self):
        """The directories of runs that are not in the ledger."""
        return sorted((self.data / "runs").iterdir())


@pytest.fixture
def station(tmp_path, hosts):
    """A station with an empty data directory."""
    return Bench(tmp_path, hosts)


@pytest.fixture(scope="session")
def tasks():
    """The tasks of a small inspection."""
    return TASKS
