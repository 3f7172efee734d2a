"""What an inspection costs the controller, beside bare asyncssh and beside a conventional playbook."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from bench.farm import Farm, farm
from bench.line import Line
from bench.process import peak_memory, run
from hfcheck.collect.script import Request, asked, compile_script
from hfcheck.readings import load

ROOT = Path(__file__).resolve().parent.parent
# All hosts are this one machine here: readings that keep a target busy for seconds would only lengthen the benchmark.
LEFT_OUT = frozenset({"updates", "file_permissions"})
HOSTS, ROUNDS, CONVENTIONAL_HOSTS = 200, 3, 1
MEMORY_HOSTS = (50, 200, 1000)


def environment(data: Path) -> dict[str, str]:
    """The environment of a run with a data directory of its own."""
    return {
        **os.environ,
        "HFCHECK_DATA": str(data),
        "ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }


def playbook(home: Path) -> Path:
    """The inspection of servers without the roles that are left out."""
    plays = yaml.safe_load((ROOT / "playbooks/inspect_servers.yml").read_text())
    plays[0]["tasks"] = [task for task in plays[0]["tasks"] if _role(task) not in LEFT_OUT]
    path = home / "inspection.yml"
    path.write_text(yaml.safe_dump(plays, sort_keys=False))
    return path


def _role(task: dict[str, Any]) -> str:
    return str(task.get("ansible.builtin.import_role", {}).get("name", ""))


def inspection(hosts: Farm, count: int, home: Path) -> list[str]:
    """The command of one supervised inspection."""
    return ["hfcheck", "inspect", "-i", str(hosts.inventory(count)), "--playbook", str(playbook(home))]


def stanzas() -> Iterator[dict[str, Any]]:
    """The checks of that inspection."""
    for path in sorted(ROOT.glob("roles/*/vars/main/checks.yml")):
        if path.parts[-4] not in LEFT_OUT:
            for stanza in next(iter(yaml.safe_load(path.read_text()).values())):
                if load(str(stanza["reading"]).partition(".")[0]).source == "shell":
                    yield stanza


def request(stanza: dict[str, Any]) -> Request:
    """What a check asks of a host for which nothing is declared."""
    since = (f"@{int(time.time()) - 86400}",) if "hfcheck_since" in str(stanza.get("arguments")) else ()
    return str(stanza["reading"]).partition(".")[0], since


def conventional(home: Path) -> Path:
    """The usual form of the same checks: a task each, which reads and judges."""
    tasks = [
        {
            "name": stanza["id"],
            "ansible.builtin.shell": compile_script([request(stanza)], "0" * 16),
            "register": "answer",
            "changed_when": False,
            "failed_when": "answer.rc != 0",
            "ignore_errors": True,
        }
        for stanza in stanzas()
    ]
    path = home / "conventional.yml"
    play = {
        "name": "Conventional",
        "hosts": "servers",
        "gather_facts": True,
        "vars": {"ansible_ssh_args": "-o ControlMaster=auto -o ControlPersist=60s"},  # Ansible's default, and fair
        "tasks": tasks,
    }
    path.write_text(yaml.safe_dump([play], sort_keys=False))
    return path


def cpu_lines() -> Iterator[Line]:
    """CPU a host: ours and asyncssh in turn, the median of the pairs' ratios; then the conventional playbook."""
    with tempfile.TemporaryDirectory() as directory, farm(Path(directory), HOSTS) as hosts:
        home = Path(directory)
        script = home / "script"
        script.write_text(compile_script(asked(map(request, stanzas())), "0" * 16))
        peer = [sys.executable, "-m", "bench.peer_asyncssh", str(home), str(hosts.port), str(HOSTS), str(script)]
        pairs = []
        for number in range(ROUNDS):
            before = hosts.counted()
            mine = run(inspection(hosts, HOSTS, home), environment(home / f"data{number}"))
            after = hosts.counted()
            theirs = run(peer, environment(home / "none"))
            pairs.append((mine.cpu / HOSTS, theirs.cpu / HOSTS))
        ratio = statistics.median(mine / theirs for mine, theirs in pairs)
        mine, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
        yield Line("controller_cpu_a_host", mine, "s", "<= 9x (stretch 3x)", ratio <= 9, "asyncssh", theirs, ratio)
        each = [(later - earlier) / HOSTS for earlier, later in zip(before, after, strict=True)]
        yield Line("connections_a_host", each[0], "connections", "== 1", each[0] == 1)
        yield Line("executions_a_host", each[1], "executions", "== 1", each[1] == 1)
        yield conventional_line(hosts, home, mine)


def conventional_line(hosts: Farm, home: Path, mine: float) -> Line:
    """CPU a host of the conventional playbook beside ours (`mine`, seconds), both with the same checks."""
    command = ["ansible-playbook", "-i", str(hosts.inventory(CONVENTIONAL_HOSTS)), str(conventional(home))]
    (home / "plain.cfg").write_text("[defaults]\n")
    done = run(command, environment(home / "none") | {"ANSIBLE_CONFIG": str(home / "plain.cfg")})
    if done.code != 0:
        raise RuntimeError(
            f"expected the conventional playbook to run, found {done.stdout[-500:]} {done.stderr[-500:]}"
        )
    theirs = done.cpu / CONVENTIONAL_HOSTS
    ratio = theirs / mine
    return Line("conventional_playbook_cpu", mine, "s", ">= 40x less", ratio >= 40, "one task a check", theirs, ratio)


def memory_lines() -> Iterator[Line]:
    """Peak memory of the whole controller at growing numbers of hosts, and how straight the growth is."""
    with tempfile.TemporaryDirectory() as directory, farm(Path(directory), max(MEMORY_HOSTS)) as hosts:
        peaks = {}
        for count in MEMORY_HOSTS:
            command = inspection(hosts, count, Path(directory))
            peaks[count] = peak_memory(command, environment(Path(directory) / f"data{count}"))
        few, some, many = MEMORY_HOSTS
        yield Line(f"peak_memory_{many}_hosts", peaks[many], "MiB", "<= 200 MiB", peaks[many] <= 200)
        early = (peaks[some] - peaks[few]) / (some - few) * 1024
        late = (peaks[many] - peaks[some]) / (many - some) * 1024
        met = late <= early * 1.2
        yield Line("memory_slope", late, "KiB a host", "<= 1.2x", met, f"{few} to {some} hosts", early, late / early)
