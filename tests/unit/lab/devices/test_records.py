"""Who changed a simulated device stands in its own log, in the words that the product reads."""

from __future__ import annotations

import asyncio

import asyncssh
import pytest

from hfcheck.lab.devices import serve
from hfcheck.lab.devices.device import Device
from hfcheck.network.command_records import recorded

from .visitor import one, visit


def changed_by(platform: str, release: str, *lines: str) -> Device:
    """A device that `netadmin`, who is not the inspection's own account, told these lines."""

    async def main() -> Device:
        found = one(platform=platform, release=release, operators={"netadmin": "Lab-change-2"})
        async with serve(found) as lab:
            async with visit(lab, username="netadmin", password="Lab-change-2") as visitor:
                await visitor.read(r"[>\]:]$")
                for line in lines:
                    await visitor.say(line)
            return lab.devices["sw1"]

    return asyncio.run(main())


@pytest.mark.parametrize(
    ("platform", "release", "port"),
    [("huawei_vrp", "vrp5", "GigabitEthernet0/0/1"), ("h3c_comware", "v7", "GigabitEthernet1/0/1")],
)
def test_a_change_is_recorded_with_its_name_and_a_look_is_not(platform: str, release: str, port: str) -> None:
    device = changed_by(platform, release, "display clock", "system-view", f"interface {port}", "description {door}")
    found = [record for record in recorded(device.state.log) if record.user == "netadmin"]
    assert {record.line for record in found} == {"description {door}", f"interface {port}"}
    assert {record.address for record in found} == {"127.0.0.1"}


def test_a_refused_line_is_no_change_and_a_secret_is_not_recorded() -> None:
    typed = ("system-view", "no such line", "snmp-agent community read Planted-7731")
    log = changed_by("huawei_vrp", "vrp5", *typed).state.log
    lines = [record.line for record in recorded(log)]
    assert len(lines) == 1
    assert lines[0].startswith("snmp-agent community read cipher ")
    assert "Planted-7731" not in repr(log)


def test_an_operator_with_a_wrong_password_is_refused() -> None:
    async def main() -> None:
        async with serve(one(operators={"netadmin": "Lab-change-2"})) as lab, visit(lab, username="netadmin"):
            raise AssertionError

    with pytest.raises(asyncssh.PermissionDenied):
        asyncio.run(main())
