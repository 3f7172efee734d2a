"""Two rounds over simulated switches under the real playbook: in the second one, somebody plugged in a router."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from hfcheck.incident_facts import open_candidates
from hfcheck.lab.devices import Lab, running, scene
from hfcheck.ledger import Evidence, Reader
from hfcheck.model import SHANGHAI
from hfcheck.report import write_records
from hfcheck.station import Station

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "Planted-pass-7731"
ROUTER, ROUTER_IP, TAKEN = "50:c7:bf:00:00:01", "10.20.20.77", "10.20.20.11"
PORT = "GigabitEthernet1/0/3"
# What the switches hear in the first round, and the addresses that they have themselves.
KNOWN = ("10.20.20.1", TAKEN, "10.20.20.12", "10.20.20.20")
PLANTED = {
    "unknown_mac": [{"mac": ROUTER, "port": PORT, "vlan": 20, "ip": ROUTER_IP}],
    "duplicate_ip": {"ip": TAKEN, "mac": "00:e0:fc:70:00:11"},
    "neighbour_unknown": {"port": PORT, "system_name": "MY<b>ROUTER"},
}


@dataclass(frozen=True)
class Rounds:
    """The runs of both rounds, oldest first."""

    station: Station
    runs: list[str]

    def found(self, number: int, host: str, check: str) -> dict[str, Any]:
        """A finding of one round."""
        with Reader.open(self.station.ledger) as ledger:
            entry = ledger.entry(f"run/{self.runs[number]}/{host}/{check}")
        assert entry is not None
        return dict(entry.event)


def inventory(lab: Lab, known_hosts: Path) -> dict[str, Any]:
    """Two switches of one site, whose address plan is fixed."""
    hosts = {
        name: {"ansible_port": one.port, "ansible_host": "127.0.0.1", "title": name}
        for name, one in lab.devices.items()
    }
    plan = {
        "address_watch_networks": [{"prefix": "10.20.20.0/24", "vlan": 20}],
        "address_watch_others": [{"ip": ip} for ip in KNOWN],
        "topology_neighbours": ["HH-CORE"],
    }
    reached = {
        "hfcheck_source": "device",
        "ansible_connection": "local",
        "ansible_user": "inspector",
        "ansible_password": "{{ vault_device_password }}",
        "vault_device_password": PASSWORD,
        "device_platform": "h3c_comware",
        "device_known_hosts": str(known_hosts),
    }
    site = {"site": "s", "site_title": "中心本部", "kind": "network", "kind_title": "网络设备"}
    empty: dict[str, dict[str, Any]] = {name: {} for name in ("routers", "firewalls", "vpn_gateways", "bank_access")}
    return {"switches": {"hosts": hosts, "vars": {**plan, **reached, **site}}, **empty}


def inspect(home: Path, data: Path, faults: dict[str, Any]) -> None:
    """One round; both switches are the same model, the faults are those of the first."""
    home.mkdir()
    device = {"platform": "h3c_comware", "release": "v7", "password": PASSWORD}
    with running(scene({"devices": {"switch01": device | {"faults": faults}, "switch02": device}}), home) as lab:
        path = home / "inventory.yml"
        path.write_text(yaml.safe_dump(inventory(lab, home / "known_hosts")), encoding="utf-8")
        environment = {**os.environ, "HFCHECK_DATA": str(data), "TMPDIR": str(home)}
        environment["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        command = ["hfcheck", "inspect", "-i", str(path), "--playbook", "playbooks/inspect_network.yml"]
        done = subprocess.run(
            command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False
        )
    assert "complete" in done.stdout, done.stdout + done.stderr
    assert "INCOMPLETE" not in done.stdout, done.stdout + done.stderr


@pytest.fixture(scope="module")
def rounds(tmp_path_factory: pytest.TempPathFactory) -> Rounds:
    home = tmp_path_factory.mktemp("watch")
    data = home / "data"
    inspect(home / "first", data, {})
    inspect(home / "second", data, PLANTED)
    station = Station(data)
    with Reader.open(station.ledger) as ledger:
        return Rounds(station, [str(ended.event["run"]) for ended in ledger.runs()])


def test_a_quiet_round_names_nobody(rounds: Rounds) -> None:
    for check in ("address_watch.strangers", "address_watch.home_made", "port_watch.radios", "topology.neighbours"):
        assert rounds.found(0, "switch01", check)["verdict"] == "conforms", check
    first = rounds.found(0, "switch01", "address_watch.changed")
    assert (first["verdict"], set(first["found"])) == ("not_applicable", set(KNOWN))
    assert rounds.found(0, "switch02", "address_watch.disputed")["verdict"] == "conforms"


def test_a_stranger_is_named_with_his_port(rounds: Rounds) -> None:
    label = f"{ROUTER} {ROUTER_IP} {PORT} vlan 20"
    assert rounds.found(1, "switch01", "address_watch.strangers")["offending"] == [label]
    assert rounds.found(1, "switch01", "address_watch.home_made")["offending"] == [f"{label}: made by TP-Link"]
    assert rounds.found(1, "switch02", "address_watch.strangers")["verdict"] == "conforms"


def test_an_address_that_changed_hands_is_told_with_its_last_owner(rounds: Rounds) -> None:
    changed = rounds.found(1, "switch01", "address_watch.changed")
    assert changed["offending"] == {TAKEN: "00:e0:fc:70:00:11"}
    assert changed["expected"] == {TAKEN: rounds.found(0, "switch01", "address_watch.changed")["found"][TAKEN]}
    # The other switch still sees the first owner, and says so in the same round.
    assert set(rounds.found(1, "switch02", "address_watch.disputed")["offending"]) == {TAKEN}


def test_they_are_candidates_for_item_5(rounds: Rounds) -> None:
    with Reader.open(rounds.station.ledger) as ledger:
        later = datetime.now(SHANGHAI) + timedelta(hours=1)
        found = open_candidates(ledger, Evidence(rounds.station.evidence), {}, timedelta(hours=1), later)
    causes = {one.check: one for one in found if one.item == 5}
    stranger = f"{ROUTER} {ROUTER_IP} {PORT} vlan 20: made by TP-Link"
    assert causes["watch.50-c7-bf-00-00-01"].title == f"不符“没有家用无线路由器厂商的设备”：{stranger}"
    assert causes["watch.00-e0-fc-70-00-11"].hosts == ("switch01",)
    assert len(causes["watch.50-c7-bf-00-00-01"].evidence) == 2


def test_the_record_draws_what_the_switches_told(rounds: Rounds, tmp_path: Path) -> None:
    (path,) = write_records(rounds.station, f"run/{rounds.runs[1]}", ["html"], tmp_path)
    page = path.read_text(encoding="utf-8")
    assert "<h2>网络拓扑" in page
    assert f"未登记的相邻设备：MY&lt;b&gt;ROUTER（switch01 {PORT}）" in page
    assert "MY<b>ROUTER" not in page
