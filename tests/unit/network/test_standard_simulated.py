"""The lines of a change are lines that the simulated devices know, and do there what they are meant to do."""

from __future__ import annotations

import importlib
from collections.abc import Sequence

import pytest

from hfcheck.lab.devices.editing import change
from hfcheck.lab.devices.patterns import Match
from hfcheck.lab.devices.platform import Platform
from hfcheck.lab.devices.tree import Tree, parse
from hfcheck.network.facts import Configuration
from hfcheck.network.settings import Settings
from hfcheck.network.standard import Access, unmet

from .devices import EXAMPLES

PLATFORMS = {"vrp5": "huawei_vrp", "vrp8": "huawei_vrp", "comware7": "h3c_comware", "ios": "cisco_ios"}
# What the simulated devices do not know.
FOREIGN = (
    " snmp-agent community write simple written-for-two-tests acl 2001\n",
    " vpn-instance MGMT",
    " vrf MGMT",
    "logging 10.43.1.9\n",
    " dhcp snooping trusted interface GigabitEthernet0/0/3\n",
)
ACCESS = Access("operator", ("10.43.1.5",))


def wanted(name: str) -> Settings:
    """Everything at once."""
    example = EXAMPLES[name]
    return Settings(
        telnet=False,
        http=False,
        ssh=True,
        ssh_version1=False,
        ssh_ciphers=("aes256-ctr",),
        ssh_macs=("hmac-sha2-256", "hmac-sha2-512"),
        ssh_key_exchanges=("ecdh-sha2-nistp256",),
        vty_authentication={"*": "aaa"},
        vty_acl={"*": example.acls[0]},
        vty_idle_minutes={"*": 5.5},
        vty_protocols={"*": "ssh"},
        console_idle_minutes=6.0,
        local_users=("operator",),
        snmp_versions=("v3",),
        snmp_communities=0,
        ntp_servers=("10.43.1.7", "10.43.1.8"),
        syslog_hosts=("10.43.1.7",),
        login_banner="Staff of the centre only",
        shut_ports=example.ports[:1],
        bpdu_protection=True,
        storm_control_ports=example.ports[1:],
        dhcp_snooping=True,
        dhcp_trusted_ports=example.ports[:1],
    )


def applied(platform: Platform, tree: Tree, lines: Sequence[str], leave: str) -> None:
    path: list[str] = []
    view = platform.views[platform.configuring]
    for line in lines:
        if line == leave:
            path, view = [], platform.views[platform.configuring]
            continue
        made = change(platform, view, tree, path, line)
        assert isinstance(made, Match), f"{line}: {made}"
        if made.pattern in view.enters:
            path.append(made.line)
            view = platform.views[view.enters[made.pattern]]


@pytest.mark.parametrize("name", PLATFORMS)
def test_everything_at_once_on_a_simulated_device(name: str) -> None:
    example = EXAMPLES[name]
    platform = importlib.import_module(f"hfcheck.lab.devices.{PLATFORMS[name]}").PLATFORM
    text = example.text
    for foreign in FOREIGN:
        text = text.replace(foreign, "")
    tree = parse(text, platform.mark, platform.tail)
    before = Configuration(tuple(tree.text.split("\n")))
    lines = example.standard.changes(before, wanted(name), ACCESS)
    applied(platform, tree, lines, example.rules.leave)
    after = Configuration(tuple(tree.text.split("\n")))
    assert unmet(example.settings.settings(before), wanted(name)) != ()
    assert unmet(example.settings.settings(after), wanted(name)) == ()
    assert example.standard.changes(after, wanted(name), ACCESS) == ()
