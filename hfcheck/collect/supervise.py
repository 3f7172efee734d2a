"""Run a playbook through ansible-runner and say whether what it left can be believed.

The runner's own word is not taken for it: `failed` may only mean that one host was down, `successful` that nobody was
asked. What counts: the events are numbered 1..N without a gap, the final statistics came, and Ansible came to its end.
The runner would write the whole environment, secrets included, into its artifacts; so it gets a short environment of
our own, a private directory, and the directory is removed afterwards.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ansible_runner

from hfcheck.errors import CollectError

KEPT_VARIABLES = ("HOME", "LANG", "LOGNAME", "PATH", "SSH_AUTH_SOCK", "TZ", "USER")
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
        if data.get("task_action") == "observe" and event["event"] in ("runner_on_ok", "runner_on_unreachable", "runner_on_failed"):
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


def supervise(
    project: Path, playbook: str, inventory: str, run: Path, options: list[str], seen: Callable[[str], None]
) -> tuple[str, ...]:
    """Run `playbook` so that it fills the spool `run`; returns the problems seen. Raises CollectError when it cannot start."""
    watch = Watch(seen)
    private = Path(tempfile.mkdtemp(prefix="hfcheck-run-"))
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    ours = {name: value for name, value in os.environ.items() if name.startswith("HFCHECK_")}
    whole = dict(os.environ)
    try:
        os.environ.clear()
        os.environ.update(kept)
        status, output = _run(private, project, playbook, inventory, options, ours | {"HFCHECK_RUN": str(run)}, watch)
    finally:
        os.environ.clear()
        os.environ.update(whole)
        shutil.rmtree(private, ignore_errors=True)
    if not run.exists():
        raise CollectError(f"the run of {playbook} did not start ({status}): {output}")
    return watch.problems(status)


def _run(
    private: Path,
    project: Path,
    playbook: str,
    inventory: str,
    options: list[str],
    variables: Mapping[str, str],
    watch: Watch,
) -> tuple[str, str]:
    runner = ansible_runner.run(
        private_data_dir=str(private),
        project_dir=str(project),
        playbook=playbook,
        inventory=[inventory],
        cmdline=" ".join(options) or None,
        envvars={
            **variables,
            "ANSIBLE_CONFIG": str(project / "ansible.cfg"),
            # The runner puts its own callback directory in place of the configured one, unless one is named here.
            "ANSIBLE_CALLBACK_PLUGINS": str(project / "hfcheck/ansible/callback"),
            "HFCHECK_SUPERVISED": str(os.getpid()),
            "PYTHONUNBUFFERED": "1",
        },
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
