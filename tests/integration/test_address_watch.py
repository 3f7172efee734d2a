"""Strangers at real sessions: what simulated switches hear, read over SSH and held against a plan."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from hfcheck.collect.frame import pack, unpack
from hfcheck.device.allowed import allowed
from hfcheck.device.source import observe_device
from hfcheck.device.target import Target
from hfcheck.lab.devices import running, scene
from hfcheck.model import SHANGHAI, Answer
from hfcheck.readings import load, read

NONCE = "0123456789abcdef"
ROUTER, PHONES = "50:c7:bf:00:00:01", ("da:00:00:00:00:01", "da:00:00:00:00:02")


def heard(
    directory: Path, platform: str, release: str, faults: Mapping[str, Any], plan: list[Any]
) -> dict[str, Answer]:
    """What one session with a simulated device tells of addresses and neighbours."""
    with running(
        scene({"devices": {"sw1": {"platform": platform, "release": release, "faults": faults}}}), directory
    ) as lab:
        device = lab.devices["sw1"]
        target = Target(
            "127.0.0.1",
            device.port,
            "inspector",
            platform,
            password="Lab-inspect-1",
            known_hosts=str(directory / "known_hosts"),
        )
        requests = [("device_addresses", tuple(map(json.dumps, plan))), ("device_neighbours", ())]
        answered = observe_device(target, requests, NONCE)
        assert all(allowed(platform, line) for line in device.lines)
    outputs, done = unpack(pack(answered, NONCE), NONCE, requests, datetime.now(SHANGHAI))
    assert done
    found: dict[str, Answer] = {}
    for (name, _), output in zip(requests, outputs, strict=True):
        found |= read(load(name), output)
    return found


@dataclass(frozen=True)
class Desk:
    """An access port of a simulated switch, and the network behind it."""

    platform: str
    release: str
    port: str
    vlan: int
    network: str

    def heard(self, directory: Path, faults: Mapping[str, Any], plan: list[Any]) -> dict[str, Any]:
        directory.mkdir()
        return heard(directory, self.platform, self.release, faults, plan)


DESKS = (
    Desk("huawei_vrp", "vrp5", "GigabitEthernet0/0/3", 10, "172.30.10.0/24"),
    Desk("h3c_comware", "v7", "GigabitEthernet1/0/3", 20, "10.20.20.0/24"),
)


@pytest.mark.parametrize("desk", DESKS, ids=lambda desk: str(desk.release))
def test_a_home_router_with_phones_behind_it_is_found_at_its_port(tmp_path: Path, desk: Desk) -> None:
    ip = f"{desk.network.rpartition('.')[0]}.77"
    network = {"prefix": desk.network, "vlan": desk.vlan}
    guests = [{"mac": mac, "port": desk.port, "vlan": desk.vlan} for mac in PHONES]
    faults = {
        "unknown_mac": [{"mac": ROUTER, "port": desk.port, "vlan": desk.vlan, "ip": ip}, *guests],
        "neighbour_unknown": {"port": desk.port, "system_name": "MY-ROUTER"},
    }
    usual = desk.heard(tmp_path / "usual", {}, [])
    plan = [network, *({"ip": one, "mac": mac} for one, mac in usual["fixed"].items())]
    quiet = desk.heard(tmp_path / "quiet", {}, plan)
    assert [quiet[name] for name in ("strangers", "moved", "hidden_switches", "radios", "home_made")] == [[]] * 5
    found = desk.heard(tmp_path / "found", faults, plan)
    place = f"{desk.port} vlan {desk.vlan}"
    assert found["strangers"] == [f"{ROUTER} {ip} {place}"]
    assert found["home_made"] == [f"{ROUTER} {ip} {place}: made by TP-Link"]
    assert set(found["silent_strangers"]) - set(quiet["silent_strangers"]) == {f"{mac} - {place}" for mac in PHONES}
    assert [label.partition(": ")[0] for label in found["hidden_switches"]] == [place]
    assert found["radios"] == [f"{place}: locally administered 2 addresses {', '.join(PHONES)}"]
    assert found["names"] == quiet["names"] | {desk.port: "MY-ROUTER"}
