"""How a configuration of Comware is judged: what it sets, and what Comware 5 and 7 mean by silence."""

from __future__ import annotations

from hfcheck.network.facts import Configuration
from hfcheck.network.h3c_comware.settings import settings
from hfcheck.network.settings import Settings

from ..devices import COMWARE5_TEXT, COMWARE7_TEXT


def read(text: str) -> Settings:
    return settings(Configuration(tuple(text.split("\n"))))


def test_a_configuration_of_comware_7() -> None:
    assert read(COMWARE7_TEXT) == Settings(
        telnet=True,
        http=True,
        ssh=True,
        ssh_version1=False,
        vty_authentication={"0-4": "aaa", "5-63": "password"},
        vty_acl={"0-4": "", "5-63": ""},
        vty_idle_minutes={"0-4": 0.0, "5-63": 10.0},
        vty_protocols={"0-4": "all", "5-63": "ssh"},
        console_idle_minutes=30.0,
        local_users=("guest", "operator"),
        snmp_versions=("v2c", "v3"),
        snmp_communities=2,
        ntp_servers=(),
        syslog_hosts=("10.43.1.8",),
        login_banner="",
        shut_ports=("GigabitEthernet1/0/3",),
        bpdu_protection=False,
        storm_control_ports=("GigabitEthernet1/0/2",),
        dhcp_snooping=False,
        dhcp_trusted_ports=("GigabitEthernet1/0/1",),
    )


def test_comware_5_runs_a_web_server_and_takes_ssh_1_unless_told_otherwise() -> None:
    found = read(COMWARE5_TEXT)
    assert (found.http, found.ssh_version1, found.vty_acl) == (True, True, {"0-15": "2001"})
    assert found.dhcp_trusted_ports == ("GigabitEthernet1/0/2",)
    told = read(COMWARE5_TEXT.replace(" ssh server enable", " undo ip http enable\n undo ssh server compatible-ssh1x"))
    assert (told.http, told.ssh_version1, told.ssh) == (False, False, False)


def test_a_line_counts_before_its_class_and_the_class_before_the_default() -> None:
    classes = "#\nline class vty\n idle-timeout 3 0\n protocol inbound ssh\n#\n"
    found = read(f"{classes}line vty 0 4\n idle-timeout 7 30\n#\nline vty 5 63\n user-role x\n#\nreturn")
    assert found.vty_idle_minutes == {"0-4": 7.5, "5-63": 3.0}
    assert found.vty_protocols == {"0-4": "ssh", "5-63": "ssh"}


def test_a_server_without_a_filter_leaves_the_lines_open() -> None:
    filtered = COMWARE7_TEXT.replace(" ssh server enable", " ssh server enable\n ssh server acl 2001")
    assert read(filtered).vty_acl == {"0-4": "", "5-63": ""}
    assert read(filtered.replace(" telnet server enable", " undo telnet server enable")).vty_acl == {
        "0-4": "2001",
        "5-63": "2001",
    }
    both = filtered.replace(" ssh server acl 2001", " ssh server acl 2001\n telnet server acl 2001")
    assert read(both).vty_acl == {"0-4": "2001", "5-63": "2001"}


def test_a_banner_of_several_lines() -> None:
    found = read(
        "#\n header login %For staff\nip http enable\n%\n#\n ntp-service ipv6 unicast-server 2001:DB8::07\n#\nreturn"
    )
    assert (found.login_banner, found.http) == ("For staff\nip http enable", False)
    assert found.ntp_servers == ("2001:db8::7",)


def test_algorithms_have_openssh_names_and_unknown_ones_their_own() -> None:
    found = read("#\n ssh2 algorithm cipher aes128-gcm rot13\n ssh2 algorithm key-exchange dh-group14-sha1\n#\nreturn")
    assert found.ssh_ciphers == ("aes128-gcm@openssh.com", "rot13")
    assert found.ssh_key_exchanges == ("diffie-hellman-group14-sha1",)
