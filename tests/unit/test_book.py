"""The book: statements and signatures folded into records, whatever their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfcheck.book import Book, Flaw, fold, mandates_of
from hfcheck.kinds import Attendance, Contract, Dispute, Fault, Mandate, Outage, Party
from hfcheck.model import SHANGHAI
from hfcheck.rounds import Fact

NOON = datetime(2025, 9, 3, 12, tzinfo=SHANGHAI)
NAMED = {"name": "UPS 报警", "area": "room", "device": "ups-1"}
SHEET = {"month": "2025-09", "office_hours": ["08:30-12:00"], "absences": 0}
CONTRACT = {"name": "合同", "supplier": "乙", "centre": "甲", "amount": "337000.00", "posts": 3} | {
    "first_day": "2025-08-01",
    "last_day": "2025-12-31",
}


def fact(
    type_: str, subject: str, says: dict[str, Any] | None = None, step: int = 1, *, entered: int = 0, **members: Any
) -> Fact:
    """A statement of noon, entered some hours later; its hash is made of its id."""
    name = f"{type_}/{subject}/{step}"
    said = {} if says is None else {"says": says}
    body = {"id": name, "type": type_, "subject": subject, "step": step, "at": NOON.isoformat(), "by": "王工"}
    return Fact(body | said | members, NOON + timedelta(hours=entered), f"hash of {name}")


def mandate(person: str, party: str, first: str = "2025-09-01", last: str | None = None) -> Fact:
    days = {"first_day": first} | ({"last_day": last} if last else {})
    return fact("mandate", f"{person}-{party}", {"person": person, "party": party, **days})


def signature(of: Fact, signer: str, role: str, at: datetime = NOON, hash_: str = "") -> Fact:
    body = {"id": f"signature/{of.id}/{role}/{signer}", "type": "signature", "at": at.isoformat(), "of": of.id}
    return Fact(body | {"of_hash": hash_ or of.hash, "signer": signer, "role": role}, at, f"hash of {signer}")


def waiting(book: Book) -> list[tuple[str, str]]:
    return [(flaw.record, flaw.sentence) for flaw in book.unsigned]


def flaws(book: Book) -> list[tuple[str, str]]:
    return [(flaw.record, flaw.sentence) for flaw in book.flaws]


def test_steps_add_up_to_one_record() -> None:
    later = fact("fault", "f1", {"severity": "ordinary"}, 2, by="李工", entered=24)
    (record,) = fold([later, fact("fault", "f1", NAMED)]).of(Fault)
    assert (record.id, record.entries, record.by) == ("fault/f1", ("fault/f1/1", "fault/f1/2"), "李工")
    assert (record.facts.severity, record.facts.ageing, record.late) == ("ordinary", None, False)
    assert (record.claimed, record.received) == (NOON, NOON + timedelta(hours=24))


def test_what_was_told_before_it_was_done_is_a_flaw_until_it_is_said_again_afterwards() -> None:
    done = NAMED | {"acted_at": (NOON + timedelta(seconds=1)).isoformat()}
    early = fact("fault", "f1", done)
    assert flaws(fold([early])) == [("fault/f1", "记载的时间晚于填报时间：acted_at")]
    assert fold([early]).of(Fault) == ()
    again = fact("fault", "f1", done, 2, at=(NOON + timedelta(hours=1)).isoformat())
    assert flaws(fold([early, again])) == []
    corrected = fact("fault", "f1", {"acted_at": NOON.isoformat()}, 2, corrects="fault/f1/1", because="笔误")
    assert fold([early, corrected]).of(Fault)[0].facts.acted_at == NOON


@pytest.mark.parametrize(("hours", "late"), [(24, False), (25, True)])
def test_what_was_entered_more_than_a_day_after_is_late(hours: int, *, late: bool) -> None:
    assert fold([fact("fault", "f1", NAMED, entered=hours)]).of(Fault)[0].late is late


def test_a_contradiction_is_a_flaw_until_a_correction_names_it() -> None:
    first = fact("fault", "f1", NAMED | {"severity": "ordinary"})
    other = {"severity": "serious"}
    book = fold([first, fact("fault", "f1", other, 2)])
    assert flaws(book) == [("fault/f1", "“severity”前后记载不一致，且未写明更正哪一条")]
    assert book.of(Fault) == ()
    corrected = fold([first, fact("fault", "f1", other, 2, corrects="fault/f1/1", because="认定")])
    assert corrected.of(Fault)[0].facts.severity == "serious"


def test_corrections_in_a_circle_are_a_flaw() -> None:
    ring = [
        fact("fault", "f1", NAMED, corrects="fault/f1/2", because="x"),
        fact("fault", "f1", NAMED | {"name": "y"}, 2, corrects="fault/f1/1", because="x"),
    ]
    assert flaws(fold(ring)) == [("fault/f1", "“area”前后记载不一致，且未写明更正哪一条")]


def test_what_lacks_a_needed_field_or_is_out_of_order_is_a_flaw() -> None:
    assert flaws(fold([fact("fault", "f1", {"name": "x"})])) == [("fault/f1", "缺少或不符合要求：area、device")]
    times = {"began_at": "2025-09-03T08:00:00+08:00", "restored_at": "2025-09-03T07:00:00+08:00"}
    assert flaws(fold([fact("outage", "n1", {"name": "x"} | times)])) == [
        ("outage/n1", "缺少或不符合要求：restored_at")
    ]


@pytest.mark.parametrize(
    "changes",
    [{"step": "1"}, {"at": "soon"}, {"at": "2025-09-03T12:00:00"}, {"by": 5}, {"says": []}, {"id": "fault/f2/1"}],
    ids=str,
)
def test_an_entry_that_is_no_statement_is_a_flaw_of_its_own(changes: dict[str, Any]) -> None:
    good = fact("fault", "f1", NAMED)
    book = fold([Fact({**good.body, **changes}, good.received, good.hash), fact("fault", "f3", NAMED)])
    assert [flaw.sentence for flaw in book.flaws] == ["条目的格式不符合要求"]
    assert [record.id for record in book.of(Fault)] == ["fault/f3"]


def test_a_record_counts_with_the_signature_of_each_party_that_it_needs() -> None:
    contract, mandates = fact("contract", "contract", CONTRACT), [mandate("张", "supplier"), mandate("李", "centre")]
    supplier, centre = signature(contract, "张", "supplier"), signature(contract, "李", "centre")
    assert waiting(fold([contract, *mandates])) == [("contract/contract", "待供应商、中心签字")]
    assert waiting(fold([contract, *mandates, supplier])) == [("contract/contract", "待中心签字")]
    book = fold([contract, *mandates, supplier, centre])
    assert book.contract is not None
    assert book.contract.signed == {Party.SUPPLIER: ("张",), Party.CENTRE: ("李",)}


@pytest.mark.parametrize(
    "put",
    [
        signature(fact("attendance", "2025-09", SHEET), "张", "centre"),
        signature(fact("attendance", "2025-09", SHEET), "李", "supplier"),
        signature(fact("attendance", "2025-09", SHEET), "李", "centre", NOON - timedelta(days=3)),
        signature(fact("attendance", "2025-09", SHEET), "李", "centre", hash_="another"),
        signature(fact("attendance", "2025-09", SHEET, 2), "李", "centre"),
    ],
    ids=["of the other party", "in another role", "before the mandate", "under another content", "under another step"],
)
def test_a_signature_that_is_not_the_partys_does_not_count(put: Fact) -> None:
    book = fold([fact("attendance", "2025-09", SHEET), mandate("张", "supplier"), mandate("李", "centre"), put])
    assert waiting(book) == [("attendance/2025-09", "待中心签字")]
    assert book.of(Attendance) == ()


def test_every_statement_is_signed_by_whoever_may() -> None:
    parts = [
        fact("attendance", "2025-09", SHEET),
        fact("attendance", "2025-09", {"absences": 1}, 2, corrects="attendance/2025-09/1", because="漏记"),
    ]
    people = [mandate("李", "centre"), mandate("王", "centre")]
    first = signature(parts[0], "李", "centre")
    assert waiting(fold([*parts, *people, first])) == [("attendance/2025-09", "待中心签字")]
    (record,) = fold([*parts, *people, first, signature(parts[1], "王", "centre")]).of(Attendance)
    assert (record.facts.absences, record.signed) == (1, {Party.CENTRE: ("李", "王")})


def test_two_keys_are_two_people() -> None:
    word = fact("decision", "d1", {"of": "9/fault/f1", "points": 5, "reason": "超时", "by": "李"})
    both = [mandate("李科长", "centre"), mandate("李科长", "supplier")]
    assert waiting(fold([word, both[0], signature(word, "李科长", "centre")])) == []
    assert waiting(fold([word, *both, signature(word, "李科长", "centre")])) == [("decision/d1", "待中心签字")]


def test_a_mandate_has_its_days_in_shanghai() -> None:
    given_ = [record.facts for record in fold([mandate("李", "centre", "2025-09-03", "2025-09-03")]).of(Mandate)]
    assert [mandates_of("李", NOON.date() + timedelta(days=n), given_) for n in (-1, 0, 1)] == [
        frozenset(),
        frozenset({Party.CENTRE}),
        frozenset(),
    ]
    sheet = fact("attendance", "2025-09", SHEET)
    utc = datetime.fromisoformat("2025-09-02T16:00:00+00:00")
    assert fold([sheet, mandate("李", "centre", "2025-09-03"), signature(sheet, "李", "centre", utc)]).of(Attendance)


def test_a_signature_needs_its_mandate_on_the_day_that_it_came_in_too() -> None:
    sheet, gone = fact("attendance", "2025-09", SHEET), mandate("李", "centre", "2025-09-01", "2025-09-03")
    put = signature(sheet, "李", "centre")
    assert fold([sheet, gone, put]).of(Attendance)
    backdated = replace(put, received=NOON + timedelta(days=3))
    assert waiting(fold([sheet, gone, backdated])) == [("attendance/2025-09", "待中心签字")]


CONTRACTED = [
    contract := fact("contract", "contract", CONTRACT),
    mandate("张", "supplier"),
    mandate("李", "centre"),
    signature(contract, "张", "supplier"),
    signature(contract, "李", "centre"),
]


def later_mandate(person: str, party: str) -> Fact:
    return replace(mandate(person, party), received=NOON + timedelta(hours=1))


def test_nobody_lets_himself_in_once_the_contract_is_signed() -> None:
    sheet, own = fact("attendance", "2025-09", SHEET), later_mandate("王", "centre")
    facts = [*CONTRACTED, sheet, own, signature(sheet, "王", "centre")]
    assert waiting(fold(facts)) == [("attendance/2025-09", "待中心签字"), ("mandate/王-centre", "待中心签字")]
    by_himself, by_supplier = signature(own, "王", "centre"), signature(own, "张", "supplier")
    assert waiting(fold([*facts, by_himself, by_supplier])) == waiting(fold(facts))
    vouched = fold([*facts, signature(own, "李", "centre")])
    assert (waiting(vouched), len(vouched.of(Attendance)), len(vouched.of(Mandate))) == ([], 1, 3)


def test_nobody_is_made_the_other_partys_by_a_mandate_that_it_did_not_sign() -> None:
    sheet = fact("attendance", "2025-09", SHEET)
    facts = [*CONTRACTED, sheet, signature(sheet, "李", "centre"), later_mandate("李", "supplier")]
    book = fold(facts)
    assert (len(book.of(Attendance)), waiting(book)) == (1, [("mandate/李-supplier", "待供应商签字")])


def test_a_later_word_about_a_mandate_is_its_partys_too() -> None:
    ended = fact("mandate", "李-centre", {"last_day": "2025-09-30"}, 2, entered=1)
    other = later_mandate("王", "centre")
    assert waiting(fold([*CONTRACTED, ended, other]))[-2:] == [
        ("mandate/李-centre", "待中心签字"),
        ("mandate/王-centre", "待中心签字"),
    ]


def test_a_withdrawn_record_is_none() -> None:
    book = fold([fact("fault", "f1", NAMED), fact("fault", "f1", step=2, withdraws=True, because="误报")])
    assert (book.of(Fault), book.flaws, book.unsigned) == ((), (), ())


def test_one_side_cannot_take_back_what_was_signed() -> None:
    dispute = fact("dispute", "d1", {"of": "9/fault/f1", "reason": "已处理"})
    gone = fact("dispute", "d1", step=2, withdraws=True, because="x", by="别人")
    common = [dispute, gone, mandate("张", "supplier")]
    assert fold(common).unsigned == ()
    book = fold([*common, signature(dispute, "张", "supplier")])
    assert waiting(book) == [("dispute/d1", "撤销待供应商签字")]
    signed = fold([*common, signature(dispute, "张", "supplier"), signature(gone, "张", "supplier")])
    assert (signed.of(Dispute), signed.unsigned) == ((), ())


def test_what_a_party_signed_of_its_own_accord_is_not_taken_back_without_it() -> None:
    fault, gone = fact("fault", "f1", NAMED), fact("fault", "f1", step=2, withdraws=True, because="误报")
    common = [fault, gone, mandate("李", "centre"), signature(fault, "李", "centre")]
    assert waiting(fold(common)) == [("fault/f1", "撤销待中心签字")]
    assert waiting(fold([*common, signature(gone, "李", "centre")])) == []


def test_two_contracts_are_a_flaw() -> None:
    contracts = [fact("contract", name, CONTRACT) for name in ("a", "b")]
    people = [mandate("张", "supplier"), mandate("李", "centre")]
    signed = [signature(one, *who) for one in contracts for who in (("张", "supplier"), ("李", "centre"))]
    book = fold([*contracts, *people, *signed])
    assert book.flaws == (Flaw("contract", "一个台账只能有一份合同", ("contract/a/1", "contract/b/1")),)
    assert (book.contract, len(book.of(Contract))) == (None, 2)


SEVERITIES = st.sampled_from(["ordinary", "serious"])


@st.composite
def ledgers(draw: st.DrawFn) -> list[Fact]:
    """Statements that may contradict, correct and withdraw each other, with signatures that may be worth nothing."""
    facts = [mandate("李", "centre"), mandate("张", "supplier", "2025-09-04")]
    for subject in ("f1", "f2"):
        facts.append(fact("fault", subject, NAMED))
        for step in range(2, draw(st.integers(2, 5))):
            named = draw(st.none() | st.integers(1, 4).map(lambda n, s=subject: f"fault/{s}/{n}"))
            members = {"corrects": named, "because": "x"} if named else {}
            facts.append(fact("fault", subject, {"severity": draw(SEVERITIES)}, step, **members))
        if draw(st.booleans()):
            facts.append(fact("fault", subject, step=9, withdraws=True, because="x"))
    sheet, contract = fact("attendance", "2025-09", SHEET), fact("contract", "contract", CONTRACT)
    facts += [sheet, contract]
    for one in (sheet, contract):
        put = st.lists(
            st.tuples(st.sampled_from(["李", "张", "王"]), st.sampled_from(["centre", "supplier"])), max_size=3
        )
        facts += [signature(one, *who) for who in draw(put)]
    return facts


@given(ledgers(), st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_matters(facts: list[Fact], chance: Any) -> None:
    shuffled = [*facts, *chance.sample(facts, len(facts) // 2)]
    chance.shuffle(shuffled)
    assert fold(shuffled) == fold(facts)


@given(ledgers())
def test_nothing_is_dropped_silently_and_nothing_unsigned_counts(facts: Sequence[Fact]) -> None:
    book = fold(facts)
    withdrawn = {f"fault/{fact.body['subject']}" for fact in facts if fact.body.get("withdraws")}
    named = {record.id for records in book.records.values() for record in records}
    named |= {flaw.record for flaw in (*book.flaws, *book.unsigned)}
    assert {"fault/f1", "fault/f2", "attendance/2025-09", "contract/contract"} - withdrawn <= named
    for record in (*book.of(Attendance), *book.of(Contract)):
        assert record.facts.needs <= set(record.signed)
    assert not book.of(Contract)  # the supplier's mandate begins a day after every signature
    assert not book.of(Outage)
