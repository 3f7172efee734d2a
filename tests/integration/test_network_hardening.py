"""Drills of hardening on simulated devices: what is shown is what is done, and whatever goes wrong, nothing stays."""

from __future__ import annotations

import dataclasses
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from hfcheck.device import change as door
from hfcheck.device import procedures
from hfcheck.device.allowed import allowed
from hfcheck.device.change import Change, apply, prepare
from hfcheck.device.change_record import Records, Stage
from hfcheck.device.change_session import ChangeSession
from hfcheck.device.change_shown import difference
from hfcheck.errors import ChangeRefused, ChangeUndone
from hfcheck.lab.devices.device import Device
from hfcheck.station import PROJECT
from tests.integration.hardening_lab import MINUTE, ON_TRIAL, device_of, only_looked, records_in, role_demands


@pytest.fixture(params=ON_TRIAL)
def on_trial(request, tmp_path, monkeypatch) -> Iterator[tuple[Device, Change, Records]]:
    """A device of each platform that has a trial, the change of it, and an empty directory of records."""
    monkeypatch.setattr(procedures, "MINUTE", MINUTE)
    monkeypatch.setattr(door, "MARGIN", timedelta(seconds=1))
    release, worse = ON_TRIAL[request.param]
    with device_of(tmp_path, request.param, release, worse) as (device, target):
        yield device, Change("sw1", target, role_demands(), 1), records_in(tmp_path)


def returned(device: Device, before: str) -> bool:
    """Whether the device went back to exactly this configuration, in its own time."""
    end = time.monotonic() + 3 * MINUTE
    while device.trial is not None and time.monotonic() < end:
        time.sleep(0.1)
    return device.trial is None and device.running.text == before


def test_what_is_shown_is_what_is_done_and_a_second_run_does_nothing(on_trial) -> None:
    device, change, records = on_trial
    found = prepare(change, records)
    shown = difference(found, None)
    assert found.lines
    assert only_looked(device)
    done = apply(change, found, records)
    assert done is not None
    assert done.stage is Stage.SAVED
    assert difference(found, done)[:2] == shown
    sent = iter(device.lines)
    assert all(line in sent for line in found.lines)  # each, and in this order
    assert device.trial is None
    assert device.startup == device.running
    after, count = device.running.text, len(device.lines)
    again = prepare(change, records)
    assert (again.lines, difference(again, None), apply(change, again, records)) == ((), [], None)
    assert device.running.text == after
    assert all(allowed(device.spec.platform, line) for line in device.lines[count:])


@pytest.mark.parametrize("platform", ON_TRIAL)
def test_a_chatty_device_on_a_long_line_is_changed_like_any_other(platform, tmp_path) -> None:
    release, worse = ON_TRIAL[platform]
    with device_of(tmp_path, platform, release, worse, noisy=True, rtt_ms=30, delay_ms=20) as (device, target):
        change, records = Change("sw1", target, role_demands(), 10), records_in(tmp_path)
        done = apply(change, prepare(change, records), records)
        assert done is not None
        assert done.stage is Stage.SAVED
        assert device.startup == device.running


@pytest.mark.parametrize("part", [0.0, 0.5])
def test_a_rejected_line_leaves_nothing_not_even_a_running_timer(on_trial, part) -> None:
    device, change, records = on_trial
    before = device.running.text
    found = prepare(change, records)
    bad = found.lines[int(len(found.lines) * part)]
    device.spec = dataclasses.replace(device.spec, rejects=(bad,))
    with pytest.raises(ChangeUndone, match="nothing stays: the device has the configuration from before"):
        apply(change, found, records)
    assert device.running.text == before == device.startup.text
    assert device.trial is None
    assert found.lines[-1] not in device.lines
    last = records.last("sw1")
    assert last is not None
    assert last.stage is Stage.RETURNED


