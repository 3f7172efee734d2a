"""roles/certificate_authority and roles/vpn_link on two fresh servers: both ends of a line, set up, conforming, cut."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from hfcheck.lab.fresh import Servers, obstacle, servers
from hfcheck.lab.link.line import until
from hfcheck.ledger import Reader
from hfcheck.station import PROJECT

WHY = obstacle()
pytestmark = pytest.mark.skipif(WHY is not None, reason=str(WHY))
OFFICE, CLOUD = "v1", "v2"
ENDS = {OFFICE: 1, CLOUD: 2}
SET_UP = "playbooks/set_up_vpn_link.yml"
# The second carrier, and the network behind each end: an address of its own on the one wire and on the loopback.
PREPARE = """\
number=$(hostname | tr -dc 0-9)
ip address replace 198.51.100.11$number/24 dev host0
ip address add 10.${number}0.0.1/24 dev lo
"""


def tunnel(carrier: int, near: int, far: int) -> dict[str, Any]:
    outer = {1: "198.51.100.1", 2: "198.51.100.11"}[carrier]
    return {
        "name": f"vpn{carrier}",
        "near": f"{outer}{near}",
        "far": f"{outer}{far}",
        "device": "host0",
        "gateway": None,
        "inside_near": f"10.255.{carrier}.{near}",
        "inside_far": f"10.255.{carrier}.{far}",
        "link_near": f"10.254.{carrier}.{near}",
        "link_far": f"10.254.{carrier}.{far}",
    }


def declared(near: int, far: int) -> dict[str, Any]:
    return {
        "vpn_link_tunnels": [tunnel(carrier, near, far) for carrier in (1, 2)],
        "vpn_link_near_networks": [f"10.{near}0.0.0/24"],
        "vpn_link_far_networks": [f"10.{far}0.0.0/24"],
        "vpn_link_initiates": near == ENDS[OFFICE],
        "vpn_link_near_identity": f"v{near}.link.example",
        "vpn_link_far_identity": f"v{far}.link.example",
        # The kernel of the lab has nothing for ESP; its clock is the machine's and follows nothing.
        "vpn_link_kernel": "kernel-libipsec",
        "vpn_link_clock_synchronised": None,
    }


class Gateways:
    """Both ends of a line on servers of their own, on one wire with two carriers' addresses."""

    def __init__(self, fleet: Servers, home: Path) -> None:
        self.fleet, self.home = fleet, home
        hosts = {OFFICE: declared(1, 2), CLOUD: declared(2, 1)}
        given = PROJECT / "inventory/example/group_vars/vpn_link_gateways/certificate_authority.yml"
        group = {"hosts": hosts, "vars": yaml.safe_load(given.read_text(encoding="utf-8"))}
        (home / "groups.yml").write_text(yaml.safe_dump({"vpn_link_gateways": group}))

    def play(self, playbook: str, *words: str) -> subprocess.CompletedProcess[str]:
        inventories = (f"--inventory={self.fleet.inventory}", f"--inventory={self.home / 'groups.yml'}")
        environment = os.environ | {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "ANSIBLE_CONFIG": str(PROJECT / "ansible.cfg"),
            "HFCHECK_DATA": str(self.home / "data"),
        }
        command = ["ansible-playbook", *inventories, *words, str(PROJECT / playbook)]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    def root(self, name: str, script: str, code: int = 0) -> str:
        done = self.fleet.console(name, ["sh", "-eu"], stdin=script)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def carrying(self) -> str:
        """The tunnel that the office's packets to the cloud take; empty when they go nowhere."""
        told = self.root(OFFICE, "ip route get 10.20.0.1 2>/dev/null || true")
        return "".join(re.findall(r" dev (vpn\d)", told))

    def answered(self) -> bool:
        """Whether the office's network is answered by the cloud's."""
        command = ["ping", "-q", "-c", "1", "-W", "1", "-I", "10.10.0.1", "10.20.0.1"]
        return self.fleet.console(OFFICE, command).returncode == 0

    def found(self) -> dict[tuple[str, str], tuple[str, Any]]:
        """Host and check → verdict and value, as an inspection sees them now; those that conform are left out."""
        seen = self.play("playbooks/inspect_platform.yml", "--extra-vars=hfcheck_become=true")
        assert seen.returncode == 0, seen.stdout + seen.stderr
        with Reader.open(self.home / "data/ledger.db") as ledger:
            run = next(ledger.runs(newest_first=True)).event["run"]
            events = [entry.event for entry in ledger.troubles(str(run))]
        return {
            (str(one["host"]), str(one["check"])): (str(one["verdict"]), one.get("offending", one.get("detail")))
            for one in events
        }


