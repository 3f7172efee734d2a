"""`harden_device`: make a piece of network gear meet the checks in scope, or refuse; with --check only say how.

The work is in hfcheck/device/change.py. Nothing that this action returns holds a secret of the device.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ansible.errors import AnsibleConnectionFailure, AnsibleError
from ansible.plugins.action import ActionBase

from hfcheck.collect.capture import resolver
from hfcheck.collect.plan import checks_in
from hfcheck.collect.script import clean
from hfcheck.device.change import Change, apply, prepare
from hfcheck.device.change_look import Look
from hfcheck.device.change_record import Record, Records
from hfcheck.device.change_shown import difference
from hfcheck.device.source import VARIABLES, target_of
from hfcheck.device.wanted import demands
from hfcheck.errors import ContentError, DeviceUnreachable, HfcheckError
from hfcheck.station import current_station

MINUTES = "hardening_minutes"


class ActionModule(ActionBase):  # type: ignore[misc]
    """Harden one device; see the module's text."""

    TRANSFERS_FILES = False
    _supports_check_mode = True

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Returns `{changed, lines, stage, diff, warnings}`; a refusal fails with its reason as `msg`."""
        super().run(tmp, task_vars)
        try:
            change = self._change(task_vars or {})
            records = Records(current_station().changes)
            found = prepare(change, records)
            record = None if self._task.check_mode else apply(change, found, records)
        except DeviceUnreachable as problem:
            raise AnsibleConnectionFailure(clean(str(problem))) from None
        except (HfcheckError, AnsibleError) as problem:
            return {"failed": True, "changed": False, "msg": clean(str(problem))}
        return _result(found, record)

    def _change(self, variables: dict[str, Any]) -> Change:
        self._templar.available_variables = variables
        resolve = resolver(variables, self._templar.template)
        host = variables["inventory_hostname"]
        told = resolve({name: variables[name] for name in VARIABLES if name in variables})
        stanzas = [stanza for _, found in checks_in(variables) for stanza in found]
        minutes = resolve(variables.get(MINUTES, 5))
        if isinstance(minutes, bool) or not isinstance(minutes, int) or not 1 <= minutes <= 60:
            raise ContentError(f"{host}: expected {MINUTES} from 1 to 60, found {minutes!r}")
        return Change(host, target_of(told, host), demands(stanzas, resolve), minutes)


def _result(found: Look, record: Record | None) -> dict[str, Any]:
    return {
        "changed": bool(found.lines) or record is not None,
        "lines": list(found.shown),
        "stage": "" if record is None else record.stage.value,
        "diff": difference(found, record),
        "warnings": list(_warnings(found, record)),
    }


def _warnings(found: Look, record: Record | None) -> Iterator[str]:
    if found.wanted.unmet:
        yield f"expected values that say what would be right, found none for {', '.join(found.wanted.unmet)}"
    if record is None and not found.is_saved:
        yield "the running configuration is not the saved one"
