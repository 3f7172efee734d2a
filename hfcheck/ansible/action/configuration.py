"""`configuration`: the configuration files of a role, all of a list in one execution.

    configuration:
      files: "{{ <role>_files }}"

An entry is `{src or content, dest, mode: "0644", group, owner: root, validate: "visudo -cf %s"}`. `src` is a template
of the role, which sees its entry as `item`; other keys are the template's own. Missing directories above are made
(0755, root). A link at `dest` gives way to a file, as with ansible.builtin.template. All files are written beside their
places and validated before the first is put in place. With --check nothing is written, so nothing is validated.
The program that does it is hfcheck/target/configuration.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ansible import constants
from ansible.errors import AnsibleError
from ansible.plugins.action import ActionBase

from hfcheck.ansible.laying import python, rendered
from hfcheck.collect.script import clean
from hfcheck.errors import CollectError, ContentError, HfcheckError
from hfcheck.hardening.configuration import MODULES, File, Laid, difference, files, read
from hfcheck.hardening.target_program import program


class ActionModule(ActionBase):  # type: ignore[misc]
    """Lay a list of files; see the module's text."""

    TRANSFERS_FILES = False
    _supports_check_mode = True
    _VALID_ARGS = frozenset({"files"})

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Returns `{changed, files: [{dest, changed}]}`, and `diff` with --diff; fails with the reason of a refusal."""
        super().run(tmp, task_vars)
        variables = task_vars or {}
        try:
            contents = self._contents(variables)
            return self._result(contents, self._laid(contents, variables))
        except (HfcheckError, AnsibleError) as problem:
            return {"failed": True, "changed": False, "msg": clean(str(problem))}

    def _contents(self, variables: dict[str, Any]) -> list[tuple[File, bytes]]:
        role = self._task._role
        if role is None:
            raise ContentError("configuration: expected a task of a role, whose templates it renders")
        found = files(self._task.args.get("files"), f"{role.get_name()}: files")
        directory = Path(role._role_path)
        return [(file, rendered(file, directory, variables, self._templar, self._loader)) for file in found]

    def _laid(self, contents: list[tuple[File, bytes]], variables: dict[str, Any]) -> tuple[Laid, ...]:
        asked = {
            "files": [file.laid(content) for file, content in contents],
            "dry": bool(self._task.check_mode),
            "told": constants.MAX_FILE_SIZE_FOR_DIFF if self._task.diff else None,
        }
        command = f"{python(variables, self._templar)} -"
        answer = self._low_level_execute_command(command, in_data=program(MODULES, asked))
        if answer["rc"] != 0:
            last = clean(answer["stderr"]).strip().splitlines()[-1:]
            raise CollectError(f"expected the target's Python to end well, found code {answer['rc']}: {last}")
        return read(answer["stdout"])

    def _result(self, contents: list[tuple[File, bytes]], laid: tuple[Laid, ...]) -> dict[str, Any]:
        result: dict[str, Any] = {
            "changed": any(one.changed for one in laid),
            "files": [{"dest": one.dest, "changed": one.changed} for one in laid],
        }
        if self._task.diff:
            limit = constants.MAX_FILE_SIZE_FOR_DIFF
            pairs = [pair for pair in zip(laid, contents, strict=True) if pair[0].changed]
            result["diff"] = [shown for one, known in pairs for shown in difference(one, *known, limit)]
        return result
