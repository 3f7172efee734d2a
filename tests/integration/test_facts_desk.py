"""Facts on their way into a real ledger: recorded all or none, signed by those who may, and verified."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from hfcheck.book import Book, fold
from hfcheck.errors import InputError
from hfcheck.facts_desk import BAD_LINES, known, may_sign, record, sign, take
from hfcheck.intake import Line
from hfcheck.kinds import KINDS, Attendance, Fault, Party
from hfcheck.ledger import Ledger, Reader, Trust, known_keys, signature_event, trust, verify_ledger
from hfcheck.round_facts import as_fact
from hfcheck.signers import Signer, signer
from hfcheck.station import Station
from tests.integration.round_station import at

NOW = at("09:00", "2025-10-08")
NAMED = {"name": "UPS 报警", "area": "room", "device": "ups-1"}
SHEET = {"month": "2025-09", "office_hours": ["08:30-12:00"], "absences": 0}


@pytest.fixture
def station(tmp_path: Path) -> Station:
    return Station(tmp_path / "var")


def fault(subject: str = "f1", says: dict[str, Any] | None = None, **members: object) -> dict[str, object]:
    return {"type": "fault", "subject": subject, "by": "王工", "says": says or NAMED, **members}


def mandate(person: str, *parties: str, **days: str) -> list[dict[str, object]]:
    says = {"person": person, "first_day": "2025-08-01"} | days
    return [
        {"type": "mandate", "subject": f"{person}-{party}", "by": "王工", "says": says | {"party": party}}
        for party in parties
    ]


def book(station: Station) -> Book:
    """The book of everything in the ledger, with the signatures that are their signers' own."""
    keys = known_keys(station.keys)
    with Reader.open(station.ledger) as ledger:
        entries = list(ledger.entries())
    own = (one for one in entries if one.type in KINDS or trust(one.event, keys) is Trust.OWN)
    return fold([as_fact(one) for one in own if one.type != "head"])


def types(station: Station) -> list[str]:
    with Reader.open(station.ledger) as ledger:
        return [entry.type for entry in ledger.entries()]


def refused(station: Station, *statements: dict[str, object], now: datetime = NOW) -> str:
    with pytest.raises(InputError) as problem:
        record(station, statements, now)
    return str(problem.value)


def test_statements_may_build_on_each_other_and_are_sealed(station: Station) -> None:
    done = record(station, [fault(), fault(says={"severity": "serious"})], NOW)
    assert (done.new, done.repeated) == (2, 0)
    assert types(station) == ["fault", "fault", "head"]
    assert [event["id"] for event in known(station, "fault/f1")] == ["fault/f1/1", "fault/f1/2"]
    assert book(station).of(Fault)[0].facts.severity == "serious"
    assert verify_ledger(station.ledger, keys=known_keys(station.keys)).intact


def test_recording_twice_changes_nothing(station: Station) -> None:
    lines = [fault(), fault(says={"severity": "serious"}), fault("f2")]
    first = record(station, lines, NOW)
    again = record(station, lines, at("10:00", "2025-10-08"))
    assert (again.new, again.repeated, again.head.seq) == (0, 3, first.head.seq + 1)
    assert len(types(station)) == 4


def test_nothing_is_recorded_when_one_statement_is_bad(station: Station) -> None:
    record(station, [fault()], NOW)
    assert refused(
        station,
        fault("f2"),
        fault("f1", {"device": "ups-2"}),
        fault("f1", {"ageing": True}),
        {"type": "fault", "subject": "f3", "by": "王工"},
    ) == (
        "nothing was recorded:\n"
        "statement 2: device (设备或系统): expected 'ups-1' as fault/f1/1 says, "
        "or a statement that corrects that entry, found 'ups-2'\n"
        "statement 4: says: expected at least one field, found nothing"
    )
    assert known(station, "fault/f2") == []


def test_bad_lines_are_listed_up_to_a_bound_and_counted(station: Station) -> None:
    said = refused(
        station, *({"type": "fault", "subject": f"f{n}", "by": "x"} for n in range(BAD_LINES + 7))
    ).splitlines()
    assert len(said) == BAD_LINES + 2
    assert said[-1] == "and 7 more bad lines"


def test_a_check_writes_nothing(station: Station) -> None:
    done = take(station, [Line("row 3", fault())], NOW, check=True)
    assert (done.new, types(station)) == (1, [])


def test_who_states_it_may_be_said_once(station: Station) -> None:
    record(station, [fault(by=None), fault("f2")], NOW, by="李工")
    assert [record_.by for record_ in book(station).of(Fault)] == ["李工", "王工"]


