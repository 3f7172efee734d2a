"""All that the papers of the evidence pack are made of, and what can be counted in it: pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from hfcheck.audits import Audit, Hardening
from hfcheck.conformity import Clause, Grade, Judged, conformity, references
from hfcheck.evidence_raw import Raw, RawFile, raw_of
from hfcheck.model import Finding
from hfcheck.report.record import Seal

BAD = (Grade.DEVIATES, Grade.PARTLY)


@dataclass(frozen=True)
class Pack:
    """An audit judged at an instant. `trend`: the audits before, each with its grades, oldest first."""

    audit: Audit
    before: Audit | None
    clauses: Mapping[str, Clause]
    made: datetime
    seal: Seal
    raw: Raw = field(default_factory=dict)
    trend: tuple[tuple[datetime, Counter[Grade]], ...] = ()
    hardenings: tuple[Hardening, ...] = ()

    @cached_property
    def judged(self) -> tuple[Judged, ...]:
        """Every clause on every host."""
        return judge_audit(self.audit, self.clauses, self.made)

    @cached_property
    def earlier(self) -> Mapping[tuple[str, str], Grade]:
        """(host, clause) → the grade of the audit before, as it was then."""
        return {} if self.before is None else grades_then(self.before, self.clauses)

    @cached_property
    def earlier_findings(self) -> Mapping[tuple[str, str], Finding]:
        """(host, check) → the finding of the audit before."""
        return {(one.host, one.check.id): one for one in self.before.findings} if self.before else {}

    @cached_property
    def by_host(self) -> Mapping[str, Counter[Grade]]:
        """The grades of each host over the clauses that have a check, the worst host first."""
        counts = {host: Counter[Grade]() for host in self.audit.hosts}
        for one in self.judged:
            if one.findings:
                counts[one.host][one.opinion.grade] += 1
        return dict(sorted(counts.items(), key=lambda item: [-item[1][grade] for grade in Grade]))

    @cached_property
    def asked(self) -> tuple[Clause, ...]:
        """The clauses of which some host was asked something, in the order of the standard."""
        names = {one.clause.id for one in self.judged if one.findings}
        return tuple(clause for clause in self.clauses.values() if clause.id in names)

    @property
    def bad(self) -> Iterator[Judged]:
        """What does not conform, or only in part, host by host, the worst first."""
        place = {host: number for number, host in enumerate(self.by_host)}
        found = [one for one in self.judged if one.opinion.grade in BAD]
        yield from sorted(found, key=lambda one: place[one.host])

    @property
    def strangers(self) -> tuple[Finding, ...]:
        """The findings whose check names a clause that the catalogue does not have; none of them may get lost."""
        return tuple(one for one in self.audit.findings if not set(references(one.check.clause)) & self.clauses.keys())

    def file_of(self, finding: Finding) -> RawFile | None:
        """The raw output that a finding rests on."""
        return raw_of(self.raw, finding)


def judge_audit(audit: Audit, clauses: Mapping[str, Clause], on: datetime) -> tuple[Judged, ...]:
    """Every clause on every host of an audit."""
    return conformity(clauses, audit.findings, audit.hosts, on)


def grades_then(audit: Audit, clauses: Mapping[str, Clause]) -> Mapping[tuple[str, str], Grade]:
    """(host, clause) → the grade that an earlier audit had when it was made."""
    return {(one.host, one.clause.id): one.opinion.grade for one in judge_audit(audit, clauses, audit.at)}


def counted(judged: tuple[Judged, ...]) -> Counter[Grade]:
    """How many clauses of hosts have each grade; those that no check covers are left out."""
    return Counter(one.opinion.grade for one in judged if one.findings)
