"""A finalised sheet in the ledger: whole, with the values in force, and back as it was although nulls are lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import orjson
import pytest

from hfcheck.clauses import Value, Version
from hfcheck.errors import InputError, LedgerError
from hfcheck.kinds import Party
from hfcheck.ledger.encoding import event_bytes
from hfcheck.scorecard import Sheet, finalised, from_event, in_month, plain, terms_of
from hfcheck.terms import terms
from tests.unit.scorecard.scene import MONTH, NOW, accepts, decides, disputes, fault, ungraded, view

AT = datetime.fromisoformat(NOW)


def event(sheet: Sheet, revision: int = 1, because: str = "") -> dict[str, Any]:
    """The event as the ledger gives it back."""
    body = finalised(sheet, revision, AT, "station", because, terms=terms())
    read: dict[str, Any] = orjson.loads(event_bytes(body)[1])
    return read


@pytest.mark.parametrize(
    "sheet",
    [view(), view(fault(), accepts(5)), view(fault(), disputes(), decides(0)), view(ungraded(), decides(5))],
    ids=["nothing", "accepted", "decided", "undetermined"],
)
def test_a_sheet_comes_back_as_it_was(sheet: Sheet) -> None:
    body = event(sheet)
    assert from_event(body) == replace(sheet, revision=1)
    assert from_event(body).final


def test_the_event_says_which_revision_by_whom_when_and_why() -> None:
    body = event(view(fault(), accepts(5)), 2, "补记后重新核定")
    assert {name: body[name] for name in ("id", "type", "at", "month", "revision", "by", "because")} == {
        "id": "scorecard/2025-08/2",
        "type": "scorecard",
        "at": NOW,
        "month": MONTH,
        "revision": 2,
        "by": "station",
        "because": "补记后重新核定",
    }
    assert "because" not in event(view())
    assert body["sheet"]["items"][8]["lines"][0]["evidence"] == ["fault/e1/1", "acceptance/a1/1"]


def test_every_version_that_holds_on_a_day_of_the_month_is_kept() -> None:
    annex, later = Version(date(2025, 7, 31), None, "附件第 3 项"), Version(date(2025, 9, 15), 5, "补充约定一")
    due = Value("3.due_day", "提交期限", "日", (annex, later))
    assert in_month(due, "2025-08") == (annex,)
    assert in_month(due, "2025-09") == (annex, later)
    assert in_month(due, "2025-10") == (later,)


def test_the_terms_of_a_finalised_sheet_do_not_know_what_was_agreed_on_later() -> None:
    supplement = Version(date(2025, 8, 31), 180, "补充约定一", "supplement/s1")
    then = terms().amended("9.ordinary_minutes", supplement)
    later = then.amended("9.ordinary_minutes", Version(date(2025, 8, 5), 240, "补充约定二", "supplement/s2"))
    body = orjson.loads(event_bytes(finalised(view(), 1, AT, "station", terms=then))[1])
    found = terms_of(body, later)
    assert found.value("9.ordinary_minutes") == then.value("9.ordinary_minutes")
    assert found.value("3.due_day") == terms().value("3.due_day")
    assert found.items == then.items


def test_the_values_in_force_in_the_month_are_kept_with_their_sources() -> None:
    supplement = Version(date(2025, 8, 31), 180, "补充约定一", "supplement/s1")
    later = Version(date(2025, 9, 1), 240, "补充约定二", "supplement/s2")
    amended = terms().amended("9.ordinary_minutes", supplement).amended("9.ordinary_minutes", later)
    kept = finalised(view(), 1, AT, "station", terms=amended)["terms"]
    assert set(kept) == set(terms().values)
    assert kept["9.serious_minutes"][0]["record"] is None
    annex, agreed = kept["9.ordinary_minutes"]
    assert annex["value"] == 120
    assert agreed == {"value": 180, "since": "2025-08-31", "source": "补充约定一", "record": "supplement/s1"}
    assert kept["3.due_day"][0]["value"] is None
    assert "value" not in event(view())["terms"]["3.due_day"][0]


def test_signatures_are_not_part_of_what_is_signed() -> None:
    signed = replace(view(), signed={Party.CENTRE: ("李主任",)})
    assert event(signed)["sheet"]["signed"] == {}
    assert from_event(event(signed)).signed == {}


def test_an_open_month_is_refused_with_what_is_open() -> None:
    with pytest.raises(InputError) as problem:
        event(view(fault()))
    assert str(problem.value) == (
        "expected nothing open in 2025-08, found 1: 9/fault/e1: 拟扣 5 分，供应商尚未确认，考核小组尚未认定"
    )


@pytest.mark.parametrize(("revision", "because"), [(0, ""), (-1, "x"), (1, "x"), (2, ""), (2, "  ")])
def test_a_revision_without_its_reason_is_refused(revision: int, because: str) -> None:
    with pytest.raises(InputError) as problem:
        event(view(), revision, because)
    assert str(problem.value) == (
        f"expected revision 1, or a later one with its reason, of 2025-08, found {revision} with {because!r}"
    )


def broken(**change: Any) -> Mapping[str, Any]:
    body = event(view(fault(), accepts(5)))
    return body | {"sheet": body["sheet"] | change}


@pytest.mark.parametrize(
    "body",
    [
        {"id": "scorecard/2025-08/1"},
        broken(items=None),
        broken(items=[{"item": 1}]),
        broken(revision="1"),
        broken(items=[{"lines": [], "item": 1, "category": "", "words": "", "standard": "", "points": 1.5}]),
    ],
)
def test_what_is_no_sheet_is_refused(body: Mapping[str, Any]) -> None:
    with pytest.raises(LedgerError, match="expected a finalised sheet in scorecard/2025-08/1, found"):
        from_event(body)


@pytest.mark.parametrize("change", [{"month": "2025-09"}, {"revision": 2}, {"revision": 0}])
def test_a_sheet_under_the_name_of_another_is_refused(change: Mapping[str, Any]) -> None:
    with pytest.raises(
        LedgerError, match="expected the finalised sheet that scorecard/2025-08/1 names, found revision"
    ):
        from_event(broken(**change))


def test_a_sheet_with_an_open_item_is_none() -> None:
    body = event(view(fault(), accepts(5)))
    del body["sheet"]["items"][8]["points"]
    with pytest.raises(LedgerError, match="found revision 1 of 2025-08 with None points"):
        from_event(body)


def test_plain_data_keeps_what_is_not_known() -> None:
    found = plain(view(ungraded()))
    assert found["items"][8]["points"] is None
    assert found["items"][8]["lines"][0]["proposed"] is None
    assert orjson.loads(orjson.dumps(found)) == found
