from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.alarm_times import with_alarm, with_alarm_times
from hfcheck.book import Book, Record
from hfcheck.deductions.response import known_at
from hfcheck.incidents import Candidate
from hfcheck.kinds import Fault, Triage
from hfcheck.model import SHANGHAI
from hfcheck.statements import Draft, Unfit, parse

T0 = datetime(2026, 11, 23, 8, 0, tzinfo=SHANGHAI)
ALARM = "alarm/0f/20261123T000000.000000Z"
OF = "candidate/disk.used/r1"
KNOWN = {OF: Candidate(OF, "disk.used", "磁盘", T0, T0, ("app01",), alarm=ALARM, alarm_at=T0)}
UNKNOWN = {OF: Candidate(OF, "disk.used", "磁盘", T0, T0, ("app01",))}
SAID = {"of": OF, "verdict": "recorded", "record": "fault/f1", "reason": "是故障", "by": "李科长"}


def triage(**says: Any) -> Draft:
    return parse({"type": "triage", "subject": "t1", "by": "李科长", "says": says})


def minutes(count: int) -> datetime:
    return T0 + timedelta(minutes=count)


def fault(name: str = "f1", **says: Any) -> Record[Fault]:
    facts = Fault(name="硬盘", area="room", device="存储一", **says)
    return Record(f"fault/{name}", facts, (f"fault/{name}/1",), T0, T0, False, "王工")


def triaged(number: int, at: datetime | None, record: str | None = "fault/f1") -> Record[Triage]:
    facts = Triage(
        of=OF, verdict="recorded", record=record, alarm=ALARM if at else None, alarm_at=at, reason="是", by="李科长"
    )
    return Record(f"triage/t{number}", facts, (f"triage/t{number}/1",), T0, T0, False, "李科长")


def times(book: Book) -> Fault:
    return with_alarm_times(book).of(Fault)[0].facts


def test_the_desk_writes_the_earliest_alarm_into_a_triage() -> None:
    says = with_alarm(triage(**SAID), lambda: KNOWN).says
    assert (says["alarm"], says["alarm_at"]) == (ALARM, "2026-11-23T08:00:00+08:00")
    assert with_alarm(triage(**SAID | {"alarm_at": "2026-11-23 08:00"}), lambda: KNOWN).says == says


def test_a_candidate_without_an_alarm_and_other_statements_stay_as_they_are() -> None:
    for candidates in (UNKNOWN, {}):
        assert with_alarm(triage(**SAID), lambda found=candidates: found).says == SAID
    note = parse({"type": "maintenance", "subject": "m", "by": "王工", "says": {"device": "存储一"}})
    assert with_alarm(note, lambda: pytest.fail("nobody asks")) is note


@pytest.mark.parametrize(
    ("more", "candidates", "words"),
    [
        (
            {"alarm_at": "2026-11-23 09:00"},
            KNOWN,
            "expected 2026-11-23T08:00:00+08:00, found 2026-11-23T09:00:00+08:00",
        ),
        ({"alarm": "alarm/other"}, KNOWN, f"expected {ALARM}, found alarm/other"),
        ({"alarm_at": "2026-11-23 09:00"}, UNKNOWN, "expected no alarm: the watch told of none"),
    ],
)
def test_nobody_writes_another_alarm_into_it(
    more: dict[str, str], candidates: dict[str, Candidate], words: str
) -> None:
    with pytest.raises(Unfit) as refused:
        with_alarm(triage(**SAID | more), lambda: candidates)
    assert words in str(refused.value)


def test_a_fault_known_by_an_alarm_rests_on_the_triage_and_the_alarm() -> None:
    book = Book({"fault": (fault(reported_at=minutes(30)),), "triage": (triaged(1, T0),)})
    (one,) = with_alarm_times(book).of(Fault)
    assert known_at(one.facts) == T0
    assert one.entries == ("fault/f1/1", "triage/t1/1", ALARM)


def test_an_earlier_alarm_that_a_person_stated_stands() -> None:
    book = Book({"fault": (fault(alarm_at=minutes(-5)),), "triage": (triaged(1, T0),)})
    assert with_alarm_times(book).of(Fault) == book.of(Fault)


def test_a_triage_of_another_record_says_nothing_of_this_one() -> None:
    book = Book({"fault": (fault(),), "triage": (triaged(1, T0, "fault/f2"), triaged(2, T0, None))})
    assert times(book).alarm_at is None
    assert with_alarm_times(Book({"fault": (fault(),)})).of(Fault) == (fault(),)


INSTANTS = st.none() | st.integers(-600, 600).map(minutes)


@settings(max_examples=80, deadline=None)
@given(INSTANTS, INSTANTS, st.lists(INSTANTS, max_size=4))
def test_a_fault_is_known_at_the_earliest_of_alarms_and_report(
    alarm: datetime | None, report: datetime | None, alarms: list[datetime | None]
) -> None:
    records = tuple(triaged(number, at) for number, at in enumerate(alarms))
    found = times(Book({"fault": (fault(alarm_at=alarm, reported_at=report),), "triage": records}))
    said = [at for at in (alarm, report, *alarms) if at]
    assert known_at(found) == min(said, default=None)
    # Once more changes nothing, and no alarm is lost.
    assert found.alarm_at == min((at for at in (alarm, *alarms) if at), default=None)
