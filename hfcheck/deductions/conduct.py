"""Items 5 and 6: breaches of security principles, and of rules, secrecy and conduct that had a consequence."""

from __future__ import annotations

from collections.abc import Iterator

from hfcheck.book import Record
from hfcheck.deductions.unknowns import all_of, unknown
from hfcheck.kinds import Violation
from hfcheck.rulings import Case, Occurrence, Ruling, local_date

PRINCIPLES = frozenset({"access", "virus", "address", "principle"})


def security_principles(case: Case) -> Iterator[Ruling]:
    """Item 5: what the supplier's people did against the centre's security principles."""
    for record in case.book.of(Violation):
        if record.facts.limb in PRINCIPLES:
            yield _violation(case, 5, record, "by_supplier")


def rules_and_secrecy(case: Case) -> Iterator[Ruling]:
    """Item 6: what they did against rules, secrecy or network conduct, and it had a consequence."""
    for record in case.book.of(Violation):
        if record.facts.limb not in PRINCIPLES:
            yield _violation(case, 6, record, "by_supplier", "consequence")


def _violation(case: Case, item: int, record: Record[Violation], *fields: str) -> Ruling:
    """A breach if all of these fields are so."""
    violation, occurrence = record.facts, Occurrence.of(item, record, record.facts.cause)
    at, name = violation.occurred_at, violation.name
    answer = all_of(*(getattr(violation, field) for field in fields))
    if answer is None:
        missing = unknown(violation, *fields)
        return occurrence.undetermined(at, f"{name}：未记录{missing}", f"补记{missing}；或由考核小组认定")
    if answer:
        points = case.terms.given(f"{item}.points", local_date(at))
        return occurrence.breached(at, points, f"{name}：供应商人员所为{'，且造成后果' if item == 6 else ''}")
    not_so = "非供应商人员所为" if violation.by_supplier is False else "未造成后果"
    return occurrence.kept(at, f"{name}：{not_so}")
