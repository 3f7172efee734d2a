"""Standards of all platforms: what is wanted is what is read after the change, and then nothing is left to change."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from hfcheck.errors import ContentError
from hfcheck.network.facts import Configuration
from hfcheck.network.redaction import redact
from hfcheck.network.settings import Settings
from hfcheck.network.standard import Access, by_line, unmet

from .devices import EXAMPLES, Example

ACCESS = Access("operator", ("10.43.1.5",))
HOSTS = ("10.43.1.5", "10.43.1.7", "10.43.1.8", "10.43.1.9", "2001:db8::7")
SIGNS = st.characters(codec="utf-8", categories=("L", "N", "P", "S"), exclude_characters="?")
BANNERS = st.lists(st.text(SIGNS, max_size=12), max_size=3).map("\n".join)
# What follows from another setting on some platform.
TOGETHER = frozenset({"telnet", "ssh", "vty_protocols", "vty_acl", "snmp_versions", "snmp_communities"})


@st.composite
def cases(draw: st.DrawFn, name: str) -> Settings:
    """A part of what can be wanted of the device."""
    example = EXAMPLES[name]
    known = example.settings.settings(example.device.configuration)
    ios = name == "ios"
    protocol = draw(st.sampled_from(["ssh", "all"]))
    acl = draw(st.sampled_from([*example.acls, ""]))
    choices: dict[str, st.SearchStrategy[Any]] = {
        "telnet": st.just(protocol == "all") if ios else st.booleans(),
        "http": st.booleans(),
        "ssh": st.just(True),
        "ssh_version1": st.booleans(),
        "ssh_ciphers": some(example.standard.CIPHERS.values()),
        "ssh_macs": some(example.standard.MACS.values()),
        "ssh_key_exchanges": some(example.standard.EXCHANGES.values()),
        "vty_authentication": st.just({"*": "aaa"}),
        "vty_acl": st.just({"*": acl}),
        "vty_idle_minutes": each(st.integers(0, 7200).map(lambda seconds: seconds / 60), known),
        "vty_protocols": st.just({"*": protocol}) if ios else each(st.sampled_from(["ssh", "all"]), known),
        "console_idle_minutes": st.integers(0, 7200).map(lambda seconds: seconds / 60),
        "local_users": st.sampled_from([("operator",), ("guest", "operator")]),
        "snmp_versions": st.sampled_from([(), ("v3",)] if ios else [(), ("v3",), ("v1",), ("v2c", "v3")]),
        "snmp_communities": st.just(0),
        "ntp_servers": some(HOSTS, least=0),
        "syslog_hosts": some(HOSTS, least=0),
        "login_banner": BANNERS.filter(lambda text: not set("%$&~|+") <= set(text)),
        "shut_ports": some(example.ports, least=0),
        "bpdu_protection": st.booleans(),
        "storm_control_ports": some(example.ports, least=0),
        "dhcp_snooping": st.booleans(),
        "dhcp_trusted_ports": some(example.ports, least=0),
    }
    names = draw(st.sets(st.sampled_from(sorted(choices))))
    if ios and "telnet" in names:
        names.add("vty_protocols")
    return Settings(**{name: draw(choices[name]) for name in sorted(names)})


def some(values: Any, least: int = 1) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(sorted(values)), min_size=least, max_size=4, unique=True).map(tuple)


def each(values: st.SearchStrategy[Any], known: Settings) -> st.SearchStrategy[dict[str, Any]]:
    lines = list(known.vty_acl or {})
    return st.one_of(
        st.dictionaries(st.just("*"), values, min_size=1), st.dictionaries(st.sampled_from(lines), values, min_size=1)
    )


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_settings_are_as_wanted_after_the_change_and_then_nothing_is_left(name: str) -> None:
    example = EXAMPLES[name]

    @examples(max_examples=60, deadline=None)
    @given(cases(name))
    def check(wanted: Settings) -> None:
        device = example.device
        before = read(example, device.configuration)
        device.apply(example.standard.changes(device.configuration, wanted, ACCESS))
        after = read(example, device.configuration)
        assert unmet(after, wanted) == ()
        assert example.standard.changes(device.configuration, wanted, ACCESS) == ()
        for field in dataclasses.fields(Settings):
            if getattr(wanted, field.name) is None and field.name not in TOGETHER:
                assert getattr(after, field.name) == getattr(before, field.name)

    check()


def read(example: Example, configuration: Configuration) -> Settings:
    found: Settings = example.settings.settings(configuration)
    return found


def change(name: str, wanted: Settings, access: Access = ACCESS, text: str | None = None) -> tuple[str, ...]:
    example = EXAMPLES[name]
    lines: tuple[str, ...] = example.standard.changes(
        Configuration(tuple((text or example.text).split("\n"))), wanted, access
    )
    return lines


@pytest.mark.parametrize("name", EXAMPLES)
def test_nothing_is_sent_where_nothing_is_declared(name: str) -> None:
    assert change(name, Settings()) == ()


REFUSED = {
    "ssh: expected true, since changes come in by SSH, found false": Settings(ssh=False),
    "vty_authentication: expected aaa for lines 0-4, found 'none'": Settings(vty_authentication={"0-4": "none"}),
    "vty_authentication: expected aaa for lines 0-4, found 'local'": Settings(vty_authentication={"*": "local"}),
    "vty_protocols: expected a line that takes SSH afterwards, found ['telnet']": Settings(
        vty_protocols={"*": "telnet"}
    ),
    "vty_protocols: expected ssh, all, telnet, found ['ssh\\nreboot']": Settings(vty_protocols={"*": "ssh\nreboot"}),
    "ntp_servers: expected addresses, found ['10.1.1.1\\nreboot']": Settings(ntp_servers=("10.1.1.1\nreboot",)),
    "expected idle minutes from 0 to 35791, found -1.0": Settings(vty_idle_minutes={"*": -1.0}),
    "expected idle minutes from 0 to 35791, found nan": Settings(console_idle_minutes=float("inf") * 0),
    "vty_idle_minutes: expected VTY lines of 0-4, found ['0-9']": Settings(vty_idle_minutes={"0-9": 5.0}),
    "vty_acl: expected an access list of the device for lines 0-4, found '2999'": Settings(vty_acl={"*": "2999"}),
    "local_users: expected users that the device has, since new ones need passwords, found ['auditor']": Settings(
        local_users=("auditor", "operator")
    ),
    "local_users: expected the user that changes log in as among those to keep, found ['guest']": Settings(
        local_users=("guest",)
    ),
    "snmp_communities: expected 0, since their names are secrets, found 2": Settings(snmp_communities=2),
    "snmp_versions: expected some of v1, v2c, v3, found ['v4']": Settings(snmp_versions=("v4",)),
    "shut_ports: expected ports of the device by their full names, found ['GE9']": Settings(shut_ports=("GE9",)),
    "shut_ports: expected ports that the station does not come in by, found MEth0/0/0": Settings(
        shut_ports=("MEth0/0/0",)
    ),
    "login_banner: expected printable text without '?' and one of %$&~|+, found 'Who?'": Settings(login_banner="Who?"),
    "ssh_macs: expected some of hmac-sha2-256, hmac-sha2-512, hmac-sha2-256-96, hmac-sha1, hmac-sha1-96, hmac-md5,"
    " hmac-md5-96, found umac-64": Settings(ssh_macs=("umac-64",)),
}


@pytest.mark.parametrize(("message", "wanted"), REFUSED.items())
def test_what_would_lock_us_out_or_cannot_be_is_refused(message: str, wanted: Settings) -> None:
    with pytest.raises(ContentError) as refusal:
        change("vrp8", wanted)
    assert str(refusal.value) == message


def test_a_filter_that_does_not_let_the_station_in_is_refused() -> None:
    wanted = Settings(vty_acl={"*": "2001"})
    assert change("comware7", wanted) == ("ssh server acl 2001", "telnet server acl 2001")
    message = "vty_acl: expected '2001' to let the station in, found no rule that permits 10.43.1.6"
    with pytest.raises(ContentError, match=message):
        change("comware7", wanted, Access("operator", ("10.43.1.5", "10.43.1.6")))
    with pytest.raises(
        ContentError, match="expected the station's addresses, to see that '2001' lets it in, found none"
    ):
        change("comware7", wanted, Access("operator", ()))


def test_lines_do_not_ask_for_users_whom_we_are_not_among() -> None:
    wanted = Settings(vty_authentication={"*": "aaa"})
    with pytest.raises(ContentError, match="log in as among guest, operator, found 'nobody'"):
        change("vrp8", wanted, Access("nobody", ()))
    assert change("vrp8", wanted) == ("user-interface vty 0 4", "authentication-mode aaa", "quit")


def test_hidden_communities_cannot_be_removed_and_removals_are_shown_without_names() -> None:
    wanted = Settings(snmp_communities=0)
    for name, example in EXAMPLES.items():
        lines = change(name, wanted)
        assert lines
        assert not any("written" in redact(line).lower() for line in lines)
        with pytest.raises(ContentError, match="as the device shows it, found hidden names"):
            change(name, wanted, text=redact(example.text))


def test_ssh_is_ready_before_telnet_goes_and_users_before_lines_ask_for_them() -> None:
    wanted = Settings(
        telnet=False,
        ssh=True,
        ssh_ciphers=("aes256-ctr",),
        vty_authentication={"*": "aaa"},
        vty_acl={"*": "2001"},
        vty_idle_minutes={"*": 5.5},
        vty_protocols={"*": "ssh"},
        local_users=("operator",),
    )
    assert change("vrp8", wanted, text=EXAMPLES["vrp8"].text.replace("stelnet server enable\n", "")) == (
        "stelnet server enable",
        "ssh server cipher aes256_ctr",
        "user-interface vty 0 4",
        "authentication-mode aaa",
        "protocol inbound ssh",
        "idle-timeout 5 30",
        "quit",
        "undo telnet server enable",
        "undo telnet ipv6 server enable",
        "aaa",
        "undo local-user guest",
        "quit",
    )


def test_the_words_of_comware_5_and_7() -> None:
    wanted = Settings(dhcp_snooping=True, dhcp_trusted_ports=("GigabitEthernet1/0/1",), local_users=("operator",))
    assert change("comware7", wanted) == ("undo local-user guest class manage", "dhcp snooping enable")
    assert change("comware5", wanted) == (
        "undo local-user guest",
        "interface GigabitEthernet1/0/1",
        "dhcp-snooping trust",
        "quit",
        "dhcp-snooping",
        "interface GigabitEthernet1/0/2",
        "undo dhcp-snooping trust",
        "quit",
    )
    assert change("comware7", Settings(ntp_servers=("10.43.1.7",), syslog_hosts=())) == (
        "ntp-service enable",
        "ntp-service unicast-server 10.43.1.7",
        "undo info-center loghost vpn-instance MGMT 10.43.1.8",
    )
    with pytest.raises(ContentError, match=r"one access list for all lines of Comware 7, found \['', '2002'\]"):
        change("comware7", Settings(vty_acl={"0-4": "2002"}))


def test_the_words_of_ios() -> None:
    wanted = Settings(
        telnet=False,
        ssh_version1=False,
        vty_authentication={"*": "aaa"},
        vty_acl={"*": "23"},
        local_users=("operator",),
        snmp_versions=("v3",),
        ntp_servers=(),
        syslog_hosts=("10.43.1.9",),
        login_banner="Staff only\nof the centre",
    )
    assert change("ios", wanted) == (
        "ip ssh version 2",
        "aaa new-model",
        "aaa authentication login default local",
        "line vty 0 4",
        "access-class 23 in",
        "transport input ssh",
        "exit",
        "line vty 5 15",
        "access-class 23 in",
        "transport input ssh",
        "exit",
        "banner login %Staff only\nof the centre%",
        "no ntp server vrf MGMT 10.43.1.7",
        "no logging host 10.43.1.8 vrf MGMT",
        "no snmp-server community written-for-a-test",
        "no snmp-server group old v2c",
        "no username guest",
    )


def test_ios_refuses_what_its_lines_or_its_users_would_have_to_be() -> None:
    with pytest.raises(ContentError, match="telnet: expected what vty_protocols declares, found False"):
        change("ios", Settings(telnet=False, vty_protocols={"*": "all"}))
    with pytest.raises(ContentError, match="telnet: expected what vty_protocols declares, found True"):
        change("ios", Settings(telnet=True, vty_protocols={"*": "ssh"}))
    with pytest.raises(ContentError, match="expected users of SNMP v3 that are set up by hand"):
        change("ios", Settings(snmp_versions=("v2c",)))
    with pytest.raises(ContentError, match="expected 'aaa' for all lines or 'local' without AAA"):
        change("ios", Settings(vty_authentication={"0-4": "aaa", "5-15": "local"}))
    assert change("ios", Settings(vty_authentication={"5-15": "local"})) == ("line vty 5 15", "login local", "exit")


def test_servers_by_ipv6_have_their_own_words() -> None:
    wanted = Settings(ntp_servers=("10.43.1.7", "2001:DB8::07"), syslog_hosts=("2001:db8::7", "10.43.1.9"))
    assert change("vrp8", wanted) == ("ntp unicast-server ipv6 2001:db8::7", "info-center loghost ipv6 2001:db8::7")
    assert change("comware5", Settings(ntp_servers=("2001:db8::7",))) == (
        "ntp-service ipv6 unicast-server 2001:db8::7",
        "undo ntp-service unicast-server 10.43.1.7",
    )


def test_trust_in_a_vlan_of_vrp_goes_as_well() -> None:
    assert change("vrp5", Settings(dhcp_trusted_ports=())) == (
        "interface GigabitEthernet0/0/1",
        "undo dhcp snooping trusted",
        "quit",
        "vlan 20",
        "undo dhcp snooping trusted interface GigabitEthernet0/0/3",
        "quit",
    )


def test_what_is_unknown_is_not_met_and_order_and_blanks_do_not_count() -> None:
    assert unmet(Settings(), Settings(telnet=False)) == ("telnet",)
    assert unmet(Settings(vty_acl={}), Settings(vty_acl={"*": "2001"})) == ("vty_acl",)
    found = Settings(ntp_servers=("b", "a"), login_banner="x \ny\n", shut_ports=("1", "2"), console_idle_minutes=1 / 3)
    assert unmet(found, Settings(telnet=False, ntp_servers=("a", "b"))) == ("telnet",)
    assert unmet(found, Settings(ntp_servers=("a", "b"), login_banner="x\ny", shut_ports=("1",))) == ()
    assert unmet(found, Settings(ntp_servers=("a",), shut_ports=("3",))) == ("ntp_servers", "shut_ports")
    assert unmet(found, Settings(console_idle_minutes=0.333)) == ()


def test_a_line_that_is_named_has_its_own() -> None:
    assert by_line({"*": "ssh", "0-4": "all"}, ["0-4", "5-15"]) == {"0-4": "all", "5-15": "ssh"}
    assert by_line({"0-4": "all"}, ["0-4", "5-15"]) == {"0-4": "all"}
