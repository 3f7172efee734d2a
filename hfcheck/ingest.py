"""Bring a run from its spool into the ledger: judge it, say whether it is complete, append it whole or not at all.

It may be repeated at will: the ids of the events come from the run, so that a second ingest adds nothing. The spool is
removed only after the ledger has said that it holds the run.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from hfcheck import configurations, server_states
from hfcheck.collect.plan import load_plan
from hfcheck.collect.spool import Spool
from hfcheck.ledger import Evidence, Ledger, Reader, ensure_key
from hfcheck.memory import Memory
from hfcheck.model import Finding, Reason, Value, Verdict, Waiver
from hfcheck.observe import Arrival, host_findings
from hfcheck.outages import Signs
from hfcheck.readings import load
from hfcheck.readings.parsing import NO_LIMIT
from hfcheck.station import Station


@dataclass(slots=True)
class RunResult:
    """What a run came to. `complete` is false when evidence was lost; `problems` says where.

    `not_seen` counts the checks of each host that went unseen, by the reason. `behind`: host → its lines; what stands
    behind a line that is down is summed up.
    """

    run: str
    hosts: int = 0
    complete: bool = False
    counts: Counter[Verdict] = field(default_factory=Counter)
    deviations: list[Finding] = field(default_factory=list)
    not_seen: Counter[tuple[str, Reason | None]] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    behind: Mapping[str, Sequence[str]] = field(default_factory=dict)
    signs: Signs = field(default_factory=Signs)

    @property
    def status(self) -> int:
        """0 all conform, 1 something deviates or was not seen, 2 the run is incomplete."""
        if not self.complete:
            return 2
        return 1 if self.counts[Verdict.DEVIATES] or self.counts[Verdict.NOT_SEEN] else 0

    def lines(self) -> Iterator[str]:
        """The result for a person at a terminal, most important first."""
        cut = self.signs.cut_off(self.behind)
        for problem in self.problems:
            yield f"INCOMPLETE: {problem}"
        for line, number in Counter(cut.values()).items():
            yield f"behind {line}, which is down: {number} {'device' if number == 1 else 'devices'} not seen"
        for finding in (one for one in self.deviations if one.host not in cut):
            note = f" ({finding.detail})" if finding.detail else ""
            yield f"deviates: {finding.host} {finding.check.id}: {sentence(finding)}{note}"
        for (host, reason), number in self.not_seen.items():
            if host not in cut:
                yield f"not seen: {host}: {number} {'check' if number == 1 else 'checks'} ({reason or 'no reason'})"
        counted = ", ".join(f"{self.counts[verdict]} {verdict.value}" for verdict in Verdict)
        yield f"run {self.run}: {self.hosts} hosts, {counted}, {'complete' if self.complete else 'INCOMPLETE'}"


def sentence(finding: Finding) -> str:
    """ "expected at_most 85, found /var 97": the finding in one English line."""
    # What deviates from a list that has to be there is what of it is not.
    verb = "missing" if finding.check.rule == "contains_all" else "found"
    return f"expected {finding.check.rule} {_words(finding.expected)}, {verb} {_words(finding.offending)}"


def _words(value: Value | None) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_words(item)}" for name, item in value.items()) or "nothing"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(_words, value)) or "nothing"
    return "no limit" if value == NO_LIMIT else "nothing" if value is None else str(value)


def ingest(station: Station, path: Path, problems: tuple[str, ...] = ()) -> RunResult:
    """Judge the run in `path` and append it to the ledger; `problems` are those that a supervisor has seen."""
    spool = Spool(path)
    document = spool.plan_document()
    if document is None:
        shutil.rmtree(path)
        return RunResult(path.name, problems=["the run ended before its plan was frozen"])
    plan = load_plan(document)
    store = Evidence(station.evidence)
    stored = store.put(document)
    behind = {host: card.lines for host, card in plan.hosts.items()}
    result = RunResult(plan.run, len(plan.targets()), problems=[*plan.problems, *problems], behind=behind)
    if not plan.targets():
        result.problems.append("the plan holds no host, so nobody was inspected")
    with Ledger.open(station.ledger) as ledger:
        events = _events(Memory(ledger, plan), spool, store, stored, result)
        # A spool that outlived its ingest, because the station died in between, is judged but not told a second time.
        if ledger.entry(f"run/{plan.run}/end") is None:
            ledger.append(events, received=station.now())
        for _ in events:
            pass
        ledger.seal(ensure_key(station.key), station.now())
    shutil.rmtree(path)
    return result


def _events(memory: Memory, spool: Spool, store: Evidence, stored: str, result: RunResult) -> Iterator[dict[str, Any]]:
    plan, end = memory.plan, spool.end()
    if end is None:
        result.problems.append("the run never came to its end")
    elif end["plan"] != stored:
        result.problems.append(f"expected the plan {end['plan']} that was frozen, found {stored}")
    head = {"run": plan.run, "at": plan.planned_at}
    yield head | {
        "id": f"run/{plan.run}/plan",
        "type": "run.planned",
        "inventory": plan.inventory,
        "playbook": plan.playbook,
        "plan": stored,
        "hosts": len(plan.targets()),
        "checks": len(plan.checks),
    }
    keepers: dict[tuple[str, Keeper], Finding] = {}
    for finding in _findings(memory, spool, end, store, result):
        _count(result, finding)
        keeper = _keeper(finding)
        if keeper is not None:
            keepers.setdefault((finding.host, keeper), finding)
        yield finding_event(plan.run, finding)
    yield from filter(None, (keep(plan.run, seen, store) for (_, keep), seen in keepers.items()))
    result.complete = not result.problems
    finished = end["finished"] if end else plan.planned_at
    yield {
        "id": f"run/{plan.run}/end",
        "type": "run.ended",
        "at": finished,
        "run": plan.run,
        "started": plan.planned_at,
        "finished": finished,
        "complete": result.complete,
        "problems": result.problems,
        "counts": {verdict.value: result.counts[verdict] for verdict in Verdict},
        "clock": end.get("clock", {}) if end else {},
    }


# What an answer holds beside its findings, as an event of its own: (run, a finding of it, store) → event.
Keeper = Callable[[str, Finding, Evidence], dict[str, Any] | None]


def _keeper(finding: Finding) -> Keeper | None:
    """What is to be kept of the evidence that a finding comes from."""
    if not finding.evidence:
        return None
    if finding.check.reading_module == server_states.READING:
        return server_states.event
    return configurations.event if load(finding.check.reading_module).source == "device" else None


def _findings(
    memory: Memory, spool: Spool, end: dict[str, Any] | None, store: Evidence, result: RunResult
) -> Iterator[Finding]:
    plan, known = memory.plan, end["captures"] if end else {}
    done: set[tuple[str, str]] = set()
    for play in plan.plays:
        for host in play.hosts if play.checks else ():
            arrival = Arrival(
                play.name, host, spool.capture(play.name, host), known.get(f"{play.name}/{host}", "") if end else None
            )
            seen = host_findings(plan, arrival, store.get, memory.recall)
            if seen.problem:
                failure = end["failures"].get(host) if end else None
                result.problems.append(f"{seen.problem} ({failure})" if failure else seen.problem)
            for finding in map(memory.kept, seen.findings):
                if (host, finding.check.id) not in done:
                    done.add((host, finding.check.id))
                    yield finding


def _count(result: RunResult, finding: Finding) -> None:
    result.counts[finding.verdict] += 1
    result.signs.see(finding.host, finding.check.id, finding.verdict, finding.reason)
    if finding.verdict is Verdict.DEVIATES:
        result.deviations.append(finding)
    if finding.verdict is Verdict.NOT_SEEN:
        result.not_seen[finding.host, finding.reason] += 1


def finding_event(run: str, finding: Finding) -> dict[str, Any]:
    """The finding as the ledger keeps it."""
    body = {
        "id": f"run/{run}/{finding.host}/{finding.check.id}",
        "type": "finding",
        "at": finding.at.isoformat(),
        "run": run,
        "host": finding.host,
        "check": finding.check.id,
        "verdict": finding.verdict.value,
        "expected": finding.expected,
        "found": finding.found,
        "offending": finding.offending,
        "reason": finding.reason.value if finding.reason else None,
        "detail": finding.detail or None,
        "evidence": finding.evidence,
        "waiver": _waiver_body(finding.waiver) if finding.waiver else None,
    }
    return {name: value for name, value in body.items() if value is not None}


def _waiver_body(waiver: Waiver) -> dict[str, str | None]:
    return {
        "reason": waiver.reason,
        "owner": waiver.owner,
        "approver": waiver.approver,
        "expires": waiver.expires.isoformat(),
        "compensation": waiver.compensation or None,
    }


def pending(station: Station) -> list[Path]:
    """The spools that an earlier run left behind, oldest first; a run under way is none of them."""
    return sorted(path for path in station.runs.iterdir() if path.is_dir() and not Spool(path).held())


def last_complete(station: Station) -> datetime | None:
    """When the last complete run was planned, or None."""
    if not station.ledger.exists():
        return None
    with Reader.open(station.ledger) as ledger:
        for ended in ledger.inspections(newest_first=True):
            if ended.event["complete"]:
                return datetime.fromisoformat(str(ended.event["started"]))
    return None
