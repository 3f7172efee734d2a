from __future__ import annotations

import json
from typing import Any

import pytest

from hfcheck.network.address_plan import AddressPlan, Known, plan_of
from hfcheck.readings.parsing import Unreadable

OFFICE = {"prefix": "198.51.100.80/28", "vlan": 10, "title": "办公网"}
PHONES = {"prefix": "198.51.100.96/28", "vlan": 20, "dynamic": True}
PRINTER = {"ip": "198.51.100.87", "mac": "0200-5e10-0087", "title": "柜面打印机"}


def plan(*entries: Any) -> AddressPlan:
    return plan_of([json.dumps(entry) for entry in entries])


def test_networks_known_addresses_gateways_ports_and_limits() -> None:
    found = plan(OFFICE, PHONES, PRINTER, {"gateway": "00-00-5e-00-01-01"}, {"port": "GE0/0/3", "macs": 8})
    assert [(str(one.prefix), one.vlan, one.dynamic) for one in found.networks] == [
        ("198.51.100.80/28", 10, False),
        ("198.51.100.96/28", 20, True),
    ]
    assert found.known == {"198.51.100.87": Known(frozenset({"02:00:5e:10:00:87"}), "柜面打印机")}
    assert found.macs == {"02:00:5e:10:00:87", "00:00:5e:00:01:01"}
    assert found.ports == {"GE0/0/3": 8}
    assert (found.macs_per_port, found.addresses_per_mac) == (1, 3)
    assert plan({"macs_per_port": 2}, {"addresses_per_mac": 5}).macs_per_port == 2


def test_nothing_is_no_plan_and_limits_alone_are_none() -> None:
    assert not plan().declared
    assert not plan({"macs_per_port": 1}).declared
    assert plan(PRINTER).declared


def test_a_pair_that_shares_an_address_has_two_hardware_addresses() -> None:
    other = {"ip": "198.51.100.87", "mac": "02:00:5e:10:00:88"}
    assert plan(PRINTER, other).known["198.51.100.87"].macs == {"02:00:5e:10:00:87", "02:00:5e:10:00:88"}
    assert plan({"ip": "198.51.100.87", "mac": None}).known["198.51.100.87"].macs == frozenset()


def test_the_narrowest_network_says_whether_an_address_is_handed_out() -> None:
    found = plan({"prefix": "198.51.100.0/24"}, PHONES)
    assert found.is_dynamic("198.51.100.97")
    assert not found.is_dynamic("198.51.100.1")
    assert not found.is_dynamic("203.0.113.1")


@pytest.mark.parametrize(
    ("entries", "closed"),
    [
        ((OFFICE, PRINTER), {10}),
        ((OFFICE,), set()),
        ((OFFICE, PRINTER, {"ip": "198.51.100.88"}), set()),
        ((OFFICE | {"dynamic": True}, PRINTER), set()),
        ((OFFICE, PRINTER, PHONES | {"vlan": 10}), set()),
        ((OFFICE, PRINTER, PHONES), {10}),
    ],
)
def test_a_vlan_is_closed_where_every_hardware_address_is_planned(entries: Any, closed: set[int]) -> None:
    assert plan(*entries).closed == closed


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("198.51.100.0/24", r"expected an entry of the address plan \(prefix, ip.*found '198.51.100.0/24'"),
        ('{"title": "x"}', "expected an entry of the address plan"),
        ('{"ip": "198.51.100.1", "colour": 1}', "expected an entry of the address plan"),
        ("[" * 100_000, "expected an entry of the address plan"),
        ('{"prefix": "198.51.100.1/24"}', "expected a network such as 198.51.100.80/28, found '198.51.100.1/24'"),
        ('{"prefix": "198.51.100.0/24", "dynamic": "no"}', "expected dynamic true or false for 198.51.100.0/24"),
        ('{"prefix": "198.51.100.0/24", "vlan": "10"}', "whole number from 1 on for the VLAN of 198.51.100.0/24"),
        ('{"ip": "printer"}', "expected an IPv4 address of the plan, found 'printer'"),
        ('{"ip": "198.51.100.1", "mac": "a printer"}', "expected a hardware address for the mac of 198.51.100.1"),
        ('{"gateway": 5}', "expected text for a gateway, found 5"),
        ('{"port": "GE0/0/1"}', "expected a whole number from 1 on for macs of a port, found None"),
        ('{"macs_per_port": true}', "expected a whole number from 1 on for macs_per_port, found True"),
    ],
)
def test_an_entry_of_another_form_is_refused(argument: str, message: str) -> None:
    with pytest.raises(Unreadable, match=message):
        plan_of([argument])
