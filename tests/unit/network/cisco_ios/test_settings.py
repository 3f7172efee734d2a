"""The security settings of an IOS device, with the defaults that its configuration does not print."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from hfcheck.network.cisco_ios.settings import settings
from hfcheck.network.facts import Configuration
from hfcheck.readings.parsing import Unreadable

HARDENED = """\
version 15.2
aaa new-model
username chen privilege 15 secret 9 <hidden>
ip ssh version 2
ip ssh server algorithm encryption aes256-ctr aes256-gcm
no ip http server
ip dhcp snooping
spanning-tree portfast bpduguard default
interface GigabitEthernet1/0/1
 storm-control broadcast level 1.00
interface GigabitEthernet1/0/3
 shutdown
interface GigabitEthernet1/0/48
 ip dhcp snooping trust
logging host 10.31.0.50
logging 10.31.0.51
snmp-server community <hidden> RO 20
snmp-server community <hidden> RO 20
snmp-server group inspect v3 priv
banner login ^C
ip http server is only a word here
^C
line con 0
 exec-timeout 5 0
line vty 0 4
 access-class 20 in
 exec-timeout 7 30
 transport input ssh
line vty 5 15
 no exec-timeout
 transport input telnet ssh
ntp server 10.31.0.123 prefer
"""


def of(text: str) -> dict[str, object]:
    return asdict(settings(Configuration(tuple(text.splitlines()))))


def test_a_configuration_gives_its_settings() -> None:
    assert of(HARDENED) == {
        "telnet": True,
        "http": False,
        "ssh": True,
        "ssh_version1": False,
        "ssh_ciphers": ("aes256-ctr", "aes256-gcm@openssh.com"),
        "ssh_macs": None,
        "ssh_key_exchanges": None,
        "vty_authentication": {"0-4": "aaa", "5-15": "aaa"},
        "vty_acl": {"0-4": "20", "5-15": ""},
        "vty_idle_minutes": {"0-4": 7.5, "5-15": 0.0},
        "vty_protocols": {"0-4": "ssh", "5-15": "all"},
        "console_idle_minutes": 5.0,
        "local_users": ("chen",),
        "snmp_versions": ("v1", "v2c", "v3"),
        "snmp_communities": 2,
        "ntp_servers": ("10.31.0.123",),
        "syslog_hosts": ("10.31.0.50", "10.31.0.51"),
        "login_banner": "ip http server is only a word here",
        "shut_ports": ("GigabitEthernet1/0/3",),
        "bpdu_protection": True,
        "storm_control_ports": ("GigabitEthernet1/0/1",),
        "dhcp_snooping": True,
        "dhcp_trusted_ports": ("GigabitEthernet1/0/48",),
    }


def test_defaults_count_where_nothing_is_said() -> None:
    found = of("version 15.2\nline vty 0 4\n login\n")
    assert (found["telnet"], found["ssh_version1"], found["http"]) == (True, True, False)
    assert found["vty_authentication"] == {"0-4": "password"}
    assert found["vty_idle_minutes"] == {"0-4": 10.0}
    assert (found["login_banner"], found["snmp_versions"], found["local_users"]) == ("", (), ())


@pytest.mark.parametrize(
    ("body", "authentication", "protocols"),
    [
        (" login local\n transport input none\n", "local", "none"),
        (" no login\n transport input all\n", "none", "all"),
        (" password 7 <hidden>\n login\n transport input telnet\n", "password", "telnet"),
    ],
)
def test_a_line_says_who_may_come_and_how(body: str, authentication: str, protocols: str) -> None:
    found = of(f"line vty 0 4\n{body}")
    assert found["vty_authentication"] == {"0-4": authentication}
    assert found["vty_protocols"] == {"0-4": protocols}


def test_a_banner_of_one_line_ends_where_its_mark_comes_again() -> None:
    found = of("banner login #keep out#\nip http server\n")
    assert (found["login_banner"], found["http"]) == ("keep out", True)


def test_a_banner_that_never_ends_is_refused() -> None:
    with pytest.raises(Unreadable, match="expected the end of the login banner, found none"):
        of("banner login ^C\nip http server\n")
