"""`record`: bring what a runbook did into the ledger, with the id of the incident that it was run for.

    record:
      says: {handling: 已清理过期转储}    fields of the incident's record, as `hfcheck log` has them; optional
      notes: [清理前 95 %，清理后 41 %]   what was measured, for the entry; optional

It fails when a host is not seen to be right: what was done is in the ledger all the same.
"""

from __future__ import annotations

import json
from typing import Any

from ansible.plugins.action import ActionBase

from hfcheck.ansible.sitting import incident_of, open_journal
from hfcheck.collect.script import clean
from hfcheck.errors import HfcheckError
from hfcheck.runbooks.progress import Progress
from hfcheck.runbooks.record import Word, keep
from hfcheck.station import current_station


class ActionModule(ActionBase):  # type: ignore[misc]
    """Record a run; see the module's text."""

    TRANSFERS_FILES = False
    _supports_check_mode = True

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Returns `{msg}`: the ledger's entry and what was stated."""
        super().run(tmp, task_vars)
        if self._task.check_mode:
            return {"changed": False, "msg": "演练：不写台账"}
        station = current_station()
        try:
            journal, progress = open_journal()
            told = keep(station, journal, self._word(), station.now())
        except HfcheckError as problem:
            return {"failed": True, "changed": False, "msg": clean(str(problem))}
        return {"changed": True, "failed": not progress.mended, "msg": "\n".join((*told, _ending(progress)))}

    def _word(self) -> Word:
        # Ansible's text carries tags, as values and as names of fields; the ledger keeps text alone.
        says, notes = json.loads(json.dumps([self._task.args.get("says") or {}, self._task.args.get("notes") or []]))
        return Word(incident_of(self._loader), says, notes)


def _ending(progress: Progress) -> str:
    if progress.mended:
        return "验证通过，处置结束"
    missing = "、".join(host for host in progress.hosts if host not in progress.verified)
    if missing:
        return f"没有走到验证：{missing}；排除原因后再次运行，从中断处继续"
    return "验证未通过：处置已记录，故障未排除"