def test_an_attendance_counts_when_the_centre_signed_every_statement(station: Station) -> None:
    record(station, [{"type": "attendance", "by": "王工", "says": SHEET}, *mandate("李科长", "centre")], NOW)
    centre = signer(station, "李科长", create=True)
    assert sign(station, "attendance/2025-09", centre, NOW) == ("signature/attendance/2025-09/1/centre",)
    assert book(station).of(Attendance)[0].signed == {Party.CENTRE: ("李科长",)}
    correction = {"corrects": "attendance/2025-09/1", "because": "漏记", "by": "王工", "says": {"absences": 1}}
    record(station, [{"type": "attendance", "subject": "2025-09"} | correction], NOW)
    assert book(station).of(Attendance) == ()
    assert [flaw.sentence for flaw in book(station).unsigned] == ["待中心签字"]
    assert sign(station, "attendance/2025-09", centre, NOW) == ("signature/attendance/2025-09/2/centre",)
    assert book(station).of(Attendance)[0].facts.absences == 1
    report = verify_ledger(station.ledger, keys=known_keys(station.keys))
    assert (report.intact, report.problems) == (True, ())


def test_one_entry_of_any_type_can_be_signed(station: Station) -> None:
    record(station, mandate("张经理", "supplier"), NOW)
    with Ledger.open(station.ledger) as ledger:
        ledger.append([{"id": "scorecard/2025-09/1", "type": "scorecard", "at": NOW.isoformat()}], received=NOW)
    by = signer(station, "张经理", create=True)
    assert sign(station, "scorecard/2025-09/1", by, NOW) == ("signature/scorecard/2025-09/1/supplier",)
    assert verify_ledger(station.ledger, keys=known_keys(station.keys)).intact


def signing(station: Station, by: Signer, name: str = "fault/f1", now: datetime = NOW, **options: Any) -> str:
    with pytest.raises(InputError) as problem:
        sign(station, name, by, now, **options)
    return str(problem.value)


def test_nobody_signs_without_a_mandate_that_holds_on_the_day(station: Station) -> None:
    record(station, [fault(), *mandate("张经理", "supplier", last_day="2025-10-07")], NOW)
    by = signer(station, "张经理", create=True)
    none = "expected a mandate of the supplier or the centre for 张经理 that is valid today, found none"
    assert signing(station, by) == none
    assert signing(station, by, party=Party.CENTRE, now=at("23:59", "2025-10-07")) == (
        "expected a mandate of the centre for 张经理 that is valid today, found supplier"
    )
    assert sign(station, "fault/f1", by, at("23:59", "2025-10-07"))
    with pytest.raises(InputError, match="found none"):
        may_sign(station, "路人", NOW)


def test_whoever_could_sign_for_both_parties_signs_for_neither(station: Station) -> None:
    record(station, [fault(), *mandate("双面人", "supplier", "centre")], NOW)
    by = signer(station, "双面人", create=True)
    message = "expected 双面人 to have the mandate of one party, found both: two keys are two people"
    assert signing(station, by) == signing(station, by, party=Party.CENTRE) == message


def test_there_has_to_be_something_left_to_sign(station: Station) -> None:
    record(station, [fault(), *mandate("李科长", "centre")], NOW)
    by = signer(station, "李科长", create=True)
    signature = sign(station, "fault/f1", by, NOW)[0]
    assert signing(station, by) == "expected something of fault/f1 to be signed for the centre, found all by 李科长"
    for name in ("fault/f9", "fault", "fault/", signature, "head/1"):
        assert signing(station, by, name) == (
            f"expected a record such as attendance/2025-09 or the id of an entry, found none named {name!r}"
        )


def test_a_signature_by_another_key_under_the_name_does_not_count(station: Station, tmp_path: Path) -> None:
    record(station, [{"type": "attendance", "by": "王工", "says": SHEET}, *mandate("李科长", "centre")], NOW)
    signer(station, "李科长", create=True)
    forged = signer(Station(tmp_path / "elsewhere"), "李科长", create=True)
    with Ledger.open(station.ledger) as ledger:
        entry = ledger.entry("attendance/2025-09/1")
        assert entry is not None
        ledger.append([signature_event(entry, forged.key, "李科长", "centre", NOW)], received=NOW)
    assert book(station).of(Attendance) == ()
    assert not verify_ledger(station.ledger, keys=known_keys(station.keys)).intact


