"""`preflight`: who would still get in once the staged files of the access roles are in force; it changes nothing.

Roles count whose entry point `inspect` the play imports. The rules are in hfcheck/hardening/preflight_*.py, the program
that the target runs in hfcheck/target/preflight.py. A refusal fails the task with its reasons.
"""

from __future__ import annotations

import getpass
import shlex
import subprocess
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleError
from ansible.plugins.action import ActionBase

from hfcheck.ansible.laying import python, rendered
from hfcheck.collect.script import clean
from hfcheck.errors import CollectError, ContentError, HfcheckError
from hfcheck.hardening import preflight_staged as staging
from hfcheck.hardening.preflight_seen import Seen, read
from hfcheck.hardening.preflight_sent import program
from hfcheck.hardening.preflight_sshd import Config, config_of, value
from hfcheck.hardening.preflight_verdict import Verdict, judge

SSH_ARGUMENTS = ("ssh_args", "ssh_common_args", "ssh_extra_args")


class ActionModule(ActionBase):  # type: ignore[misc]
    """Walk every administrator through what is staged; see the module's text."""

    TRANSFERS_FILES = False
    _supports_check_mode = True

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Returns `{changed: false, msg, table: [{user, kinds, from, gets_in, why}], warnings}`; fails on a refusal."""
        super().run(tmp, task_vars)
        try:
            return _result(self._verdict(task_vars or {}))
        except (HfcheckError, AnsibleError) as problem:
            return {"failed": True, "changed": False, "msg": clean(str(problem))}

    def _verdict(self, variables: dict[str, Any]) -> Verdict:
        self._templar.available_variables = variables
        told = {name: self._templar.template(variables[name]) for name in staging.wanted(variables)}
        templates = staging.templates(told)
        administrators = staging.administrators(told)
        client = self._client()
        connecting = self._connection.get_option("remote_user") or value(client, "user") or getpass.getuser()
        asked = {
            "files": [template.file.laid(self._rendered(template, variables)) for template in templates],
            "commands": staging.commands(told),
            "users": list(dict.fromkeys([connecting, *administrators])),
            "connecting": connecting,
            "become_password": self._has_become_password(),
            "networks": staging.networks(told),
            "firewall": staging.ruleset(templates),
        }
        return judge(self._seen(asked, variables), client, connecting, administrators)

    def _rendered(self, template: staging.Template, variables: dict[str, Any]) -> bytes:
        """The bytes that the role's own task would write."""
        roles = {role.get_name(): Path(role._role_path) for role in self._task.get_play().roles}
        if template.role not in roles:
            raise ContentError(
                f"{template.role}_files: expected the play to import {template.role}, found {sorted(roles)}"
            )
        directory = roles[template.role]
        known = variables | {"role_path": str(directory), "role_name": template.role}
        return rendered(template.file, directory, known, self._templar, self._loader)

    def _client(self) -> Config:
        """What the station's own SSH client would offer this host; nothing where another connection is used."""
        if self._connection.transport != "ssh":
            return {}
        options = [shlex.split(self._connection.get_option(name) or "") for name in SSH_ARGUMENTS]
        argv = [
            self._connection.get_option("ssh_executable"),
            "-G",
            *(word for words in options for word in words),
            self._connection.get_option("host"),
        ]
        done = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=30)
        if done.returncode != 0:
            raise CollectError(f"expected ssh -G to tell what this client offers, found: {clean(done.stderr)[:300]}")
        return config_of(done.stdout)

    def _has_become_password(self) -> bool:
        become = self._connection.become
        return become is not None and bool(become.get_option("become_pass", playcontext=self._play_context))

    def _seen(self, asked: dict[str, Any], variables: dict[str, Any]) -> Seen:
        command = f"{python(variables, self._templar)} -"
        answer = self._low_level_execute_command(command, in_data=program(asked))
        if answer["rc"] != 0:
            last = clean(answer["stderr"]).strip().splitlines()[-1:]
            raise CollectError(
                f"pre-flight: expected the target's Python to end well, found code {answer['rc']}: {last}"
            )
        return read(answer["stdout"])


def _result(verdict: Verdict) -> dict[str, Any]:
    users = {row.user for row in verdict.table}
    inside = sorted({row.user for row in verdict.table if row.gets_in})
    welcome = f"{len(inside)} of {len(users)} get in: {', '.join(inside) or 'nobody'}"
    return {
        "failed": bool(verdict.refusals),
        "changed": False,
        "msg": "\n".join(
            ["refused, nothing was changed:", *verdict.refusals, welcome] if verdict.refusals else [welcome]
        ),
        "table": [row.shown() for row in verdict.table],
        "warnings": list(verdict.warnings),
    }
