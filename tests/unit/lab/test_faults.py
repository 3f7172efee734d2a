"""The planted faults are about nodes, checks and tiers that exist."""

from pathlib import Path

import pytest
import yaml

from hfcheck.lab import network
from hfcheck.lab.faults import FAULTS, LOOPBACK, NSPAWN, USERNS, expected, left_out
from hfcheck.lab.nodes import NODES
from hfcheck.lab.tiers import TIERS
from hfcheck.readings import load

PROJECT = Path(__file__).resolve().parents[3]
DEVICES = frozenset(name for site in network.SITES for name in network.devices(site))


def known_checks() -> set[str]:
    files = PROJECT.glob("roles/*/vars/main/checks.yml")
    return {
        stanza["id"] for file in files for stanzas in yaml.safe_load(file.read_text()).values() for stanza in stanzas
    }


def test_every_fault_names_a_host_of_the_lab_and_checks_of_the_roles():
    assert {fault.host for fault in FAULTS} <= {node.name for node in NODES} | DEVICES
    assert {check for fault in FAULTS for check in fault.checks} <= known_checks()


def test_all_faults_are_planted_in_containers():
    assert left_out(NSPAWN, root=True) == ()


def of_nodes(pairs: frozenset[tuple[str, str]]) -> set[tuple[str, str]]:
    return {(host, check) for host, check in pairs if host not in DEVICES}


@pytest.mark.parametrize("root", [True, False])
@pytest.mark.parametrize("tier", [tier.name for tier in TIERS])
def test_a_fault_is_either_expected_or_left_out(tier, root):
    pairs = {(fault.host, check) for fault in left_out(tier, root) for check in fault.checks}
    every = {(fault.host, check) for fault in FAULTS for check in fault.checks}
    assert expected(tier, root) | pairs == every
    assert not expected(tier, root) & pairs


def test_what_each_tier_leaves_out():
    assert [fault.checks[0] for fault in left_out(USERNS, root=False)] == ["service_state.failed_units"]
    assert of_nodes(expected(LOOPBACK, root=True)) == {
        ("app01", "certificates.days_left"),
        ("db01", "backup_freshness.newest"),
        ("mid01", "reachability.reachable"),
    }


def test_a_plain_user_has_a_root_in_namespaces_and_none_on_loopback():
    assert expected(USERNS, root=False) == expected(USERNS, root=True)
    assert of_nodes(expected(LOOPBACK, root=False)) == {("mid01", "reachability.reachable")}


def test_network_gear_shows_its_faults_to_everybody():
    shown = {(host, check) for host, check in expected(LOOPBACK, root=False) if host in DEVICES}
    assert shown == {(fault.host, check) for fault in FAULTS if fault.host in DEVICES for check in fault.checks}
    assert len(shown) >= 6


def test_what_is_privileged_is_read_by_a_privileged_reading():
    files = PROJECT.glob("roles/*/vars/main/checks.yml")
    stanzas = [one for file in files for many in yaml.safe_load(file.read_text()).values() for one in many]
    readings = {stanza["id"]: stanza["reading"].partition(".")[0] for stanza in stanzas}
    for fault in FAULTS:
        if fault.host not in DEVICES and LOOPBACK in fault.tiers and fault.checks != ("reachability.reachable",):
            assert {load(readings[check]).privileged for check in fault.checks} == {fault.privileged}


def test_the_page_about_the_lab_lists_every_fault():
    page = (PROJECT / "docs/lab.md").read_text()
    for fault in FAULTS:
        tiers = "all" if len(fault.tiers) == len(TIERS) else " ".join(fault.tiers)
        assert f"| {fault.host} | {fault.sentence} | {', '.join(fault.checks)} | {tiers} |" in page
