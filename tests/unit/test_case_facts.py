"""From the ledger to a case: which statements, signatures and slots it holds."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from hfcheck.case_facts import incidents, load, signatures, statements, view
from hfcheck.errors import InputError
from hfcheck.kinds import Contract
from hfcheck.ledger import (
    Evidence,
    Ledger,
    Reader,
    SigningKey,
    create_key,
    ensure_key,
    known_keys,
    load_key,
    signature_event,
)
from hfcheck.model import SHANGHAI
from hfcheck.notices import calendar
from hfcheck.rounds import State
from hfcheck.rulings import Case
from hfcheck.terms import terms

SIGNED = datetime(2025, 8, 1, 9, tzinfo=SHANGHAI)
SIGNERS = {"supplier": "王工", "centre": "李科长"}
CONTRACT = {
    "name": "业务系统及机房安全运维服务",
    "supplier": "供应商",
    "centre": "中心",
    "amount": "337000.00",
    "first_day": "2025-08-01",
    "last_day": "2025-08-10",
    "posts": 3,
}


def said(kind: str, subject: str, **says: object) -> dict[str, object]:
    body = {"id": f"{kind}/{subject}/1", "type": kind, "subject": subject, "step": 1, "by": "王工", "says": says}
    return body | {"at": SIGNED.isoformat()}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A contract and the mandates of two people, whose keys are known; nobody has signed yet."""
    (tmp_path / "keys").mkdir()
    mandates = [
        said("mandate", name, person=name, party=party, first_day="2025-08-01") for party, name in SIGNERS.items()
    ]
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        ledger.append([said("contract", "contract", **CONTRACT), *mandates], SIGNED)
    for name in SIGNERS.values():
        create_key(tmp_path / "keys" / f"{name}.pem")
    return tmp_path / "ledger.db"


def put(path: Path, signer: str, role: str, key: SigningKey) -> None:
    with Ledger.open(path) as ledger:
        entry = ledger.entry("contract/contract/1")
        assert entry is not None
        ledger.append([signature_event(entry, key, signer, role, SIGNED)], SIGNED)


def sign(path: Path) -> None:
    for role, name in SIGNERS.items():
        put(path, name, role, load_key(path.parent / "keys" / f"{name}.pem"))


def case(path: Path, now: datetime) -> Case:
    with Reader.open(path) as ledger:
        return load(ledger, known_keys(path.parent / "keys"), calendar(), terms(), now)


def test_a_contract_counts_once_both_parties_signed_it(path: Path) -> None:
    assert case(path, SIGNED).book.contract is None
    sign(path)
    assert case(path, SIGNED).contract.last_day == date(2025, 8, 10)


def test_a_signature_by_a_key_that_is_not_its_signers_counts_for_nothing(path: Path) -> None:
    put(path, "李科长", "centre", create_key(path.parent / "keys" / "王工~new.pem"))
    put(path, "王工", "supplier", create_key(path.parent / "elsewhere.pem"))
    found = case(path, SIGNED)
    assert found.book.of(Contract) == ()
    assert [flaw.sentence for flaw in found.book.unsigned] == ["待供应商、中心签字"]
    with Reader.open(path) as ledger:
        assert list(signatures(ledger, "contract/", known_keys(path.parent / "keys"))) == []


def test_slots_are_those_of_the_service_up_to_today(path: Path) -> None:
    sign(path)
    during = case(path, datetime(2025, 8, 4, 10, tzinfo=SHANGHAI)).book.slots
    assert [state.slot.id for state in during] == [
        "2025-08-01/morning",
        "2025-08-01/afternoon",
        "2025-08-02/restday",
        "2025-08-03/restday",
        "2025-08-04/morning",
        "2025-08-04/afternoon",
    ]
    assert [state.state for state in during[-2:]] == [State.MISSED, State.UPCOMING]
    after = case(path, datetime(2026, 1, 4, 10, tzinfo=SHANGHAI)).book.slots
    assert after[-1].slot.id == "2025-08-10/restday"


def test_before_the_service_and_without_a_contract_there_are_no_slots(path: Path) -> None:
    assert case(path, datetime(2025, 8, 4, 10, tzinfo=SHANGHAI)).book.slots == ()
    sign(path)
    assert case(path, datetime(2025, 7, 31, 10, tzinfo=SHANGHAI)).book.slots == ()


def test_a_view_without_a_contract_is_refused(path: Path) -> None:
    with Reader.open(path) as ledger, pytest.raises(InputError, match="one contract signed by both parties"):
        view(ledger, Evidence(path.parent / "evidence"), case(path, SIGNED))


