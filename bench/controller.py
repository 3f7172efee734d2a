"""What an inspection costs the controller, beside bare asyncssh and beside a conventional playbook."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import yaml

from bench.farm import Farm, farm
from bench.line import Line
from bench.process import Used, peak_memory, run
from hfcheck.collect.script import compile_script
from hfcheck.readings import load

ROOT = Path(__file__).resolve().parent.parent
PLAYBOOK = "playbooks/inspect_servers.yml"
HOSTS, ROUNDS, CONVENTIONAL_HOSTS = 200, 3, 6
MEMORY_HOSTS = (50, 200, 1000)


def environment(data: Path) -> dict[str, str]:
    """The environment of a run with a data directory of its own."""
    return {
        **os.environ,
        "HFCHECK_DATA": str(data),
        "ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }


def ours(hosts: Farm, count: int, data: Path) -> Used:
    """One supervised inspection."""
    inventory = str(hosts.inventory(count))
    return run(["hfcheck", "inspect", "-i", inventory, "--playbook", PLAYBOOK], environment(data))


def requests() -> list[tuple[str, tuple[str, ...]]]:
    """One request for each shell reading that a role names, as an inspection asks them."""
    names = {
        str(stanza["reading"]).partition(".")[0]
        for path in sorted(ROOT.glob("roles/*/vars/main/checks.yml"))
        for stanzas in yaml.safe_load(path.read_text()).values()
        for stanza in stanzas
    }
    return [(name, ("@0",)) for name in sorted(names) if load(name).source == "shell"]


def conventional(home: Path) -> Path:
    """A playbook with a task for every check: the reading as a command, then an assertion on its result."""
    tasks = []
    for number, (name, _) in enumerate(requests()):
        register = f"reading_{number}"
        tasks += [
            {"name": f"Read {name}", "ansible.builtin.shell": compile_script([(name, ("@0",))], "0" * 16),
             "register": register, "changed_when": False, "failed_when": False},
            {"name": f"Judge {name}", "ansible.builtin.assert": {"that": [f"{register}.rc == 0"]}, "ignore_errors": True},
        ]  # fmt: skip
    path = home / "conventional.yml"
    path.write_text(yaml.safe_dump([{"name": "Conventional", "hosts": "servers", "gather_facts": True, "tasks": tasks}]))
    return path


def cpu_lines() -> Iterator[Line]:
    """CPU a host: ours and asyncssh in turn, the median of the pairs' ratios; then the conventional playbook."""
    with tempfile.TemporaryDirectory() as directory, farm(Path(directory), HOSTS) as hosts:
        home = Path(directory)
        script = home / "script"
        script.write_text(compile_script(requests(), "0" * 16))
        peer = [sys.executable, "-m", "bench.peer_asyncssh", str(home), str(hosts.port), str(HOSTS), str(script)]
        pairs = []
        for number in range(ROUNDS):
            before = hosts.counted()
            mine = ours(hosts, HOSTS, home / f"data{number}")
            after = hosts.counted()
            theirs = run(peer, environment(home / "none"))
            pairs.append((mine.cpu / HOSTS, theirs.cpu / HOSTS))
        ratio = statistics.median(mine / theirs for mine, theirs in pairs)
        mine, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
        yield Line("controller_cpu_a_host", mine, "s", "<= 9x (stretch 3x)", ratio <= 9, "asyncssh", theirs, ratio)
        asked = [(later - earlier) / HOSTS for earlier, later in zip(before, after, strict=True)]
        yield Line("connections_a_host", asked[0], "connections", "== 1", asked[0] == 1)
        yield Line("executions_a_host", asked[1], "executions", "== 1", asked[1] == 1)
        command = ["ansible-playbook", "-i", str(hosts.inventory(CONVENTIONAL_HOSTS)), str(conventional(home))]
        slow = run(command, environment(home / "none") | {"ANSIBLE_CALLBACKS_ENABLED": ""}).cpu / CONVENTIONAL_HOSTS
        yield Line("conventional_playbook_cpu", mine, "s", ">= 40x less", slow / mine >= 40, "one task a check", slow, slow / mine)


def memory_lines() -> Iterator[Line]:
    """Peak memory of the whole controller at growing numbers of hosts, and how straight the growth is."""
    with tempfile.TemporaryDirectory() as directory, farm(Path(directory), max(MEMORY_HOSTS)) as hosts:
        peaks = {}
        for count in MEMORY_HOSTS:
            command = ["hfcheck", "inspect", "-i", str(hosts.inventory(count)), "--playbook", PLAYBOOK]
            peaks[count] = peak_memory(command, environment(Path(directory) / f"data{count}"))
        few, some, many = MEMORY_HOSTS
        yield Line(f"peak_memory_{many}_hosts", peaks[many], "MiB", "<= 200 MiB", peaks[many] <= 200)
        early = (peaks[some] - peaks[few]) / (some - few) * 1024
        late = (peaks[many] - peaks[some]) / (many - some) * 1024
        met = late <= early * 1.2
        yield Line("memory_slope", late, "KiB a host", "<= 1.2x", met, f"{few} to {some} hosts", early, late / early)
