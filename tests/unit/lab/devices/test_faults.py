from __future__ import annotations

from typing import Any

import pytest

from hfcheck.errors import ContentError
from hfcheck.lab.devices.device import Device, device
from hfcheck.lab.devices.scene import Spec
from hfcheck.network.facts import PartState

PORT = "GigabitEthernet0/0/3"
OPTIC = "XGigabitEthernet0/0/1"
MAC = "b0:95:8e:00:00:01"


def faulty(release: str = "vrp5", **faults: Any) -> Device:
    return device("sw1", Spec("huawei_vrp", release, faults=faults))


def test_a_port_without_a_link_has_no_neighbours_and_no_addresses() -> None:
    state = faulty(port_down=[PORT, OPTIC]).state
    down = {port.name for port in state.interfaces if not port.up}
    assert {PORT, OPTIC} <= down
    assert PORT not in {entry.port for entry in state.macs} | {entry.interface for entry in state.arp}
    assert OPTIC not in {one.port for one in state.neighbours}
    assert state.aggregates[0].members == {OPTIC: False, "XGigabitEthernet0/0/2": True}


def test_errors_grow() -> None:
    port = next(port for port in faulty(errors_growing=PORT).interfaces if port.name == PORT)
    assert (port.input.errors or 0) >= 1300


def test_parts_fail() -> None:
    state = faulty(fan_faulty=1, power_faulty=2).state
    assert [fan.state for fan in state.fans] == [PartState.FAULTY, PartState.NORMAL]
    assert [supply.state for supply in state.power_supplies] == [PartState.NORMAL, PartState.FAULTY]


def test_measures_leave_their_limits() -> None:
    state = faulty(cpu=96, memory=97, hot=81, optic_low=OPTIC).state
    assert (state.cpu[0].percent, state.memory[0].percent) == (96, 97)
    assert (state.temperatures[0].celsius, state.temperatures[0].normal) == (81, False)
    assert state.optics[0].rx_dbm == -28.54


def test_strangers_appear() -> None:
    state = faulty(
        unknown_mac={"mac": MAC, "vlan": 10, "port": PORT, "ip": "172.30.10.99"},
        neighbour_unknown={"port": PORT, "system_name": "TL-WR"},
    ).state
    assert (state.macs[-1].mac, state.arp[-1].ip, state.arp[-1].mac) == (MAC, "172.30.10.99", MAC)
    assert state.neighbours[-1].system_name == "TL-WR"


def test_an_address_is_claimed_by_two() -> None:
    state = faulty(duplicate_ip={"ip": "172.30.10.2", "mac": MAC}).state
    assert [entry.mac for entry in state.arp if entry.ip == "172.30.10.2"] == [MAC]
    assert state.log[0].brief == "ARP_DUPLICATE_IPADDR"
    assert "172.30.10.2" in state.log[0].text


def test_services_are_lost() -> None:
    state = faulty(ntp_lost=True, neighbour_lost=OPTIC, route_lost="0.0.0.0/0").state
    assert not state.clock.synchronised
    assert OPTIC not in {one.port for one in state.neighbours}
    assert "0.0.0.0/0" not in {route.destination for route in state.routes}
    router = faulty("ar", ospf_down="10.255.0.1", bgp_down="172.30.61.2").state
    assert not router.ospf[0].up
    assert not router.bgp[0].up


def test_it_was_restarted() -> None:
    found = faulty(rebooted=5)
    assert 300 <= found.uptime_seconds < 360
    assert found.state.restarts[0].at == f"{found.state.booted:%Y-%m-%dT%H:%M:%S}"


def test_a_change_was_not_saved() -> None:
    found = faulty(unsaved=True)
    assert found.running != found.startup
    assert "changed by hand" in found.running.text


def test_licences_and_certificates_end() -> None:
    state = faulty("usg", licence_expires="2026-01-31", certificate_expires="2026-02-28").state
    assert (state.licences[0].expires, state.certificates[0].expires) == ("2026-01-31", "2026-02-28")


@pytest.mark.parametrize(
    ("faults", "message"),
    [
        ({"colour": "blue"}, "expected a fault of port_down, .*, found 'colour'"),
        ({"port_down": "GE9"}, "sw1: expected one of .*GigabitEthernet0/0/1.*, found 'GE9'"),
        ({"errors_growing": "GE9"}, "sw1: expected one of its ports, found 'GE9'"),
        ({"fan_faulty": 3}, "expected a part from 1 to 2, found 3"),
        ({"duplicate_ip": {"ip": "203.0.113.9", "mac": MAC}}, "expected an address of its ARP table"),
        ({"licence_expires": "2026-01-31"}, "expected a device with licences"),
    ],
)
def test_a_fault_that_cannot_be_is_refused(faults: dict[str, Any], message: str) -> None:
    with pytest.raises(ContentError, match=message):
        faulty(**faults)
