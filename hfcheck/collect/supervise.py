"""Run a playbook through ansible-runner and say whether what it left can be believed.

The runner's own word is not taken for it: `failed` may only mean that one host was down, `successful` that nobody was
asked. What counts: the events are numbered 1..N without a gap, the final statistics came, and Ansible came to its end.
The runner would write the whole environment, secrets included, into its artifacts; so it gets a short environment of
our own, a private directory, and the directory is removed afterwards.
"""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ansible_runner

from hfcheck.collect.spool import refusal
from hfcheck.errors import CollectError

KEPT_VARIABLES = ("HOME", "LOGNAME", "PATH", "SSH_AUTH_SOCK", "TZ", "USER")
ANSWERED = frozenset({"runner_on_ok", "runner_on_unreachable", "runner_on_failed"})
FINISHED = frozenset({"successful", "failed"})


@dataclass(slots=True)
class Watch:
    """What the runner's events say while they pass; `seen` is told of each host that was asked."""

    seen: Callable[[str], None]
    counters: set[int] = field(default_factory=set)
    ended: bool = False

    def event(self, event: Mapping[str, Any]) -> bool:
        """Take note of one event; False keeps the runner from writing it to disk."""
        self.counters.add(int(event["counter"]))
        self.ended |= event["event"] == "playbook_on_stats"
        data = event.get("event_data", {})
        if data.get("task_action") == "observe" and event["event"] in (
            "runner_on_ok",
            "runner_on_unreachable",
            "runner_on_failed",
        ):
            self.seen(str(data.get("host")))
        return False

    def problems(self, status: str) -> tuple[str, ...]:
        """Why the run cannot be believed to be whole."""
        found = []
        if status not in FINISHED:
            found.append(f"expected the runner to end, found its status {status!r}")
        missing = sorted(set(range(1, max(self.counters, default=0) + 1)) - self.counters)
        if missing:
            found.append(f"events {missing[:5]} of the run are missing")
        if not self.ended:
            found.append("the run's final statistics never came")
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Play:
    """What is to be run: a playbook of a project against an inventory, with more options of ansible-playbook."""

    project: Path
    playbook: str
    inventory: str
    options: tuple[str, ...] = ()


def supervise(play: Play, run: Path, seen: Callable[[str], None]) -> tuple[str, ...]:
    """Run a playbook so that it fills the spool `run`; returns the problems seen.

    `seen` is told of every host that was asked. Raises CollectError when the run could not start.
    """
    watch = Watch(seen)
    private = Path(tempfile.mkdtemp(prefix="hfcheck-run-"))
    whole = dict(os.environ)
    try:
        os.environ.clear()
        os.environ.update({name: whole[name] for name in KEPT_VARIABLES if name in whole})
        # Ansible lies beside the Python that runs us, whether or not its environment was activated.
        os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), whole.get("PATH", os.defpath)])
        status, output = _run(play, private, _variables(play, run, whole), watch)
    finally:
        os.environ.clear()
        os.environ.update(whole)
        shutil.rmtree(private, ignore_errors=True)
    if refusal(run).exists():
        why = refusal(run).read_text(encoding="utf-8")
        refusal(run).unlink()
        raise CollectError(f"the run of {play.playbook} was refused: {why}")
    if not run.exists():
        raise CollectError(f"the run of {play.playbook} did not start ({status}): {output}")
    said = () if watch.ended or "[ERROR]" not in output else (output[output.rindex("[ERROR]") :],)
    return (*watch.problems(status), *said)


def _variables(play: Play, run: Path, whole: Mapping[str, str]) -> dict[str, str]:
    ours = {name: value for name, value in whole.items() if name.startswith("HFCHECK_")}
    return ours | {
        "HFCHECK_RUN": str(run),
        "HFCHECK_SUPERVISED": str(os.getpid()),
        "ANSIBLE_CONFIG": str(play.project / "ansible.cfg"),
        # The runner puts its own callback directory in place of the configured one, unless one is named here.
        "ANSIBLE_CALLBACK_PLUGINS": str(play.project / "hfcheck/ansible/callback"),
        "PYTHONUNBUFFERED": "1",
        # Ansible refuses a locale that is not installed, and ssh brings such a one along from another machine.
        "LC_ALL": "C.UTF-8",
    }


def _run(play: Play, private: Path, variables: dict[str, str], watch: Watch) -> tuple[str, str]:
    runner = ansible_runner.run(
        private_data_dir=str(private),
        project_dir=str(play.project),
        playbook=play.playbook,
        inventory=[play.inventory],
        cmdline=shlex.join(play.options) or None,
        envvars=variables,
        event_handler=watch.event,
        quiet=True,
        suppress_env_files=True,
        settings={"suppress_ansible_output": True, "idle_timeout": 900, "pexpect_timeout": 5},
    )
    return str(runner.status), _tail(Path(runner.config.artifact_dir) / "stdout")


def _tail(path: Path) -> str:
    try:
        return " ".join(path.read_text(errors="replace").split())[-400:]
    except OSError:
        return ""
