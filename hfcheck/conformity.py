"""From the findings of one host to its grade (结论) in each clause of the standard, as an evaluator gives it.

Pure. The rule, the first line that fits:

    a check deviates, none conforms                                        → 不符合
    a check of critical severity deviates, or, where the clause is         → 不符合
      a high-risk item (高风险项), one of high severity
    a check deviates                                                       → 部分符合
    an exception (例外) in force                                           → 部分符合
    the host has nothing of what an optional clause is about               → 不适用
    no check of the clause was asked                                       → 需人工
    a check was not seen, or nobody declared what it should find           → 需人工
    a check that the clause needs was not asked, or the host lacks it      → 需人工
    something remains that only a person can judge                         → 需人工
    every check conforms                                                   → 符合

An exception that has expired is a deviation. So nothing unseen is ever 符合, and seeing worse never gives better.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hfcheck.model import Finding, Reason, Severity, Verdict

REFERENCE = re.compile(r"\b8\.1\.[2-5]\.\d{1,2}(?: [a-h]\b)?")


class Grade(StrEnum):
    """The five answers, worst first."""

    DEVIATES = "deviates"
    PARTLY = "partly"
    BY_PERSON = "by_person"
    NOT_APPLICABLE = "not_applicable"
    CONFORMS = "conforms"


class Why(StrEnum):
    """What a grade rests on."""

    DEVIATION = "deviation"
    HIGH_RISK = "high_risk"
    EXCEPTION = "exception"
    EXPIRED = "expired"
    NOT_SEEN = "not_seen"
    NOT_DECLARED = "not_declared"
    REMAINS = "remains"
    INCOMPLETE = "incomplete"
    NO_CHECK = "no_check"
    ABSENT = "absent"
    CONFORMS = "conforms"


# What 符合 may rest on: a part that the host lacks is no gap where the clause does not need it.
SUFFICIENT = frozenset({Why.CONFORMS, Why.ABSENT})


class Kind(StrEnum):
    """What a tool can do for a clause: enforce and check, check, or only lay down evidence."""

    ENFORCE = "E"
    CHECK = "C"
    EVIDENCE = "V"


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of GB/T 22239-2019, level 3, in our own words.

    `unit` is its unit in GB/T 28448 ("" where we do not know it); `gate` names the high-risk item that it holds, ""
    without one; `remains` is what only a person can judge, "" when checks suffice: then `needs` are the checks without
    which nothing is said to conform. `command` is what an evaluator types. `optional`: the clause does not apply where
    the thing is absent.
    """

    id: str
    title: str
    requirement: str
    kind: Kind
    unit: str = ""
    gate: str = ""
    remains: str = ""
    command: str = ""
    needs: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Opinion:
    """A grade and all that it rests on, the most telling first."""

    grade: Grade
    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """One clause on one host, with the findings of its checks."""

    host: str
    clause: Clause
    opinion: Opinion
    findings: tuple[Finding, ...]


def references(clause: str) -> list[str]:
    """The clauses that a check's `clause` names: "GB/T 22239-2019 8.1.4.1 a" → ["8.1.4.1 a"]."""
    return list(dict.fromkeys(REFERENCE.findall(clause)))


def expired(finding: Finding, on: datetime) -> bool:
    """Whether a finding is excused by an exception that is over at that instant, or that says no end."""
    return finding.verdict is Verdict.WAIVED and (finding.waiver is None or finding.waiver.expires <= on)


def opinion(clause: Clause, findings: Iterable[Finding], on: datetime) -> Opinion:
    """The grade of one clause on one host from all findings of its checks, at the instant of the paper."""
    seen = tuple(findings)
    why = tuple(dict.fromkeys(_reasons(clause, seen, on)))
    return Opinion(_grade(clause, set(why)), why)


def _reasons(clause: Clause, seen: Sequence[Finding], on: datetime) -> Iterator[Why]:
    for word, found in _groups(seen, on).items():
        if found:
            yield word
    wrong = [one for one in seen if one.verdict is Verdict.DEVIATES or expired(one, on)]
    if any(_risky(clause, one) for one in wrong):
        yield Why.HIGH_RISK
    if not seen:
        yield Why.NO_CHECK
    elif not set(clause.needs) <= {one.check.id for one in seen if one.verdict is not Verdict.NOT_APPLICABLE}:
        yield Why.INCOMPLETE
    if clause.remains:
        yield Why.REMAINS


def _groups(seen: Sequence[Finding], on: datetime) -> Mapping[Why, bool]:
    verdicts = {one.verdict for one in seen if not expired(one, on)}
    absent = {one.reason is Reason.ABSENT for one in seen if one.verdict is Verdict.NOT_APPLICABLE}
    return {
        Why.DEVIATION: Verdict.DEVIATES in verdicts,
        Why.EXPIRED: any(expired(one, on) for one in seen),
        Why.EXCEPTION: Verdict.WAIVED in verdicts,
        Why.NOT_SEEN: Verdict.NOT_SEEN in verdicts,
        Why.NOT_DECLARED: False in absent,
        Why.ABSENT: True in absent,
        Why.CONFORMS: Verdict.CONFORMS in verdicts,
    }


def _risky(clause: Clause, finding: Finding) -> bool:
    grave = {Severity.CRITICAL, Severity.HIGH} if clause.gate else {Severity.CRITICAL}
    return finding.check.severity in grave


def _grade(clause: Clause, why: set[Why]) -> Grade:
    if why & {Why.DEVIATION, Why.EXPIRED}:
        return Grade.DEVIATES if Why.HIGH_RISK in why or Why.CONFORMS not in why else Grade.PARTLY
    if Why.EXCEPTION in why:
        return Grade.PARTLY
    if clause.optional and why <= {Why.ABSENT, Why.REMAINS, Why.INCOMPLETE} and Why.ABSENT in why:
        return Grade.NOT_APPLICABLE
    return Grade.CONFORMS if Why.CONFORMS in why and why <= SUFFICIENT else Grade.BY_PERSON


def conformity(
    clauses: Mapping[str, Clause], findings: Iterable[Finding], hosts: Iterable[str], on: datetime
) -> tuple[Judged, ...]:
    """Every clause on every host, hosts and clauses in their own order; a check may count for several clauses."""
    mine: defaultdict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        for name in references(finding.check.clause):
            mine[finding.host, name].append(finding)
    return tuple(
        Judged(host, clause, opinion(clause, mine[host, clause.id], on), tuple(mine[host, clause.id]))
        for host in hosts
        for clause in clauses.values()
    )
