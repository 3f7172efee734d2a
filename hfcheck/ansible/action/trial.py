"""`trial`: a hardening run that a server takes back by itself unless a new login confirms it.

    trial: {state: begun, seconds: 600}                    a snapshot, and a timer on the target
    trial: {state: confirmed, roles_failed: [name]}        over a new connection; without one, wait for the way back
    trial: {state: restored, run: RUN, force: false}       take back a confirmed run; with --check say what would go

The program that does it is hfcheck/target/trial.py; the station's part is in hfcheck/hardening.
"""

from __future__ import annotations

import re
import secrets
import time
from datetime import datetime, timedelta
from typing import Any

from ansible.errors import AnsibleError
from ansible.plugins.action import ActionBase

from hfcheck.ansible.laying import python
from hfcheck.collect.script import clean
from hfcheck.errors import ChangeRefused, ChangeUndone, CollectError, ContentError, HfcheckError
from hfcheck.hardening import trial_program
from hfcheck.hardening.changes import Stage, Told, counted, read, sentences, status
from hfcheck.hardening.record import keep, load
from hfcheck.station import current_station

# Made once in Ansible's own process, before it forks for a host: all hosts of a playbook belong to one run.
RUN = f"{current_station().now():%Y%m%dT%H%M%S}-{secrets.token_hex(2)}"
RUN_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,63}")
WAY_BACK = timedelta(seconds=120)  # packages go last; whoever waits wants to know how it ended
PAUSE_SECONDS = 2
SECONDS = (5, 3600)


class ActionModule(ActionBase):  # type: ignore[misc]
    """One step of a run on one server; see the module's text."""

    TRANSFERS_FILES = False
    _supports_check_mode = True

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Returns `{changed, msg, run, stage, warnings}`; fails with what the server has now if it is not as asked."""
        super().run(tmp, task_vars)
        self._variables = task_vars or {}
        self._host, self._station = self._variables["inventory_hostname"], current_station()
        steps = {"begun": self._begin, "confirmed": self._confirm, "restored": self._restore}
        try:
            return steps[self._task.args["state"]]()
        except HfcheckError as problem:
            return {"failed": True, "changed": False, "msg": clean(str(problem))}

    def _begin(self) -> dict[str, Any]:
        seconds = float(self._task.args["seconds"])
        if not SECONDS[0] <= seconds <= SECONDS[1]:
            raise ContentError(f"expected a trial of {SECONDS[0]} to {SECONDS[1]} seconds, found {seconds:g}")
        if self._task.check_mode:
            return {"changed": False, "skipped": True, "msg": "a dry run needs no way back"}
        said = self._ask(
            trial_program.sent(self._python(), RUN, ["begin", RUN, f"{seconds:g}"]), trial_program.program()
        )
        for one in said.earlier:
            self._keep(one)
        self._keep(said)
        warnings = [_ended(one) for one in said.earlier]
        return {"changed": False, "msg": f"run {RUN}", "run": RUN, "stage": said.stage, "warnings": warnings}

    def _confirm(self) -> dict[str, Any]:
        if self._task.check_mode:
            return {"changed": False, "skipped": True, "msg": "a dry run has nothing to confirm"}
        failed = list(self._task.args.get("roles_failed") or [])
        try:
            said = self._ask_anew(["confirm", RUN])
        except (AnsibleError, CollectError) as problem:
            if isinstance(problem, ChangeRefused):
                self._see_back()
                raise
            raise ChangeUndone(f"no new login: {clean(str(problem))[:300]}; {self._wait_for_way_back()}") from None
        self._keep(said, failed)
        return {"changed": False, "msg": f"run {RUN} changed {counted(said.changed)}", "run": RUN, "stage": said.stage}

    def _restore(self) -> dict[str, Any]:
        run = str(self._task.args["run"])
        if not RUN_NAME.fullmatch(run):
            raise ContentError(f"expected the name of a run, found {run!r}")
        options = ["--force"] * bool(self._task.args.get("force")) + ["--dry"] * self._task.check_mode
        said = self._ask(trial_program.known(self._python(), run, ["restore", run, *options]))
        if not self._task.check_mode:
            self._keep(said)
        tail, told = ("would go back" if self._task.check_mode else "went back"), list(sentences(said))
        return {
            "changed": bool(said.todo),
            "failed": bool(said.left),
            "msg": "\n".join([f"run {run}: {counted(said.todo)} {tail}", *map(clean, told)]),
            "run": run,
            "stage": said.stage,
            "todo": said.todo,
            "others": said.others,
            "diff": {"prepared": "".join(f"- {clean(name)}\n" for names in said.todo.values() for name in names)},
        }

    def _ask(self, command: str, stdin: bytes | None = None) -> Told:
        return read(self._said(command, stdin))

    def _ask_anew(self, arguments: list[str]) -> Told:
        self._connection.reset()
        return self._ask(trial_program.known(self._python(), RUN, arguments))

    def _said(self, command: str, stdin: bytes | None = None) -> str:
        answer = self._low_level_execute_command(command, in_data=stdin)
        if answer["rc"] not in (0, 1) or not answer["stdout"].strip():
            last = clean(answer["stderr"]).strip().splitlines()[-1:]
            raise CollectError(f"expected an answer of the trial, found code {answer['rc']}: {' '.join(last)[:300]}")
        return str(answer["stdout"])

    def _python(self) -> str:
        return python(self._variables, self._templar)

    def _keep(self, said: Told, roles_failed: list[str] | None = None) -> None:
        keep(self._station, self._host, said, self._station.now(), roles_failed or [])

    def _wait_for_way_back(self) -> str:
        """Until the server tells how it came back, or cannot be waited for any longer."""
        begun = load(self._station, self._host, RUN)["begun"]
        due = datetime.fromisoformat(begun["at"]) + timedelta(seconds=begun["said"]["seconds"])
        time.sleep(max(0.0, (due - self._station.now()).total_seconds()))
        while self._station.now() < due + WAY_BACK:
            said = self._see_back()
            if said is not None:
                return _ended(said)
            time.sleep(PAUSE_SECONDS)
        return f"{self._host} HAS NOT BEEN SEEN SINCE; its timer was due at {due:%H:%M:%S}"

    def _see_back(self) -> Told | None:
        """What the server says of the run if it was taken back; written down."""
        try:
            self._connection.reset()
            said = status(self._said(trial_program.known(self._python(), RUN, ["status"])))[RUN]
        except (AnsibleError, HfcheckError, KeyError):
            return None
        if said.stage is not Stage.REVERTED:
            return None
        self._keep(said)
        return said


def _ended(said: Told) -> str:
    left = "; ".join(map(clean, sentences(said))) or "nothing of it is left"
    return f"run {said.run} was taken back by itself at {clean(said.at)} ({clean(said.by)}): {left}"
