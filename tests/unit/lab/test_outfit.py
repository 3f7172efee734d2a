"""A lab's directory, filled for a start, and the ssh configuration that ssh itself reads back."""

import shutil
import subprocess
from datetime import datetime

import pytest

from hfcheck.lab import outfit
from hfcheck.lab.nodes import NODES, RUNNING
from hfcheck.lab.tiers import TIERS, Tier
from hfcheck.model import SHANGHAI

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
TIER = {tier.name: tier for tier in TIERS}
ssh_only = pytest.mark.skipif(shutil.which("ssh") is None, reason="needs ssh: apt-get install openssh-client")


@pytest.fixture
def lab(tmp_path):
    return tmp_path / "a lab"


def filled(lab, name) -> Tier:
    tier = TIER[name]
    lab.mkdir()
    if tier.tree:
        (lab / tier.tree / "etc").mkdir(parents=True)
        (lab / tier.tree / "etc/shadow").write_text("root:*:20000:0:90:7:::\n")
    outfit.fill(lab, tier, NOW, outfit.ports(tier))
    return tier


def test_every_running_node_is_filled_and_the_absent_one_is_not(lab):
    filled(lab, "userns")
    assert sorted(path.name for path in (lab / "nodes").iterdir()) == [node.name for node in RUNNING]
    assert (lab / "nodes.running").read_text().split() == [node.name for node in RUNNING]
    assert (lab / "nodes/db01/volumes").read_text() == "/var/lib/database 64 95\n"


def test_known_hosts_has_the_key_of_every_node_the_absent_one_too(lab):
    filled(lab, "userns")
    known = dict(line.split(None, 1) for line in (lab / "known_hosts").read_text().splitlines())
    assert set(known) == {node.name for node in NODES}
    for node in RUNNING:
        public = (lab / "nodes" / node.name / "files/etc/ssh/ssh_host_ed25519_key.pub").read_text()
        assert known[node.name].strip() == public.strip()


def test_the_login_key_is_private(lab):
    filled(lab, "userns")
    assert (lab / "id_ed25519").stat().st_mode & 0o777 == 0o600
    assert (lab / "channels/channel_hall.key").stat().st_mode & 0o777 == 0o600


def effective(lab, name):
    command = ["ssh", "-G", "-F", str(lab / "ssh_config"), name]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    return dict(line.split(None, 1) for line in lines if " " in line)


@ssh_only
def test_ssh_checks_host_keys_and_goes_through_the_room(lab):
    tier = filled(lab, "userns")
    outfit.write_ssh_config(lab, tier, outfit.ports(tier), tier.proxy(4711, lab / tier.tree))
    found = effective(lab, "db01")
    assert found["stricthostkeychecking"] == "true"
    assert found["userknownhostsfile"] == str(lab / "known_hosts")
    assert (found["hostname"], found["port"], found["user"]) == ("192.0.2.12", "22", "inspect")
    assert found["proxycommand"].endswith(f"--target 4711 -- '{lab}/unpacked/bin/busybox' nc %h %p")


@ssh_only
def test_on_loopback_every_node_has_a_port_of_its_own(lab):
    tier = filled(lab, "loopback")
    ports = outfit.ports(tier)
    outfit.write_ssh_config(lab, tier, ports, ())
    found = [effective(lab, node.name) for node in NODES]
    assert len({item["port"] for item in found}) == len(NODES)
    assert {item["hostname"] for item in found} == {"127.0.0.1"}
    assert all("proxycommand" not in item for item in found)


def test_only_on_loopback_a_directory_plays_the_root(lab):
    assert outfit.root(lab, TIER["nspawn"], NODES[0]) == ""
    assert outfit.root(lab, TIER["loopback"], NODES[0]) == f"{lab}/nodes/app01/files"
