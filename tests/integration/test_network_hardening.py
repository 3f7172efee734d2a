"""Drills of hardening on simulated devices: what is shown is what is done, and whatever goes wrong, nothing stays."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from hfcheck.collect.capture import resolver
from hfcheck.device import change as door
from hfcheck.device import procedures
from hfcheck.device.allowed import allowed
from hfcheck.device.change import Change, apply, prepare
from hfcheck.device.change_record import Records, Stage
from hfcheck.device.change_session import ChangeSession
from hfcheck.device.change_shown import difference
from hfcheck.device.target import Target
from hfcheck.device.wanted import Demand, demands
from hfcheck.errors import ChangeRefused, ChangeUndone
from hfcheck.lab.devices import Lab, running, scene
from hfcheck.lab.devices.device import Device
from hfcheck.station import PROJECT

# Platforms that give up a change by themselves: the release, and lines that make a device worse than its release is.
ON_TRIAL = {
    "huawei_vrp": ("vrp8", ()),
    "h3c_comware": ("v7", (("line vty 0 63", "idle-timeout 30 0"), ("line vty 0 63", "protocol inbound all"))),
    "cisco_ios": ("ios", (("archive", "path flash:archive"), ("line vty 0 4", "exec-timeout 30 0"))),
}
SINGLE = ("idle-timeout", "protocol inbound", "exec-timeout")
# A device's minute takes this many seconds.
MINUTE = 4


def role_demands(**declared: Any) -> tuple[Demand, ...]:
    """What the roles' own checks demand, with their defaults and what is declared besides."""
    variables, stanzas = {}, []
    for role in ("network_base", "network_access"):
        folder = PROJECT / "roles" / role
        variables |= yaml.safe_load((folder / "defaults/main.yml").read_text())
        stanzas += yaml.safe_load((folder / "vars/main/checks.yml").read_text())[f"{role}_checks"]
    return demands(stanzas, resolver(variables | declared, lambda text: text))


@contextmanager
def device_of(tmp_path: Path, platform: str, release: str, worse=(), **options: Any) -> Iterator[tuple[Device, Target]]:
    found = scene({"time_scale": 60 / MINUTE, "devices": {"sw1": {"platform": platform, "release": release} | options}})
    with running(found) as lab:
        device = lab.devices["sw1"]
        for section, line in worse:
            olds = [old for old in device.running.lines([section]) if old.startswith(SINGLE) and old[:8] == line[:8]]
            device.running.set([section], line, olds)
        device.save()
        yield device, target_of(lab, device, tmp_path)


def target_of(lab: Lab, device: Device, tmp_path: Path) -> Target:
    known = tmp_path / "known_hosts"
    known.write_text(lab.known_hosts)
    spec = device.spec
    return Target(
        "127.0.0.1", device.port, spec.username, spec.platform, spec.password, known_hosts=str(known), seconds=10
    )


@pytest.fixture(params=ON_TRIAL)
def on_trial(request, tmp_path, monkeypatch) -> Iterator[tuple[Device, Change, Records]]:
    """A device of each platform that has a trial, the change of it, and an empty directory of records."""
    monkeypatch.setattr(procedures, "MINUTE", MINUTE)
    monkeypatch.setattr(door, "MARGIN", timedelta(seconds=1))
    release, worse = ON_TRIAL[request.param]
    with device_of(tmp_path, request.param, release, worse) as (device, target):
        yield device, Change("sw1", target, role_demands(), 1), records_in(tmp_path)


def records_in(tmp_path: Path) -> Records:
    (tmp_path / "changes").mkdir()
    return Records(tmp_path / "changes")


def only_looked(device: Device) -> bool:
    return all(allowed(device.spec.platform, line) for line in device.lines)


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


