"""inventory/lab, as Ansible reads it, has the centre's shape and the lab's own hosts."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from hfcheck.lab import network
from hfcheck.lab.channels import CHANNELS
from hfcheck.lab.nodes import NODES
from hfcheck.station import PROJECT


@pytest.fixture(scope="module")
def inventory():
    command = [str(Path(sys.executable).with_name("ansible-inventory")), "-i", "inventory/lab", "--list"]
    return json.loads(subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout)


def test_the_hosts_are_the_nodes_the_devices_and_the_channels(inventory):
    devices = {name for site in network.SITES for name in network.devices(site)}
    hosts = {node.name for node in NODES} | devices | {channel.host for channel in CHANNELS}
    assert set(inventory["_meta"]["hostvars"]) == hosts


def test_every_host_has_a_title_a_site_and_a_kind(inventory):
    for name, variables in inventory["_meta"]["hostvars"].items():
        assert all(variables[key] for key in ("title", "site", "site_title", "kind", "kind_title")), name


def test_devices_stand_at_their_site_and_are_of_the_platform_that_is_played(inventory):
    hosts = inventory["_meta"]["hostvars"]
    for site in network.SITES:
        for name, spec in network.devices(site).items():
            assert (hosts[name]["site"], hosts[name]["device_platform"]) == (site, spec["platform"]), name


def test_channels_have_the_names_and_titles_that_the_stand_ins_serve(inventory):
    hosts = inventory["_meta"]["hostvars"]
    served = {channel.host: (channel.name, channel.title) for channel in CHANNELS}
    assert {name: (hosts[name]["hosted_channel_name"], hosts[name]["title"]) for name in served} == served


def test_functional_groups_are_those_of_the_example():
    lab = yaml.safe_load((PROJECT / "inventory/lab/groups.yml").read_text())
    example = yaml.safe_load((PROJECT / "inventory/example/groups.yml").read_text())
    for group, content in lab.items():
        assert content == example[group], group


def test_waivers_are_whole_and_end(inventory):
    for waiver in inventory["_meta"]["hostvars"]["db01"]["hfcheck_waivers"]:
        assert set(waiver) == {"check", "reason", "owner", "approver", "expires", "compensation"}
        assert "lab_state.review" in waiver["expires"]