@pytest.mark.parametrize(
    ("term", "value", "said"),
    [
        ("3.no_such", 5, "expected a term such as 3.due_day (`hfcheck terms` lists them), found '3.no_such'"),
        ("3.due_day", "五", "term 3.due_day: expected a whole number from 1 to 31 (日), found '五'"),
        ("3.due_day", 0, "term 3.due_day: expected a whole number from 1 to 31 (日), found 0"),
        ("3.due_day", 32, "term 3.due_day: expected a whole number from 1 to 31 (日), found 32"),
        ("common.cap_percent", 101, "term common.cap_percent: expected a whole number from 0 to 100 (%), found 101"),
        ("common.after_end", "maybe", "term common.after_end: expected one of refuse, last_month, found 'maybe'"),
    ],
)
def test_a_supplement_that_fits_no_term_is_refused_before_anybody_signs_it(
    station: Station, term: str, value: object, said: str
) -> None:
    says = {"term": term, "value": value, "since": "2025-08-01", "document": "补充约定一"}
    message = refused(station, {"type": "supplement", "subject": "s1", "by": "王工", "says": says})
    assert message.startswith(f"nothing was recorded:\nstatement 1: {said}")
    assert known(station, "supplement/s1") == []


def supplement(subject: str, **says: object) -> dict[str, object]:
    agreed = {"term": "3.due_day", "value": 5, "since": "2025-08-01", "document": "补充约定"}
    return {"type": "supplement", "subject": subject, "by": "王工", "says": agreed | says}


def test_two_supplements_that_say_otherwise_from_one_day_are_refused_before_anybody_signs(station: Station) -> None:
    said = "value (取值): expected 5 from 2025-08-01 on as supplement/s1 says, or a correction of that record, found 6"
    together = refused(station, supplement("s1"), supplement("s2", value=6))
    assert together == f"nothing was recorded:\nstatement 2: {said}"
    record(station, [supplement("s1"), supplement("s3", since="2025-09-01", value=6), supplement("s4")], NOW)
    assert refused(station, supplement("s2", value=6)) == f"nothing was recorded:\nstatement 1: {said}"
    withdrawn = {"type": "supplement", "by": "王工", "withdraws": True, "because": "作废"}
    record(station, [withdrawn | {"subject": name} for name in ("s1", "s4")], NOW)
    record(station, [supplement("s2", value=6)], NOW)


def test_a_mandate_after_the_contract_lets_nobody_sign_until_his_party_vouches_for_him(station: Station) -> None:
    said = {"name": "合同", "supplier": "乙", "centre": "甲", "amount": "337000.00", "posts": 3}
    days = {"first_day": "2025-08-01", "last_day": "2025-12-31"}
    contract = {"type": "contract", "by": "王工", "says": said | days}
    record(station, [*mandate("张经理", "supplier"), *mandate("李科长", "centre"), contract], NOW)
    people = {name: signer(station, name, create=True) for name in ("张经理", "李科长")}
    for one in people.values():
        sign(station, "contract/contract", one, NOW)
    later = at("10:00", "2025-10-08")
    record(station, mandate("坏二", "centre"), later)
    with pytest.raises(InputError) as problem:
        may_sign(station, "坏二", later, Party.CENTRE)
    assert str(problem.value) == (
        "expected a mandate of the centre for 坏二 that is valid today, found 'mandate/坏二-centre', "
        "stated after the contract and not signed by somebody of that party"
    )
    sign(station, "mandate/坏二-centre", people["张经理"], later)
    with pytest.raises(InputError, match="not signed by somebody of that party"):
        may_sign(station, "坏二", later)
    sign(station, "mandate/坏二-centre", people["李科长"], later)
    assert may_sign(station, "坏二", later) is Party.CENTRE


def test_names_that_nobody_can_read_are_refused_and_never_repeated_as_they_are(station: Station) -> None:
    record(station, mandate("王工", "supplier"), NOW)
    by = signer(station, "王工", create=True)
    for name in ("\udcff", "a\x1b[31m", ""):
        with pytest.raises(InputError, match="expected a record such as attendance/2025-09") as problem:
            sign(station, name, by, NOW)
        assert str(problem.value).isprintable()
    with pytest.raises(InputError, match="expected a mandate of the supplier or the centre for") as problem:
        may_sign(station, "\x1b[31m王工" + "工" * 500, NOW)
    assert str(problem.value).isprintable()
    assert len(str(problem.value)) < 200


def triage(**says: object) -> dict[str, object]:
    told = {"of": "candidate/memory/r1", "verdict": "recorded", "reason": "已登记", "by": "王工"}
    return {"type": "triage", "subject": "t1", "by": "王工", "says": told | says}


def test_a_triage_needs_the_record_that_it_names(station: Station) -> None:
    expected = "record (对应事项): expected what is recorded of the candidate already, such as fault/ups-0903, found "
    assert refused(station, triage()).endswith(expected + "nothing")
    assert refused(station, triage(record="fault/f1")).endswith(expected + "'fault/f1'")
    assert refused(station, triage(record="fault/f1"), fault()).endswith(expected + "'fault/f1'")
    assert record(station, [fault(), triage(record="fault/f1")], NOW).new == 2
    other = triage(verdict="no_breach") | {"subject": "t2"}
    assert record(station, [other], NOW).new == 1
