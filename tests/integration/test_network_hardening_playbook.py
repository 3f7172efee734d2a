"""The real playbook against simulated devices: shown, applied, applied again; refused; no secret anywhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from hfcheck.lab.devices import Lab, running, scene
from hfcheck.lab.devices.device import Device
from hfcheck.station import PROJECT
from tests.integration.hardening_lab import only_looked, target_of

PLANTED = "planted-Secret-4471"
SECRETS = (PLANTED, "lab-irreversible-secret", "lab-community-secret", "Lab-inspect-1")
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
    found = [line for line in text.splitlines() if any(one in line for one in SECRETS)]
    assert not found
