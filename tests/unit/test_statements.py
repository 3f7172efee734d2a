"""Statements: one at a time, placed behind what is said of a record already."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfcheck.book import fold
from hfcheck.kinds import Fault
from hfcheck.model import SHANGHAI
from hfcheck.rounds import Fact
from hfcheck.standing import standing
from hfcheck.statements import STEPS, Unfit, parse, place, shown

NOW = datetime(2025, 9, 4, 9, 0, tzinfo=SHANGHAI)
NAMED = {"name": "UPS 报警", "area": "room", "device": "ups-1"}
Events = list[dict[str, Any]]


def body(says: Mapping[str, object] | None = None, **members: object) -> dict[str, object]:
    given_ = {} if says is None else {"says": says}
    return {"type": "fault", "subject": "ups-0903", "by": "王工", **given_, **members}


def put(past: Events, says: Mapping[str, object] | None = None, **members: object) -> dict[str, Any] | None:
    event = place(parse(body(says, **members)), past, NOW)
    if event is not None:
        past.append(event)
    return event


def refused(past: Events, says: Mapping[str, object] | None = None, **members: object) -> str:
    with pytest.raises(Unfit) as unfit:
        put(past, says, **members)
    return str(unfit.value)


def test_the_first_statement_says_what_the_kind_needs() -> None:
    assert put([], NAMED | {"alarm_at": "2025-09-03 08:12", "severity": None}) == {
        "id": "fault/ups-0903/1",
        "type": "fault",
        "subject": "ups-0903",
        "step": 1,
        "at": "2025-09-04T09:00:00+08:00",
        "by": "王工",
        "says": NAMED | {"alarm_at": "2025-09-03T08:12:00+08:00"},
    }
    assert refused([], {"name": "UPS"}) == (
        "area (范围): expected one of room (机房设备), conference (会议系统), office (办公与县市区), "
        "business (业务系统), platform (云托管平台), found nothing; "
        "device (设备或系统): expected text of 1 to 80 characters, found nothing"
    )


def test_a_later_statement_adds_only_what_is_new() -> None:
    past: Events = []
    put(past, NAMED)
    event = put(past, NAMED | {"severity": "普通故障"}, at="2025-09-03 10:00")
    assert event is not None
    assert (event["id"], event["at"], event["says"]) == (
        "fault/ups-0903/2",
        "2025-09-03T10:00:00+08:00",
        {"severity": "ordinary"},
    )


def test_what_was_said_is_said_otherwise_only_by_a_correction() -> None:
    past: Events = []
    put(past, NAMED | {"severity": "ordinary"})
    assert refused(past, {"severity": "serious"}) == (
        "severity (等级): expected 'ordinary' as fault/ups-0903/1 says, or a statement that corrects that entry, "
        "found 'serious'"
    )
    put(past, {"severity": "serious"}, corrects="fault/ups-0903/1", because="中心认定")
    assert "as fault/ups-0903/2 says" in refused(
        past, {"severity": "ordinary"}, corrects="fault/ups-0903/1", because="再改"
    )
    put(past, {"severity": "ordinary"}, corrects="fault/ups-0903/2", because="再改")
    assert [one["id"] for one in standing(past)["severity"]] == ["fault/ups-0903/3"]


def test_a_correction_names_an_entry_of_its_record_and_its_reason() -> None:
    past: Events = []
    put(past, NAMED)
    assert refused(past, {"name": "x"}, corrects="fault/other/1", because="笔误") == (
        "corrects: expected an entry of fault/ups-0903 (fault/ups-0903/1), found 'fault/other/1'; "
        "name (故障): expected 'UPS 报警' as fault/ups-0903/1 says, or a statement that corrects that entry, found 'x'"
    )
    assert refused(past, {"name": "x"}, corrects="fault/ups-0903/1") == (
        "because: expected the reason of a correction or withdrawal, found nothing"
    )
    assert refused(past, {"name": "x"}, because="笔误") == (
        "because: expected corrects or withdraws beside a reason, found neither"
    )
    assert refused(past, {"name": "UPS 报警"}, corrects="fault/ups-0903/1", because="笔误") == (
        "says: expected something else than what fault/ups-0903/1 leaves standing, found the same"
    )
    assert refused([], {"name": "x"}, corrects="fault/ups-0903/1", because="笔误").startswith(
        "corrects: expected an entry of fault/ups-0903 (there is none), found 'fault/ups-0903/1'"
    )


def test_a_withdrawal_ends_a_record() -> None:
    past: Events = []
    assert refused(past, withdraws=True, because="误报") == (
        "withdraws: expected a record to withdraw, found no fault/ups-0903"
    )
    put(past, NAMED)
    assert refused(past, {"name": "x"}, withdraws=True, because="误报") == (
        "withdraws: expected a withdrawal that says nothing else, found name"
    )
    event = put(past, withdraws=True, because="误报")
    assert event is not None
    assert (event["withdraws"], event["because"], "says" in event) == (True, "误报", False)
    assert put(past, withdraws=True, because="误报") is None
    assert refused(past, {"severity": "ordinary"}) == (
        "subject: expected a record that fault/ups-0903/2 did not withdraw, found fault/ups-0903"
    )


def test_where_nothing_comes_again_an_old_word_is_a_contradiction() -> None:
    past: Events = []
    put(past, NAMED | {"severity": "ordinary"})
    put(past, {"severity": "serious"}, corrects="fault/ups-0903/1", because="认定")
    old = parse(body({"severity": "ordinary"}))
    assert place(old, past, NOW) is None
    with pytest.raises(Unfit, match="as fault/ups-0903/2 says"):
        place(old, past, NOW, again=False)
    assert place(parse(body({"severity": "serious"})), past, NOW, again=False) is None


def test_a_no_to_withdrawing_says_nothing() -> None:
    past: Events = []
    event = put(past, NAMED, withdraws="否")
    assert event is not None
    assert "withdraws" not in event
    assert put(past, NAMED) is None


def test_a_record_that_another_programme_left_unfit_can_be_mended_or_withdrawn() -> None:
    bad = {"id": "fault/ups-0903/1", "type": "fault", "subject": "ups-0903", "step": 1, "at": NOW.isoformat()}
    past: Events = [bad | {"by": "x", "says": {"name": "x"}}]
    assert put(list(past), withdraws=True, because="不完整") is not None
    assert refused(list(past), {"ageing": True}).startswith("area (范围): expected one of ")
    assert put(list(past), {"area": "room", "device": "ups-1"}) is not None


def test_saying_it_again_is_a_repetition_also_after_a_correction() -> None:
    lines: list[tuple[dict[str, object], dict[str, object]]] = [
        (NAMED | {"severity": "ordinary"}, {}),
        (NAMED | {"alarm_at": "2025-09-03 08:12"}, {}),
        ({"severity": "serious"}, {"corrects": "fault/ups-0903/1", "because": "认定", "at": "2025-09-04 08:00"}),
    ]
    past: Events = []
    for says, members in lines:
        assert put(past, says, **members) is not None
    for says, members in lines:
        assert put(past, says, **members) is None
    assert put(past, NAMED, by="李工") is None
    assert "as fault/ups-0903/3 says" in refused(past, NAMED | {"severity": "ordinary"}, by="李工")
    assert "as fault/ups-0903/3 says" in refused(past, NAMED | {"severity": "ordinary"}, at="2025-09-04 08:30")
    assert put(past, NAMED | {"severity": "ordinary"}, at="2025-09-04 07:30") is None


def test_a_given_step_and_id_have_to_be_the_next_or_the_same() -> None:
    past: Events = []
    put(past, NAMED, step=1, id="fault/ups-0903/1")
    assert put(past, NAMED, step=1) is None
    assert refused(past, {"severity": "ordinary"}, step=3) == "step: expected 2, found 3"
    assert refused(past, {"severity": "ordinary"}, step=1) == "step: expected 2 or what fault/ups-0903/1 says, found 1"
    assert refused(past, {"severity": "ordinary"}, step=2, id="fault/x/2") == (
        "id: expected fault/ups-0903/<step>, found 'fault/x/2'"
    )


def test_a_record_has_a_bounded_number_of_statements() -> None:
    past: Events = []
    put(past, NAMED | {"handling": "0"})
    for number in range(1, STEPS):
        put(past, {"handling": str(number)}, corrects=past[-1]["id"], because="续记")
    assert refused(past, {"severity": "ordinary"}) == (
        "step: expected at most 200 statements about a record, found 201"
    )


def test_the_order_of_instants_is_that_of_the_world() -> None:
    outage = {"type": "outage", "subject": "n-1", "by": "王工"}
    says = {"name": "断网", "began_at": "2025-09-03 08:00", "restored_at": "2025-09-03 07:59"}
    with pytest.raises(Unfit) as unfit:
        place(parse(outage | {"says": says}), [], NOW)
    assert str(unfit.value) == (
        "restored_at (恢复时间): expected an instant not before began_at (中断时间) 2025-09-03T08:00:00+08:00, "
        "found 2025-09-03T07:59:00+08:00"
    )
    assert place(parse(outage | {"says": says | {"restored_at": says["began_at"]}}), [], NOW) is not None


def test_a_statement_of_tomorrow_is_refused() -> None:
    assert refused([], NAMED, at="2025-09-04 09:01") == (
        "at: expected an instant up to now, 2025-09-04 09:00, found 2025-09-04T09:01:00+08:00"
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"type": "faults"}, "type: expected one of contract, mandate, "),
        ({"type": ["fault"]}, "found ['fault']"),
        ({"subject": "a/b"}, "subject (编号): expected text such as ups-0903, of at most 60 characters, without /"),
        ({"subject": "a\x07b"}, "subject (编号): expected text"),
        ({"subject": "一" * 61}, "subject (编号): expected text"),
        (
            {"subject": None},
            "subject (编号): expected text such as ups-0903, of at most 60 characters, without /, found n",
        ),
        ({"by": None}, "by (填报人): expected text of 1 to 80 characters, found nothing"),
        ({"by": "x" * 5000}, "found 'xxxxxxxx"),
        ({"step": 0}, "step (序号): expected a whole number from 1 to 200, found 0"),
        ({"at": "昨天"}, "at (填报时间): expected an instant such as 2025-09-03 08:12, found '昨天'"),
        ({"says": ["x"]}, "says: expected a mapping from fields to values, found ['x']"),
        ({"says": {}}, "says: expected at least one field, found nothing"),
        ({"says": {"nmae": "x"}}, "'nmae': expected one of name, area, device, "),
        (
            {"says": {"severity": "bad"}},
            "severity (等级): expected one of ordinary (普通故障), serious (严重影响业务), found 'bad'",
        ),
        ({"sayz": 1}, "'sayz': expected one of id, type, subject, "),
        ({"sayz": 1, "by": None, "says": {"severity": "bad"}}, "'sayz'"),
    ],
)
def test_a_statement_that_does_not_fit_by_itself(changes: dict[str, object], message: str) -> None:
    with pytest.raises(Unfit) as unfit:
        parse(body(NAMED) | changes)
    assert message in str(unfit.value)
    assert len(str(unfit.value)) < 600


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(Unfit) as unfit:
        parse({"type": "fault", "says": {"severity": "bad", "ageing": 3}, "sayz": 1})
    assert [misfit.field.split()[0] for misfit in unfit.value.misfits] == [
        "'sayz'",
        "severity",
        "ageing",
        "subject",
        "by",
    ]


def test_a_usual_subject_is_made_of_the_fields() -> None:
    report = {"month": "2025-09", "part": "机房运维", "submitted_at": "2025-10-03 09:00"}
    assert parse({"type": "monthly_report", "says": report}, "王工").record == "monthly_report/2025-09-room"
    assert (
        parse({"type": "monthly_report", "subject": "again", "says": report}, "王工").record == "monthly_report/again"
    )
    with pytest.raises(Unfit, match=r"subject .*found nothing"):
        parse({"type": "monthly_report", "says": {"month": "2025-09"}}, "王工")


def test_values_in_messages_are_bounded_and_on_one_line() -> None:
    assert shown("a\nb\x1b") == r"'a\nb\x1b'"
    assert len(shown("x" * 10_000)) == 61


SAYINGS = st.fixed_dictionaries(
    {},
    optional={
        "severity": st.sampled_from(["ordinary", "serious"]),
        "acted_at": st.sampled_from(["2025-09-03 09:00", "2025-09-03 10:00"]),
        "ageing": st.booleans(),
    },
)


@given(st.lists(st.tuples(SAYINGS, st.integers(0, 5)), max_size=8))
def test_whatever_is_taken_makes_a_record_without_flaw_and_twice_changes_nothing(
    lines: list[tuple[dict[str, object], int]],
) -> None:
    past: Events = []
    put(past, NAMED)
    taken: list[tuple[dict[str, object], dict[str, object]]] = []
    for says, corrected in lines:
        members = {"corrects": f"fault/ups-0903/{corrected}", "because": "更正"} if corrected else {}
        try:
            put(past, says, **members)
        except Unfit:
            continue
        taken.append((says, dict(members)))
    book = fold([Fact(event, NOW, "00") for event in past])
    assert not book.flaws
    assert len(book.of(Fault)) == 1
    count = len(past)
    for says, members in taken:
        assert put(past, says, **members) is None
    assert len(past) == count


@pytest.mark.parametrize(
    ("says", "at", "found"),
    [
        ({"acted_at": "2025-09-03T10:00:01+08:00"}, "2025-09-03 10:00", "acted_at (响应处理时间)"),
        ({"restored_at": "2025-09-04T09:00:01+08:00"}, None, "restored_at (恢复时间)"),
        ({"alarm_at": "2026-01-01T00:00:00+08:00"}, None, "alarm_at (告警时间)"),
    ],
)
def test_nobody_tells_of_what_is_not_done_yet(says: dict[str, str], at: str | None, found: str) -> None:
    when = at or "2025-09-04 09:00"
    (value,) = says.values()
    assert refused([], NAMED | says, at=at) == (
        f"{found}: expected what was done by {when}:00, when this is said, found {value}"
    )
    put(past := [], NAMED, at=at)
    assert "when this is said" in refused(past, says, at=at)


def test_what_is_done_at_the_instant_of_the_statement_is_done() -> None:
    assert put([], NAMED | {"acted_at": "2025-09-04 09:00"})


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("task", {"name": "盘点", "assigned_at": "2025-09-04 08:00", "due": "2025-09-30 17:30"}),
        ("meeting", {"name": "例会", "starts_at": "2025-09-05 09:00"}),
        ("maintenance", {"device": "ups-1", "planned_for": "2025-10-01"}),
        (
            "staff_change",
            {"person": "张工", "change": "transfer", "effective": "2025-12-01", "applied_on": "2025-09-04"},
        ),
        ("absence", {"person": "张工", "post": "机房", "left_at": "2025-09-05 09:00", "back_at": "2025-09-05 11:00"}),
        ("supplement", {"term": "3.due_day", "value": 5, "since": "2025-10-01", "document": "补充约定"}),
    ],
)
def test_what_is_planned_may_lie_ahead(kind: str, says: dict[str, object]) -> None:
    assert place(parse({"type": kind, "subject": "x", "by": "王工", "says": says}), [], NOW)


def test_a_day_that_tells_of_something_done_is_the_day_of_the_statement_or_an_earlier_one() -> None:
    says = {"person": "张工", "change": "transfer", "effective": "2025-12-01", "applied_on": "2025-09-05"}
    with pytest.raises(Unfit, match=r"applied_on \(书面申请日期\): expected what was done by 2025-09-04 09:00:00"):
        place(parse({"type": "staff_change", "subject": "x", "by": "王工", "says": says}), [], NOW)
