"""What the inspections of a month found, read from the ledger without walking its findings.

Runs tell by themselves how many deviations they saw; findings are read of the month's last complete run of each
playbook only, and the past of a number only for the few numbers that are printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import orjson

from hfcheck.configurations import Change, changes, history
from hfcheck.ledger.entry import Entry
from hfcheck.ledger.evidence import Evidence
from hfcheck.ledger.reader import Reader
from hfcheck.model import Verdict
from hfcheck.monthly import Span
from hfcheck.report.filling import Filling, filling
from hfcheck.report.record import Place, Trend
from hfcheck.report.sources import Row, Run, Scope, Sealed, rows, scope
from hfcheck.report.trends import trends
from hfcheck.rulings import local_date

HISTORY_DEPTH = 60


@dataclass(frozen=True, slots=True)
class Reconfigured:
    """A device whose running configuration changed in a month: in how many looks, by how many lines, and who did it.

    `people`: whom the device's own log names; `unnamed`: changes for which it names nobody.
    """

    place: Place
    changes: int
    added: int
    removed: int
    last: datetime
    people: tuple[str, ...]
    unnamed: int


@dataclass(frozen=True, slots=True)
class Inspections:
    """The automatic runs of a month.

    `deviations`: of each day the number that its last complete run saw; a day without one is absent. `finished`: when
    the last complete run ended, None without any; `kinds`: its verdicts by kind of equipment, and `trends` the numbers
    nearest to their limits, `filling` what fills up. `kept`: of how many devices a configuration was kept,
    `reconfigured` those that changed.
    """

    runs: int = 0
    incomplete: int = 0
    deviations: Mapping[date, int] = field(default_factory=dict)
    finished: datetime | None = None
    kinds: Mapping[str, Counter[Verdict]] = field(default_factory=dict)
    trends: tuple[Trend, ...] = ()
    filling: tuple[Filling, ...] = ()
    kept: int = 0
    reconfigured: tuple[Reconfigured, ...] = ()


def inspections(ledger: Reader, evidence: Evidence, span: Span) -> Inspections:
    """What the runs that ended within a month found."""
    ended = [entry for entry in ledger.inspections() if span.holds(_finished(entry))]
    complete = sorted((entry for entry in ended if entry.event.get("complete") is True), key=_finished)
    if not complete:
        return Inspections(len(ended), len(ended))
    runs = tuple(_last_of_each(ledger, evidence, complete))
    plan = scope(runs)
    seen = list(rows(runs, plan, keep_all=False))
    bound = max(run.ended.seq for run in runs if run.ended)
    looks = dict(_looks(ledger, evidence, span, plan))

    def past(host: str, check: str) -> list[Mapping[str, Any]]:
        return [one.event for one in ledger.history(host, check, HISTORY_DEPTH, bound)]

    lines, _ = trends(seen, plan, past)
    return Inspections(
        runs=len(ended),
        incomplete=len(ended) - len(complete),
        deviations=_daily(complete),
        finished=_finished(complete[-1]),
        kinds=_by_kind(seen, plan),
        trends=lines,
        filling=filling(seen, plan, past),
        kept=len(looks),
        reconfigured=tuple(filter(None, (_reconfigured(plan.place(host), found) for host, found in looks.items()))),
    )


def _looks(ledger: Reader, evidence: Evidence, span: Span, plan: Scope) -> Iterator[tuple[str, Sequence[Change]]]:
    """The changes of each host whose configuration was kept within the month."""
    for host in plan.places:
        looks = history(ledger, host, span.ends)
        if looks and span.holds(looks[-1].at):
            yield host, tuple(changes(looks, evidence, span.begins))


def _reconfigured(place: Place, found: Sequence[Change]) -> Reconfigured | None:
    if not found:
        return None
    edits = [edit for change in found for edit in change.edits]
    return Reconfigured(
        place,
        len(found),
        sum(len(edit.added) for edit in edits),
        sum(len(edit.removed) for edit in edits),
        found[-1].after.at,
        tuple(dict.fromkeys(one.user for change in found for one in change.commands if one.user)),
        sum(not any(one.user for one in change.commands) for change in found),
    )


def _finished(entry: Entry) -> datetime:
    return datetime.fromisoformat(str(entry.event["finished"]))


def _last_of_each(ledger: Reader, evidence: Evidence, complete: Iterable[Entry]) -> Iterable[Run]:
    """The last complete run of each playbook, in the order in which they ended."""
    newest: dict[str, tuple[Entry, Entry]] = {}
    for ended in complete:
        planned = ledger.entry(f"run/{ended.event['run']}/plan")
        if planned is not None:
            playbook = str(planned.event.get("playbook", ""))
            newest.pop(playbook, None)
            newest[playbook] = planned, ended
    for planned, ended in newest.values():
        name = str(ended.event["run"])
        found = (entry.event for entry in ledger.findings(name))
        yield Run(name, orjson.loads(evidence.get(str(planned.event["plan"]))), _sealed(planned), _sealed(ended), found)


def _sealed(entry: Entry) -> Sealed:
    return Sealed(entry.seq, entry.hash.hex(), entry.event)


def _daily(complete: Iterable[Entry]) -> dict[date, int]:
    counted = (entry for entry in complete if Verdict.DEVIATES.value in (entry.event.get("counts") or {}))
    return {local_date(_finished(entry)): int(entry.event["counts"][Verdict.DEVIATES.value]) for entry in counted}


def _by_kind(seen: Iterable[Row], plan: Scope) -> dict[str, Counter[Verdict]]:
    found: dict[str, Counter[Verdict]] = {}
    for row in seen:
        found.setdefault(plan.place(row.host).kind, Counter())[row.verdict] += 1
    return dict(sorted(found.items()))
