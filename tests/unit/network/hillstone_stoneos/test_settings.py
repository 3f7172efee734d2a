"""How a configuration of StoneOS is judged: what it sets and what it does not say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from hfcheck.network.facts import Configuration
from hfcheck.network.hillstone_stoneos.settings import settings
from hfcheck.network.settings import Settings

CONFIGURED = """Version 5.5R10
admin user "netadmin"
  password <hidden>
  access ssh
exit
admin user "auditor"
  password <hidden>
exit
interface ethernet0/0
  zone  "trust"
  manage ssh
  manage https
exit
interface ethernet0/1
  shutdown
exit
console timeout 5
logging syslog 10.43.1.9 udp 514 type event
ntp server 10.43.1.5 prefer
ntp server 10.43.1.6
ntp enable
snmp-server host 10.43.1.9 version 2c community <hidden> ro
snmp-server user ops group ops v3 remote 10.43.1.9 auth-protocol sha <hidden>
End"""

EXPECTED = Settings(
    telnet=False,
    http=False,
    ssh=True,
    console_idle_minutes=5.0,
    local_users=("auditor", "netadmin"),
    snmp_versions=("v2c", "v3"),
    snmp_communities=1,
    ntp_servers=("10.43.1.5", "10.43.1.6"),
    syslog_hosts=("10.43.1.9",),
    shut_ports=("ethernet0/1",),
)


def of(text: str) -> Settings:
    return settings(Configuration(tuple(text.split("\n"))))


def test_a_configuration_says_what_is_set() -> None:
    assert of(CONFIGURED) == EXPECTED


def test_one_interface_that_telnet_manages_is_enough() -> None:
    found = of(CONFIGURED.replace("  shutdown", "  manage telnet\n  manage http"))
    assert (found.telnet, found.http, found.shut_ports) == (True, True, ())


def test_what_it_does_not_show_is_unsaid() -> None:
    found = of("Version 5.5R10\ninterface ethernet0/0\nexit\nEnd")
    assert (found.console_idle_minutes, found.login_banner, found.ssh_ciphers, found.vty_acl) == (
        None,
        None,
        None,
        None,
    )
    assert (found.ssh, found.local_users, found.snmp_versions) == (False, (), ())


@examples(max_examples=60)
@given(st.lists(st.sampled_from(CONFIGURED.split("\n")[1:-1]) | st.text("ab !#", max_size=12), max_size=20))
def test_whatever_stands_in_another_section_sets_nothing(more: list[str]) -> None:
    inside = "\n".join(f"  {line}" for line in more)
    assert of(CONFIGURED.replace("End", f"policy-global\n{inside}\nexit\nEnd")) == EXPECTED
