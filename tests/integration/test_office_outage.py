"""An office behind a real interface: cut off it is one cause, and with its line up a silent device is that device."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from hfcheck.incident_facts import open_candidates
from hfcheck.incidents import Candidate
from hfcheck.ledger import Evidence, Reader
from hfcheck.model import SHANGHAI
from hfcheck.station import Station

ROOT = Path(__file__).resolve().parents[2]
PLAYBOOK = [
    {"name": name, "ansible.builtin.import_playbook": str(ROOT / "playbooks" / f"inspect_{name}.yml")}
    for name in ("lines", "terminals", "network")
]
# The office's end of the line exists from the second run on, and with it all devices but the printer.
OFFICE = ("203.0.113.2", "198.51.100.81", "198.51.100.88")
SCRIPT = f"""
import json, subprocess, sys
def ip(*words):
    subprocess.run(["ip", *words], check=True)
def inspect():
    done = subprocess.run(["hfcheck", "inspect", *sys.argv[1:]], capture_output=True, text=True, timeout=200)
    return done.stdout + done.stderr
ip("link", "set", "lo", "up")
ip("link", "add", "line", "type", "veth", "peer", "name", "office")
ip("address", "add", "203.0.113.1/30", "dev", "line")
ip("link", "set", "office", "up")
ip("link", "set", "line", "up")
ip("route", "add", "198.51.100.80/28", "dev", "line")
first = inspect()
for address in {OFFICE!r}:
    ip("address", "add", address + "/32", "dev", "lo")
