"""Access lists are read on the safe side: only a rule that clearly lets SSH in from an address does so."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from hfcheck.network.filters import Filter, ios_filter, vrp_filter
from hfcheck.network.outline import of_sections


def vrp(*rules: str, head: str = "acl number 2001") -> Filter:
    found = vrp_filter(of_sections([(head, rules)], {}), "2001")
    assert found is not None
    return found


def ios(*rules: str) -> Filter:
    found = ios_filter(of_sections([("ip access-list extended MGMT", rules)], {}), "MGMT")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("rules", "is_in"),
    [
        (("rule 5 permit source 10.1.0.0 0.0.255.255",), True),
        (("rule 5 permit source 10.1.0.7 0",), True),
        (("rule permit",), True),
        (("rule 5 permit source any logging",), True),
        (("rule 5 permit tcp source 10.1.0.7 0 destination-port eq 22",), True),
        (("rule 5 permit tcp source 10.1.0.7 0 destination-port eq ssh",), True),
        (("description for staff", "rule 5 comment first", "rule 5 permit source 10.1.0.7 0"), True),
        (("rule 5 deny udp", "rule 10 permit source 10.1.0.7 0"), True),
        ((), False),
        (("rule 5 permit source 10.1.0.8 0",), False),
        (("rule 5 permit tcp source 10.1.0.7 0 destination-port eq 23",), False),
        (("rule 5 permit source 10.1.0.7 0 time-range work",), False),
        (("rule 5 permit udp source 10.1.0.7 0",), False),
        (("rule 5 deny source 10.1.0.0 0.0.0.255 time-range night", "rule 10 permit"), False),
        (("rule 5 deny vpn-instance MGMT source 10.9.9.9 0", "rule 10 permit"), False),
        (("rule 5 permitted by nobody", "rule 10 permit"), False),
        (("rule 5 permit source 999.1.1.1 0",), False),
    ],
)
def test_rules_of_vrp_and_comware(rules: tuple[str, ...], is_in: bool) -> None:
    assert vrp(*rules).lets_in("10.1.0.7") is is_in


@pytest.mark.parametrize(
    ("rules", "is_in"),
    [
        (("permit 10.1.0.7",), True),
        (("10 permit tcp host 10.1.0.7 any eq 22 log",), True),
        (("10 permit ip 10.1.0.0 0.0.0.255 any",), True),
        (("remark staff", "deny host 10.1.0.9", "permit any"), True),
        (("permit tcp host 10.1.0.7 any eq telnet",), False),
        (("deny 10.1.0.0 0.0.0.255", "permit any"), False),
        (("evaluate REFLECTED", "permit any"), False),
    ],
)
def test_rules_of_ios(rules: tuple[str, ...], is_in: bool) -> None:
    assert ios(*rules).lets_in("10.1.0.7") is is_in


def test_numbered_lists_of_ios_and_lists_that_do_not_exist() -> None:
    outline = of_sections([("access-list 23 permit 10.1.0.0 0.0.0.255", ())], {})
    found = ios_filter(outline, "23")
    assert found is not None
    assert found.lets_in("10.1.0.7")
    assert ios_filter(outline, "2") is None
    assert vrp_filter(outline, "23") is None


def test_where_the_device_sorts_the_rules_any_deny_counts() -> None:
    rules = ("rule 5 permit source 10.1.0.7 0", "rule 10 deny")
    assert vrp(*rules).lets_in("10.1.0.7")
    assert not vrp(*rules, head="acl number 2001 match-order auto").lets_in("10.1.0.7")
    assert vrp(rules[0], head="acl number 2001 match-order auto").lets_in("10.1.0.7")


def test_lists_have_numbers_or_names_and_those_of_ipv6_are_others() -> None:
    for head in ("acl 2001", "acl basic 2001", "acl name staff 2001"):
        assert vrp("rule 5 permit", head=head).lets_in("10.1.0.7")
    assert vrp_filter(of_sections([("acl ipv6 number 2001", ())], {}), "2001") is None
    assert not vrp("rule 5 permit").lets_in("2001:db8::7")


@examples(max_examples=100, deadline=None)
@given(st.ip_addresses(v=4), st.ip_addresses(v=4), st.integers(0, 32))
def test_a_wildcard_means_its_network(
    address: ipaddress.IPv4Address, source: ipaddress.IPv4Address, length: int
) -> None:
    network = ipaddress.IPv4Network((source, length), strict=False)
    rule = f"rule 5 permit source {source} {network.hostmask}"
    assert vrp(rule).lets_in(str(address)) is (address in network)
