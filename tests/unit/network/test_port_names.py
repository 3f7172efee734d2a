from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.network.command import PLATFORMS
from hfcheck.network.facts import Aggregate, ArpEntry, Clock, Interface, MacEntry, Neighbour, Vlan
from hfcheck.network.observed import Heard, Outcome, document, fact_of
from hfcheck.network.port_names import WORDS, full_name, with_full_names


@pytest.mark.parametrize(
    ("platform", "short", "full"),
    [
        ("huawei_vrp", "GE0/0/1", "GigabitEthernet0/0/1"),
        ("huawei_vrp", "XGE0/0/1", "XGigabitEthernet0/0/1"),
        ("huawei_vrp", "Eth0/0/1", "Ethernet0/0/1"),
        ("huawei_vrp", "GE0/0/1.100", "GigabitEthernet0/0/1.100"),
        ("h3c_comware", "XGE1/0/3", "Ten-GigabitEthernet1/0/3"),
        ("h3c_comware", "BAGG1", "Bridge-Aggregation1"),
        ("h3c_comware", "M-GE0/0/0", "M-GigabitEthernet0/0/0"),
        ("h3c_comware", "Vlan10", "Vlan-interface10"),
        ("cisco_ios", "Gi1/0/1", "GigabitEthernet1/0/1"),
        ("cisco_ios", "Te1/1/1", "TenGigabitEthernet1/1/1"),
        ("cisco_ios", "Po1", "Port-channel1"),
        ("ruijie_os", "Gi0/1", "GigabitEthernet 0/1"),
        ("ruijie_os", "GigabitEthernet0/1", "GigabitEthernet 0/1"),
        ("ruijie_os", "Ag1", "AggregatePort 1"),
    ],
)
def test_a_short_name_becomes_the_makers_own_full_one(platform: str, short: str, full: str) -> None:
    assert full_name(short, platform) == full


@pytest.mark.parametrize(
    ("platform", "name"),
    [
        ("huawei_vrp", "Eth-Trunk1"),
        ("huawei_vrp", "MEth0/0/1"),
        ("huawei_vrp", "10GE1/0/1"),
        ("huawei_vrp", "Vlanif10"),
        ("h3c_comware", "GigabitEthernet1/0/1"),
        ("cisco_ios", "CPU"),
        ("frr", "Gi1"),
        ("hillstone_stoneos", "ethernet0/1"),
        ("huawei_vrp", ""),
        ("huawei_vrp", "GE of somebody"),
    ],
)
def test_any_other_name_stays(platform: str, name: str) -> None:
    assert full_name(name, platform) == name


@settings(max_examples=60)
@given(st.sampled_from(PLATFORMS), st.sampled_from(sorted({word for one in WORDS.values() for word in one})))
def test_a_full_name_is_its_own_full_name(platform: str, word: str) -> None:
    once = full_name(f"{word}1/0/1", platform)
    assert full_name(once, platform) == once


def test_every_port_of_a_fact_is_named_in_full_and_the_other_ends_is_left() -> None:
    facts = (
        ArpEntry("192.0.2.1", None, "GE0/0/1"),
        ArpEntry("192.0.2.2", None, None),
        MacEntry("02:00:00:00:00:01", 10, "XGE0/0/1"),
        Neighbour("GE0/0/2", "other", "GE0/0/9"),
        Aggregate("Eth-Trunk1", True, {"GE0/0/3": False}),
        Vlan(10, "GE0/0/1", ("GE0/0/1",), ("GE0/0/2",)),
        Interface("GE0/0/1", True, True),
    )
    arp, unsaid, mac, neighbour, aggregate, vlan, interface = with_full_names(facts, "huawei_vrp")
    assert (arp.interface, unsaid.interface) == ("GigabitEthernet0/0/1", None)
    assert mac.port == "XGigabitEthernet0/0/1"
    assert (neighbour.port, neighbour.port_id) == ("GigabitEthernet0/0/2", "GE0/0/9")
    assert aggregate.members == {"GigabitEthernet0/0/3": False}
    assert (vlan.name, vlan.untagged, vlan.tagged) == ("GE0/0/1", ("GigabitEthernet0/0/1",), ("GigabitEthernet0/0/2",))
    assert interface.name == "GigabitEthernet0/0/1"


def test_what_names_no_port_is_left_alone() -> None:
    clock = Clock(True, "192.0.2.41", 2, 1.5)
    assert with_full_names(clock, "huawei_vrp") is clock


def test_what_evidence_tells_has_full_names() -> None:
    text = """
MAC address table of slot 0:
-------------------------------------------------------------------------------
MAC Address    VLAN/       PEVLAN CEVLAN Port            Type      LSP/LSR-ID
               VSI/SI                                              MAC-Tunnel
-------------------------------------------------------------------------------
0200-5e00-0001 10          -      -      GE0/0/1         dynamic   0/-
-------------------------------------------------------------------------------
Total matching items on slot 0 displayed = 1
"""
    heard = Heard("display mac-address", Outcome.ANSWERED, text)
    (entry,) = fact_of(document("huawei_vrp", "macs", [heard]))
    assert entry == MacEntry("02:00:5e:00:00:01", 10, "GigabitEthernet0/0/1")
