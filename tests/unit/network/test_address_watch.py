from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hfcheck.network.address_plan import AddressPlan, plan_of
from hfcheck.network.address_watch import (
    Sighting,
    access_ports,
    clashes,
    fixed,
    hidden_switches,
    home_made,
    is_watch,
    many,
    moved,
    radios,
    sightings,
    silent_strangers,
    strangers,
    subjects,
)
from hfcheck.network.facts import ArpEntry, MacEntry, Vlan

NET = {"prefix": "198.51.100.80/28", "vlan": 10}
PRINTER = {"ip": "198.51.100.87", "mac": "02:00:5e:10:00:87", "title": "柜面打印机"}
UPLINK, DESK, OTHER = "GigabitEthernet0/0/24", "GigabitEthernet0/0/5", "GigabitEthernet0/0/6"
PRINTER_MAC, STRANGE_MAC, ROUTER = "02:00:5e:10:00:87", "00:e0:fc:70:00:11", "50:c7:bf:00:00:01"
ACCESS = frozenset({DESK, OTHER})


def plan(*entries: Any) -> AddressPlan:
    return plan_of([json.dumps(entry) for entry in entries])


def test_a_sighting_joins_the_address_with_the_port_where_it_was_heard() -> None:
    arp = [
        ArpEntry("198.51.100.82", "02:00:5e:10:00:82", "Vlanif10", None, "interface"),
        ArpEntry("198.51.100.87", PRINTER_MAC, "Vlanif10"),
        ArpEntry("198.51.100.88", None, "Vlanif10"),
        ArpEntry("203.0.113.49", "02:00:5e:10:00:49", "GigabitEthernet0/0/0"),
        ArpEntry("224.0.0.1", "01:00:5e:00:00:01", "Vlanif10", None, "static"),
    ]
    macs = [
        MacEntry(PRINTER_MAC, 10, DESK),
        MacEntry(STRANGE_MAC, 10, OTHER),
        MacEntry("02:00:5e:10:00:82", 10, UPLINK),
        MacEntry("02:00:5e:10:00:90", 10, None, "blackhole"),
    ]
    assert sightings(arp, macs) == (
        Sighting(STRANGE_MAC, None, OTHER, 10),
        Sighting("02:00:5e:10:00:49", "203.0.113.49", "GigabitEthernet0/0/0", None),
        Sighting(PRINTER_MAC, "198.51.100.87", DESK, 10),
    )
    assert str(Sighting(PRINTER_MAC)) == f"{PRINTER_MAC} - - vlan -"


def test_an_access_port_takes_one_cable_and_no_tag() -> None:
    vlans = [
        Vlan(1, untagged=(UPLINK, "Eth-Trunk1", "Ten-GigabitEthernet1/0/2", "10GE1/0/3", "GigabitEthernet 0/4")),
        Vlan(10, untagged=(DESK, "Vlanif10"), tagged=(UPLINK,)),
    ]
    assert access_ports(vlans) == {DESK, "Ten-GigabitEthernet1/0/2", "10GE1/0/3", "GigabitEthernet 0/4"}


def test_a_stranger_has_an_address_that_no_network_hands_out_and_nobody_has() -> None:
    seen = [
        Sighting(PRINTER_MAC, "198.51.100.87", DESK, 10),
        Sighting(STRANGE_MAC, "198.51.100.90", OTHER, 10),
        Sighting(PRINTER_MAC, "198.51.100.91", DESK, 10),
        Sighting(STRANGE_MAC, "198.51.100.100", OTHER, 20),
        Sighting(STRANGE_MAC, "192.168.1.5", OTHER, 10),
        Sighting(ROUTER, "198.51.100.92", UPLINK, 10),
    ]
    dynamic = {"prefix": "198.51.100.96/28", "dynamic": True}
    assert strangers(plan(NET, PRINTER, dynamic, {"gateway": ROUTER}), seen) == [
        f"{STRANGE_MAC} 198.51.100.90 {OTHER} vlan 10",
        f"{PRINTER_MAC} 198.51.100.91 {DESK} vlan 10",
        f"{STRANGE_MAC} 192.168.1.5 {OTHER} vlan 10",
    ]


