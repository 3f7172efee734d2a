"""From a plan and its captures to findings: every planned pair gets one, whatever came home.

Pure: the captures are handed in as bytes, the evidence through a function. What does not fit its digest, was never
written or does not parse is a problem of the run (it makes the run incomplete), and its checks are not_seen.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from hfcheck.collect.frame import unpack
from hfcheck.collect.plan import Plan
from hfcheck.errors import InputError
from hfcheck.judge import judge
from hfcheck.model import (
    Answer,
    Check,
    Finding,
    NotApplicable,
    NotSeen,
    Observation,
    Output,
    Reason,
    Value,
    Verdict,
    Waiver,
)
from hfcheck.readings import load, read
from hfcheck.waivers import parse_waiver

Evidence = Callable[[str], bytes]
# Host, check and the expected value of its stanza → what is expected (hfcheck/memory.py).
Recall = Callable[[str, Check, Any], Value | None]


@dataclass(frozen=True, slots=True)
class HostFindings:
    """The findings of one host in one play; `problem` says why they cannot be complete ("" when they are)."""

    host: str
    findings: tuple[Finding, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What came home of a host in a play: the spool's file, and its digest as the run's end tells it.

    None: the run has no end; "": its end names no capture of this host.
    """

    play: str
    host: str
    capture: bytes | None
    digest: str | None


def as_asked(_: str, __: Check, expected: Any) -> Value | None:
    """What a stanza expects, as it is."""
    known: Value | None = expected
    return known


def host_findings(plan: Plan, arrival: Arrival, evidence: Evidence, recall: Recall = as_asked) -> HostFindings:
    """The findings of a host for the checks of its play. What left nothing is dated with the plan."""
    checks = [plan.checks[check] for play in plan.plays if play.name == arrival.play for check in play.checks]
    host, at = arrival.host, datetime.fromisoformat(plan.planned_at)
    problem = _disbelief(arrival)
    if problem or arrival.capture is None:
        return _unseen(host, checks, at, problem)
    try:
        raw: dict[str, Any] = orjson.loads(arrival.capture)
        return HostFindings(host, tuple(_judged(raw, host, checks, evidence, recall)))
    except Exception as error:  # noqa: BLE001  one unreadable host must not cost the round the others
        return _unseen(host, checks, at, f"{host}: its capture cannot be read: {type(error).__name__}: {error}")


def _disbelief(arrival: Arrival) -> str:
    if arrival.capture is None:
        return f"{arrival.host}: planned, but there is neither an answer nor a reason"
    if arrival.digest is not None and hashlib.sha256(arrival.capture).hexdigest() != arrival.digest:
        return f"{arrival.host}: its capture was changed after it was written"
    return ""


def _unseen(host: str, checks: list[Check], at: datetime, problem: str) -> HostFindings:
    missing = [
        Finding(host, check, Verdict.NOT_SEEN, None, at, reason=Reason.NO_ANSWER, detail=problem) for check in checks
    ]
    return HostFindings(host, tuple(missing), problem)


def _judged(
    raw: dict[str, Any], host: str, checks: list[Check], evidence: Evidence, recall: Recall
) -> Iterator[Finding]:
    at = datetime.fromisoformat(raw["started"])
    answers = _answers(raw, at, evidence)
    waivers, refused = _waivers(raw["waivers"])
    for check in checks:
        asked = raw["checks"].get(check.id)
        answer = NotSeen(_state_reason(raw), raw["detail"]) if asked is None else answers(asked["request"], check)
        expected = None if asked is None else recall(host, check, asked["expected"])
        if asked is not None and expected is None and raw["state"] == "answered":
            answer = _unasked_for(answer)
        finding = judge(Observation(host, check, expected, answer, at, raw.get("evidence")), waivers)
        if finding.verdict is Verdict.DEVIATES and check.id in refused:
            finding = dataclasses.replace(finding, detail=refused[check.id])
        yield finding


def _unasked_for(answer: Answer) -> Answer:
    """What nobody declared is not missed on a host that answered: what it cannot tell is no gap in the inspection."""
    return NotApplicable(Reason.NOT_DECLARED, answer.detail) if isinstance(answer, NotSeen) else answer


def _answers(raw: dict[str, Any], at: datetime, evidence: Evidence) -> Callable[[int | None, Check], Answer]:
    requests = [(name, tuple(arguments)) for name, arguments in raw["requests"]]
    outputs: list[Output] = []
    done = False
    if raw.get("evidence"):
        outputs, done = unpack(evidence(raw["evidence"]), raw["nonce"], requests, at)
    by_request = [read(load(name), output) for (name, _), output in zip(requests, outputs, strict=bool(outputs))]
    session = Output(f"state={raw['state']}\ndone={'yes' if done else 'no'}", raw["detail"], taken_at=at)

    def answer(request: int | None, check: Check) -> Answer:
        if request is None:
            return read(load(check.reading_module), session)[check.value_name]
        if raw["state"] == "unreachable" or not by_request:
            return NotSeen(_state_reason(raw), raw["detail"])
        return by_request[request][check.value_name]

    return answer


def _state_reason(raw: Mapping[str, Any]) -> Reason:
    return Reason.UNREACHABLE if raw["state"] == "unreachable" else Reason.REJECTED


def _waivers(declared: list[Any]) -> tuple[list[Waiver], dict[str, str]]:
    """The waivers that can be read, and for the others why not, by the check that they name."""
    good, refused = [], {}
    for raw in declared:
        try:
            good.append(parse_waiver(raw))
        except InputError as problem:
            name = str(raw.get("check", "")) if isinstance(raw, Mapping) else ""
            refused[name] = f"its waiver is not applied: {problem}"
    return good, refused
