"""The planted faults are about nodes, checks and tiers that exist."""

from pathlib import Path

import pytest
import yaml

from hfcheck.lab.faults import FAULTS, LOOPBACK, NSPAWN, USERNS, expected, left_out
from hfcheck.lab.nodes import NODES
from hfcheck.lab.tiers import TIERS
from hfcheck.readings import load

PROJECT = Path(__file__).resolve().parents[3]


def known_checks() -> set[str]:
    files = PROJECT.glob("roles/*/vars/main/checks.yml")
    return {
        stanza["id"] for file in files for stanzas in yaml.safe_load(file.read_text()).values() for stanza in stanzas
    }


def test_every_fault_names_a_node_and_checks_of_the_roles():
    assert {fault.host for fault in FAULTS} <= {node.name for node in NODES}
    assert {check for fault in FAULTS for check in fault.checks} <= known_checks()


def test_the_seven_faults_are_all_planted_in_containers():
    assert len(FAULTS) == 7
    assert left_out(NSPAWN, root=True) == ()


@pytest.mark.parametrize("root", [True, False])
@pytest.mark.parametrize("tier", [tier.name for tier in TIERS])
def test_a_fault_is_either_expected_or_left_out(tier, root):
    pairs = {(fault.host, check) for fault in left_out(tier, root) for check in fault.checks}
    every = {(fault.host, check) for fault in FAULTS for check in fault.checks}
    assert expected(tier, root) | pairs == every
    assert not expected(tier, root) & pairs


def test_what_each_tier_leaves_out():
    assert [fault.checks[0] for fault in left_out(USERNS, root=False)] == ["service_state.failed_units"]
    assert expected(LOOPBACK, root=True) == {
        ("app01", "certificates.days_left"),
        ("db01", "backup_freshness.newest"),
        ("mid01", "reachability.reachable"),
    }


def test_a_plain_user_has_a_root_in_namespaces_and_none_on_loopback():
    assert expected(USERNS, root=False) == expected(USERNS, root=True)
    assert expected(LOOPBACK, root=False) == {("mid01", "reachability.reachable")}


def test_what_is_privileged_is_read_by_a_privileged_reading():
    files = PROJECT.glob("roles/*/vars/main/checks.yml")
    stanzas = [one for file in files for many in yaml.safe_load(file.read_text()).values() for one in many]
    readings = {stanza["id"]: stanza["reading"].partition(".")[0] for stanza in stanzas}
    for fault in FAULTS:
        if LOOPBACK in fault.tiers and fault.checks != ("reachability.reachable",):
            assert {load(readings[check]).privileged for check in fault.checks} == {fault.privileged}


def test_the_page_about_the_lab_lists_every_fault():
    page = (PROJECT / "docs/lab.md").read_text()
    for fault in FAULTS:
        tiers = "all" if len(fault.tiers) == len(TIERS) else " ".join(fault.tiers)
        assert f"| {fault.host} | {fault.sentence} | {', '.join(fault.checks)} | {tiers} |" in page
