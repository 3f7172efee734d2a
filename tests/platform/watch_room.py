"""The watch as the role configures it, on free ports of the loopback: rendered by Ansible, run from the packages."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

PROJECT = Path(__file__).parents[2]
PLAYBOOK = """
- hosts: watch_stations
  gather_facts: false
  tasks:
    - ansible.builtin.import_role: {name: platform_watch, tasks_from: inspect}
    - ansible.builtin.template:
        src: "{{ role_path }}/templates/{{ item.src }}"
        dest: "{{ platform_watch_directory }}/{{ item.dest | basename }}"
        mode: "0600"
        validate: "{{ item.validate | default(omit) }}"
      loop: "{{ platform_watch_files + platform_watch_secrets }}"
"""
PROGRAMS = ("prometheus", "prometheus-alertmanager", "prometheus-blackbox-exporter", "promtool", "amtool")
needs_watch = pytest.mark.skipif(
    not all(map(shutil.which, PROGRAMS)), reason="Prometheus, Alertmanager or the prober is not installed"
)


def free_ports(number: int) -> list[int]:
    """Ports of the loopback that nobody has."""
    with contextlib.ExitStack() as stack:
        found = [stack.enter_context(socket.socket()) for _ in range(number)]
        for one in found:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in found]


def render(directory: Path, inventory: Mapping[str, Any]) -> None:
    """Write what the role writes into a directory, each file judged by its own program."""
    (directory / "inventory.yml").write_text(yaml.safe_dump(dict(inventory)))
    (directory / "play.yml").write_text(PLAYBOOK)
    role = PROJECT / "roles/platform_watch"
    command = [".venv/bin/ansible-playbook", "-i", str(directory / "inventory.yml"), str(directory / "play.yml")]
    done = subprocess.run(
        [*command, "-e", f"role_path={role}"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
        timeout=80,
        env=os.environ | {"ANSIBLE_ROLES_PATH": str(role.parent)},
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]


@dataclass(frozen=True)
class Room:
    """A watch at work."""

    directory: Path
    ports: Mapping[str, int]

    def asked(self, question: str) -> list[dict[str, Any]]:
        """What Prometheus answers."""
        address = f"http://127.0.0.1:{self.ports['prometheus']}/api/v1/query?query={urllib.request.quote(question)}"
        with _direct().open(address, timeout=5) as answer:
            found: list[dict[str, Any]] = json.load(answer)["data"]["result"]
        return found


def _direct() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(urllib.request.ProxyHandler({}))


@contextlib.contextmanager
def running(directory: Path, ports: Mapping[str, int]) -> Iterator[Room]:
    """The daemons with the arguments that the role gives them; all end with the block."""
    commands = {
        "prometheus": ["--config.file", f"{directory}/prometheus.yml", "--storage.tsdb.path", f"{directory}/data"],
        "prometheus-alertmanager": [
            *("--config.file", f"{directory}/alertmanager.yml"),
            *("--storage.path", f"{directory}/alerts"),
        ],
        "prometheus-blackbox-exporter": [],
    }
    with contextlib.ExitStack() as stack:
        for name, more in commands.items():
            given = (directory / name).read_text()
            own = shlex.split(given.partition("ARGS=")[2])[0].split()
            log = stack.enter_context((directory / f"{name}.log").open("w"))
            process = subprocess.Popen([name, *own, *more], stdout=log, stderr=log, cwd=directory)
            stack.callback(process.wait, 20)
            stack.callback(process.kill)
        yield Room(directory, ports)


def until(condition: Callable[[], Any], seconds: float, doing: str) -> Any:
    """Wait for something."""
    limit = time.monotonic() + seconds
    while True:
        with contextlib.suppress(OSError):
            if found := condition():
                return found
        assert time.monotonic() < limit, f"waited {seconds} s {doing}"
        time.sleep(0.1)
