from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from hfcheck.alarms import fold
from hfcheck.errors import LedgerError
from hfcheck.ledger import Evidence, Ledger, Reader, known_keys, verify_ledger
from hfcheck.receiving import booking
from hfcheck.receiving.booking import Booked, Event, book
from hfcheck.receiving.inbox import Inbox, Letter
from hfcheck.station import Station
from tests.unit.receiving.test_letters import SWITCH
from tests.unit.test_alarms import T0, alert, posted


class Desk:
    """A station with its inbox; `passed` is what went on to the robots."""

    def __init__(self, root: Path) -> None:
        self.station = Station(root)
        self.inbox = Inbox(root / "inbox")
        self.passed: list[str] = []

    def put(self, body: bytes, kind: str = "alertmanager") -> Path:
        return self.inbox.put(Letter(kind, "watch01", self.station.now(), body))

    def pass_on(self, _: str, events: Sequence[Event]) -> None:
        self.passed += [str(event["id"]) for event in events]

    def book(self) -> Booked:
        return book(self.station, self.inbox, self.pass_on)

    def events(self, type: str = "alarm") -> list[Event]:
        with Reader.open(self.station.ledger) as ledger:
            return [entry.event for entry in ledger.entries(type=type)]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_letters_become_entries_once_and_leave(desk: Desk) -> None:
    desk.put(posted(alert(0), alert(0, host="db01")))
    desk.put(posted(alert(0), alert(0)))
    desk.put(posted(alert(0, 5)))
    booked = desk.book()
    assert (booked.letters, booked.new, booked.repeated) == (3, 3, 3)
    assert desk.inbox.waiting() == []
    assert [event["host"] for event in desk.events()] == ["app01", "db01", "app01"]
    assert desk.passed == [event["id"] for event in desk.events()]
    assert desk.book() == Booked()
    with Reader.open(desk.station.ledger) as ledger:
        assert [entry.type for entry in ledger.entries()][-1] == "head"
    assert not list(verify_ledger(desk.station.ledger, keys=known_keys(desk.station.keys)).problems)


def test_an_event_leads_to_what_was_posted(desk: Desk) -> None:
    body = posted(alert(0))
    desk.put(body)
    desk.book()
    (event,) = desk.events()
    assert Evidence(desk.station.evidence).get(event["evidence"]) == body


def test_ends_before_beginnings_are_the_same_incident(desk: Desk) -> None:
    desk.put(posted(alert(0, 5)))
    desk.book()
    desk.put(posted(alert(0)))
    desk.book()
    (one,) = fold(desk.events())
    assert (one.first, one.resolved) == (T0, T0 + timedelta(minutes=5))


def test_a_station_that_died_after_the_ledger_was_written_passes_on_and_tells_nothing_twice(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.put(posted(alert(0), alert(1, host="db01")))
    with monkeypatch.context() as dying:
        dying.setattr(Inbox, "done", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            desk.book()
    first, desk.passed = desk.passed, []
    booked = desk.book()
    assert (booked.new, desk.passed) == (0, first)
    assert len(desk.events()) == 2


def test_a_ledger_that_cannot_be_written_leaves_the_letters(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.put(posted(alert(0)))

    def busy(*_: object, **__: object) -> None:
        raise LedgerError("busy")

    with monkeypatch.context() as writing:
        writing.setattr(Ledger, "append", busy)
        with pytest.raises(LedgerError):
            desk.book()
    assert (len(desk.inbox.waiting()), desk.passed) == (1, [])
    assert desk.book().new == 1


def test_what_cannot_be_booked_is_put_aside_and_named(desk: Desk) -> None:
    (desk.inbox.path / "0.json").write_text("{")
    desk.put(b'{"version": "5"}')
    desk.put(posted(alert(0)))
    booked = desk.book()
    assert (booked.new, desk.inbox.put_aside_number()) == (1, 2)
    assert booked.unusable[0].startswith("0.json: expected a letter")
    assert "expected a notification of version 4" in booked.unusable[1]


def test_a_switch_is_stated_once(desk: Desk) -> None:
    body = json.dumps(SWITCH).encode()
    for _ in range(2):
        desk.put(body, "switchover")
    booked = desk.book()
    assert (booked.letters, booked.new, booked.repeated) == (2, 1, 1)
    (event,) = desk.events("switchover")
    assert (event["by"], event["step"], event["says"]["switched_at"]) == ("watch01", 1, "2026-11-23T08:59:52+08:00")


def test_more_letters_than_a_batch_are_booked_in_their_order(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(booking, "BATCH", 3)
    for minute in range(8):
        desk.put(posted(alert(minute, host=f"h{minute}")))
    assert desk.book().new == 8
    assert [event["host"] for event in desk.events()] == [f"h{minute}" for minute in range(8)]
