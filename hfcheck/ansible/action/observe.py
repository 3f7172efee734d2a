"""`observe`: see everything that the checks in scope ask of this host, in one remote execution.

The action only brings the raw answer home (evidence store and spool); nothing is judged here. A host that does not
answer is written down as such before Ansible hears of it, so no answer is ever lost with a failed task.
"""

from __future__ import annotations

import importlib
import os
import secrets
from datetime import datetime
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleActionFail, AnsibleConnectionFailure, AnsibleError
from ansible.plugins.action import ActionBase

from hfcheck.collect.capture import Questions, questions, resolver
from hfcheck.collect.frame import Answered, pack
from hfcheck.collect.probes import probe_all
from hfcheck.collect.script import clean, compile_script
from hfcheck.collect.spool import Spool
from hfcheck.errors import DeviceUnreachable, HfcheckError
from hfcheck.ledger.evidence import Evidence
from hfcheck.model import SHANGHAI
from hfcheck.station import current_station

DETAIL_LIMIT = 300
# The script comes on standard input: it has no length limit there and no process list shows it.
RECEIVE = 'eval "$(cat)"'


class ActionModule(ActionBase):  # type: ignore[misc]
    """Ask one host; see the module's text."""

    TRANSFERS_FILES = False
    _supports_check_mode = True

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Returns `{observed: number of checks, state, capture: SHA-256 of the spool's file}`; never `changed`."""
        super().run(tmp, task_vars)
        variables = task_vars or {}
        if "HFCHECK_RUN" not in os.environ:
            raise AnsibleActionFail("no plan is frozen: the callback hfcheck is not enabled, or its warning says why")
        spool = Spool(Path(os.environ["HFCHECK_RUN"]))
        base = {
            "host": variables["inventory_hostname"],
            "play": variables["ansible_play_name"],
            "started": _now(),
            "nonce": secrets.token_hex(16),
        }
        try:
            asked = self._questions(variables)
        except (HfcheckError, AnsibleError) as problem:
            return self._close(spool, base, Questions((), {}), "failed", str(problem))
        try:
            answered = self._ask(asked, base["nonce"])
        except AnsibleConnectionFailure as problem:
            self._close(spool, base, asked, "unreachable", str(problem))
            raise
        except BaseException as problem:
            self._close(spool, base, asked, "failed", f"{type(problem).__name__}: {problem}")
            raise
        evidence = Evidence(current_station().evidence).put(pack(answered, base["nonce"], asked.requests))
        state = "answered" if answered.code == 0 else "failed"
        return self._close(spool, base | {"evidence": evidence}, asked, state, answered.detail)

    def _questions(self, variables: dict[str, Any]) -> Questions:
        since = variables.get("hfcheck_since") or os.environ.get("HFCHECK_SINCE", "@0")
        known = variables | {"hfcheck_since": since}
        self._templar.available_variables = known
        resolve = resolver(known, self._templar.template)
        self._waivers = resolve(variables.get("hfcheck_waivers") or [])
        self._source = variables.get("hfcheck_source", "shell")
        if self._source == "device":
            # Only a run that asks devices pays for the SSH library; it was loaded before this worker was forked.
            self._device = importlib.import_module("hfcheck.device.source")
            told = resolve({name: variables[name] for name in self._device.VARIABLES if name in variables})
            self._target = self._device.target_of(told, variables["inventory_hostname"])
        return questions(variables, resolve, self._source)

    def _ask(self, asked: Questions, nonce: str) -> Answered:
        if self._source == "probe":
            return probe_all(asked.requests, nonce)
        if self._source == "device":
            return self._ask_device(asked, nonce)
        script = compile_script(asked.requests, nonce)
        result = self._low_level_execute_command(RECEIVE, in_data=script.encode())
        return Answered(result["stdout"], result["stderr"], result["rc"])

    def _ask_device(self, asked: Questions, nonce: str) -> Answered:
        try:
            answered: Answered = self._device.observe_device(self._target, asked.requests, nonce)
        except DeviceUnreachable as problem:
            raise AnsibleConnectionFailure(str(problem)) from None
        return answered

    def _close(self, spool: Spool, base: dict[str, Any], asked: Questions, state: str, detail: str) -> dict[str, Any]:
        capture = base | {
            "state": state,
            "detail": clean(detail)[:DETAIL_LIMIT],
            "finished": _now(),
            "requests": asked.requests,
            "checks": asked.checks,
            "waivers": getattr(self, "_waivers", []),
        }
        digest = spool.write_capture(base["play"], base["host"], capture)
        return {
            "changed": False,
            "observed": len(asked.checks),
            "state": state,
            "capture": digest,
            "play": base["play"],
        }


def _now() -> str:
    return datetime.now(tz=SHANGHAI).isoformat()
