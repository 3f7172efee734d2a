"""What a record is made from: ledger entries and plans as plain data, read into rows that can be counted.

The bodies are those of docs/architecture.md. Nothing here trusts a text to be short or printable; it does trust the
ledger to hold what `hfcheck verify` says it holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hfcheck.configurations import ChangedConfiguration
from hfcheck.ledger.sign import Trust
from hfcheck.model import Reason, Severity, Value, Verdict
from hfcheck.outages import CARRIES
from hfcheck.report.record import Place
from hfcheck.rounds import RoundState

Body = Mapping[str, Any]
# What the topology picture is drawn from is kept of every host, however large the record.
PICTURED = frozenset({"topology.name", "topology.neighbours", "topology.links", "network_ports.up", CARRIES})
UNKNOWN_SITE, UNKNOWN_KIND = "未注明地点", "未注明类别"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A ledger entry with its place in the chain; `hash` is hexadecimal."""

    seq: int
    hash: str
    body: Body


@dataclass(frozen=True, slots=True)
class Run:
    """One automatic run: its two events, its frozen plan, and its findings (read once, in any order).

    `changed`: the configurations that were others at the look before.
    """

    name: str
    plan: Body
    planned: Sealed | None
    ended: Sealed | None
    findings: Iterable[Body]
    changed: tuple[ChangedConfiguration, ...] = ()


@dataclass(frozen=True, slots=True)
class SignatureSeen:
    """A signature event under the round, and what it is worth: UNFIT also where it was made over another entry.

    `key` is the key's fingerprint, for people to compare.
    """

    entry: Sealed
    trust: Trust
    key: str = ""


@dataclass(frozen=True, slots=True)
class Sources:
    """A round with its runs, or (`round` None) runs alone.

    `standing` is how the round stood when the last entry of the record came in; None without a round.
    `history` gives the findings of one check on one host up to this record, oldest first; `code` turns an entry's place
    in the chain into what is printed: the short code and the text of the QR symbol.
    """

    round: Sealed | None
    runs: tuple[Run, ...]
    signatures: tuple[SignatureSeen, ...]
    approvals: tuple[Sealed, ...]
    standing: RoundState | None
    history: Callable[[str, str], Sequence[Body]]
    code: Callable[[int, str], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class CheckInfo:
    """What a plan says of a check."""

    id: str
    title: str
    clause: str
    severity: Severity | None
    rule: str
    runbook: str
    unit: str
    trend: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One planned check of one host with its verdict; the rest of the finding is only kept where it is printed."""

    host: str
    check: str
    verdict: Verdict
    expected: Value | None = None
    found: Value | None = None
    offending: Value | None = None
    reason: str | None = None
    detail: str = ""
    at: str = ""
    evidence: str | None = None
    waiver: Body | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """What was planned: places, checks, who was to be asked what, and who was not planned at all.

    `behind`: host → the lines that it stands behind; `ends`: line → the hosts at its ends.
    """

    places: Mapping[str, Place]
    checks: Mapping[str, CheckInfo]
    pairs: Mapping[tuple[str, str], None]
    uncovered: tuple[str, ...]
    behind: Mapping[str, Sequence[str]] = field(default_factory=dict)
    ends: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def place(self, host: str) -> Place:
        """The host as the inventory names it."""
        return self.places.get(host) or Place(host, host, UNKNOWN_SITE, UNKNOWN_KIND)

    def check(self, name: str) -> CheckInfo:
        """The check as the plan describes it; a check that no plan describes is shown by its id."""
        return self.checks.get(name) or CheckInfo(name, name, "", None, "equals", "", "", False)


def scope(runs: Sequence[Run]) -> Scope:
    """The plans of all runs as one; of two descriptions of one host or check the later run's holds.

    Uncovered is every host that no check was planned for, also one in a play that asks nothing.
    """
    places: dict[str, Place] = {}
    checks: dict[str, CheckInfo] = {}
    pairs: dict[tuple[str, str], None] = {}
    uncovered: dict[str, None] = {}
    behind: dict[str, Sequence[str]] = {}
    ends: dict[str, Sequence[str]] = {}
    for run in runs:
        behind |= {name: body.get("lines") or () for name, body in run.plan.get("hosts", {}).items()}
        ends |= {name: tuple(body["ends"]) for name, body in run.plan.get("hosts", {}).items() if body.get("ends")}
        places |= {name: _place(name, body) for name, body in run.plan.get("hosts", {}).items()}
        checks |= {name: _check(name, body) for name, body in run.plan.get("checks", {}).items()}
        for play in run.plan.get("plays", ()):
            pairs |= dict.fromkeys((host, check) for host in play["hosts"] for check in play["checks"])
        uncovered |= dict.fromkeys((*run.plan.get("hosts", ()), *run.plan.get("uncovered", ())))
    asked = {host for host, _ in pairs}
    return Scope(places, checks, pairs, tuple(host for host in uncovered if host not in asked), behind, ends)


def rows(runs: Sequence[Run], plan: Scope, keep_all: bool) -> Iterator[Row]:
    """One row for each planned check of each host, and for every finding beside the plan.

    Where two runs of a round hold the same check the later run's counts. What was planned and has no finding in the
    ledger is not_seen: it never counts as passed, whatever the run said of itself.
    """
    seen: set[tuple[str, str]] = set()
    for run in reversed(runs):
        mine = set()
        for body in run.findings:
            key = (body["host"], body["check"])
            if key not in seen:
                mine.add(key)
                yield _row(body, keep_all or plan.check(key[1]).trend or key[1] in PICTURED)
        seen |= mine
    for host, check in plan.pairs:
        if (host, check) not in seen:
            yield Row(host, check, Verdict.NOT_SEEN, reason=Reason.NO_ANSWER, detail="no finding in the ledger")


def _row(body: Body, keep: bool) -> Row:
    verdict = Verdict(body["verdict"])
    if not keep and verdict in (Verdict.CONFORMS, Verdict.NOT_APPLICABLE):
        return Row(body["host"], body["check"], verdict, evidence=body.get("evidence"))
    return Row(
        host=body["host"],
        check=body["check"],
        verdict=verdict,
        expected=body.get("expected"),
        found=body.get("found"),
        offending=body.get("offending"),
        reason=body.get("reason"),
        detail=body.get("detail") or "",
        at=body.get("at") or "",
        evidence=body.get("evidence"),
        waiver=body.get("waiver"),
    )


def _place(name: str, body: Body) -> Place:
    site = body.get("site_title") or body.get("site") or UNKNOWN_SITE
    kind = body.get("kind_title") or body.get("kind") or UNKNOWN_KIND
    return Place(name, body.get("title") or name, site, kind)


def _check(name: str, body: Body) -> CheckInfo:
    severity = body.get("severity")
    return CheckInfo(
        id=name,
        title=body.get("title") or name,
        clause=body.get("clause") or "",
        severity=Severity(severity) if severity in set(Severity) else None,
        rule=body.get("rule") or "equals",
        runbook=body.get("runbook") or "",
        unit=body.get("unit") or "",
        trend=bool(body.get("trend")),
    )
