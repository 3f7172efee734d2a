"""What containers share with their machine, on a server with a kernel of its own: audit, modules, kernel.*.

    make test-machine

An emulated server takes about ten minutes, so that this is asked for by name.
"""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cached_property
from typing import Any

import pytest
import yaml

from hfcheck.lab.fresh import obstacle, servers
from hfcheck.lab.fresh.machine import Machine, machine
from hfcheck.lab.fresh.machine import obstacle as machine_obstacle
from hfcheck.station import PROJECT
from tests.servers.hardening_story import PREPARE, UNJUDGED, Played, Station

WHY = obstacle() or machine_obstacle()
pytestmark = pytest.mark.skipif(WHY is not None, reason=str(WHY))
NAME = "vm12"
# Without the accounts' roles no declared administrator would get in, and the run would be refused.
WANTED = ["accounts", "sudo_policy", "kernel_settings", "logging", "audit_daemon"]
ROLES = {"hardening_only": WANTED, "audit_daemon_immutable": True}
OURS = ("kernel_settings.", "audit_daemon.")


class Story:
    """Hardened, restarted, audited; then somebody changes something, and a second audit asks who."""

    def __init__(self, station: Station, vm: Machine) -> None:
        self.station, self.vm = station, vm

    def sudo(self, command: str) -> subprocess.CompletedProcess[str]:
        return self.station.fleet.ssh(NAME, f"sudo sh -c '{command}'", timeout=120)

    def audit(self) -> Played:
        unjudged = yaml.safe_load(UNJUDGED.read_text())
        others = {key: value for key, value in unjudged.items() if not key.startswith(("kernel_settings_", "audit_"))}
        return self.station.play("audit_servers.yml", variables=others | ROLES)

    @cached_property
    def hardened(self) -> Played:
        return self.station.play("harden_servers.yml", variables=ROLES)

    @cached_property
    def audited(self) -> Played:
        assert self.hardened.code == 0
        self.vm.restart()
        return self.audit()

    @cached_property
    def again(self) -> Played:
        assert self.audited
        return self.station.play("harden_servers.yml", variables=ROLES)

    @cached_property
    def drifts(self) -> list[dict[str, Any]]:
        assert self.again
        assert self.audit().code == 0
        assert self.sudo("useradd eve").returncode == 0
        assert self.audit().code == 0
        words = [sys.executable, "-m", "hfcheck", "drift", "--json"]
        environment = self.station._environment(self.station.home / "told.jsonl")
        done = subprocess.run(words, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
        (document,) = json.loads(done.stdout)
        return list(document["drifts"])


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    home = tmp_path_factory.mktemp("machine")
    with servers(home / "room", {NAME: "bookworm"}) as fleet:
        prepared = fleet.console(NAME, ["sh", "-eu"], stdin=PREPARE)
        assert prepared.returncode == 0, prepared.stderr
        with machine(fleet, NAME) as vm:
            yield Story(Station(fleet, home), vm)


def test_roles_that_need_a_kernel_are_applied(story):
    assert story.hardened.failed() == [], story.hardened.output[-2000:]
    assert story.hardened.code == 0, story.hardened.output[-2000:]


def test_every_check_of_kernel_and_audit_conforms_after_a_restart(story):
    assert story.audited.code == 0, story.audited.output[-2000:]
    assert sorted(one for one in story.station.troubles() if one[1].startswith(OURS)) == []


def test_audit_runs_with_all_rules_and_they_are_locked(story):
    assert story.audited
    status, rules = story.sudo("auditctl -s").stdout, story.sudo("auditctl -l").stdout
    assert "enabled 2" in status.splitlines()
    assert "lost 0" in status.splitlines()
    assert rules.count("hfcheck_") > 40
    assert story.sudo("auditctl -D").returncode != 0


def test_a_forbidden_module_does_not_load(story):
    assert story.audited
    there = story.sudo("modinfo -n sctp udf usb_storage dccp 2>/dev/null").stdout
    assert there.count(".ko") >= 1
    for name in (line.rpartition("/")[2].partition(".")[0] for line in there.splitlines()):
        assert story.sudo(f"modprobe {name}").returncode != 0, name


def test_the_second_run_changes_nothing(story):
    assert story.again.code == 0, story.again.output[-2000:]
    assert story.again.changed(NAME) == set()


def test_who_made_an_account_is_known_from_the_audit_trail(story):
    seen = story.sudo("ausearch -k hfcheck_identity --format text | tail -n 5").stdout
    (account,) = [one for one in story.drifts if (one["kind"], one["name"]) == ("accounts", "eve")]
    assert {(who["user"], who["program"]) for who in account["by"]} == {("inspect", "/usr/sbin/useradd")}, seen
