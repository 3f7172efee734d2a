"""Rulings: the case's days, one occurrence of several rulings, supplements in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from hfcheck.book import Book, Record
from hfcheck.errors import InputError
from hfcheck.kinds import Supplement
from hfcheck.model import SHANGHAI
from hfcheck.rulings import Occurrence, Outcome, by, clock, listed, local_date, merged, terms_in_force
from hfcheck.terms import terms
from tests.unit.deductions.example_case import build

AT = datetime(2025, 9, 3, 10, 0, tzinfo=SHANGHAI)
CASE = build({})


def occurrence(record: str, *causes: str) -> Occurrence:
    return Occurrence(9, record, (f"{record}/1",), frozenset({record, *causes}))


def test_the_service_has_its_days_and_months() -> None:
    assert (CASE.begins.isoformat(), CASE.ends.isoformat()) == (
        "2025-08-01T00:00:00+08:00",
        "2026-01-01T00:00:00+08:00",
    )
    assert list(CASE.months()) == ["2025-08", "2025-09", "2025-10", "2025-11", "2025-12"]
    assert [CASE.last_day(month).day for month in CASE.months()] == [31, 30, 31, 30, 31]


def test_the_last_month_ends_with_the_service() -> None:
    record = CASE.book.contract
    assert record is not None
    cut = replace(record, facts=record.facts.model_copy(update={"last_day": date(2025, 12, 10)}))
    case = replace(CASE, book=Book({"contract": (cut,)}))
    assert case.last_day("2025-12") == date(2025, 12, 10)


def test_a_case_without_a_contract_says_so() -> None:
    message = "^expected one contract signed by both parties in the ledger, found none$"
    with pytest.raises(InputError, match=message):
        _ = build({"without": ["contract/contract"]}).contract


def test_what_is_not_done_or_still_to_come_lasts_until_now() -> None:
    assert CASE.until(None) == CASE.now
    assert CASE.until(CASE.now + timedelta(hours=1)) == CASE.now
    assert CASE.until(AT) == AT


def test_a_ruling_is_numbered_by_item_and_record_and_belongs_to_the_month_in_shanghai() -> None:
    late = datetime.fromisoformat("2025-09-30T17:00:00+00:00")
    ruling = occurrence("fault/a").breached(late, 5, "迟")
    assert (ruling.id, ruling.month) == ("9/fault/a", "2025-10")
    assert (local_date(late), clock(late)) == (date(2025, 10, 1), "2025-10-01 01:00")


def test_one_occurrence_keeps_the_highest_points_and_all_the_evidence() -> None:
    low, high = occurrence("fault/a", "c").breached(AT, 5, "低"), occurrence("fault/b", "c").breached(AT, 10, "高")
    for pair in ((low, high), (high, low)):
        found = merged(pair)
        assert (found.record, found.points, found.evidence) == ("fault/b", 10, ("fault/b/1", "fault/a/1"))
        assert found.causes == {"fault/a", "fault/b", "c"}
        assert found.reason == "高（同一根因，并入：fault/a）"


def test_what_nobody_can_say_yet_comes_before_points_and_points_before_a_clock() -> None:
    a, b = occurrence("fault/a", "c"), occurrence("fault/b", "c")
    unknown, breached = a.undetermined(AT, "?", "补记"), b.breached(AT, 10, "迟")
    running, kept = b.running(AT, 10, "走"), a.kept(AT, "好")
    assert merged((breached, unknown)).outcome is Outcome.UNDETERMINED
    assert merged((a.breached(AT, 5, "迟"), running)).outcome is Outcome.BREACHED
    assert merged((kept, running)).outcome is Outcome.RUNNING
    assert merged((kept,)) == kept


def test_an_occurrence_is_its_own_cause_and_the_one_that_it_names() -> None:
    record = Record(
        "fault/a", Supplement(term="3.due_day", value=5, since=AT.date(), document="x"), (), AT, AT, False, ""
    )
    assert Occurrence.of(9, record).causes == {"fault/a"}
    assert Occurrence.of(9, record, "c1").causes == {"fault/a", "c1"}


def test_supplements_of_the_book_are_in_force_once_however_often_they_are_applied() -> None:
    book = build({"terms": {"10.in_time_minutes": 30}}).book
    once = terms_in_force(terms(), book)
    assert once.number("10.in_time_minutes", date(2025, 9, 1)) == 30
    assert terms_in_force(once, book).number("10.in_time_minutes", date(2025, 9, 1)) == 30
    assert once.value("10.in_time_minutes").on(date(2025, 9, 1)).record == "supplement/10.in_time_minutes"


def test_a_supplement_that_does_not_fit_is_named() -> None:
    book = build({"terms": {"9.ordinary": 5}}).book
    with pytest.raises(
        InputError, match=r"^supplement/9\.ordinary: expected a term such as 3\.due_day .*'9\.ordinary'$"
    ):
        terms_in_force(terms(), book)


def test_a_long_list_of_names_is_cut_and_counted() -> None:
    assert listed(["a", "b"]) == "a、b"
    assert listed([f"r{number}" for number in range(7)]) == "r0、r1、r2、r3、r4等 7 项"


def test_an_instant_says_its_seconds_only_where_it_has_some() -> None:
    assert clock(AT) == "2025-09-03 10:00"
    assert clock(AT.replace(second=1)) == "2025-09-03 10:00:01"
    assert clock(AT.replace(microsecond=1)) == "2025-09-03 10:00:00"


def test_a_period_in_days_ends_at_24_o_clock() -> None:
    assert by(AT.replace(day=1, hour=0)) == "2025-08-31 24:00"
    assert by(AT) == "2025-09-03 10:00"
    assert by(AT.replace(day=1, hour=0, second=1)) == "2025-09-01 00:00:01"
