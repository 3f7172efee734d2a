from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hfcheck.errors import ContentError
from hfcheck.lab.devices import read_scene, scene
from hfcheck.lab.devices.device import Device, device
from hfcheck.lab.devices.platform import names, platform
from hfcheck.lab.devices.scene import Spec
from hfcheck.network.facts import PartState


def made(**options: Any) -> Device:
    return device("sw1", Spec("huawei_vrp", **{"release": "vrp5", **options}))


def test_a_scene_is_read_from_yaml(tmp_path: Path) -> None:
    file = tmp_path / "scene.yml"
    file.write_text("devices: {sw1: {platform: huawei_vrp, release: vrp5, faults: {cpu: 96}}}\ntime_scale: 30\n")
    found = read_scene(file)
    assert found.time_scale == 30
    assert found.devices["sw1"].faults == {"cpu": 96}


@pytest.mark.parametrize(
    ("found", "message"),
    [
        ({"devices": {}}, "expected at least one device"),
        ({"devices": {"a": {"platform": "huawei_vrp"}}}, r"devices\.a\.release: Field required"),
        ({"devices": {"a": {"platform": "x", "release": "y", "colour": 1}}}, r"devices\.a\.colour"),
        ({"devices": {"a": {"platform": "x", "release": "y"}}, "time_scale": 0}, "time_scale above 0"),
        ([], "scene: "),
    ],
)
def test_a_scene_that_does_not_fit_is_refused(found: object, message: str) -> None:
    with pytest.raises(ContentError, match=message):
        scene(found)


def test_a_file_that_is_no_yaml_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "scene.yml"
    file.write_text("devices: [")
    with pytest.raises(ContentError, match="expected a scene in YAML"):
        read_scene(file)


def test_what_does_not_exist_is_refused() -> None:
    with pytest.raises(ContentError, match="expected a release of vrp5, ar, vrp8, usg, found 'vrp9'"):
        made(release="vrp9")
    with pytest.raises(ContentError, match=r"expected a simulated platform of .*huawei_vrp.*, found 'abacus'"):
        device("sw1", Spec("abacus", "1"))
    with pytest.raises(ContentError, match=r"facts\.cpu\.0\.percent: .*found 'much'"):
        made(facts={"cpu": [{"part": "", "percent": "much"}]})
    with pytest.raises(ContentError, match=r"expected a fact of .*, found 'colour'"):
        made(facts={"colour": 1})


def test_facts_of_a_scene_replace_those_of_the_release() -> None:
    found = made(facts={"fans": [{"name": "slot 0 fan 1", "state": "absent"}]})
    assert [fan.state for fan in found.state.fans] == [PartState.ABSENT]


def test_a_saved_configuration_of_its_own() -> None:
    found = made(startup="#\nsysname OLD\n#\nreturn")
    assert found.startup.lines([]) == ["sysname OLD"]
    assert found.running.lines([])[0] == "sysname sw1"


def test_a_port_follows_its_configuration() -> None:
    found = made()
    found.running.set(["interface GigabitEthernet0/0/1"], "shutdown")
    found.running.set(["interface GigabitEthernet0/0/2"], "description desk 2")
    ports = {port.name: port for port in found.interfaces}
    assert not ports["GigabitEthernet0/0/1"].enabled
    assert not ports["GigabitEthernet0/0/1"].up
    assert ports["GigabitEthernet0/0/2"].description == "desk 2"
    assert ports["GigabitEthernet0/0/2"].up


def test_every_platform_can_be_loaded() -> None:
    assert "huawei_vrp" in names()
    for name in names():
        assert platform(name).name == name
