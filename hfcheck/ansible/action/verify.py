"""`verify`: inspect a host as every inspection does, and say at once whether what a runbook is for is right again.

    verify: {checks: [storage_volumes.used], tries: 6, pause: 10}

The checks are those of the roles in scope; `checks` are the ones that must not deviate (all, without it). It looks up
to `tries` times, `pause` seconds apart: a service takes a while. It fails for nobody: the action `record` says how it
ended, also of a host that did not answer. The findings go into the ledger with the run.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleConnectionFailure

from hfcheck.ansible.action.observe import ActionModule as Observe
from hfcheck.ansible.sitting import now, open_journal
from hfcheck.collect.plan import load_plan
from hfcheck.collect.script import clean
from hfcheck.collect.spool import Spool
from hfcheck.errors import ContentError, HfcheckError
from hfcheck.ledger.evidence import Evidence
from hfcheck.model import Finding, Verdict
from hfcheck.observe import Arrival, host_findings
from hfcheck.runbooks.progress import right
from hfcheck.station import current_station

MOST_TRIES, MOST_SECONDS = 120, 300
SHOWN = 10
WORDS = {Verdict.DEVIATES: "不符合", Verdict.NOT_SEEN: "没有取到"}


class ActionModule(Observe):
    """Verify one host; see the module's text."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Returns `{mended, verdicts: {check: verdict}, msg}` beside what `observe` returns; never `changed`."""
        arguments = dict(self._task.args)
        try:
            return self._verify(tmp, task_vars or {}, arguments)
        except HfcheckError as problem:
            return {"failed": True, "changed": False, "msg": clean(str(problem))}

    def _verify(self, tmp: str | None, variables: dict[str, Any], arguments: dict[str, Any]) -> dict[str, Any]:
        tries, pause = _bounded(arguments, "tries", 1, MOST_TRIES), _bounded(arguments, "pause", 10, MOST_SECONDS)
        host, play = variables["inventory_hostname"], variables["ansible_play_name"]
        for left in reversed(range(tries)):
            result = self._look(tmp, variables)
            findings = _asked(_findings(host, play), arguments.get("checks"))
            verdicts = {one.check.id: one.verdict.value for one in findings}
            if right(verdicts) or not left or self._task.check_mode:
                break
            time.sleep(pause)
        if not self._task.check_mode:
            journal, _ = open_journal()
            journal.write("verified", now(), host=host, run=Path(os.environ["HFCHECK_RUN"]).name, verdicts=verdicts)
        said = "；".join(_sentences(findings)) or "所查各项均符合"
        return result | {"mended": right(verdicts), "verdicts": verdicts, "msg": f"{host}：{said}"}

    def _look(self, tmp: str | None, variables: dict[str, Any]) -> dict[str, Any]:
        try:
            return super().run(tmp, variables)
        except AnsibleConnectionFailure:  # it is written down as unreachable, and is not mended
            return {"changed": False}


def _findings(host: str, play: str) -> tuple[Finding, ...]:
    spool = Spool(Path(os.environ["HFCHECK_RUN"]))
    plan = load_plan(spool.plan_document() or b"")
    arrival = Arrival(play, host, spool.capture(play, host), None)
    return host_findings(plan, arrival, Evidence(current_station().evidence).get).findings


def _asked(findings: Iterable[Finding], checks: Any) -> list[Finding]:
    found = list(findings)
    if unknown := sorted(set(checks or ()) - {one.check.id for one in found}):
        raise ContentError(f"verify: expected checks of the roles in scope, found {', '.join(unknown)}")
    return [one for one in found if not checks or one.check.id in checks]


def _sentences(findings: Iterable[Finding]) -> list[str]:
    wrong = [one for one in findings if one.verdict in WORDS]
    told = [f"{one.check.title}（{one.check.id}）{WORDS[one.verdict]}" for one in wrong[:SHOWN]]
    return [*told, f"另有 {len(wrong) - SHOWN} 项"] if len(wrong) > SHOWN else told


def _bounded(arguments: dict[str, Any], name: str, default: int, most: int) -> int:
    found = int(arguments.get(name, default))
    if not 0 < found <= most:
        raise ContentError(f"verify: {name}: expected 1 to {most}, found {found}")
    return found
