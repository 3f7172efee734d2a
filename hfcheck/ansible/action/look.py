"""`look`: inspect a host as every inspection does, and say at once what is wrong with it. It fails for nobody.

    look: {checks: [storage_volumes.used]}

The roles in scope are asked in full; `checks` are those that are told, without it those that name this runbook, or all.
The findings go into the ledger with the run, also of a host that did not answer.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleConnectionFailure

from hfcheck.ansible.action.observe import ActionModule as Observe
from hfcheck.ansible.sitting import now, open_journal, runbook
from hfcheck.collect.plan import load_plan
from hfcheck.collect.script import clean
from hfcheck.collect.spool import Spool
from hfcheck.errors import ContentError, HfcheckError
from hfcheck.ledger.evidence import Evidence
from hfcheck.model import Finding, Verdict
from hfcheck.observe import Arrival, host_findings
from hfcheck.station import current_station

SHOWN = 20
WORDS = {Verdict.DEVIATES: "不符合", Verdict.NOT_SEEN: "没有取到"}


class ActionModule(Observe):
    """Look at one host; see the module's text."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Returns `{verdicts: {check: verdict}, deviating: [check], msg, capture, play}`; never `changed`."""
        variables = task_vars or {}
        try:
            result = self._look(tmp, variables, self._task.args.get("checks"))
            if not self._task.check_mode:
                seen = {"host": variables["inventory_hostname"], "verdicts": result["verdicts"]}
                open_journal()[0].write("looked", now(), **seen)
        except HfcheckError as problem:
            return {"failed": True, "changed": False, "msg": clean(str(problem))}
        return result

    def _look(self, tmp: str | None, variables: dict[str, Any], checks: Any) -> dict[str, Any]:
        """One look; a host that does not answer is written down as such."""
        host, play = variables["inventory_hostname"], variables["ansible_play_name"]
        with suppress(AnsibleConnectionFailure):
            Observe.run(self, tmp, variables)
        spool = Spool(Path(os.environ["HFCHECK_RUN"]))
        plan, capture = load_plan(spool.plan_document() or b""), spool.capture(play, host) or b""
        evidence = Evidence(current_station().evidence)
        seen = host_findings(plan, Arrival(play, host, capture, None), evidence.get)
        told = _told(_asked(seen.findings, checks), host)
        return told | {"changed": False, "capture": sha256(capture).hexdigest(), "play": play}


def _told(findings: list[Finding], host: str) -> dict[str, Any]:
    return {
        "verdicts": {one.check.id: one.verdict.value for one in findings},
        "deviating": [one.check.id for one in findings if one.verdict is Verdict.DEVIATES],
        "msg": f"{host}：{'；'.join(_sentences(findings)) or '所查各项均符合'}",
    }


def _asked(findings: Iterable[Finding], checks: Any) -> list[Finding]:
    found = {one.check.id: one for one in findings}
    named = [name for name, one in found.items() if one.check.runbook == runbook()]
    wanted = list(checks or named or found)
    if unknown := sorted(set(wanted) - set(found)):
        raise ContentError(f"expected checks of the roles in scope, found {', '.join(unknown)}")
    return [found[name] for name in wanted]


def _sentences(findings: Iterable[Finding]) -> list[str]:
    wrong = [one for one in findings if one.verdict in WORDS]
    sentences = [f"{one.check.title}（{one.check.id}）{WORDS[one.verdict]}" for one in wrong[:SHOWN]]
    return [*sentences, f"另有 {len(wrong) - SHOWN} 项"] if len(wrong) > SHOWN else sentences
