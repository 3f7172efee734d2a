"""How a configuration of RGOS is judged: what it sets, what its defaults are, what it does not say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from hfcheck.network.facts import Configuration
from hfcheck.network.ruijie_os.settings import settings
from hfcheck.network.settings import Settings
from hfcheck.readings.parsing import Unreadable

CONFIGURED = """version S5750C_RGOS 12.5(4)B0703
hostname Core-1
!
aaa new-model
username netadmin privilege 15 password 7 <hidden>
username auditor password 7 <hidden>
ntp server 10.43.1.5 prefer
sntp server 10.43.1.6
logging server 10.43.1.9
enable service ssh-server
no enable service telnet-server
no enable service web-server http
ip ssh version 2
ip ssh cipher-mode ctr
ip ssh hmac-algorithm sha2-256 sha2-512
ip ssh key-exchange ecdh_sha2_nistp256 dh_group14_sha1
ip dhcp snooping
spanning-tree portfast bpduguard default
banner login ^C
enable service telnet-server
For staff of the centre only.
^C
interface GigabitEthernet 0/1
 switchport mode trunk
 ip dhcp snooping trust
!
interface GigabitEthernet 0/2
 shutdown
 storm-control broadcast level 10
!
snmp-server user ops ops v3 auth sha <hidden> priv aes128 <hidden>
line con 0
 exec-timeout 5 30
line vty 0 4
 access-class 10 in
 exec-timeout 10 0
 transport input ssh
line vty 5 35
 no login
!
end"""

EXPECTED = Settings(
    telnet=False,
    http=False,
    ssh=True,
    ssh_version1=False,
    ssh_ciphers=("aes128-ctr", "aes192-ctr", "aes256-ctr"),
    ssh_macs=("hmac-sha2-256", "hmac-sha2-512"),
    ssh_key_exchanges=("ecdh-sha2-nistp256", "diffie-hellman-group14-sha1"),
    vty_authentication={"0-4": "aaa", "5-35": "aaa"},
    vty_acl={"0-4": "10", "5-35": ""},
    vty_idle_minutes={"0-4": 10.0, "5-35": 10.0},
    vty_protocols={"0-4": "ssh", "5-35": "all"},
    console_idle_minutes=5.5,
    local_users=("auditor", "netadmin"),
    snmp_versions=("v3",),
    snmp_communities=0,
    ntp_servers=("10.43.1.5", "10.43.1.6"),
    syslog_hosts=("10.43.1.9",),
    login_banner="enable service telnet-server\nFor staff of the centre only.",
    shut_ports=("GigabitEthernet 0/2",),
    bpdu_protection=True,
    storm_control_ports=("GigabitEthernet 0/2",),
    dhcp_snooping=True,
    dhcp_trusted_ports=("GigabitEthernet 0/1",),
)


def of(text: str) -> Settings:
    return settings(Configuration(tuple(text.split("\n"))))


def test_a_configuration_says_what_is_set() -> None:
    # A banner that reads like a command sets nothing.
    assert of(CONFIGURED) == EXPECTED


def test_the_defaults_of_the_release_count() -> None:
    found = of("version RGOS 10.4\nline vty 0 4\n login\nend")
    assert (found.telnet, found.ssh, found.ssh_version1, found.http) == (True, False, None, None)
    assert (found.vty_authentication, found.vty_protocols) == ({"0-4": "password"}, {"0-4": "all"})
    assert (found.vty_idle_minutes, found.console_idle_minutes) == ({"0-4": 10.0}, 10.0)
    assert (found.ssh_ciphers, found.ssh_macs, found.ssh_key_exchanges) == (None, None, None)
    assert (found.login_banner, found.bpdu_protection, found.dhcp_snooping) == ("", False, False)


@pytest.mark.parametrize(
    ("line", "authentication"),
    [("login local", "local"), ("login authentication vty", "aaa"), ("no login", "none"), ("login", "password")],
)
def test_a_line_asks_for_what_it_is_told(line: str, authentication: str) -> None:
    assert of(f"version 12\nline vty 0 4\n {line}\nend").vty_authentication == {"0-4": authentication}


@pytest.mark.parametrize(
    ("line", "protocols"),
    [("transport input ssh telnet", "all"), ("transport input none", "none"), ("transport input telnet", "telnet")],
)
def test_a_line_takes_the_protocols_that_it_is_told(line: str, protocols: str) -> None:
    assert of(f"version 12\nline vty 0 4\n {line}\nend").vty_protocols == {"0-4": protocols}


def test_each_community_counts_and_speaks_both_old_versions() -> None:
    found = of("version 12\nsnmp-server community <hidden> ro\nsnmp-server community <hidden> rw\nend")
    assert (found.snmp_communities, found.snmp_versions) == (2, ("v1", "v2c"))


def test_a_session_that_never_ends_is_zero_minutes() -> None:
    assert of("version 12\nline vty 0 4\n no exec-timeout\nend").vty_idle_minutes == {"0-4": 0.0}


def test_a_web_server_over_tls_only_is_no_http() -> None:
    assert of("version 12\nenable service web-server https\nend").http is False
    assert of("version 12\nenable service web-server all\nend").http is True


def test_a_banner_without_an_end_is_refused() -> None:
    with pytest.raises(Unreadable, match="expected the end of the login banner, found none"):
        of("version 12\nbanner login ^C\nWelcome\nend")


@examples(max_examples=60)
@given(st.lists(st.sampled_from(CONFIGURED.split("\n")[20:-1]) | st.text("ab !#", max_size=12), max_size=20))
def test_whatever_stands_below_the_lines_that_set_something_changes_none_of_it(more: list[str]) -> None:
    steady = [line for line in more if not line.startswith(("banner", "enable", "interface", "line"))]
    head = CONFIGURED.split("\n")[:-1]
    found = of("\n".join([*head, "route-map x", *(f" {line}" for line in steady), "end"]))
    assert found == EXPECTED
