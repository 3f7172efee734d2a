"""The runbooks that are run from the station: a meeting prepared, a shift handed over."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from hfcheck.facts_desk import known, record
from hfcheck.standing import stated
from tests.integration.runbook_story import BY, Desk, rehearsed

LOCAL = {"hfcheck_source": "probe", "ansible_connection": "local"}
GOOD = {"meeting_picture": "good", "meeting_sound": "good", "meeting_call": "good", "meeting_settled": "ready"}


def desk_of(tmp_path: Path, group: str, **host: Any) -> Desk:
    empty: dict[str, Any] = {
        name: {} for name in ("lines", "hosted_channels", "terminals", "big_screen_video", "servers")
    }
    inventory = tmp_path / "inventory.yml"
    inventory.write_text(json.dumps(empty | {group: {"hosts": {"one": LOCAL | host}}}))
    return Desk(tmp_path / "data", inventory, {})


@pytest.fixture
def door() -> Iterator[socket.socket]:
    """A port of this machine that nobody listens at until a test does."""
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        yield found


def test_a_meeting_is_prepared_when_its_equipment_answers_and_people_say_so(
    tmp_path: Path, door: socket.socket
) -> None:
    name = "prepare_meeting"
    desk = desk_of(tmp_path, "big_screen_video", ansible_host="127.0.0.1", terminal_port=door.getsockname()[1])
    says = {"name": "月度例会", "starts_at": desk.station.now().isoformat()}
    record(desk.station, [{"type": "meeting", "subject": "m1", "by": BY, "says": says}], desk.station.now())
    rehearsed(desk, name, **GOOD)
    refused = desk.play(name, runbook_incident="meeting/m1")
    assert "expected a decision, found none: -e meeting_picture=good|bad" in refused.stdout
    desk.killed_after(name, "answer", incident="meeting/m1", **GOOD)
    door.listen(64)
    done = desk.play(name, runbook_incident="meeting/m1", **GOOD)
    assert done.returncode == 0, done.stdout + done.stderr
    assert desk.entries(name)[0]["verdicts"]["one"]["terminal.service"] == "conforms"
    said = stated(known(desk.station, "meeting/m1"))
    assert said["preparation_ok"] is True
    assert said["prepared_at"]


@pytest.mark.parametrize("listens", [False, True])
def test_a_meeting_with_a_fault_is_not_said_to_be_prepared(tmp_path: Path, door: socket.socket, listens: bool) -> None:
    desk = desk_of(tmp_path, "big_screen_video", ansible_host="127.0.0.1", terminal_port=door.getsockname()[1])
    if listens:
        door.listen(64)
    says = {"name": "月度例会", "starts_at": desk.station.now().isoformat()}
    record(desk.station, [{"type": "meeting", "subject": "m1", "by": BY, "says": says}], desk.station.now())
    done = desk.play("prepare_meeting", runbook_incident="meeting/m1", **GOOD | {"meeting_settled": "faulty"})
    assert done.returncode == (0 if listens else 2)
    assert stated(known(desk.station, "meeting/m1"))["preparation_ok"] is False


def test_a_shift_is_handed_over_to_somebody_with_what_is_open(tmp_path: Path) -> None:
    name = "hand_over_shift"
    desk = desk_of(tmp_path, "lines", line_near="127.0.0.1", line_far="127.0.0.1")
    answers = {"shift_to": "王五", "shift_matters": "溆浦线路待运营商回复", "shift_accepted": "accepted"}
    rehearsed(desk, name, **answers)
    refused = desk.play(name)
    assert "expected a decision, found none: -e shift_to=" in refused.stdout
    desk.killed_after(name, "answer", **answers)
    assert desk.entries(name) == []
    done = desk.play(name, **answers)
    assert done.returncode == 0, done.stdout + done.stderr
    (entry,) = desk.entries(name)
    assert entry["notes"] == ["接班人 王五；未结事项 溆浦线路待运营商回复"]
    assert "incident" not in entry
