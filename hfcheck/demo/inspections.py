"""The simulated inspections: of every slot an automatic run with its plan and evidence, and the engineer's round.

The numbers are made up by a formula, and judged by the rules that judge real ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hfcheck.calendar import Slot
from hfcheck.collect.plan import HostCard, Plan, PlannedPlay, check_of
from hfcheck.demo.story import Trouble
from hfcheck.ingest import finding_event
from hfcheck.judge import judge
from hfcheck.ledger import Evidence
from hfcheck.model import Finding, Observation, Value, Verdict
from hfcheck.onsite import parse_answers, parse_items
from hfcheck.round_entry import Claim

CLOCK = {"synchronised": True, "offset_ms": 3}
RUN_LASTS, ROUND_LASTS, BEFORE_SIGNING = timedelta(minutes=6), timedelta(minutes=25), timedelta(minutes=4)
FIELDS = ("id", "title", "clause", "severity", "reading", "rule", "runbook", "unit", "trend")


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit of the machine room: the number of the slot in the service, when it was done, and what was wrong."""

    slot: Slot
    number: int
    inspector: str
    done: datetime
    troubles: tuple[Trouble, ...] = ()
    late_reason: str = ""

    @property
    def run(self) -> str:
        """The name of the automatic run."""
        return self.slot.id.replace("/", "-")


@dataclass(frozen=True, slots=True)
class Room:
    """The machines and the checklist of room.yml."""

    told: Mapping[str, Any]

    def plan(self, visit: Visit) -> Plan:
        """What the run of a visit looks at."""
        checks = {one["id"]: check_of({name: one[name] for name in FIELDS if name in one}, "room.yml")
                  for one in self.told["checks"]}  # fmt: skip
        hosts = {name: HostCard(**card) for name, card in self.told["hosts"].items()}
        asked = {host: tuple(one["id"] for one in self.told["checks"] if host in one["hosts"]) for host in hosts}
        plays = tuple(PlannedPlay(host, (host,), names) for host, names in asked.items())
        planned = (visit.done - BEFORE_SIGNING - RUN_LASTS).isoformat()
        return Plan(visit.run, planned, "demo", "playbooks/inspect_servers.yml", "", plays, checks, hosts)

    def run_events(self, visit: Visit, store: Evidence) -> Iterator[dict[str, Any]]:
        """The events of the run, as ingest writes them; plan and raw outputs go into the store."""
        plan, ended = self.plan(visit), visit.done - BEFORE_SIGNING
        head = {"run": plan.run, "at": plan.planned_at}
        about = {"inventory": plan.inventory, "playbook": plan.playbook, "plan": store.put(plan.document())}
        counted = {"hosts": len(plan.targets()), "checks": len(plan.checks)}
        yield head | {"id": f"run/{plan.run}/plan", "type": "run.planned"} | about | counted
        found = [one for host in plan.hosts for one in self._findings(plan, visit, host, store)]
        yield from (finding_event(plan.run, one) for one in found)
        counts = Counter(one.verdict for one in found)
        end = {"id": f"run/{plan.run}/end", "type": "run.ended", "run": plan.run, "at": ended.isoformat()}
        lasted = {"started": plan.planned_at, "finished": ended.isoformat(), "clock": CLOCK}
        told = {"complete": True, "problems": [], "counts": {one.value: counts[one] for one in Verdict}}
        yield end | lasted | told

    def _findings(self, plan: Plan, visit: Visit, host: str, store: Evidence) -> Iterator[Finding]:
        at = visit.done - BEFORE_SIGNING - RUN_LASTS / 2
        mine = [one for one in self.told["checks"] if host in one["hosts"]]
        values = {one["id"]: self._value(one, visit, host) for one in mine}
        lines = [f"{name} {value}" for name, value in values.items()]
        raw = store.put("\n".join((f"演示数据 {plan.run} {host}", *lines, "")).encode())
        for one in mine:
            yield judge(Observation(host, plan.checks[one["id"]], one["expected"], values[one["id"]], at, raw))

    def _value(self, check: Mapping[str, Any], visit: Visit, host: str) -> Value:
        wrong = [one.found for one in visit.troubles if (one.host, one.check) == (host, check["id"])]
        usual = check["hosts"][host]
        if isinstance(usual, int | float):
            wave = visit.number * 7 % 11 / 10
            usual = round(usual + check.get("rise", 0) * visit.number + check.get("wave", 0) * wave, 1)
        found: Value = wrong[-1] if wrong else usual
        return {check["instance"]: found} if "instance" in check else found  # type: ignore[dict-item]

    def round_event(self, visit: Visit, entered: datetime) -> dict[str, object]:
        """The round of a visit, as the desk of rounds writes it."""
        wrong = {one.item: one.found for one in visit.troubles if one.item}
        answers = parse_answers(parse_items(self.told, "room.yml"), {**self.told["answers"], **wrong}, visit.slot.id)
        late = bool(visit.late_reason)
        arrived, runs = visit.done - ROUND_LASTS, (visit.run,)
        claim = Claim(
            visit.slot, visit.inspector, arrived, visit.done, runs, answers, (), "", late, visit.late_reason
        )  # fmt: skip
        return claim.event(1, entered, CLOCK, {})
