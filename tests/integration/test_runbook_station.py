"""The runbooks that are run from the station: a meeting prepared, a terminal repaired, a line restored, a shift."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hfcheck.book import fold
from hfcheck.case_facts import statements
from hfcheck.deductions.conference import conference_response, meeting
from hfcheck.facts_desk import known, record
from hfcheck.ledger import Reader
from hfcheck.notices import calendar
from hfcheck.rulings import Case, Outcome, Rule, Ruling
from hfcheck.standing import stated
from hfcheck.terms import terms
from tests.integration.runbook_story import BY, Desk, rehearsed

LOCAL = {"hfcheck_source": "probe", "ansible_connection": "local", "ansible_host": "127.0.0.1"}
GROUPS = ("lines", "hosted_channels", "terminals", "big_screen_video", "conference", "servers", "network_devices")
NEAR, FAR = "198.51.100.1", "198.51.100.2"
LINE = {"line_near": NEAR, "line_echoes": 3, "line_deadline": 2}
GOOD = {"meeting_picture": "good", "meeting_sound": "good", "meeting_call": "good", "meeting_settled": "ready"}
MEETING = "meeting/m1"
AHEAD = timedelta(hours=1)


def desk_of(tmp_path: Path, group: str, **host: Any) -> Desk:
    inventory = tmp_path / "inventory.yml"
    inventory.write_text(json.dumps({name: {} for name in GROUPS} | {group: {"hosts": {"one": LOCAL | host}}}))
    return Desk(tmp_path / "data", inventory, {})


@pytest.fixture
def door() -> Iterator[socket.socket]:
    """A port of this machine that nobody listens at until a test does."""
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        yield found


@dataclass(frozen=True)
class Cable:
    """A network namespace as the station's place, whose line ends nowhere until it is mended."""

    space: str

    def mend(self) -> None:
        """Let the far end answer."""
        run("ip", "-n", self.space, "address", "add", f"{FAR}/32", "dev", "lo")


@dataclass(frozen=True, slots=True)
class DeskBehind(Desk):
    """A desk in a network namespace."""

    space: str

    def _command(self, *given: Any) -> list[str]:
        return ["ip", "netns", "exec", self.space, *Desk._command(self, *given)]


def run(*command: str) -> None:
    subprocess.run(command, check=True, timeout=20)


@pytest.fixture
def cable() -> Iterator[Cable]:
    space = f"runbook-{os.getpid()}"
    run("ip", "netns", "add", space)
    try:
        run("ip", "-n", space, "link", "set", "lo", "up")
        # A neighbour that is known for ever, so that a request leaves and nobody answers.
        run("ip", "-n", space, "link", "add", "line0", "type", "veth", "peer", "name", "line1")
        run("ip", "-n", space, "address", "add", f"{NEAR}/30", "dev", "line0")
        for end in ("line0", "line1"):
            run("ip", "-n", space, "link", "set", end, "up")
        run("ip", "-n", space, "neighbour", "add", FAR, "lladdr", "02:00:00:00:00:02", "dev", "line0")
        yield Cable(space)
    finally:
        run("ip", "netns", "delete", space)


def port(door: socket.socket) -> int:
    return int(door.getsockname()[1])


def expect_meeting(desk: Desk) -> None:
    now = desk.station.now()
    says = {"name": "月度例会", "starts_at": (now + AHEAD).isoformat()}
    record(desk.station, [{"type": "meeting", "subject": "m1", "by": BY, "says": says}], now)


def ruled(desk: Desk, rule: Rule) -> Ruling:
    """What a rule of the assessment makes of what the ledger holds, when the meeting is over."""
    now = desk.station.now() + 2 * AHEAD
    with Reader.open(desk.station.ledger) as ledger:
        (found,) = rule(Case(fold(statements(ledger, {})), terms(), calendar(), now))
    return found


def meeting_breaks_off(desk: Desk) -> Ruling:
    now = desk.station.now() + 2 * AHEAD
    says = {"outcome": "broke_off", "equipment_fault": False}
    record(desk.station, [{"type": "meeting", "subject": "m1", "by": BY, "at": now.isoformat(), "says": says}], now)
    return ruled(desk, meeting)


def test_a_meeting_is_prepared_when_its_equipment_answers_and_people_say_so(
    tmp_path: Path, door: socket.socket
) -> None:
    name = "prepare_meeting"
    desk = desk_of(tmp_path, "conference", terminal_port=port(door))
    expect_meeting(desk)
    rehearsed(desk, name, **GOOD)
    refused = desk.play(name, runbook_incident=MEETING)
    assert "expected a decision, found none: -e meeting_picture=good|bad" in refused.stdout
    desk.killed_after(name, "answer", incident=MEETING, **GOOD)
    assert "prepared_at" not in stated(known(desk.station, MEETING))
    door.listen(64)
    done = desk.play(name, runbook_incident=MEETING, **GOOD)
    assert done.returncode == 0, done.stdout + done.stderr
    (entry,) = desk.entries(name)
    assert (entry["outcome"], entry["incident"]) == ("mended", MEETING)
    assert entry["verdicts"]["one"]["terminal.service"] == "conforms"
    said = stated(known(desk.station, MEETING))
    assert said["preparation_ok"] is True
    assert said["prepared_at"] < said["starts_at"]
    assert (meeting_breaks_off(desk).outcome, ruled(desk, meeting).points) == (Outcome.KEPT, 0)


