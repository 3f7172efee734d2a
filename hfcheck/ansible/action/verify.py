"""`verify`: look again, and keep in the journal whether what a runbook is for is right now.

    verify: {checks: [storage_volumes.used], tries: 6, pause: 10}

As `look`, but that without `checks` all those have to be right that the looks of this run could see. It looks up to
`tries` times, `pause` seconds apart, until nothing is wrong: a service takes a while. It fails for nobody: the action
`record` says how it ended.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from hfcheck.ansible.action.look import ActionModule as Look
from hfcheck.ansible.sitting import now, open_journal
from hfcheck.collect.script import clean
from hfcheck.errors import ContentError, HfcheckError
from hfcheck.runbooks.progress import right

MOST_TRIES, MOST_SECONDS = 120, 300


class ActionModule(Look):
    """Verify one host; see the module's text."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Returns what `look` returns, and `mended`."""
        try:
            return self._verify(tmp, task_vars or {})
        except HfcheckError as problem:
            return {"failed": True, "changed": False, "msg": clean(str(problem))}

    def _verify(self, tmp: str | None, variables: dict[str, Any]) -> dict[str, Any]:
        tries, pause = self._bounded("tries", 1, MOST_TRIES), self._bounded("pause", 10, MOST_SECONDS)
        host = variables["inventory_hostname"]
        journal, progress = open_journal()
        checks = self._task.args.get("checks") or list(progress.looked.get(host, ()))
        for left in reversed(range(tries)):
            result = self._look(tmp, variables, checks)
            mended = right(result["verdicts"])
            if mended or not left or self._task.check_mode:
                break
            time.sleep(pause)
        if not self._task.check_mode:
            run = Path(os.environ["HFCHECK_RUN"]).name
            journal.write("verified", now(), host=host, run=run, verdicts=result["verdicts"])
        return result | {"mended": mended}

    def _bounded(self, name: str, default: int, most: int) -> int:
        found = int(self._task.args.get(name, default))
        if not 0 < found <= most:
            raise ContentError(f"verify: {name}: expected 1 to {most}, found {found}")
        return found
