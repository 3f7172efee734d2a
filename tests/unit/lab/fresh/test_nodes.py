"""Names, addresses, and how ssh and Ansible reach fresh servers."""

import re
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest
import yaml

from hfcheck.errors import InputError
from hfcheck.lab.fresh import nodes as fresh
from hfcheck.lab.fresh.nodes import Node, files, inventory, nodes, ssh_config
from hfcheck.lab.keys import SshKey

PLANNED = nodes({"n12": "bookworm", "n13": "trixie"})


def test_nodes_are_numbered_in_order():
    assert (Node("n12", "bookworm", 11), Node("n13", "trixie", 12)) == PLANNED
    assert (PLANNED[1].address, PLANNED[1].address_six) == ("198.51.100.12", "2001:db8:51::12")


@pytest.mark.parametrize(
    ("releases", "message"),
    [
        ({}, "expected between 1 and 88 nodes, found 0"),
        ({"N1": "bookworm"}, "small letters and digits, found 'N1'"),
        ({"a" * 12: "bookworm"}, "at most 11"),
        ({"n1;id": "bookworm"}, "found 'n1;id'"),
        ({"n1": "sid"}, "node n1: expected one of bullseye, bookworm, trixie, found 'sid'"),
        ({f"n{number}": "trixie" for number in range(89)}, "found 89"),
    ],
)
def test_plans_that_do_not_fit_are_refused(releases, message):
    with pytest.raises(InputError, match=message):
        nodes(releases)


def test_an_administrator_stands_in_a_network_of_administrators_and_an_outsider_does_not():
    networks = [ip_network(network) for network in fresh.ADMIN_NETWORKS]
    inside = [any(ip_address(one) in network for network in networks) for one in (fresh.ADMIN, fresh.ADMIN_SIX)]
    outside = [any(ip_address(one) in network for network in networks) for one in (fresh.GATEWAY, fresh.GATEWAY_SIX)]
    assert (inside, outside) == ([True, True], [False, False])


def test_ssh_has_three_ways_to_each_node_and_checks_host_keys():
    text = ssh_config(Path("/data/a room"), PLANNED, 4711)
    hosts = re.findall(r"^Host (\S+)\n  HostName (\S+)\n  HostKeyAlias (\S+)\n  ProxyCommand (.*)$", text, re.MULTILINE)
    assert [host[:3] for host in hosts[:3]] == [
        ("n12", "198.51.100.11", "n12"),
        ("n12-six", "2001:db8:51::11", "n12"),
        ("n12-outside", "198.51.100.11", "n12"),
    ]
    assert [host[3].split()[-3] for host in hosts[:3]] == [fresh.ADMIN, fresh.ADMIN_SIX, fresh.GATEWAY]
    assert all("--target=4711 " in host[3] for host in hosts)
    assert "  StrictHostKeyChecking yes\n" in text
    assert '  UserKnownHostsFile "/data/a room/known_hosts"\n' in text


def test_the_inventory_has_the_servers_and_no_connection_of_an_earlier_start():
    servers = yaml.safe_load(inventory(Path("/data/a room"), PLANNED, "0ff1ce"))["all"]["children"]["servers"]
    assert list(servers["children"]["application_servers"]["hosts"]) == ["n12", "n13"]
    assert servers["vars"]["ansible_ssh_common_args"] == "-F '/data/a room/ssh_config'"
    assert "0ff1ce" in servers["vars"]["ansible_control_path"]
    assert servers["vars"]["ansible_become"] is True


def test_each_node_is_someone_of_its_own():
    key = SshKey("private", "public")
    first, second = ({file.path: file for file in files(node, key, key)} for node in PLANNED)
    differing = {path for path in first if first[path].text != second[path].text}
    assert differing == {
        "etc/hostname",
        "etc/hosts",
        "etc/machine-id",
        "etc/systemd/network/10-fresh.network",
    }
    assert first["etc/ssh/ssh_host_ed25519_key"].mode == 0o600
