"""Fields: what each shape takes, how it is kept, and what is refused instead of guessed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfcheck.kinds import KINDS, Attendance, Contract, Duty, Fault, MonthlyReport, Outage, Supplement
from hfcheck.kinds.fields import Field, Shape, UnreadableError, fields_of


def field(kind: Any, name: str) -> Field:
    return fields_of(kind)[name]


@pytest.mark.parametrize(
    ("kind", "name", "found", "kept"),
    [
        (Fault, "alarm_at", "2025-09-03 08:12", "2025-09-03T08:12:00+08:00"),
        (Fault, "alarm_at", " 2025-09-03T00:12:30Z ", "2025-09-03T08:12:30+08:00"),
        (Fault, "area", "机房设备", "room"),
        (Fault, "area", "room", "room"),
        (Fault, "ageing", "是", True),
        (Fault, "ageing", "FALSE", False),
        (Fault, "ageing", False, False),
        (Fault, "name", "UPS\x1b[2J\u202e 报警\n第二行", "UPS [2J  报警\n第二行"),
        (Fault, "device", " ups\n1 ", "ups 1"),
        (Contract, "amount", "337000", "337000.00"),
        (Contract, "amount", 337000.5, "337000.50"),
        (Contract, "first_day", "2025-08-01 00:00:00", "2025-08-01"),
        (Contract, "posts", "3", 3),
        (Supplement, "value", "5", 5),
        (Supplement, "value", "refuse", "refuse"),
        (MonthlyReport, "month", "2025-09", "2025-09"),
        (Attendance, "office_hours", "08:30-12:00、14:30-17:30", ["08:30-12:00", "14:30-17:30"]),
        (Attendance, "office_hours", ["08:30-12:00"], ["08:30-12:00"]),
    ],
)
def test_a_value_is_kept_in_one_form(kind: Any, name: str, found: object, kept: object) -> None:
    assert field(kind, name).read(found) == kept
    assert field(kind, name).read(kept) == kept


@pytest.mark.parametrize(
    ("kind", "name", "found", "expected"),
    [
        (Fault, "alarm_at", "2025-09-03", "an instant such as 2025-09-03 08:12"),
        (Fault, "alarm_at", 1756858320, "an instant such as 2025-09-03 08:12"),
        (Fault, "alarm_at", "2025-02-30 08:12", "an instant such as 2025-09-03 08:12"),
        (Fault, "alarm_at", "0001-01-01 00:00", "an instant such as 2025-09-03 08:12"),
        (Fault, "severity", "很严重", "one of ordinary (普通故障), serious (严重影响业务)"),
        (Fault, "ageing", 1, "是 or 否"),
        (Fault, "ageing", "1", "是 or 否"),
        (Fault, "name", " \x00 ", "text of 1 to 2000 characters"),
        (Fault, "name", "一" * 2001, "text of 1 to 2000 characters"),
        (Fault, "device", 7, "text of 1 to 80 characters"),
        (Fault, "device", "\ud800" * 81, "text of 1 to 80 characters"),
        (Contract, "amount", "0", "an amount in yuan above 0 such as 337000.00"),
        (Contract, "amount", "1.234", "an amount in yuan above 0 such as 337000.00"),
        (Contract, "amount", "NaN", "an amount in yuan above 0 such as 337000.00"),
        (Contract, "posts", "-1", "a whole number from 0 to 1000000"),
        (Contract, "posts", "9" * 5000, "a whole number from 0 to 1000000"),
        (Contract, "posts", True, "a whole number from 0 to 1000000"),
        (Duty, "day", "2025-09-03 08:12", "a day such as 2025-09-03"),
        (Duty, "day", "2025-02-29", "a day such as 2025-09-03"),
        (MonthlyReport, "month", "2025-13", "text such as 2025-09"),
        (Supplement, "value", [5], "a whole number or a word"),
        (Attendance, "office_hours", "8点到12点", "words parted by 、 (例如 08:30-12:00、14:30-17:30)"),
    ],
)
def test_what_a_field_does_not_take_is_refused_with_what_it_takes(
    kind: Any, name: str, found: object, expected: str
) -> None:
    with pytest.raises(UnreadableError) as refused:
        field(kind, name).read(found)
    assert str(refused.value) == expected


def test_values_as_people_read_them() -> None:
    assert field(Fault, "ageing").show(False) == "否"
    assert field(Fault, "area").show("room") == "机房设备"
    assert field(Outage, "began_at").show("2025-09-03T08:12:00+08:00") == "2025-09-03 08:12:00"
    assert field(Attendance, "office_hours").show(["08:30-12:00", "14:30-17:30"]) == "08:30-12:00、14:30-17:30"


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_kind_can_be_filled_in(kind: Any) -> None:
    fields = fields_of(kind)
    assert all(found.title and not found.title.isascii() for found in fields.values())
    assert all(found.words for found in fields.values() if found.shape is Shape.CHOICE)
    assert any(found.needed for found in fields.values())
    assert {name for pair in kind.order for name in pair} <= set(fields)


@given(st.sampled_from(sorted(KINDS)), st.data())
def test_nothing_but_a_refusal_comes_of_any_json(type_: str, data: st.DataObject) -> None:
    found = data.draw(st.sampled_from(list(fields_of(KINDS[type_]).values())))
    value = data.draw(st.recursive(st.none() | st.booleans() | st.floats() | st.text() | st.integers(), st.lists))
    try:
        kept = found.read(value)
    except UnreadableError:
        return
    assert found.read(kept) == kept
