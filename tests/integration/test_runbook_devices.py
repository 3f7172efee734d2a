"""The runbooks of network gear, on a simulated device whose fault somebody mends by hand while the run waits."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from hfcheck.device.change_record import Records
from hfcheck.facts_desk import known
from hfcheck.lab.devices import running, scene
from hfcheck.lab.devices.device import Device
from hfcheck.lab.devices.faults import plant
from hfcheck.standing import stated
from tests.integration.hardening_lab import MINUTE, only_looked, target_of
from tests.integration.runbook_story import Desk, rehearsed

# What a site declares of this switch; what it does not declare is asked of nobody.
SITE = {
    "hfcheck_source": "device",
    "site": "centre",
    "title": "核心交换机",
    "network_base_clock": None,
    "network_base_clock_offset": None,
    "network_base_log_severe": None,
    "network_base_log_reaches_back": None,
    "network_base_failed_logins": None,
}


@dataclass(frozen=True)
class Story:
    """`fault` is planted; `settled` is the question that waits for the people; `check` deviates, and then does not."""

    name: str
    fault: dict[str, Any]
    check: str
    answers: dict[str, Any]
    settled: str
    declared: dict[str, Any] = field(default_factory=dict)


STORIES = [
    Story(
        "repair_equipment",
        {"fan_faulty": 1},
        "network_base.fans",
        {"repair_kind": "replace", "repair_part": "风扇 1，备件 F-07"},
        "repair_settled",
    ),
    Story(
        "review_change",
        {"rebooted": 10},
        "network_base.rebooted",
        {"change_verdict": "approved", "change_reason": "变更单 C-12"},
        "change_settled",
    ),
    Story(
        "recover_network_outage",
        {"cpu": 99},
        "network_base.cpu",
        {"outage_party": "supplier", "outage_action": "关闭环路端口"},
        "outage_settled",
    ),
    Story(
        "find_unknown_device",
        {"unknown_mac": {"mac": "b0:95:8e:00:00:01", "vlan": 20, "port": "10GE1/0/4", "ip": "10.20.20.99"}},
        "address_watch.home_made",
        {"stranger_verdict": "removed", "stranger_owner": "某科室"},
        "stranger_settled",
        {"address_watch_networks": [{"prefix": "10.20.20.0/24", "vlan": 20, "title": "办公网"}]}
        | {"address_watch_strangers": None, "address_watch_clashes": None, "address_watch_moved": None},
    ),
]


@pytest.fixture
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Desk, Device]]:
    """A desk and its only device, of this release; a minute of the device is MINUTE seconds."""
    devices = {"core": {"platform": "huawei_vrp", "release": getattr(request, "param", "vrp8")}}
    with running(scene({"time_scale": 60 / MINUTE, "devices": devices})) as lab:
        device = lab.devices["core"]
        device.save()
        target = target_of(lab, device, tmp_path)
        about: dict[str, Any] = {
            "ansible_host": target.host,
            "ansible_port": target.port,
            "ansible_user": target.username,
        }
        about |= {"ansible_password": target.password, "device_platform": target.platform}
        about |= {"device_known_hosts": target.known_hosts} | SITE
        groups: dict[str, Any] = {"network": {"children": {"switches": {"hosts": {"core": about}}}}}
        empty: dict[str, Any] = {
            name: {} for name in ("servers", "routers", "firewalls", "vpn_gateways", "bank_access")
        }
        empty |= {name: {} for name in ("lines", "hosted_channels", "terminals")}
        inventory = tmp_path / "inventory.yml"
        inventory.write_text(json.dumps({"network_devices": {"children": groups}} | empty))
        yield Desk(tmp_path / "data", inventory, {}), device


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_a_fault_that_people_mend_is_followed_to_its_end(bench: tuple[Desk, Device], story: Story) -> None:
    desk, device = bench
    healthy = copy.deepcopy(device.state)
    plant(device, story.fault)
    asked, settled = story.declared | story.answers, {story.settled: "done"}
    rehearsed(desk, story.name, **asked, **settled)
    incident = desk.state()
    desk.killed_after(story.name, "done", incident=incident, **asked)
    waiting = desk.play(story.name, runbook_incident=incident, **story.declared)
    assert f"-e {story.settled}=done" in waiting.stdout
    assert desk.entries(story.name) == []
    device.state = healthy
    done = desk.play(story.name, runbook_incident=incident, **story.declared, **settled)
    assert done.returncode == 0, done.stdout + done.stderr
    (entry,) = desk.entries(story.name)
    assert (entry["outcome"], entry["incident"], entry["hosts"]) == ("mended", incident, ["core"])
    assert entry["verdicts"]["core"][story.check] == "conforms"
    lines = desk.lines(story.name, incident)
    assert [line["variable"] for line in lines if line["what"] == "answer"] == [*story.answers, story.settled]
    assert entry["steps"] == ["core: handling_begun"]
    assert [line["what"] for line in lines].count("done") == 1
    said = stated(known(desk.station, incident))
    assert said["acted_at"] < said["restored_at"]
    seen = [event["verdict"] for event in desk.events() if event["type"] == "finding" and event["check"] == story.check]
    assert (seen[0], seen[-1]) == ("deviates", "conforms")


# The fault of the hardening: nearly every setting of a device as it is delivered. What a site has to declare besides.
DECLARED = {
    "network_base_vty_acl": "2000",
    "network_access_shut_ports": [f"10GE1/0/{number}" for number in range(5, 17)],
}


def test_what_is_not_mended_is_recorded_as_such_and_the_next_run_is_a_new_one(bench: tuple[Desk, Device]) -> None:
    name, (desk, device) = "repair_equipment", bench
    answers = {"repair_kind": "report", "repair_part": "无", "repair_settled": "done", "repair_equipment_tries": 1}
    plant(device, {"fan_faulty": 1})
    incident = desk.state()
    assert desk.play(name, runbook_incident=incident, **answers).returncode == 2
    assert desk.entries(name)[0]["outcome"] == "not_mended"
    said = stated(known(desk.station, incident))
    assert "restored_at" not in said
    assert "handling" in said
    again = desk.play(name, "--check", runbook_incident=incident, **answers)
    assert "尚未完成" not in again.stdout


def test_a_device_is_hardened_by_a_run_that_was_killed_in_the_middle_of_its_trial(bench: tuple[Desk, Device]) -> None:
    name, (desk, device) = "harden_network_device", bench
    device.running.set(["acl number 2000"], "rule 5 permit source 127.0.0.1 0")
    device.save()
    before, confirmed = device.running.text, {"confirm_device_change": "core"}
    rehearsal = rehearsed(desk, name, "--diff", **DECLARED)
    assert "+ undo telnet server enable" in rehearsal.stdout
    refused = desk.play(name, **DECLARED)
    assert "expected the confirmation of step device_change in full: -e confirm_device_change=core" in refused.stdout
    assert only_looked(device)
    incident = desk.state()
    given = DECLARED | {"runbook_incident": incident, "hardening_minutes": 1}
    desk.killed_when(lambda: device.trial is not None, name, **given, **confirmed)
    assert device.running.text != before
    wait_until_back(device)
    assert (device.running.text, device.startup.text) == (before, before)
    unconfirmed = desk.play(name, **given)
    assert "注意：core 的步骤 device_change 上次开始后没有记下结果" in unconfirmed.stdout
    assert "expected the confirmation" in unconfirmed.stdout
    early = desk.play(name, **given, **confirmed)
    assert "the device may still go back by itself. Nothing was sent" in early.stdout
    pass_over(desk)
    done = desk.play(name, **given, **confirmed)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "\ntelnet server enable" in before
    assert "\ntelnet server enable" not in device.running.text
    assert (device.startup, device.trial) == (device.running, None)
    (entry,) = desk.entries(name)
    assert (entry["outcome"], entry["incident"], entry["steps"]) == ("mended", incident, ["core: device_change"])
    assert {"acted_at", "restored_at", "handling"} <= stated(known(desk.station, incident)).keys()


@pytest.mark.parametrize("bench", ["vrp5"], indirect=True)
def test_a_device_that_has_no_trial_is_left_alone_and_its_reason_is_kept(bench: tuple[Desk, Device]) -> None:
    name, (desk, device) = "harden_network_device", bench
    refused = desk.play(name, confirm_device_change="core")
    assert "only VRP 8 has `commit trial`" in refused.stdout
    assert only_looked(device)
    assert desk.entries(name) == []
    desk.play(name, runbook_anew=True)
    (entry,) = desk.entries(name)
    assert entry["outcome"] == "abandoned"
    assert "only VRP 8 has `commit trial`" in entry["failed"]["core: device_change"]


def wait_until_back(device: Device) -> None:
    deadline = time.monotonic() + 3 * MINUTE
    while device.trial is not None:
        assert time.monotonic() < deadline, "the device kept what nobody confirmed"
        time.sleep(0.1)


def pass_over(desk: Desk) -> None:
    """Let the time go by in which the station does not trust the device, whose own clock runs faster in the lab."""
    records = Records(desk.station.changes)
    last = records.last("core")
    assert last is not None
    records.keep(replace(last, until=desk.station.now()))
