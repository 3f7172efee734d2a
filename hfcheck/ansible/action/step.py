"""`step`: a task of a runbook that is done once in a run, however often the run is interrupted.

    step:
      id: purge_dumps
      destructive: true            needs the confirmation of `decide: {confirms: purge_dumps, …}`
      keep: [stdout]               what of the result later tasks need; it stands in the journal, so never a secret
      run:
        ansible.builtin.command: {argv: [rm, -f, /var/backups/old.dump]}

With --check the module is asked what it would do. A step that is done returns what it kept, with `resumed: true`. What
is idempotent, such as a role, needs no step.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible.plugins.action import ActionBase

from hfcheck.ansible.sitting import now, open_journal
from hfcheck.collect.script import clean
from hfcheck.errors import ContentError, HfcheckError, InputError
from hfcheck.runbooks.journal import Journal
from hfcheck.runbooks.progress import Progress

ALWAYS = ("changed", "rc")
MESSAGE_LIMIT = 300
FIELDS = frozenset({"id", "destructive", "keep", "run"})


class ActionModule(ActionBase):  # type: ignore[misc]
    """Do one step on one host; see the module's text."""

    TRANSFERS_FILES = False  # the module's own action makes what it needs
    _supports_check_mode = True
    _supports_async = False

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Returns the module's result, or what is kept of it with `resumed`."""
        super().run(tmp, task_vars)
        variables = task_vars or {}
        try:
            return self._step(variables["inventory_hostname"], variables)
        except HfcheckError as problem:
            return {"failed": True, "changed": False, "msg": clean(str(problem))}

    def _step(self, host: str, variables: dict[str, Any]) -> dict[str, Any]:
        name, module, arguments = self._wanted()
        journal, progress = open_journal()
        if (name, host) in progress.done:
            return dict(progress.done[name, host]) | {"changed": False, "resumed": True}
        if self._task.check_mode:
            return self._do(module, arguments, variables)
        if self._task.args.get("destructive"):
            _need_confirmation(progress, name, host)
            journal.write("started", now(), host=host, step=name)
        result = self._do(module, arguments, variables)
        self._note(journal, host, name, result)
        return result

    def _wanted(self) -> tuple[str, str, dict[str, Any]]:
        found, run = self._task.args, self._task.args.get("run")
        if set(found) - FIELDS or not found.get("id") or not isinstance(run, Mapping) or len(run) != 1:
            raise ContentError(f"step: expected id and run with one module, found {', '.join(sorted(found))}")
        if found.get("keep") and self._task.no_log:
            raise ContentError(f"step {found['id']}: expected nothing kept of a result that is a secret, found keep")
        ((module, arguments),) = run.items()
        return str(found["id"]), str(module), dict(arguments or {})

    def _do(self, module: str, arguments: dict[str, Any], variables: dict[str, Any]) -> dict[str, Any]:
        """As the task executor would: through the module's action where it has one."""
        loader = self._shared_loader_obj.action_loader
        task = self._task.copy()
        task.action, task.args = module, arguments
        action = loader.get(
            module if loader.has_plugin(module) else "ansible.legacy.normal",
            task=task,
            connection=self._connection,
            play_context=self._play_context,
            loader=self._loader,
            templar=self._templar,
            shared_loader_obj=self._shared_loader_obj,
        )
        result: dict[str, Any] = action.run(task_vars=variables)
        return result

    def _note(self, journal: Journal, host: str, name: str, result: dict[str, Any]) -> None:
        if result.get("failed") or result.get("skipped"):
            message = "a secret" if self._task.no_log else clean(str(result.get("msg", "")))[:MESSAGE_LIMIT]
            journal.write("failed", now(), host=host, step=name, message=message)
            return
        kept = {field: result[field] for field in (*ALWAYS, *self._task.args.get("keep", [])) if field in result}
        journal.write("done", now(), host=host, step=name, result=kept)


def _need_confirmation(progress: Progress, name: str, host: str) -> None:
    if (name, host) not in progress.confirmed:
        raise InputError(f"{host}: step {name} is destructive and not done: expected its confirmation, found none")
