"""From findings to the five answers: worked examples, and the rules that no set of findings may break."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.conformity import Clause, Grade, Kind, Why, conformity, opinion, references
from hfcheck.model import SHANGHAI, Check, Finding, Reason, Severity, Verdict, Waiver

ON = datetime(2026, 12, 5, 9, tzinfo=SHANGHAI)
AT = datetime(2026, 11, 23, 8, 30, tzinfo=SHANGHAI)
PLAIN = Clause("8.1.4.3 d", "保护审计进程", "要求", Kind.ENFORCE, needs=("a.one",))
GATE = Clause("8.1.4.1 a", "口令", "要求", Kind.ENFORCE, gate="空口令", needs=("a.one",))
OPEN = Clause("8.1.4.2 a", "账户", "要求", Kind.CHECK, remains="核对清单")
EVIDENCE = Clause("8.1.4.2 e", "策略", "要求", Kind.EVIDENCE, remains="查阅记录")
OPTIONAL = Clause("8.1.3.1 d", "无线", "要求", Kind.ENFORCE, remains="确认部署", optional=True)
# Worst first; what is said of a thing that is not there is neither better nor worse.
RANK = {grade: rank for rank, grade in enumerate(Grade)}


def finding(
    verdict: Verdict,
    check: str = "a.one",
    severity: Severity = Severity.MEDIUM,
    reason: Reason | None = None,
    expires: datetime = ON + timedelta(days=1),
) -> Finding:
    """A finding of one check on one host."""
    about = Check(check, "标题", "GB/T 22239-2019 8.1.4.3 d", severity, "audit.active", "equals", "r")
    waiver = Waiver(check, "理由", "责任人", "批准人", expires) if verdict is Verdict.WAIVED else None
    return Finding("app01", about, verdict, True, AT, reason=reason, waiver=waiver)


GOOD = finding(Verdict.CONFORMS)
BAD = finding(Verdict.DEVIATES, "a.two")
SEVERE = finding(Verdict.DEVIATES, "a.two", Severity.HIGH)
URGENT = finding(Verdict.DEVIATES, "a.two", Severity.CRITICAL)
WAIVED = finding(Verdict.WAIVED, "a.two")
OVER = finding(Verdict.WAIVED, "a.two", expires=ON)
UNSEEN = finding(Verdict.NOT_SEEN, "a.two", reason=Reason.UNREACHABLE)
UNDECLARED = finding(Verdict.NOT_APPLICABLE, "a.two", reason=Reason.NOT_DECLARED)
ABSENT = finding(Verdict.NOT_APPLICABLE, "a.two", reason=Reason.ABSENT)
LACKING = finding(Verdict.NOT_APPLICABLE, "a.one", reason=Reason.ABSENT)


@pytest.mark.parametrize(
    ("clause", "seen", "grade", "why"),
    [
        (PLAIN, [GOOD], Grade.CONFORMS, Why.CONFORMS),
        (PLAIN, [GOOD, ABSENT], Grade.CONFORMS, Why.ABSENT),
        (PLAIN, [GOOD, BAD], Grade.PARTLY, Why.DEVIATION),
        (PLAIN, [BAD], Grade.DEVIATES, Why.DEVIATION),
        (PLAIN, [BAD, UNSEEN], Grade.DEVIATES, Why.NOT_SEEN),
        (PLAIN, [GOOD, SEVERE], Grade.PARTLY, Why.DEVIATION),
        (PLAIN, [GOOD, URGENT], Grade.DEVIATES, Why.HIGH_RISK),
        (GATE, [GOOD, SEVERE], Grade.DEVIATES, Why.HIGH_RISK),
        (GATE, [GOOD, BAD], Grade.PARTLY, Why.DEVIATION),
        (PLAIN, [GOOD, WAIVED], Grade.PARTLY, Why.EXCEPTION),
        (PLAIN, [WAIVED], Grade.PARTLY, Why.EXCEPTION),
        (PLAIN, [WAIVED, UNSEEN], Grade.PARTLY, Why.NOT_SEEN),
        (PLAIN, [GOOD, OVER], Grade.PARTLY, Why.EXPIRED),
        (PLAIN, [OVER], Grade.DEVIATES, Why.EXPIRED),
        (PLAIN, [GOOD, UNSEEN], Grade.BY_PERSON, Why.NOT_SEEN),
        (PLAIN, [GOOD, UNDECLARED], Grade.BY_PERSON, Why.NOT_DECLARED),
        (PLAIN, [ABSENT], Grade.BY_PERSON, Why.INCOMPLETE),
        (PLAIN, [LACKING], Grade.BY_PERSON, Why.INCOMPLETE),
        (PLAIN, [], Grade.BY_PERSON, Why.NO_CHECK),
        (OPEN, [GOOD], Grade.BY_PERSON, Why.REMAINS),
        (OPEN, [GOOD, BAD], Grade.PARTLY, Why.REMAINS),
        (OPEN, [ABSENT], Grade.BY_PERSON, Why.ABSENT),
        (EVIDENCE, [GOOD], Grade.BY_PERSON, Why.REMAINS),
        (EVIDENCE, [BAD], Grade.DEVIATES, Why.DEVIATION),
        (OPTIONAL, [ABSENT], Grade.NOT_APPLICABLE, Why.ABSENT),
        (OPTIONAL, [ABSENT, UNSEEN], Grade.BY_PERSON, Why.NOT_SEEN),
        (OPTIONAL, [], Grade.BY_PERSON, Why.NO_CHECK),
    ],
)
def test_examples(clause: Clause, seen: list[Finding], grade: Grade, why: Why) -> None:
    found = opinion(clause, seen, ON)
    assert found.grade is grade
    assert why in found.why


def test_a_needed_check_that_was_not_asked_is_no_conformity() -> None:
    other = finding(Verdict.CONFORMS, "a.other")
    assert opinion(PLAIN, [other], ON).grade is Grade.BY_PERSON
    assert opinion(PLAIN, [other, GOOD], ON).grade is Grade.CONFORMS


def test_an_exception_without_an_end_excuses_nothing() -> None:
    endless = Finding("app01", BAD.check, Verdict.WAIVED, True, AT)
    assert opinion(PLAIN, [endless], ON).why[0] is Why.EXPIRED


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("GB/T 22239-2019 8.1.4.1 a", ["8.1.4.1 a"]),
        ("GB/T 22239-2019 8.1.4.10 b", ["8.1.4.10 b"]),
        ("GB/T 22239-2019 8.1.3.6", ["8.1.3.6"]),
        ("8.1.4.1 a、8.1.4.4 c", ["8.1.4.1 a", "8.1.4.4 c"]),
        ("招标需求 五(一)", []),
        ("GB/T 22239-2019 8.1.10.5 a", []),
    ],
)
def test_the_clauses_that_a_check_names(text: str, found: list[str]) -> None:
    assert references(text) == found


def test_every_host_gets_every_clause() -> None:
    judged = conformity({one.id: one for one in (PLAIN, OPEN)}, [GOOD], ["app01", "db01"], ON)
    assert [(one.host, one.clause.id, one.opinion.grade, len(one.findings)) for one in judged] == [
        ("app01", "8.1.4.3 d", Grade.CONFORMS, 1),
        ("app01", "8.1.4.2 a", Grade.BY_PERSON, 0),
        ("db01", "8.1.4.3 d", Grade.BY_PERSON, 0),
        ("db01", "8.1.4.2 a", Grade.BY_PERSON, 0),
    ]


CLAUSES = st.sampled_from([PLAIN, GATE, OPEN, EVIDENCE, OPTIONAL])
FINDINGS = st.builds(
    finding,
    st.sampled_from(Verdict),
    st.sampled_from(["a.one", "a.two", "a.three"]),
    st.sampled_from(Severity),
    st.sampled_from([Reason.ABSENT, Reason.NOT_DECLARED, Reason.UNREACHABLE]),
    st.sampled_from([ON - timedelta(days=1), ON, ON + timedelta(days=1)]),
)
SETS = st.lists(FINDINGS, max_size=5)


@settings(max_examples=200)
@given(CLAUSES, SETS)
def test_only_what_was_seen_whole_conforms(clause: Clause, seen: list[Finding]) -> None:
    if opinion(clause, seen, ON).grade is Grade.CONFORMS:
        assert not clause.remains
        assert {"a.one"} <= {one.check.id for one in seen if one.verdict is Verdict.CONFORMS}
        others = [one for one in seen if one.verdict is not Verdict.CONFORMS]
        assert all((one.verdict, one.reason) == (Verdict.NOT_APPLICABLE, Reason.ABSENT) for one in others)


@settings(max_examples=100)
@given(CLAUSES, SETS)
def test_something_unseen_or_undeclared_never_conforms(clause: Clause, seen: list[Finding]) -> None:
    for more in (UNSEEN, UNDECLARED):
        found = opinion(clause, [*seen, more], ON).grade
        assert found not in (Grade.CONFORMS, Grade.NOT_APPLICABLE)


@settings(max_examples=100)
@given(CLAUSES, SETS, FINDINGS)
def test_seeing_a_deviation_never_gives_better(clause: Clause, seen: list[Finding], one: Finding) -> None:
    worse = finding(Verdict.DEVIATES, one.check.id, one.check.severity)
    assert RANK[opinion(clause, [*seen, worse], ON).grade] <= RANK[opinion(clause, [*seen, one], ON).grade]


@settings(max_examples=100)
@given(CLAUSES, SETS, FINDINGS)
def test_an_expired_exception_is_a_deviation(clause: Clause, seen: list[Finding], one: Finding) -> None:
    over = finding(Verdict.WAIVED, one.check.id, one.check.severity, expires=ON)
    deviates = finding(Verdict.DEVIATES, one.check.id, one.check.severity)
    assert opinion(clause, [*seen, over], ON).grade is opinion(clause, [*seen, deviates], ON).grade


@settings(max_examples=100)
@given(CLAUSES, SETS)
def test_the_order_does_not_matter(clause: Clause, seen: list[Finding]) -> None:
    assert opinion(clause, seen, ON) == opinion(clause, seen[::-1], ON)
