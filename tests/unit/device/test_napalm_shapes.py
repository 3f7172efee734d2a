"""Facts in NAPALM's shapes: units, and what stands where a device says nothing."""

from __future__ import annotations

import typing

import pytest
from napalm.base import models

from hfcheck.device import napalm_shapes as shapes
from hfcheck.device.napalm_environment import environment
from hfcheck.network.facts import (
    Adjacency,
    ArpEntry,
    Clock,
    Configuration,
    Interface,
    Load,
    MacEntry,
    Neighbour,
    Optic,
    Part,
    PartState,
    Sensor,
    Traffic,
    Vlan,
)
from hfcheck.network.settings import Settings

SILENT = Interface("GE1/0/1", up=False, enabled=True)
TOLD = Interface(
    "GE1/0/2",
    up=True,
    enabled=False,
    description="to the bank",
    speed_mbps=1000.0,
    mac="00:11:22:33:44:55",
    mtu=1500,
    addresses=("10.0.0.1/24", "10.0.1.1/32", "2001:db8::1/64"),
    flapped_seconds=60,
    input=Traffic(packets=100, errors=1, discards=2, bytes=6400, broadcasts=10, multicasts=30),
    output=Traffic(packets=5, broadcasts=3, multicasts=4),
)


def fits(found: dict[str, object], model: object) -> None:
    """Whether the keys and the types are those of NAPALM's model."""
    wanted = typing.get_type_hints(model)
    assert found.keys() == wanted.keys()
    for name, kind in wanted.items():
        plain = typing.get_origin(kind) or kind
        # A model within a model is a plain dict, which Python refuses to compare with it.
        assert isinstance(found[name], dict if hasattr(plain, "__total__") else plain), name


def test_interfaces_have_napalms_units_and_unknowns() -> None:
    found = shapes.interfaces([SILENT, TOLD])
    assert found["GE1/0/1"] == {
        "is_up": False,
        "is_enabled": True,
        "description": "",
        "last_flapped": -1.0,
        "mtu": -1,
        "speed": -1.0,
        "mac_address": "",
    }
    assert found["GE1/0/2"]["speed"] == 1000.0
    assert found["GE1/0/2"]["mac_address"] == "00:11:22:33:44:55"
    for row in found.values():
        fits(row, models.InterfaceDict)


def test_unicasts_are_known_only_where_the_others_are() -> None:
    found = shapes.counters([SILENT, TOLD])
    assert set(found["GE1/0/1"].values()) == {-1}
    assert (found["GE1/0/2"]["rx_unicast_packets"], found["GE1/0/2"]["rx_octets"]) == (60, 6400)
    # More broadcasts and multicasts than packets: not of one moment, so not known.
    assert found["GE1/0/2"]["tx_unicast_packets"] == -1
    for row in found.values():
        fits(row, models.InterfaceCounterDict)


def test_addresses_stand_by_family() -> None:
    assert shapes.addresses([SILENT, TOLD]) == {
        "GE1/0/2": {
            "ipv4": {"10.0.0.1": {"prefix_length": 24}, "10.0.1.1": {"prefix_length": 32}},
            "ipv6": {"2001:db8::1": {"prefix_length": 64}},
        }
    }


def test_tables() -> None:
    (arp,) = shapes.arp([ArpEntry("10.0.0.9", "00:11:22:aa:bb:cc", "Vlan10", minutes=2.5)])
    assert arp == {"interface": "Vlan10", "mac": "00:11:22:AA:BB:CC", "ip": "10.0.0.9", "age": 150.0}
    assert shapes.arp([ArpEntry("10.0.0.9", None, None)])[0] == {
        "interface": "",
        "mac": "",
        "ip": "10.0.0.9",
        "age": -1.0,
    }
    first, second = shapes.macs(
        [MacEntry("00:11:22:aa:bb:cc", 10, "GE1/0/1"), MacEntry("00:11:22:aa:bb:cd", None, None, "static")]
    )
    assert (first["static"], first["vlan"], second["static"], second["vlan"], second["interface"]) == (
        False,
        10,
        True,
        -1,
        "",
    )
    fits(first, models.MACAdressTable)
    assert shapes.vlans([Vlan(10, "desks", ("GE1/0/1",), ("GE1/0/24",))]) == {
        "10": {"name": "desks", "interfaces": ["GE1/0/1", "GE1/0/24"]}
    }


