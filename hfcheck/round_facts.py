"""What the ledger knows of one day's rounds: entries as facts, the runs of a slot, and what these runs found.

A signature is a fact only if it fits its content and was made with the key that the station knows under its signer's
name; every other one is as good as absent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson

from hfcheck.calendar import Slot
from hfcheck.ledger import Entry, Evidence, Reader, Trust, trust
from hfcheck.model import Verdict
from hfcheck.root_causes import cut_off
from hfcheck.round_entry import latest_runs
from hfcheck.rounds import Fact


@dataclass(frozen=True, slots=True)
class Deviation:
    """One deviation of an automatic run with what its plan says of it.

    `behind`: the title of the line that is down, behind which its host is silent, or "".
    """

    host: str
    check: str
    title: str
    severity: str
    rule: str
    unit: str
    event: Mapping[str, Any]
    behind: str = ""


def day_facts(ledger: Reader, day: date, keys: Mapping[str, str], until_seq: int | None = None) -> list[Fact]:
    """Everything that `rounds.board` needs for a day, up to an entry.

    `keys` are the known public keys with their owners' names.
    """
    return [as_fact(entry) for entry in _day(ledger, day, keys) if until_seq is None or entry.seq <= until_seq]


def _day(ledger: Reader, day: date, keys: Mapping[str, str]) -> Iterator[Entry]:
    rounds = list(ledger.entries(prefix=f"round/{day}/"))
    decided = list(ledger.entries(prefix=f"approval/round/{day}/"))
    signed = [
        entry for kind in ("round", "approval/round") for entry in ledger.entries(prefix=f"signature/{kind}/{day}/")
    ]
    runs = {run for entry in rounds for run in entry.event.get("runs") or ()}
    ended = (ledger.entry(f"run/{run}/end") for run in sorted(runs))
    trusted = (entry for entry in signed if trust(entry.event, keys) is Trust.OWN)
    yield from (*rounds, *decided, *trusted, *(entry for entry in ended if entry))


def as_fact(entry: Entry) -> Fact:
    """A ledger entry as the fold over rounds takes it."""
    return Fact(entry.event, entry.received, entry.hash.hex())


def slot_runs(ledger: Reader, slot: Slot) -> dict[str, datetime]:
    """The complete runs that may stand behind a round of this slot, with their ends: the last of each playbook that
    ended in the slot and stands behind no round of another slot."""
    ended = [as_fact(entry) for entry in _since(ledger, slot.opens)]
    taken = _taken(ledger, slot)
    free = [fact for fact in ended if fact.body["run"] not in taken]
    return latest_runs(slot, free, {str(fact.body["run"]): _playbook(ledger, fact) for fact in free})


def _since(ledger: Reader, opens: datetime) -> Iterator[Entry]:
    for entry in ledger.inspections(newest_first=True):
        if entry.received < opens:
            return
        yield entry


def _taken(ledger: Reader, slot: Slot) -> set[str]:
    rounds = ledger.entries(prefix=f"round/{slot.date}/")
    own = f"round/{slot.id}/"
    return {run for entry in rounds if not entry.id.startswith(own) for run in entry.event.get("runs") or ()}


def _playbook(ledger: Reader, ended: Fact) -> str:
    planned = ledger.entry(f"run/{ended.body['run']}/plan")
    return str(planned.event.get("playbook", "")) if planned else ""


def deviations(ledger: Reader, evidence: Evidence, runs: Iterable[str]) -> list[Deviation]:
    """What deviates according to these runs, in the order of their plans."""
    return [found for run in runs for found in _deviations(ledger, evidence, run)]


def _deviations(ledger: Reader, evidence: Evidence, run: str) -> Iterator[Deviation]:
    planned = ledger.entry(f"run/{run}/plan")
    plan = orjson.loads(evidence.get(str(planned.event["plan"]))) if planned else {"checks": {}, "hosts": {}}
    checks, cut = plan["checks"], cut_off(ledger, run, plan)
    for entry in ledger.findings(run):
        if entry.event["verdict"] == Verdict.DEVIATES:
            host, name = str(entry.event["host"]), str(entry.event["check"])
            about = {"title": name, "severity": "", "rule": "", "unit": ""} | checks.get(name, {})
            title, severity, rule, unit = (str(about[field] or "") for field in ("title", "severity", "rule", "unit"))
            line = cut.get(host, "")
            behind = str(plan["hosts"].get(line, {}).get("title", line))
            yield Deviation(host, name, title, severity, rule, unit, entry.event, behind)
