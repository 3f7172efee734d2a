"""The scenes of the lab's network gear: whole, fresh at every start, for their owner alone."""

import json
import stat
from datetime import datetime
from pathlib import Path

import pytest

from hfcheck.lab import network
from hfcheck.lab.devices import read_scene
from hfcheck.lab.devices.device import device
from hfcheck.lab.faults import FAULTS
from hfcheck.lab.nodes import LOGIN
from hfcheck.model import SHANGHAI

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
NAMES = [(site, name) for site in network.SITES for name in network.devices(site)]


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    """A lab's directory, furnished."""
    network.furnish(tmp_path, NOW)
    return tmp_path


@pytest.mark.parametrize(("site", "name"), NAMES)
def test_a_scene_makes_its_devices(lab, site, name):
    found = device(name, read_scene(lab / f"network/{site}/scene.yml").devices[name])
    assert f"sysname {name}" in found.running.text or f"hostname {name}" in found.running.text
    assert {one.name for one in found.state.users} == {LOGIN, network.OPERATOR}
    assert min(one.at for one in found.state.log) == "2026-10-24T09:00:00"


@pytest.mark.parametrize(("site", "name"), NAMES)
def test_every_port_of_a_device_is_configured_and_every_configured_one_is_there(lab, site, name):
    found = device(name, read_scene(lab / f"network/{site}/scene.yml").devices[name])
    start, virtual = "interface ", ("NULL0", "InLoopBack0")
    configured = {line.removeprefix(start) for line in found.running.lines([]) if line.startswith(start)}
    assert configured - set(virtual) == {port.name for port in found.state.interfaces} - set(virtual)


def test_only_devices_with_a_fault_have_one():
    planted = {name for site, name in NAMES if network.devices(site)[name].get("faults")}
    named = {fault.host for fault in FAULTS}
    assert planted <= named
    # What is planted without a word of faults.py of the simulator: a line of the configuration, a fact.
    assert named & {name for _, name in NAMES} - planted == {"xupu_switch01"}


def test_passwords_are_new_at_every_start_and_for_their_owner_alone(lab):
    files = [lab / f"network/{name}.password" for name in (LOGIN, network.OPERATOR)]
    first = [path.read_text() for path in files]
    assert len(set(first)) == 2
    assert all(len(password) >= 24 for password in first)
    network.furnish(lab, NOW)
    assert not set(first) & {path.read_text() for path in files}
    scenes = [lab / f"network/{site}/scene.yml" for site in network.SITES]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files + scenes} == {0o600}


def test_ports_are_known_when_all_sites_serve(lab):
    for number, site in enumerate(network.SITES):
        assert network.ports(lab) is None
        place = lab / "network" / site
        (place / "known_hosts").write_text(f"[127.0.0.1]:{4000 + number} ssh-ed25519 AAAA{number}\n")
        (place / "devices.json").write_text(json.dumps({f"{site}01": {"host": "127.0.0.1", "port": 4000 + number}}))
    assert network.ports(lab) == {"centre01": 4000, "xupu01": 4001}
    assert (lab / "network/known_hosts").read_text().count("ssh-ed25519") == 2
