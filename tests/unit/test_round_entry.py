"""Which slot is meant, when something happened, which runs belong to it: before anything is written."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfcheck.calendar import Slot, SlotKind, parse_slot
from hfcheck.errors import InputError
from hfcheck.model import SHANGHAI
from hfcheck.notices import calendar
from hfcheck.onsite import Item, ItemKind
from hfcheck.round_entry import Known, choose_slot, latest_runs, latest_slot, open_slot, parse_claim, parse_time
from hfcheck.rounds import Fact

DAY = date(2026, 11, 23)
CALENDAR = calendar()
MORNING, AFTERNOON = CALENDAR.slots(DAY)
LIGHTS = Item("room.lights", "机房", "照明", ItemKind.CHOICE)


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"{DAY}T{clock}").replace(tzinfo=SHANGHAI)


def ended(run: str, finished: datetime, complete: bool = True) -> Fact:
    return Fact({"run": run, "finished": finished.isoformat(), "complete": complete}, finished, "")


@pytest.mark.parametrize(
    ("clock", "opened", "latest"),
    [
        ("00:00", MORNING, MORNING),
        ("09:29:59", MORNING, MORNING),
        ("09:30", None, MORNING),
        ("16:00", None, MORNING),
        ("16:00:01", AFTERNOON, AFTERNOON),
        ("23:59:59", AFTERNOON, AFTERNOON),
    ],
)
def test_the_slot_of_an_instant(clock: str, opened: Slot | None, latest: Slot) -> None:
    assert open_slot(CALENDAR, at(clock)) == opened
    assert latest_slot(CALENDAR, at(clock)) == latest
    assert choose_slot(CALENDAR, "latest", at(clock)) == latest


def test_a_named_slot_is_one_that_its_day_owes() -> None:
    assert choose_slot(CALENDAR, "2026-11-22/restday", at("09:00")).kind is SlotKind.RESTDAY
    assert choose_slot(CALENDAR, "2027-01-04/morning", at("09:00")).provisional
    with pytest.raises(InputError, match=r"expected a slot of that day .2026-11-22/restday., found 2026-11-22/morning"):
        choose_slot(CALENDAR, "2026-11-22/morning", at("09:00"))
    with pytest.raises(InputError, match="expected a slot open at 12:00, found none"):
        choose_slot(CALENDAR, None, at("12:00"))


@given(st.dates(date(2025, 1, 1), date(2027, 12, 31)), st.times())
def test_there_is_always_a_latest_slot_and_it_has_opened(day: date, clock: time) -> None:
    now = datetime.combine(day, clock, SHANGHAI)
    slot = latest_slot(CALENDAR, now)
    assert slot.opens <= now
    assert slot.date == day
    assert open_slot(CALENDAR, now) in (slot, None)


@pytest.mark.parametrize(
    ("found", "instant"),
    [
        ("08:50", at("08:50")),
        ("08:50:30", at("08:50:30")),
        ("2026-11-23T00:50:00+00:00", at("08:50")),
        ("2026-11-23 08:50:00+08:00", at("08:50")),
        (datetime(2026, 11, 23, 0, 50, tzinfo=UTC), at("08:50")),
        ("now", at("12:00")),
    ],
)
def test_times_as_people_write_them(found: object, instant: datetime) -> None:
    parsed = parse_time(found, MORNING, at("12:00"), "a.yml")
    assert parsed == instant
    assert parsed.utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize("found", [530, None, "", "8h", "25:00", "2026-11-23T08:50:00", "yesterday", ["08:50"]])
def test_what_is_no_time_is_refused(found: object) -> None:
    with pytest.raises(InputError, match=r"a\.yml: arrived: expected a time such as"):
        parse_time(found, MORNING, at("12:00"), "a.yml: arrived")


def test_the_last_complete_run_of_each_playbook_since_the_slot_opened() -> None:
    runs = [
        ended("second", at("16:20")),
        ended("first", at("16:10")),
        ended("broken", at("16:30"), complete=False),
        ended("before", at("16:00")),
        ended("channels", at("16:05")),
        ended("tomorrow", at("23:59") + timedelta(minutes=2)),
    ]
    playbooks = {"first": "daily", "second": "daily", "channels": "channels", "before": "x", "tomorrow": "y"}
    assert list(latest_runs(AFTERNOON, runs, playbooks)) == ["channels", "second"]


def test_a_run_of_a_late_morning_still_belongs_to_it() -> None:
    assert list(latest_runs(MORNING, [ended("late", at("10:05"))], {})) == ["late"]


@given(
    st.integers(0, 24 * 60 - 1).map(lambda minute: at("00:00") + timedelta(minutes=minute)),
    st.integers(0, 3 * 24 * 60),
    st.sampled_from([MORNING, AFTERNOON]),
)
def test_no_claim_gets_past_its_slot_without_a_reason(completed: datetime, minutes: int, slot: Slot) -> None:
    """Whatever is claimed, whenever it is entered: it is in its slot and prompt, or late with a reason, or refused."""
    now = completed + timedelta(minutes=minutes)
    document = {"inspector": "张工", "arrived": completed.isoformat(), "completed": completed.isoformat(), "runs": []}
    answers = document | {"onsite": {"room.lights": "正常"}}
    known = Known((LIGHTS,), {}, frozenset())
    prompt = slot.holds(completed) and not slot.too_late(now) and minutes <= 30
    if slot.too_early(completed):
        with pytest.raises(InputError, match="completed: expected a time after"):
            parse_claim(answers | {"late_reason": "x"}, slot, known, now, "a.yml")
    elif prompt:
        assert not parse_claim(answers, slot, known, now, "a.yml").late
    else:
        with pytest.raises(InputError, match="expected late_reason"):
            parse_claim(answers, slot, known, now, "a.yml")
        assert parse_claim(answers | {"late_reason": "x"}, slot, known, now, "a.yml").late_reason == "x"


def test_a_claim_becomes_an_event_of_the_contract() -> None:
    answers = {"inspector": " 张工 ", "arrived": "08:50", "completed": "09:10", "runs": []}
    claim = parse_claim(
        answers | {"onsite": {"room.lights": "正常"}, "late_reason": "用不上"},
        parse_slot("2026-11-23/morning"),
        Known((LIGHTS,), {}, frozenset()),
        at("09:12"),
        "a.yml",
    )
    event = claim.event(3, at("09:12"), None, {})
    assert {key: event[key] for key in ("id", "type", "at", "slot", "inspector", "late", "late_reason", "clock")} == {
        "id": "round/2026-11-23/morning/3",
        "type": "round",
        "at": "2026-11-23T09:12:00+08:00",
        "slot": {"date": "2026-11-23", "kind": "morning"},
        "inspector": "张工",
        "late": False,
        "late_reason": None,
        "clock": None,
    }