def test_a_silent_stranger_is_judged_only_where_everybody_is_planned() -> None:
    seen = [
        Sighting(STRANGE_MAC, None, OTHER, 10),
        Sighting(STRANGE_MAC, None, UPLINK, 10),
        Sighting(STRANGE_MAC, None, OTHER, 20),
        Sighting(PRINTER_MAC, None, DESK, 10),
    ]
    assert silent_strangers(plan(NET, PRINTER), seen, ACCESS) == [f"{STRANGE_MAC} - {OTHER} vlan 10"]
    assert silent_strangers(plan(NET, PRINTER, {"ip": "198.51.100.88"}), seen, ACCESS) == []


def test_a_planned_address_on_another_device_names_both() -> None:
    seen = [Sighting(STRANGE_MAC, "198.51.100.87", OTHER, 10), Sighting(STRANGE_MAC, "198.51.100.88", OTHER, 10)]
    found = moved(plan(NET, PRINTER, {"ip": "198.51.100.88"}), seen)
    assert found == [f"{STRANGE_MAC} 198.51.100.87 {OTHER} vlan 10 instead of {PRINTER_MAC}"]
    assert moved(plan(NET, PRINTER), [Sighting(PRINTER_MAC, "198.51.100.87", OTHER, 10)]) == []


def test_of_several_who_claim_an_address_the_planned_one_is_not_the_stranger() -> None:
    seen = [Sighting(mac, "198.51.100.87", DESK, 10) for mac in (PRINTER_MAC, STRANGE_MAC)]
    assert clashes(plan(NET, PRINTER), seen) == [f"{STRANGE_MAC} 198.51.100.87 {DESK} vlan 10"]
    assert len(clashes(plan(), seen)) == 2
    assert clashes(plan(), seen[:1]) == []


def test_a_pair_that_may_share_an_address_does_not_clash() -> None:
    pair = plan(NET, PRINTER, PRINTER | {"mac": STRANGE_MAC})
    assert clashes(pair, [Sighting(mac, "198.51.100.87") for mac in (PRINTER_MAC, STRANGE_MAC)]) == []


def test_one_device_with_many_addresses_unless_it_is_a_gateway_or_planned_so() -> None:
    seen = [Sighting(STRANGE_MAC, f"198.51.100.{number}", UPLINK, 10) for number in range(81, 85)]
    assert many(plan(), seen) == [
        f"{STRANGE_MAC} 4 addresses 198.51.100.81, 198.51.100.82, 198.51.100.83, 198.51.100.84"
    ]
    assert many(plan(), seen[:3]) == []
    assert many(plan({"gateway": STRANGE_MAC}), seen) == []
    assert many(plan({"addresses_per_mac": 4}), seen) == []
    assert many(plan(*({"ip": one.ip, "mac": STRANGE_MAC} for one in seen)), seen) == []


def test_a_private_switch_shows_several_devices_at_an_access_port() -> None:
    macs = [MacEntry(f"00:e0:fc:00:00:{number:02x}", 10, DESK) for number in range(10)]
    busy = [MacEntry("00:e0:fc:00:01:00", 10, UPLINK), MacEntry("00:e0:fc:00:01:01", 10, UPLINK)]
    (found,) = hidden_switches(plan(), [*macs, *busy], ACCESS)
    assert found.startswith(f"{DESK} vlan 10: 10 addresses 00:e0:fc:00:00:00, 00:e0:fc:00:00:01, ")
    assert found.endswith("00:e0:fc:00:00:07, …")
    assert hidden_switches(plan({"port": DESK, "macs": 10}), macs, ACCESS) == []
    assert hidden_switches(plan({"macs_per_port": 2}), macs[:2], ACCESS) == []
    # A phone and the computer behind it are in two VLANs and one port.
    assert hidden_switches(plan(), [macs[0], MacEntry("00:e0:fc:00:02:00", 20, DESK)], ACCESS) == [
        f"{DESK} vlan 10 20: 2 addresses 00:e0:fc:00:00:00, 00:e0:fc:00:02:00"
    ]
    assert hidden_switches(plan(), [macs[0], MacEntry(macs[0].mac, 20, DESK)], ACCESS) == []


def test_a_wireless_router_is_told_by_its_maker() -> None:
    seen = [Sighting(ROUTER, "198.51.100.90", OTHER, 10), Sighting(STRANGE_MAC, None, OTHER, 10)]
    assert home_made(plan(), seen) == [f"{ROUTER} 198.51.100.90 {OTHER} vlan 10: made by TP-Link"]
    assert home_made(plan({"ip": "198.51.100.90", "mac": ROUTER}), seen) == []