def test_neighbours_by_port() -> None:
    core = Neighbour("GE1/0/1", "core", "GE1/0/9", "00:11:22:33:44:55", "a switch", (), ("B", "Router"))
    silent = Neighbour("GE1/0/1", None, None)
    assert shapes.neighbours([core, silent]) == {
        "GE1/0/1": [{"hostname": "core", "port": "GE1/0/9"}, {"hostname": "", "port": ""}]
    }
    detail = shapes.neighbours_detail([core, silent], "")
    assert detail["GE1/0/1"][0]["remote_system_enable_capab"] == ["bridge", "router"]
    fits(detail["GE1/0/1"][1], models.LLDPNeighborDetailDict)
    assert shapes.neighbours_detail([core], "GE1/0/2") == {}


def test_no_light_is_not_a_bright_light() -> None:
    lanes = shapes.optics([Optic("XGE1/0/1", -3.0, None), Optic("XGE1/0/1", None, -2.0, bias_ma=30.0)])
    first, second = lanes["XGE1/0/1"]["physical_channels"]["channel"]
    assert (first["index"], second["index"]) == (0, 1)
    assert first["state"]["input_power"] == {"instant": -3.0, "avg": -100.0, "min": -100.0, "max": -100.0}
    assert first["state"]["output_power"]["instant"] == -100.0
    assert (first["state"]["laser_bias_current"]["instant"], second["state"]["laser_bias_current"]["instant"]) == (
        -1.0,
        30.0,
    )


@pytest.mark.parametrize(("said", "number"), [("65001", 65001), ("1.10", 65546), (None, -1)])
def test_bgp_neighbours_have_their_number(said: str | None, number: int) -> None:
    found = shapes.bgp([Adjacency("10.0.0.9", up=True, state="established", remote_as=said, prefixes=7, seconds=60)])
    peer = found["global"]["peers"]["10.0.0.9"]
    assert (peer["remote_as"], peer["uptime"], peer["address_family"]["ipv4"]["received_prefixes"]) == (number, 60, 7)
    fits(peer, models.BGPStateNeighborDict)


def test_a_bgp_neighbour_that_is_shut_is_neither_up_nor_enabled() -> None:
    found = shapes.bgp([Adjacency("2001:db8::9", up=False, state="idle (admin)", seconds=60)])
    peer = found["global"]["peers"]["2001:db8::9"]
    assert (peer["is_up"], peer["is_enabled"], peer["uptime"], list(peer["address_family"])) == (
        False,
        False,
        -1,
        ["ipv6"],
    )


def test_an_environment_alerts_unless_something_calls_it_normal() -> None:
    found = environment(
        [Part("fan 1", PartState.NORMAL), Part("fan 2", PartState.ABSENT), Part("fan 3", PartState.FAULTY)],
        [
            Sensor("normal", 40.0, 60.0, normal=True),
            Sensor("hot", 61.0, 60.0, normal=None),
            Sensor("below its limit", 40.0, 60.0, normal=None),
            Sensor("unjudged", 40.0, None, normal=None),
            Sensor("silent", None, None, normal=False),
        ],
        [Part("power 1", PartState.FAULTY)],
        [Load("", 12.0), Load("slot 2", 99.0)],
    )
    assert found["fans"] == {"fan 1": {"status": True}, "fan 3": {"status": False}}
    assert {name: (row["is_alert"], row["is_critical"]) for name, row in found["temperature"].items()} == {
        "normal": (False, False),
        "hot": (True, True),
        "below its limit": (False, False),
        "unjudged": (True, False),
        "silent": (True, False),
    }
    assert found["temperature"]["silent"]["temperature"] == -1.0
    assert found["power"]["power 1"] == {"status": False, "capacity": -1.0, "output": -1.0}
    assert found["cpu"] == {0: {"%usage": 12.0}, 1: {"%usage": 99.0}}
    fits(found, models.EnvironmentDict)


def test_time_people_and_communities() -> None:
    (row,) = shapes.ntp_stats(Clock(synchronised=False, source=None, stratum=16, offset_ms=None))
    assert (row["synchronized"], row["remote"], row["stratum"], row["offset"]) == (False, "", 16, -1.0)
    fits(row, models.NTPStats)
    assert shapes.users(["chen"]) == {"chen": {"level": -1, "password": "", "sshkeys": []}}
    configuration = Configuration((" snmp-agent sys-info contact 陈工", "snmp-server location Huaihua 3F"))
    found = shapes.snmp(configuration, Settings(snmp_communities=2))
    assert found == {
        "chassis_id": "Unknown",
        "community": {name: {"acl": "Unknown", "mode": "Unknown"} for name in ("hidden 1", "hidden 2")},
        "contact": "陈工",
        "location": "Huaihua 3F",
    }
