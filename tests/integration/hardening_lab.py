"""Simulated devices to harden, and what the roles' own checks demand of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from hfcheck.collect.capture import resolver
from hfcheck.device.allowed import allowed
from hfcheck.device.change_record import Records
from hfcheck.device.target import Target
from hfcheck.device.wanted import Demand, demands
from hfcheck.lab.devices import Lab, running, scene
from hfcheck.lab.devices.device import Device
from hfcheck.station import PROJECT

# Platforms that give up a change by themselves: the release, and lines that make a device worse than its release is.
ON_TRIAL = {
    "huawei_vrp": ("vrp8", ()),
    "h3c_comware": ("v7", (("line vty 0 63", "idle-timeout 30 0"), ("line vty 0 63", "protocol inbound all"))),
    "cisco_ios": ("ios", (("archive", "path flash:archive"), ("line vty 0 4", "exec-timeout 30 0"))),
}
SINGLE = ("idle-timeout", "protocol inbound", "exec-timeout")
# A device's minute takes this many seconds.
MINUTE = 4


def role_demands(**declared: Any) -> tuple[Demand, ...]:
    """What the roles' own checks demand, with their defaults and what is declared besides."""
    variables, stanzas = {}, []
    for role in ("network_base", "network_access"):
        folder = PROJECT / "roles" / role
        variables |= yaml.safe_load((folder / "defaults/main.yml").read_text())
        stanzas += yaml.safe_load((folder / "vars/main/checks.yml").read_text())[f"{role}_checks"]
    return demands(stanzas, resolver(variables | declared, lambda text: text))


@contextmanager
def device_of(tmp_path: Path, platform: str, release: str, worse=(), **options: Any) -> Iterator[tuple[Device, Target]]:
    found = scene({"time_scale": 60 / MINUTE, "devices": {"sw1": {"platform": platform, "release": release} | options}})
    with running(found) as lab:
        device = lab.devices["sw1"]
        for section, line in worse:
            olds = [old for old in device.running.lines([section]) if old.startswith(SINGLE) and old[:8] == line[:8]]
            device.running.set([section], line, olds)
        device.save()
        yield device, target_of(lab, device, tmp_path)


def target_of(lab: Lab, device: Device, tmp_path: Path) -> Target:
    known = tmp_path / "known_hosts"
    known.write_text(lab.known_hosts)
    spec = device.spec
    return Target(
        "127.0.0.1", device.port, spec.username, spec.platform, spec.password, known_hosts=str(known), seconds=10
    )


def records_in(tmp_path: Path) -> Records:
    (tmp_path / "changes").mkdir()
    return Records(tmp_path / "changes")


def only_looked(device: Device) -> bool:
    return all(allowed(device.spec.platform, line) for line in device.lines)
