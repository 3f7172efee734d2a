"""An inspection of the lab names the planted faults and no others."""

import os

import pytest

from hfcheck.lab import network
from hfcheck.lab.faults import LOOPBACK, expected
from hfcheck.ledger import Reader
from hfcheck.station import PROJECT
from tests.integration.lab_station import borrow_tree, hfcheck, tier_or_skip


@pytest.fixture(scope="module", params=["nspawn", "userns", "loopback"])
def findings(request, tmp_path_factory):
    """(tier, the findings of one inspection of a lab in it)."""
    tier, data = tier_or_skip(request.param), tmp_path_factory.mktemp("data")
    borrow_tree(data, tier)
    assert hfcheck(data, "lab", "up", "--tier", tier.name).returncode == 0
    try:
        done = hfcheck(data, "inspect", "--inventory", str(PROJECT / "inventory/lab"))
        assert done.returncode == 1, done.stdout + done.stderr
    finally:
        hfcheck(data, "lab", "down")
    with Reader.open(data / "ledger.db") as ledger:
        return tier.name, [dict(entry.event) for entry in ledger.entries(type="finding")]


def test_the_planted_faults_and_no_others_deviate(findings):
    tier, found = findings
    deviating = {(item["host"], item["check"]) for item in found if item["verdict"] == "deviates"}
    planted = expected(tier, root=os.geteuid() == 0)
    if tier == LOOPBACK:  # the nodes are this machine, whose own deviations are nobody's fault
        assert deviating >= planted
        deviating, planted = of_devices(deviating), of_devices(planted)
    assert deviating == planted


def of_devices(pairs):
    names = {name for site in network.SITES for name in network.devices(site)}
    return {(host, check) for host, check in pairs if host in names}


def test_the_absent_host_is_seen_by_one_check_and_its_others_are_not_seen(findings):
    _, found = findings
    verdicts = {item["check"]: item["verdict"] for item in found if item["host"] == "mid01"}
    assert verdicts.pop("reachability.reachable") == "deviates"
    assert set(verdicts.values()) == {"not_seen"}
    assert len(verdicts) > 60


def test_the_hosted_channels_conform_under_the_lab_s_own_authority(findings):
    _, found = findings
    channels = [item for item in found if item["host"].startswith("channel_")]
    assert {item["verdict"] for item in channels if item["check"].startswith("hosted_channel.")} == {"conforms"}
    assert len({item["host"] for item in channels}) == 4
