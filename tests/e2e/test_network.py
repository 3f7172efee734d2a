"""Network gear, simulated, under the real playbook: one session a device, its answers in the ledger, no secret left."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from hfcheck.device.allowed import allowed
from hfcheck.lab.devices import Lab, running, scene
from hfcheck.ledger import Evidence, Reader
from hfcheck.station import Station

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "Planted-pass-7731"
COMMUNITY = "planted-community-7731"
CONFIGURATION = f"""#
 version 7.1.070, Release 6616P01
#
 sysname SW2
#
interface GigabitEthernet1/0/1
 description desk
#
 snmp-agent
 snmp-agent community read {COMMUNITY}
#
return
"""
SCENE = {
    "devices": {
        "switch01": {"platform": "h3c_comware", "release": "v7", "password": PASSWORD},
        "switch02": {
            "platform": "h3c_comware",
            "release": "v7",
            "password": PASSWORD,
            "configuration": CONFIGURATION,
            "startup": CONFIGURATION.replace("desk", "door"),
        },
        "firewall01": {"platform": "huawei_vrp", "release": "usg", "password": PASSWORD, "faults": {"fan_faulty": 1}},
    }
}


@dataclass(frozen=True)
class Round:
    """What a run over the scene left."""

    done: subprocess.CompletedProcess[str]
    data: Path
    lab: Lab

    def findings(self, host: str) -> dict[str, dict[str, Any]]:
        """The findings of a host by check."""
        with Reader.open(Station(self.data).ledger) as ledger:
            events = [entry.event for entry in ledger.entries() if entry.type == "finding"]
        return {event["check"]: event for event in events if event["host"] == host}


def inventory(lab: Lab, known_hosts: Path) -> dict[str, Any]:
    """switch01 and switch02 as they are; switch03 is not there; switch04 to switch06 are reached by wrong variables."""
    first = lab.devices["switch01"]
    hosts: dict[str, dict[str, Any]] = {
        name: {"ansible_port": device.port, "ansible_host": "127.0.0.1"} for name, device in lab.devices.items()
    }
    firewall = {"firewall01": hosts.pop("firewall01") | {"device_platform": "huawei_vrp"}}
    hosts["switch03"] = {"ansible_host": "127.0.0.1", "ansible_port": 1}
    hosts["switch04"] = hosts["switch01"] | {"ansible_password": "another-7731"}
    hosts["switch06"] = hosts["switch01"] | {"device_platform": "vax_vms"}
    hosts["switch05"] = hosts["switch01"] | {"device_known_hosts": os.devnull}
    shared = {
        "hfcheck_source": "device",
        "ansible_connection": "local",
        "ansible_user": first.spec.username,
        "ansible_password": "{{ vault_device_password }}",
        "vault_device_password": PASSWORD,
        "device_platform": "h3c_comware",
        "device_known_hosts": str(known_hosts),
        "site": "s", "site_title": "s", "kind": "network", "kind_title": "k",
    }  # fmt: skip
    empty: dict[str, dict[str, Any]] = {name: {} for name in ("routers", "vpn_gateways", "bank_access")}
    return {"switches": {"hosts": hosts, "vars": shared}, "firewalls": {"hosts": firewall, "vars": shared}, **empty}


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Round]:
    """One run of the playbook for network gear."""
    home = tmp_path_factory.mktemp("network")
    environment = {**os.environ, "HFCHECK_DATA": str(home / "data"), "TMPDIR": str(home)}
    environment["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    with running(scene(SCENE), home) as lab:
        path = home / "inventory.yml"
        path.write_text(yaml.safe_dump(inventory(lab, home / "known_hosts")), encoding="utf-8")
        command = ["hfcheck", "inspect", "-i", str(path), "--playbook", "playbooks/inspect_network.yml"]
        done = subprocess.run(
            command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False
        )
        yield Round(done, home / "data", lab)


def test_the_run_is_complete_though_some_devices_were_not_reached(seen: Round) -> None:
    assert "INCOMPLETE" not in seen.done.stdout, seen.done.stdout + seen.done.stderr
    assert seen.done.returncode == 1
    assert "7 hosts" in seen.done.stdout


def test_a_device_is_judged_by_what_it_said(seen: Round) -> None:
    found = seen.findings("switch01")
    assert found["reachability.session"]["verdict"] == "conforms"
    assert found["network_base.fans"]["verdict"] == "conforms"
    assert found["network_ports.duplex"]["verdict"] == "conforms"
    assert found["network_base.saved"]["found"] == []


def test_a_fault_of_a_firewall_is_a_deviation(seen: Round) -> None:
    found = seen.findings("firewall01")
    assert found["network_base.fans"]["verdict"] == "deviates"
    assert found["firewall_policy.peer"]["verdict"] == "conforms"
    assert found["firewall_policy.sessions"]["reason"] == "no_command", "only a list of every session tells it"


@pytest.mark.parametrize(
    ("host", "why"),
    [
        ("switch03", "port 1: "),
        ("switch04", "it refused the login of 'inspector'"),
        ("switch05", "its host key is not known"),
    ],
)
def test_a_device_that_lets_nobody_in_is_unreachable_and_says_why(seen: Round, host: str, why: str) -> None:
    found = seen.findings(host)
    assert {event["verdict"] for check, event in found.items() if check != "reachability.reachable"} == {"not_seen"}
    assert {event["reason"] for event in found.values() if event["verdict"] == "not_seen"} == {"unreachable"}
    assert found["reachability.reachable"]["verdict"] == "deviates"
    assert why in found["network_base.fans"]["detail"]


def test_a_device_whose_variables_lead_nowhere_was_not_seen(seen: Round) -> None:
    found = seen.findings("switch06")["network_base.fans"]
    assert (found["verdict"], found["reason"]) == ("not_seen", "rejected")
    assert found["detail"].startswith("switch06: expected device_platform, one of")


def test_a_device_is_asked_in_one_session_and_no_line_twice(seen: Round) -> None:
    asked = [line for line in seen.lab.devices["switch02"].lines if line.startswith("display ")]
    assert "display interface" in asked
    assert asked == list(dict.fromkeys(asked))
    assert {one.session for one in seen.lab.devices["switch02"].received} == {1}


def test_a_device_hears_only_what_the_allow_list_holds(seen: Round) -> None:
    for device in seen.lab.devices.values():
        assert device.lines
        assert [line for line in device.lines if line and not allowed(device.spec.platform, line)] == []


def test_no_password_is_in_anything_that_the_run_left(seen: Round) -> None:
    texts = [path.read_bytes() for path in seen.data.rglob("*") if path.is_file()]
    assert len(texts) > 3
    everything = b"".join(texts) + (seen.done.stdout + seen.done.stderr).encode()
    assert PASSWORD.encode() not in everything
    assert b"another-7731" not in everything


def test_a_configuration_is_kept_without_its_secrets(seen: Round) -> None:
    found = seen.findings("switch02")["network_base.saved"]
    assert found["found"] == [
        "- interface GigabitEthernet1/0/1: description door",
        "+ interface GigabitEthernet1/0/1: description desk",
    ]
    kept = Evidence(Station(seen.data).evidence).get(found["evidence"]).decode()
    assert "snmp-agent community read" in kept
    assert COMMUNITY not in kept