def test_findings_are_no_statements(path: Path) -> None:
    finding = {"id": "run/r1/app01/disk", "type": "finding", "at": SIGNED.isoformat(), "run": "r1"}
    with Ledger.open(path) as ledger:
        ledger.append([finding], SIGNED)
        found = [fact.type for fact in statements(ledger, {})]
    assert found == ["contract", "mandate", "mandate"]


DAY, LATE_ROUND = datetime(2025, 8, 4, 16, 20, tzinfo=SHANGHAI), "round/2025-08-04/afternoon/1"


def late_round(path: Path, approver: str) -> State:
    """How a round stands that 张工 entered the day after, and that somebody approved with an own key."""
    sign(path)
    entered = DAY + timedelta(hours=20)
    round_ = {"id": LATE_ROUND, "type": "round", "at": DAY.isoformat(), "completed": DAY.isoformat(), "late": True}
    round_ |= {"slot": {"date": "2025-08-04", "kind": "afternoon"}, "inspector": "张工", "runs": ["r"]}
    round_ |= {"onsite": [{"item": "room.leak", "answer": "normal"}], "clock": {"synchronised": True, "offset_ms": 3}}
    ended = {"id": "run/r/end", "type": "run.ended", "run": "r", "at": DAY.isoformat(), "complete": True}
    approval = {"id": f"approval/{LATE_ROUND}", "type": "approval", "of": LATE_ROUND, "by": approver}
    approval |= {"at": entered.isoformat(), "decision": "approved", "reason": "属实"}
    with Ledger.open(path) as ledger:
        ledger.append([round_, ended | {"finished": (DAY - timedelta(minutes=5)).isoformat()}, approval], entered)
        for name, of, role in (("张工", LATE_ROUND, "inspector"), (approver, str(approval["id"]), "reviewer")):
            key, entry = ensure_key(path.parent / "keys" / f"{name}.pem"), ledger.entry(of)
            assert entry is not None
            ledger.append([signature_event(entry, key, name, role, entered)], entered)
    slots = case(path, datetime(2025, 8, 11, tzinfo=SHANGHAI)).book.slots
    return next(one.state for one in slots if one.slot.id == "2025-08-04/afternoon")


def test_only_the_centre_approves_a_round(path: Path) -> None:
    assert late_round(path, "李科长") is State.DONE


@pytest.mark.parametrize("approver", ["王工", "赵工"])
def test_the_supplier_and_people_without_a_mandate_approve_none(path: Path, approver: str) -> None:
    assert late_round(path, approver) is State.AWAITING_APPROVAL


@pytest.mark.parametrize(
    ("signer", "says", "settled"),
    [
        ("李科长", {"verdict": "no_breach"}, True),
        ("王工", {"verdict": "no_breach"}, False),
        ("李科长", {"verdict": "recorded", "record": "fault/f1"}, True),
        ("李科长", {"verdict": "recorded", "record": "fault/f2"}, False),
        ("李科长", {"verdict": "recorded"}, False),
    ],
)
def test_the_centre_says_what_a_candidate_is_and_a_recorded_one_has_a_record(
    path: Path, signer: str, says: dict[str, str], *, settled: bool
) -> None:
    sign(path)
    answers = [{"item": "room.leak", "title": "漏水", "answer": "abnormal"}]
    seen: dict[str, object] = {
        "id": LATE_ROUND,
        "type": "round",
        "at": DAY.isoformat(),
        "completed": DAY.isoformat(),
        "onsite": answers,
    }
    seen |= {"slot": {"date": "2025-08-04", "kind": "afternoon"}, "inspector": "王工"}
    of = {"of": "candidate/onsite.room.leak/round-2025-08-04-afternoon-1", "reason": "已查", "by": "王工"}
    leak = said("fault", "f1", name="漏水", area="room", device="空调一")
    with Ledger.open(path) as ledger:
        ledger.append([seen, leak, said("triage", "t1", **of, **says)], DAY)
        triage, key = ledger.entry("triage/t1/1"), load_key(path.parent / "keys" / f"{signer}.pem")
        assert triage is not None
        ledger.append([signature_event(triage, key, signer, "centre", DAY)], DAY)
    with Reader.open(path) as ledger:
        found = incidents(
            ledger, Evidence(path.parent / "evidence"), case(path, datetime(2025, 8, 11, tzinfo=SHANGHAI))
        )
    assert [bool(one.triaged) for one in found] == [settled]