def test_lines_that_are_taken_without_effect_are_not_confirmed(on_trial) -> None:
    device, change, records = on_trial
    before = device.running.text
    found = prepare(change, records)
    device.spec = dataclasses.replace(device.spec, silent=(found.lines[0],))
    with pytest.raises(ChangeUndone, match=r"ssh_\w+ did not become as wanted; nothing stays"):
        apply(change, found, records)
    assert device.running.text == before == device.startup.text
    assert not set(found.procedure.confirm[1:2]) & set(device.lines)


def test_a_session_that_is_cut_before_the_confirmation_leaves_nothing(on_trial) -> None:
    device, change, records = on_trial
    before = device.running.text
    found = prepare(change, records)
    device.spec = dataclasses.replace(device.spec, cuts=(found.lines[-1],))
    with pytest.raises(ChangeUndone, match="nothing stays"):
        apply(change, found, records)
    assert returned(device, before)
    assert device.startup.text == before


KILLED = """
import json, os, signal, sys
from datetime import timedelta
from pathlib import Path
from hfcheck.device import change as door, procedures
from hfcheck.device.change_record import Records
from hfcheck.device.target import Target
from hfcheck.device.wanted import Demand
given = json.load(sys.stdin)
procedures.MINUTE, door.MARGIN = given["minute"], timedelta(seconds=1)
change = door.Change("sw1", Target(**given["target"]), [Demand(**one) for one in given["asked"]], 1)
killed = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
setattr(*{"unfit": (door._Attempt, "_unfit", killed), "saved": (door, "_saved", killed)}[given["at"]])
records = Records(Path(given["records"]))
door.apply(change, door.prepare(change, records), records)
"""


def kill_at(what: str, change: Change, tmp_path: Path) -> None:
    """Make the change in another process, which dies when it comes to do this."""
    given = {
        "at": what,
        "minute": MINUTE,
        "target": dataclasses.asdict(change.target),
        "asked": [dataclasses.asdict(one) for one in change.asked],
        "records": str(tmp_path / "changes"),
    }
    ended = subprocess.run([sys.executable, "-c", KILLED], input=json.dumps(given), text=True, cwd=PROJECT, check=False)
    assert ended.returncode == -signal.SIGKILL


def test_a_controller_killed_between_arming_and_confirming_leaves_nothing(on_trial, tmp_path) -> None:
    device, change, records = on_trial
    before = device.running.text
    kill_at("unfit", change, tmp_path)
    assert device.trial is not None
    assert device.running.text != before
    count = len(device.lines)
    with pytest.raises(ChangeRefused, match="neither confirmed nor seen to be taken back"):
        prepare(change, records)
    assert len(device.lines) == count  # nothing is stacked on it, nothing is even asked
    assert returned(device, before)
    assert device.startup.text == before
    last = records.last("sw1")
    assert last is not None
    time.sleep(max(0.0, (last.until - door.datetime.now(tz=door.SHANGHAI)).total_seconds()))
    assert prepare(change, records).lines
    last = records.last("sw1")
    assert last is not None
    assert last.stage is Stage.RETURNED


def test_what_a_killed_controller_confirmed_is_saved_by_the_next_run(on_trial, tmp_path) -> None:
    device, change, records = on_trial
    kill_at("saved", change, tmp_path)
    assert device.trial is None
    assert device.startup != device.running
    found = prepare(change, records)
    assert found.lines == ()
    done = apply(change, found, records)
    assert done is not None
    assert done.stage is Stage.SAVED
    assert device.startup == device.running


def test_what_somebody_else_left_unsaved_is_not_saved_on_the_side(on_trial) -> None:
    device, change, records = on_trial
    startup = device.startup.text
    device.running.set([], "ntp server 10.9.9.9" if device.spec.platform == "cisco_ios" else "info-center enable")
    with pytest.raises(ChangeRefused, match="would save what somebody else left unsaved"):
        prepare(change, records)
    assert only_looked(device)
    assert device.startup.text == startup


