"""Plan a run before its first task, and close it when Ansible is done; any playbook that observes becomes a run."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Any

from ansible.plugins.callback import CallbackBase

from hfcheck.ansible.playbook import about, observes, share
from hfcheck.errors import HfcheckError

if TYPE_CHECKING:
    from hfcheck.ansible.run import Run
    from hfcheck.ansible.sitting import Sitting

DOCUMENTATION = """
    name: hfcheck
    type: notification
    short_description: Freezes the plan of an inspection and brings its findings into the ledger
    description:
        - Acts only on playbooks that hold the task C(observe).
"""


def _loaded(name: str) -> ModuleType:
    """`run` or `sitting`, when there is one: behind them is the ledger, which other playbooks have no use for."""
    return importlib.import_module(f"hfcheck.ansible.{name}")


@contextmanager
def _stopped() -> Iterator[None]:
    """Stop Ansible with what a person can mend."""
    try:
        yield
    except HfcheckError as problem:
        _loaded("run").refuse(problem)
        raise SystemExit(f"hfcheck: {problem}") from problem


class CallbackModule(CallbackBase):  # type: ignore[misc]
    """Hands Ansible's events to the Run; see the module's text."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "hfcheck"
    CALLBACK_NEEDS_ENABLED = True
    _run: Run | None = None
    _sitting: Sitting | None = None
    _play = ""

    def v2_playbook_on_start(self, playbook: Any) -> None:
        """Freeze the plan; without one nothing may be asked, so Ansible is stopped (it would go on after an error).

        A runbook has a sitting instead, and a plan for each play that looks.
        """
        with _stopped():
            if about(playbook) is not None:
                self._sitting = _loaded("sitting").begin(playbook, self._display.display)
            elif any(map(observes, playbook.get_plays())):
                self._run = _loaded("run").Run.begin(playbook, self._display.display)
        if self._run is None:
            share(playbook._loader)

    def v2_runner_on_ok(self, result: Any) -> None:
        """Remember the digest of a capture."""
        if self._run:
            self._run.captured(result._host.get_name(), result._result)

    def v2_playbook_on_play_start(self, play: Any) -> None:
        """Remember which play is running; each play of a runbook that looks is a run of its own."""
        self._play = play.get_name()
        if self._sitting is not None:
            if self._run is not None:
                self._run.finish(None)
            with _stopped():
                self._run = self._sitting.run(play, self._display.display)

    def v2_runner_on_unreachable(self, result: Any) -> None:
        """Remember the digest of what the worker wrote before it told Ansible."""
        if self._run:
            self._run.left(self._play, result._host.get_name())

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        """Remember why a host may have left no capture."""
        if self._run:
            self._run.failed(result._host.get_name(), result._result)
            self._run.left(self._play, result._host.get_name())

    def v2_playbook_on_stats(self, stats: Any) -> None:
        """Close the run."""
        if self._run:
            self._run.finish(stats)
