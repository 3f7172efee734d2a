"""What the ledger knows of troubles, as looks: one for each complete run, one for each round, two for each alarm.

Only the findings that deviate or were not seen are read one by one; what was planned comes from the run's plan. An
incomplete run may open a candidate, but clears none. An alarm joins what inspections find by the check that it stands
for; it is mended by its own end alone, as an inspection may have looked at another instance of the same check.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import orjson

from hfcheck.alarms import Alarm, fold
from hfcheck.incidents import Candidate, Look, Trouble, candidates
from hfcheck.ledger import Entry, Evidence, Reader
from hfcheck.model import Verdict
from hfcheck.outages import CARRIES, SILENCE
from hfcheck.root_causes import NETWORK_OUTAGE, UNREACHABLE, troubles

ROOM = "机房"


def open_candidates(
    ledger: Reader, evidence: Evidence, triaged: Mapping[str, str], gap: timedelta, until: datetime
) -> tuple[Candidate, ...]:
    """The candidates that all looks until an instant open; `triaged` as for `incidents.candidates`."""
    looks = (look for look in _looks(ledger, evidence) if look.at < until)
    return candidates(looks, gap, triaged)


def _looks(ledger: Reader, evidence: Evidence) -> Iterator[Look]:
    # Runs of one inventory look at the same things: each set of checks is kept once.
    sets: dict[frozenset[str], frozenset[str]] = {}
    for ended in ledger.runs():
        planned = ledger.entry(f"run/{ended.event['run']}/plan")
        if planned is not None:
            yield _run(ledger, ended, orjson.loads(evidence.get(str(planned.event["plan"]))), sets)
    for entry in ledger.entries(type="round"):
        yield _checklist(entry)
    for alarm in fold(entry.event for entry in ledger.entries(type="alarm")):
        yield from _alarm(alarm)


def _run(ledger: Reader, ended: Entry, plan: Mapping[str, Any], sets: dict[frozenset[str], frozenset[str]]) -> Look:
    run, counts = str(ended.event["run"]), ended.event.get("counts", {})
    spotless = ended.event["complete"] and not counts.get(Verdict.DEVIATES) and not counts.get(Verdict.NOT_SEEN)
    found = () if spotless else troubles(ledger, run, plan)
    silent = {trouble.host for trouble in found if trouble.check == UNREACHABLE}
    looked: dict[str, frozenset[str]] = {}
    for play in plan.get("plays", ()) if ended.event["complete"] else ():
        for host in (name for name in play["hosts"] if name not in silent):
            checks = looked.get(host, frozenset({UNREACHABLE})).union(play["checks"])
            looked[host] = sets.setdefault(checks, checks)
    return Look(run, datetime.fromisoformat(str(ended.event["finished"])), looked, found)


def _checklist(entry: Entry) -> Look:
    """A round's on-site answers: an abnormal one opens a candidate as a deviating check does."""
    answers = {str(one["item"]): one for one in entry.event.get("onsite") or ()}
    looked = frozenset(name for name, one in answers.items() if one["answer"] != "not_applicable")
    wrong = tuple(
        Trouble(f"onsite.{name}", str(one.get("title", name)), ROOM, name, entry.id)
        for name, one in answers.items()
        if one["answer"] == "abnormal"
    )
    at = datetime.fromisoformat(str(entry.event["completed"]))
    return Look(entry.id.replace("/", "-"), at, {ROOM: looked}, wrong)


def _alarm(alarm: Alarm) -> Iterator[Look]:
    """An alarm as the look that saw it begin, and the one that saw it end."""
    own, name = f"alarm.{alarm.fingerprint}", alarm.id.replace("/", "-")
    cause, item = _cause(alarm)
    told = Trouble(cause, alarm.title, alarm.host, own, alarm.id, item=item, alarm=True)
    yield Look(name, alarm.first, {}, (told,))
    if alarm.resolved is not None:
        yield Look(f"{name}-end", alarm.resolved, {alarm.host: frozenset({own})}, ())


def _cause(alarm: Alarm) -> tuple[str, int]:
    """The root cause that an inspection finds for the same, and the item that it points to."""
    if alarm.check == CARRIES:
        return f"line.{alarm.host}", NETWORK_OUTAGE
    if alarm.check in SILENCE:
        return f"{UNREACHABLE}.{alarm.site or alarm.host}", 0
    return alarm.check, 0