def test_a_trial_of_somebody_else_is_left_alone(on_trial) -> None:
    device, change, records = on_trial
    found = prepare(change, records)
    how = found.procedure
    other = {
        "huawei_vrp": ["info-center loghost 10.9.9.9"],
        "h3c_comware": ["info-center loghost 10.9.9.9"],
        "cisco_ios": ["logging host 10.9.9.9"],
    }[device.spec.platform]
    with ChangeSession.begin(change.target, {*how.lines, *other}) as theirs:
        told = theirs.tell_all([*how.begin, *other, *how.end])
        assert len(told) == len(how.begin) + 1 + len(how.end)
    trial = device.trial
    assert trial is not None
    with pytest.raises(ChangeRefused, match="would save what somebody else left unsaved"):
        prepare(change, records)
    device.save()  # so that only the device itself can tell
    found = prepare(change, records)
    with pytest.raises((ChangeRefused, ChangeUndone), match=r"waits to be confirmed|trial is in progress"):
        apply(change, found, records, pause=lambda _: None)
    assert device.trial is trial
    assert any("10.9.9.9" in line for line in device.running.text.splitlines())


def test_somebody_who_changed_the_configuration_in_between_is_noticed(on_trial) -> None:
    device, change, records = on_trial
    found = prepare(change, records)
    device.running.set([], "sysname SW2" if device.spec.platform != "cisco_ios" else "ip routing extended")
    with pytest.raises(ChangeRefused, match="somebody else changed the configuration"):
        apply(change, found, records)
    assert only_looked(device)


FOREIGN = {
    "huawei_vrp": ("vrp8", "acl number 2999", "rule 5 permit source 203.0.113.7 0"),
    "h3c_comware": ("v7", "acl basic 2999", "rule 5 permit source 203.0.113.7 0"),
    "cisco_ios": ("ios", "ip access-list standard 99", "permit 203.0.113.7"),
}


@pytest.mark.parametrize("platform", FOREIGN)
def test_an_access_list_that_would_lock_us_out_is_refused(platform, tmp_path) -> None:
    release, section, line = FOREIGN[platform]
    archive = ("archive", "path flash:archive")
    with device_of(tmp_path, platform, release, ((section, line), *([archive] if platform == "cisco_ios" else []))) as (
        device,
        target,
    ):
        name = section.split()[-1]
        asked = role_demands(network_base_vty_acl=name)
        with pytest.raises(ChangeRefused, match="vty_acl"):
            prepare(Change("sw1", target, asked, 1), records_in(tmp_path))
        assert only_looked(device)


REFUSED = [
    ("huawei_vrp", "vrp5", r"VRP 5.170 puts every line into force at once", "  undo telnet server enable"),
    ("huawei_vrp", "usg", r"VRP 5.170 puts every line into force at once", "  system-view"),
    ("h3c_comware", "v5", r"Comware 5\S+ puts every line into force at once", "  system-view"),
    ("cisco_ios", "ios", r"`archive` with its `path` is not configured", "  configure terminal"),
    ("ruijie_os", "rgos12", r"ruijie_os has no configuration that it gives up by itself", "  "),
    ("hillstone_stoneos", "stoneos5", r"hillstone_stoneos has no configuration that it gives up", "  "),
]


@pytest.mark.parametrize(("platform", "release", "why", "step"), REFUSED)
def test_a_platform_without_a_trial_is_refused_before_a_line(platform, release, why, step, tmp_path) -> None:
    with device_of(tmp_path, platform, release) as (device, target):
        before = device.running.text
        with pytest.raises(ChangeRefused, match=why) as refusal:
            prepare(Change("sw1", target, role_demands(network_base_vty_idle_minutes=1.0), 1), records_in(tmp_path))
        assert "so nothing was sent" in str(refusal.value)
        assert any(line.startswith(step) for line in str(refusal.value).splitlines()[1:])
        assert only_looked(device)
        assert device.running.text == before