print(json.dumps([first, inspect()]))
"""


def inventory(known_hosts: Path) -> dict[str, Any]:
    """A line, a router that nobody can log in to, a printer and a scanner."""
    probed = {"hfcheck_source": "probe", "ansible_connection": "local"}
    quick = {"line_echoes": 2, "line_deadline": 2, "terminal_echoes": 1, "terminal_deadline": 2, **probed}
    logged_in = {
        "hfcheck_source": "device",
        "ansible_connection": "local",
        "ansible_user": "inspect",
        "ansible_password": "planted-7731",
        "device_platform": "huawei_vrp",
        "device_known_hosts": str(known_hosts),
    }
    kind = {"kind": "k", "kind_title": "k"}
    empty: dict[str, dict[str, Any]] = {
        name: {} for name in ("switches", "firewalls", "vpn_gateways", "bank_access", "big_screen_video")
    }
    hosts = {
        "xupu_line01": {"title": "溆浦专线", "line_near": "203.0.113.1", "line_far": "203.0.113.2", **quick, **kind},
        "xupu_router01": {"title": "溆浦路由器", "ansible_host": "198.51.100.81", **logged_in, **kind},
        "xupu_printer01": {
            "title": "溆浦打印机",
            "ansible_host": "198.51.100.87",
            "terminal_port": 9100,
            **quick,
            **kind,
        },
        "xupu_scanner01": {"title": "溆浦高拍仪", "ansible_host": "198.51.100.88", **quick, **kind},
        "xupu_scanner02": {"title": "溆浦高拍仪(USB)", **quick, **kind},
    }
    site = {"site": "xupu", "site_title": "溆浦管理部", "site_lines": ["xupu_line01"]}
    return {
        "site_xupu": {"hosts": hosts, "vars": site},
        "lines": {"hosts": {"xupu_line01": None}},
        "routers": {"hosts": {"xupu_router01": None}},
        "terminals": {"hosts": dict.fromkeys(("xupu_printer01", "xupu_scanner01", "xupu_scanner02"))},
        **empty,
    }


@dataclass(frozen=True)
class Rounds:
    """What two runs said, and where they left it."""

    first: str
    second: str
    station: Station

    def findings(self, number: int) -> dict[tuple[str, str], dict[str, Any]]:
        """Host and check → the finding of one run."""
        with Reader.open(self.station.ledger) as ledger:
            run = [str(entry.event["run"]) for entry in ledger.runs()][number]
            return {(str(one.event["host"]), str(one.event["check"])): dict(one.event) for one in ledger.findings(run)}

    def candidates(self) -> dict[str, Candidate]:
        """Cause → the candidate of both runs."""
        with Reader.open(self.station.ledger) as ledger:
            until = datetime.now(tz=SHANGHAI) + timedelta(days=1)
            found = open_candidates(ledger, Evidence(self.station.evidence), {}, timedelta(hours=1), until)
            return {one.check: one for one in found}


@pytest.fixture(scope="module")
def rounds(tmp_path_factory: pytest.TempPathFactory) -> Rounds:
    """One run with the line down, one with it up, in a network of their own."""
    if shutil.which("ip") is None or shutil.which("unshare") is None:
        pytest.skip("ip and unshare are needed to lay a line (Debian packages iproute2, util-linux)")
    home = tmp_path_factory.mktemp("office")
    (home / "known_hosts").touch()
    (home / "inventory.yml").write_text(yaml.safe_dump(inventory(home / "known_hosts")), encoding="utf-8")
    (home / "play.yml").write_text(yaml.safe_dump(PLAYBOOK), encoding="utf-8")
    (home / "script.py").write_text(SCRIPT, encoding="utf-8")
    environment = {**os.environ, "HFCHECK_DATA": str(home / "data"), "TMPDIR": str(home)}
    environment["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment["ANSIBLE_CONFIG"] = str(ROOT / "ansible.cfg")
    program = ["unshare", "--user", "--map-root-user", "--net", sys.executable, str(home / "script.py")]
    options = ["-i", str(home / "inventory.yml"), "--playbook", str(home / "play.yml")]
    done = subprocess.run(
        [*program, *options], capture_output=True, text=True, check=False, env=environment, cwd=ROOT, timeout=500
    )
    if "unshare failed" in done.stderr or "Operation not permitted" in done.stderr:
        pytest.skip(f"no user namespaces here: {done.stderr.strip()}")
    assert done.returncode == 0, done.stderr
    first, second = json.loads(done.stdout)
    return Rounds(first, second, Station(home / "data"))


def test_the_inspection_says_it_in_one_line(rounds: Rounds) -> None:
    assert "INCOMPLETE" not in rounds.first + rounds.second, rounds.first + rounds.second
    assert "behind xupu_line01, which is down: 3 devices not seen" in rounds.first
    assert "xupu_router01" not in rounds.first
    assert "xupu_printer01" not in rounds.first
    assert "deviates: xupu_line01 line.carries: expected equals answered, found no_echo" in rounds.first
    assert "behind" not in rounds.second
    assert "deviates: xupu_printer01 terminal.answers" in rounds.second


def test_every_planned_check_has_its_finding_all_the_same(rounds: Rounds) -> None:
    first, second = rounds.findings(0), rounds.findings(1)
    assert set(first) == set(second)
    assert {one["verdict"] for (host, _), one in first.items() if host == "xupu_router01"} == {"deviates", "not_seen"}
    assert first["xupu_line01", "line.near_answers"]["verdict"] == "conforms"
    assert first["xupu_line01", "line.loss"]["found"] == 100.0
    assert first["xupu_line01", "line.latency"]["verdict"] == "not_seen"


def test_what_has_no_address_or_no_port_is_not_applicable(rounds: Rounds) -> None:
    for found in (rounds.findings(0), rounds.findings(1)):
        verdicts = {check: one["verdict"] for (host, check), one in found.items() if host == "xupu_scanner02"}
        assert {verdicts[check] for check in verdicts if check.startswith("terminal.")} == {"not_applicable"}
        assert found["xupu_scanner01", "terminal.service"]["verdict"] == "not_applicable"


def test_the_outage_is_one_candidate_that_the_line_clears(rounds: Rounds) -> None:
    causes = rounds.candidates()
    outage = causes.pop("line.xupu_line01")
    assert outage.title == "溆浦专线中断（影响 3 台设备）"
    assert outage.hosts == ("xupu_line01", "xupu_printer01", "xupu_router01", "xupu_scanner01")
    assert outage.cleared is not None
    # With the line up, what is still silent is itself: the printer, and the router that lets nobody in.
    assert {cause: one.hosts for cause, one in causes.items()} == {
        "unreachable.xupu_printer01": ("xupu_printer01",),
        "unreachable.xupu_router01": ("xupu_router01",),
    }
