"""Audits: runs of the ledger that 等保 clauses are judged by, read back as findings.

Of every planned pair there is one finding: what the ledger does not hold was not seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any

from hfcheck.collect.plan import Plan, load_plan
from hfcheck.conformity import references
from hfcheck.errors import InputError
from hfcheck.ledger.entry import Entry
from hfcheck.ledger.evidence import Evidence
from hfcheck.ledger.reader import Reader
from hfcheck.model import Check, Finding, Reason, Verdict, Waiver

# The playbooks that audit servers, the fullest first.
PLAYBOOKS = ("audit_servers.yml", "inspect_servers.yml")
HARDENING = "hardening"
TREND = 12


@dataclass(frozen=True, slots=True)
class Audit:
    """One run. `plan_hash` is the SHA-256 of its frozen plan, `last` its last entry in the ledger.

    `findings`: those of checks that name a clause, in the order of the plan; `hosts`: who was asked such checks.
    """

    run: str
    at: datetime
    plan: Plan
    plan_hash: str
    last: Entry
    complete: bool
    problems: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts with findings, in the order of the plan."""
        return tuple(dict.fromkeys(finding.host for finding in self.findings))

    def title(self, host: str) -> str:
        """What the inventory calls a host; its name where it does not say."""
        card = self.plan.hosts.get(host)
        return card.title if card and card.title else host


@dataclass(frozen=True, slots=True)
class Hardening:
    """What a hardening run did: the hosts of each stage (begun, confirmed, reverted, restored)."""

    run: str
    at: datetime
    stages: Mapping[str, tuple[str, ...]]


def newest(ledger: Reader) -> str:
    """The newest complete audit; of a daily inspection only where there was never a whole audit."""
    for playbook in PLAYBOOKS:
        for name in _named(ledger, playbook, newest_first=True):
            return name
    raise InputError(f"expected a complete run of {' or '.join(PLAYBOOKS)} in the ledger, found none")


def earlier(ledger: Reader, audit: Audit) -> list[str]:
    """The complete audits of the same playbook before this one, oldest first, as many as a trend shows."""
    before: list[str] = []
    for name in _named(ledger, PurePath(audit.plan.playbook).name, newest_first=False):
        if name == audit.run:
            break
        before.append(name)
    return before[1 - TREND :]


def _named(ledger: Reader, playbook: str, *, newest_first: bool) -> Iterator[str]:
    for planned in ledger.entries(type="run.planned", newest_first=newest_first):
        if PurePath(str(planned.event.get("playbook", ""))).name == playbook:
            run = str(planned.event["run"])
            ended = ledger.entry(f"run/{run}/end")
            if ended is not None and ended.event["complete"]:
                yield run


def read_audit(ledger: Reader, evidence: Evidence, run: str) -> Audit:
    """The audit that a run was; raises InputError when the ledger has no such run, or it asked nothing of a clause."""
    planned, ended = ledger.entry(f"run/{run}/plan"), ledger.entry(f"run/{run}/end")
    if planned is None:
        raise InputError(f"expected the name of a run in the ledger, found {run!r}")
    digest = str(planned.event["plan"])
    plan = load_plan(evidence.get(digest))
    told = {(str(one.event["host"]), str(one.event["check"])): one.event for one in ledger.findings(run)}
    findings = tuple(
        _finding(host, plan.checks[check], told.get((host, check)), datetime.fromisoformat(plan.planned_at))
        for host, check in plan.pairs()
        if references(plan.checks[check].clause)
    )
    if not findings:
        raise InputError(f"expected a run with checks of GB/T 22239, found none in {run}")
    problems = tuple(map(str, ended.event["problems"])) if ended else ("the run never came to its end",)
    complete = ended is not None and bool(ended.event["complete"])
    at = datetime.fromisoformat(plan.planned_at)
    return Audit(run, at, plan, digest, ended or planned, complete, problems, findings)


def _finding(host: str, check: Check, body: Mapping[str, Any] | None, planned: datetime) -> Finding:
    if body is None:
        return Finding(host, check, Verdict.NOT_SEEN, None, planned, reason=Reason.NO_ANSWER)
    return Finding(
        host,
        check,
        Verdict(body["verdict"]),
        body.get("expected"),
        datetime.fromisoformat(str(body["at"])),
        found=body.get("found"),
        offending=body.get("offending"),
        reason=Reason(body["reason"]) if body.get("reason") else None,
        detail=str(body.get("detail") or ""),
        evidence=body.get("evidence"),
        waiver=_waiver(check.id, body["waiver"]) if body.get("waiver") else None,
    )


def _waiver(check: str, body: Mapping[str, Any]) -> Waiver:
    reason, owner, approver = (str(body.get(name) or "") for name in ("reason", "owner", "approver"))
    expires = datetime.fromisoformat(str(body["expires"]))
    return Waiver(check, reason, owner, approver, expires, str(body.get("compensation") or ""))


def hardenings(ledger: Reader, since: datetime, until: datetime) -> tuple[Hardening, ...]:
    """The hardening runs between two audits, oldest first."""
    found: dict[str, tuple[datetime, dict[str, list[str]]]] = {}
    for entry in ledger.entries(type=HARDENING):
        at = datetime.fromisoformat(str(entry.event["at"]))
        if since <= at <= until:
            _, stages = found.setdefault(str(entry.event["run"]), (at, {}))
            stages.setdefault(str(entry.event["stage"]), []).append(str(entry.event["host"]))
    return tuple(
        Hardening(run, at, {stage: tuple(hosts) for stage, hosts in stages.items()})
        for run, (at, stages) in found.items()
    )