@pytest.mark.parametrize("listens", [False, True])
def test_a_meeting_with_a_fault_is_not_said_to_be_prepared(tmp_path: Path, door: socket.socket, listens: bool) -> None:
    desk = desk_of(tmp_path, "big_screen_video", terminal_port=port(door))
    if listens:
        door.listen(64)
    expect_meeting(desk)
    done = desk.play("prepare_meeting", runbook_incident=MEETING, **GOOD | {"meeting_settled": "faulty"})
    assert done.returncode == (0 if listens else 2)
    assert stated(known(desk.station, MEETING))["preparation_ok"] is False
    assert (meeting_breaks_off(desk).outcome, ruled(desk, meeting).points) == (Outcome.BREACHED, 2)


def test_a_conference_system_is_repaired_and_the_response_is_seen_in_time(tmp_path: Path, door: socket.socket) -> None:
    name = "repair_equipment"
    desk = desk_of(tmp_path, "conference", terminal_port=port(door))
    reported = desk.station.now() - timedelta(minutes=5)
    incident = desk.state(area="conference", reported_at=reported.isoformat())
    answers = {"repair_kind": "reseat", "repair_part": "会议主机电源"}
    rehearsed(desk, name, **answers, repair_settled="done", repair_equipment_tries=1)
    desk.killed_after(name, "done", incident=incident, **answers)
    door.listen(64)
    done = desk.play(name, runbook_incident=incident, repair_settled="done")
    assert done.returncode == 0, done.stdout + done.stderr
    assert desk.entries(name)[0]["verdicts"]["one"]["terminal.service"] == "conforms"
    response = ruled(desk, conference_response)
    assert (response.outcome, response.points) == (Outcome.KEPT, 0)


@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("ip") is None, reason="not root, or no iproute2")
def test_an_outage_is_followed_to_its_end_which_its_record_gets(tmp_path: Path, cable: Cable) -> None:
    name, incident = "recover_network_outage", "outage/o1"
    plain = desk_of(tmp_path, "lines", line_far=FAR, **LINE)
    desk = DeskBehind(plain.data, plain.inventory, plain.given, cable.space)
    began = desk.station.now() - timedelta(minutes=5)
    says = {"name": "溆浦线路中断", "began_at": began.isoformat()}
    record(desk.station, [{"type": "outage", "subject": "o1", "by": BY, "says": says}], desk.station.now())
    answers = {"outage_party": "carrier", "outage_action": "已报障，受理号 1024"}
    rehearsed(desk, name, **answers, outage_settled="done", recover_network_outage_tries=1)
    desk.killed_after(name, "done", incident=incident, **answers)
    cable.mend()
    done = desk.play(name, runbook_incident=incident, outage_settled="done")
    assert done.returncode == 0, done.stdout + done.stderr
    seen = [event["verdict"] for event in desk.events() if event.get("check") == "line.carries"]
    assert (seen[0], seen[-1]) == ("deviates", "conforms")
    assert desk.entries(name)[0]["outcome"] == "mended"
    said = stated(known(desk.station, incident))
    assert said["party"] == "carrier"
    assert said["restored_at"] > said["began_at"]


def test_a_shift_is_handed_over_to_somebody_with_what_is_open(tmp_path: Path) -> None:
    name = "hand_over_shift"
    desk = desk_of(tmp_path, "lines", **LINE | {"line_near": "127.0.0.1", "line_far": "127.0.0.1"})
    answers = {"shift_to": "王五", "shift_matters": "溆浦线路待运营商回复", "shift_accepted": "accepted"}
    desk.play("recover_network_outage", outage_party="carrier")  # not finished: nobody said what is to be done
    rehearsed(desk, name, **answers)
    refused = desk.play(name)
    assert f"recover_network_outage  无事件  {desk.lines('recover_network_outage')[0]['at']}" in refused.stdout
    assert "expected a decision, found none: -e shift_to=" in refused.stdout
    desk.killed_after(name, "answer", **answers)
    assert desk.entries(name) == []
    done = desk.play(name, **answers)
    assert done.returncode == 0, done.stdout + done.stderr
    (entry,) = desk.entries(name)
    assert entry["notes"] == ["接班人 王五；未结事项 溆浦线路待运营商回复"]
    assert "incident" not in entry