@pytest.fixture(scope="module")
def gateways(tmp_path_factory):
    home = tmp_path_factory.mktemp("gateways")
    with servers(home / "room", dict.fromkeys(ENDS, "bookworm"), PREPARE) as fleet:
        yield Gateways(fleet, home)


def changed(done: subprocess.CompletedProcess[str]) -> dict[str, int]:
    """Host → number of changes."""
    assert done.returncode == 0, done.stdout + done.stderr
    return {host: int(number) for host, number in re.findall(r"^(v\d) .*changed=(\d+)", done.stdout, re.MULTILINE)}


def test_a_dry_run_of_a_fresh_server_foretells_and_changes_nothing(gateways):
    assert changed(gateways.play(SET_UP, "--check", "--limit", OFFICE))[OFFICE] > 0
    gateways.root(OFFICE, "ls /etc/swanctl /etc/vpn_link /usr/local/sbin/vpn_link", code=2)
    assert not (gateways.home / "data/authority").exists()


def test_both_ends_are_set_up_on_trial_and_all_their_checks_conform(gateways):
    done = gateways.play(SET_UP)
    assert min(changed(done).values()) > 0
    assert done.stdout.count("TASK [Confirm the trial over a new login]") == len(ENDS)
    until("the first carrier to carry", lambda: gateways.carrying() == "vpn1", 30)
    until("an answer from behind the far end", gateways.answered, 20)
    assert gateways.found() == {}


def test_a_dry_run_and_issuing_again_change_nothing(gateways):
    assert changed(gateways.play(SET_UP, "--check", "--diff")) == dict.fromkeys(ENDS, 0)
    assert changed(gateways.play("playbooks/issue_certificates.yml")) == dict.fromkeys(ENDS, 0)


def test_keys_are_for_root_alone_and_the_authoritys_never_left_the_station(gateways):
    for name in ENDS:
        assert gateways.root(name, "stat -c '%U %a' /etc/swanctl/private/vpn_link.pem") == "root 600\n"
        assert "PRIVATE" not in gateways.root(name, "cat /etc/swanctl/x509/*.pem /etc/swanctl/x509ca/*.pem")
    authority = gateways.home / "data/authority"
    assert authority.stat().st_mode & 0o777 == 0o700
    assert (authority / "authority.key").stat().st_mode & 0o777 == 0o600


def test_a_restarted_gateway_finds_its_line_by_itself(gateways):
    gateways.root(CLOUD, "systemctl restart strongswan vpn_link")
    until("an answer from behind the far end", gateways.answered, 60)


def test_a_stopped_daemon_is_a_finding_at_both_ends_and_nothing_leaves_in_the_clear(gateways):
    gateways.root(CLOUD, "systemctl stop strongswan")
    until("the way to be closed", lambda: gateways.carrying() == "", 60)
    assert not gateways.answered()
    found = gateways.found()
    assert found[CLOUD, "vpn_link.ike"][0] == "deviates"
    assert found[OFFICE, "vpn_link.carriers"][0] == "deviates"
    assert {check for _, check in found}.isdisjoint({"vpn_link.cleartext", "vpn_link.fail_closed", "vpn_link.guarded"})
    assert changed(gateways.play(SET_UP)) == {OFFICE: 0, CLOUD: 1}
    until("an answer from behind the far end", gateways.answered, 60)
