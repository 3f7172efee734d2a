"""How a configuration of VRP is judged: what it sets, what its release means by silence, what stays unknown."""

from __future__ import annotations

import pytest

from hfcheck.network.facts import Configuration
from hfcheck.network.huawei_vrp.settings import is_vrp8, settings
from hfcheck.network.settings import Settings
from hfcheck.readings.parsing import Unreadable

from ..devices import VRP5_TEXT, VRP8_TEXT


def read(text: str) -> Settings:
    return settings(Configuration(tuple(text.split("\n"))))


def test_a_configuration_of_vrp5() -> None:
    assert read(VRP5_TEXT) == Settings(
        telnet=True,
        http=True,
        ssh=True,
        ssh_version1=True,
        ssh_ciphers=("aes256-ctr", "3des-cbc"),
        vty_authentication={"0-4": "aaa", "16-20": "default"},
        vty_acl={"0-4": "", "16-20": ""},
        vty_idle_minutes={"0-4": 0.0, "16-20": 10.0},
        vty_protocols={"0-4": "all", "16-20": "ssh"},
        console_idle_minutes=10.0,
        local_users=("guest", "operator"),
        snmp_versions=("v1", "v2c", "v3"),
        snmp_communities=2,
        ntp_servers=("10.43.1.7",),
        syslog_hosts=(),
        login_banner="",
        shut_ports=("GigabitEthernet0/0/4",),
        bpdu_protection=False,
        storm_control_ports=("GigabitEthernet0/0/3",),
        dhcp_snooping=False,
        dhcp_trusted_ports=("GigabitEthernet0/0/1", "GigabitEthernet0/0/3"),
    )


def test_a_configuration_of_vrp8() -> None:
    found = read(VRP8_TEXT)
    assert (found.telnet, found.http, found.ssh, found.ssh_version1) == (True, False, True, False)
    assert (found.vty_acl, found.vty_authentication) == ({"0-4": "2001"}, {"0-4": "password"})
    assert (found.console_idle_minutes, found.ntp_servers) == (5.0, ("10.43.1.7",))
    assert (found.syslog_hosts, found.snmp_versions) == (("10.43.1.9",), ("v2c", "v3"))


def test_vrp8_is_told_by_the_marks_within_aaa() -> None:
    assert is_vrp8(Configuration(tuple(VRP8_TEXT.split("\n"))))
    assert not is_vrp8(Configuration(tuple(VRP5_TEXT.split("\n"))))
    assert not is_vrp8(Configuration(("#", "bgp 65001", " #", " ipv4-family unicast", "#", "return")))


@pytest.mark.parametrize(
    ("release", "telnet", "protocol"),
    [
        ("!Software Version V200R010C00SPC600", False, "ssh"),
        ("!Software Version V600R023C00SPC500", False, "ssh"),
        ("[V200R010C10SPC500]", False, "ssh"),
        ("!Software Version V200R003C00SPC300", None, "default"),
        ("sysname OLD", None, "default"),
    ],
)
def test_silence_means_what_the_manuals_of_the_release_say_and_else_nothing(
    release: str, telnet: bool | None, protocol: str
) -> None:
    found = read(f"{release}\n#\nuser-interface vty 0 4\n authentication-mode aaa\n#\nreturn")
    assert (found.telnet, found.ssh_version1, found.http) == (telnet, telnet, None)
    assert found.vty_protocols == {"0-4": protocol}


@pytest.mark.parametrize(
    ("line", "telnet"),
    [
        ("telnet server enable", True),
        ("undo telnet server enable", False),
        ("telnet server disable", False),
        ("undo telnet server disable", True),
        ("telnet ipv6 server enable", True),
    ],
)
def test_telnet_in_the_words_of_all_releases(line: str, telnet: bool) -> None:
    assert read(f"#\n{line}\n#\nreturn").telnet is telnet


def test_the_agent_speaks_v3_unless_told_otherwise() -> None:
    assert read("#\nsnmp-agent\n#\nreturn").snmp_versions == ("v3",)
    assert read("#\nsnmp-agent sys-info version v2c\n#\nreturn").snmp_versions == ()
    silent = "#\nsnmp-agent\nsnmp-agent sys-info version v2c v3\nundo snmp-agent sys-info version v3\n#\nreturn"
    assert read(silent).snmp_versions == ("v2c",)


BANNER = """#
header login information "
telnet server enable
#
interface GigabitEthernet0/0/9
 shutdown
For staff only
"
header shell information Welcome
#
aaa
 manager-user watch
  level 1
#
return"""


def test_what_a_banner_says_is_not_configuration() -> None:
    found = read(BANNER)
    banner = "telnet server enable\n#\ninterface GigabitEthernet0/0/9\n shutdown\nFor staff only"
    assert (found.login_banner, found.telnet, found.shut_ports) == (banner, None, ())
    assert found.local_users == ("watch",)


def test_a_banner_without_an_end_is_refused() -> None:
    with pytest.raises(Unreadable, match="expected the end '%' of a banner, found none after '%Staff'"):
        read("#\nheader login information %Staff\n#\nreturn")