def test_a_rejected_line_in_the_middle_leaves_nothing(on_trial) -> None:
    device, change, records = on_trial
    before = device.running.text
    found = prepare(change, records)
    bad = found.lines[len(found.lines) // 2]
    device.spec = dataclasses.replace(device.spec, rejects=(bad,))
    with pytest.raises(ChangeUndone, match="nothing stays: the device has the configuration from before"):
        apply(change, found, records)
    assert device.running.text == before == device.startup.text
    assert device.trial is None
    assert found.lines[-1] not in device.lines
    last = records.last("sw1")
    assert last is not None
    assert last.stage is Stage.RETURNED


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
door._Attempt._unfit = lambda self, fresh: os.kill(os.getpid(), signal.SIGKILL)
records = Records(Path(given["records"]))
door.apply(change, door.prepare(change, records), records)
"""


def test_a_controller_killed_between_arming_and_confirming_leaves_nothing(on_trial, tmp_path) -> None:
    device, change, records = on_trial
    before = device.running.text
    given = {
        "minute": MINUTE,
        "target": dataclasses.asdict(change.target),
        "asked": [dataclasses.asdict(one) for one in change.asked],
        "records": str(tmp_path / "changes"),
    }
    ended = subprocess.run([sys.executable, "-c", KILLED], input=json.dumps(given), text=True, cwd=PROJECT, check=False)
    assert ended.returncode == -signal.SIGKILL
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


PLANTED = "planted-Secret-4471"
PLAYBOOK = "playbooks/harden_network.yml"


def play(tmp_path: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """The real playbook, as verbose as it goes."""
    return subprocess.run(
        [
            Path(sys.executable).with_name("ansible-playbook"),
            "-vvv",
            "-i",
            tmp_path / "inventory.yml",
            *options,
            PLAYBOOK,
        ],
        env=os.environ | {"HFCHECK_DATA": str(tmp_path / "data"), "HOME": str(tmp_path), "ANSIBLE_NOCOLOR": "1"},
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )


def recap(told: subprocess.CompletedProcess[str]) -> dict[str, dict[str, str]]:
    rows = told.stdout.partition("PLAY RECAP")[2].splitlines()
    pairs = {row.split()[0]: row.split()[2:] for row in rows if " : " in row}
    return {host: dict(pair.split("=") for pair in counts) for host, counts in pairs.items()}


def test_the_playbook_checks_applies_and_then_has_nothing_to_do(tmp_path) -> None:
    secrets = (f"snmp-agent community read cipher %^%#{PLANTED}%^%#", f"snmp-agent community write {PLANTED}-w")
    devices = {
        "core": {"platform": "huawei_vrp", "release": "vrp8"},
        "old": {"platform": "huawei_vrp", "release": "vrp5"},
    }
    with running(scene({"devices": devices})) as lab:
        core, old = lab.devices["core"], lab.devices["old"]
        for device in (core, old):
            for line in secrets:
                device.running.set([], line)
            device.save()
        hosts = {name: variables(lab, device, tmp_path) for name, device in lab.devices.items()}
        empty = {name: {} for name in ("routers", "firewalls", "vpn_gateways", "bank_access")}
        (tmp_path / "inventory.yml").write_text(json.dumps({"switches": {"hosts": hosts}} | empty))
        before = core.running.text
        checked = play(tmp_path, "--check", "--diff")
        assert core.running.text == before
        assert only_looked(core)
        assert only_looked(old)
        applied, again = play(tmp_path, "--diff"), play(tmp_path, "--diff")
        assert recap(checked)["core"]["changed"] == recap(applied)["core"]["changed"] == "1"
        assert (recap(again)["core"]["changed"], recap(again)["core"]["failed"]) == ("0", "0")
        assert recap(applied)["old"] == recap(checked)["old"]
        assert recap(applied)["old"]["failed"] == "1"
        assert "only VRP 8 has `commit trial`" in applied.stdout
        assert only_looked(old)
        assert "+ undo telnet server enable" in shown(checked)
        assert shown(checked) == shown(applied)
        assert core.startup == core.running
        assert PLANTED not in core.running.text  # it was sent away by its name
        for told in (checked, applied, again):
            assert_no_secret(told.stdout + told.stderr)
        for path in (path for path in (tmp_path / "data").rglob("*") if path.is_file()):
            assert_no_secret(path.read_text(errors="replace"))


def variables(lab: Lab, device: Device, tmp_path: Path) -> dict[str, Any]:
    target = target_of(lab, device, tmp_path)
    return {
        "ansible_host": target.host,
        "ansible_port": target.port,
        "ansible_user": target.username,
        "ansible_password": target.password,
        "device_platform": target.platform,
        "device_known_hosts": target.known_hosts,
    }


def shown(told: subprocess.CompletedProcess[str]) -> list[str]:
    """The settings before and after, and the lines to send."""
    return told.stdout.partition("--- before: settings")[2].partition("+ stp bpdu-protection")[0].splitlines()


def assert_no_secret(text: str) -> None:
    found = [line for line in text.splitlines() if PLANTED in line or "lab-irreversible-secret" in line]
    assert not found