def test_a_wireless_router_is_told_by_the_made_up_addresses_behind_it() -> None:
    macs = [MacEntry("da:00:00:00:00:01", 10, DESK), MacEntry("fe:00:00:00:00:02", 10, DESK)]
    assert radios(plan(), macs, ACCESS) == [
        f"{DESK} vlan 10: locally administered 2 addresses da:00:00:00:00:01, fe:00:00:00:00:02"
    ]
    assert radios(plan(), macs[:1], ACCESS) == []
    assert radios(plan({"port": DESK, "macs": 20}), macs, ACCESS) == []
    assert radios(plan({"ip": "198.51.100.90", "mac": "da:00:00:00:00:01"}), macs, ACCESS) == []


def test_what_is_remembered_are_fixed_addresses_the_own_ones_too() -> None:
    arp = [
        ArpEntry("198.51.100.82", ROUTER, "Vlanif10", None, "interface"),
        ArpEntry("198.51.100.87", PRINTER_MAC, "Vlanif10"),
        ArpEntry("198.51.100.87", STRANGE_MAC, "Vlanif20"),
        ArpEntry("198.51.100.97", STRANGE_MAC, "Vlanif10"),
        ArpEntry("198.51.100.99", None, "Vlanif10"),
    ]
    assert fixed(plan(NET, {"prefix": "198.51.100.96/28", "dynamic": True}), arp) == {
        "198.51.100.82": ROUTER,
        "198.51.100.87": f"{STRANGE_MAC}, {PRINTER_MAC}",
    }


def test_a_stranger_is_the_same_whichever_device_saw_him_and_a_port_belongs_to_its_device() -> None:
    label = f"{STRANGE_MAC} 198.51.100.90 {OTHER} vlan 10"
    assert subjects("switch01", [label, f"{label} instead of {PRINTER_MAC}"]) == {"00-e0-fc-70-00-11": label}
    port = f"{DESK} vlan 10: 2 addresses {STRANGE_MAC}"
    assert list(subjects("switch01", [port])) == ["switch01.GigabitEthernet0-0-5"]
    assert list(subjects("switch01", ["GigabitEthernet 0/5 vlan 10: 2 addresses"])) == ["switch01.GigabitEthernet-0-5"]
    assert subjects("switch01", ["and 12 more"]) == {}
    assert list(subjects("switch02", {"198.51.100.87": f"{STRANGE_MAC}, {PRINTER_MAC}"})) == [
        "00-e0-fc-70-00-11",
        "02-00-5e-10-00-87",
    ]


def test_a_neighbour_that_nobody_knows_is_told_with_its_port() -> None:
    assert subjects("switch01", {DESK: "MY-SWITCH"}) == {"switch01.MY-SWITCH-GigabitEthernet0-0-5": f"MY-SWITCH {DESK}"}


@pytest.mark.parametrize("offending", [None, True, 3, []])
def test_a_finding_without_a_stranger_names_none(offending: object) -> None:
    assert subjects("switch01", offending) == {}


@settings(max_examples=60)
@given(st.lists(st.text(max_size=300), max_size=5))
def test_whatever_a_device_says_a_name_fits_an_id(labels: list[str]) -> None:
    for name, label in subjects("switch01", [f"{text} vlan 10" for text in labels]).items():
        assert re.fullmatch(r"[A-Za-z0-9.-]{1,100}", name)
        assert len(label) <= 160


def test_which_checks_are_of_the_watch() -> None:
    assert is_watch("address_watch.strangers")
    assert is_watch("port_watch.radios")
    assert is_watch("topology.neighbours")
    assert not is_watch("topology.links")
    assert not is_watch("network_base.cpu")


ENTRIES = st.builds(
    MacEntry,
    st.sampled_from(["00:e0:fc:00:00:01", "da:00:00:00:00:02", "50:c7:bf:00:00:03", "01:00:5e:00:00:04"]),
    st.sampled_from([10, 20, None]),
    st.sampled_from([DESK, OTHER, UPLINK, None]),
)


@settings(max_examples=80)
@given(st.lists(ENTRIES, max_size=12), st.integers(1, 4))
def test_a_port_is_a_private_switch_exactly_above_its_limit(macs: list[MacEntry], limit: int) -> None:
    found = hidden_switches(plan({"macs_per_port": limit}), macs, ACCESS)
    single = {(row.port, row.mac) for row in macs if row.port in ACCESS and not row.mac.startswith("01:")}
    counts = {port: sum(one == port for one, _ in single) for port in ACCESS}
    assert {label.partition(" vlan ")[0] for label in found} == {
        port for port, count in counts.items() if count > limit
    }
