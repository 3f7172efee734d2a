"""The lab's network gear: one process a site plays its devices (hfcheck/lab/devices), outside of the room's network.

`python -m hfcheck.lab.network SITE ROOM LAB` serves a site until the process ROOM ends: no device without a lab. While
the process of an office is stopped (room.hold), nothing comes back over its line, as when a real one is down.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from hfcheck.lab.keys import write_private
from hfcheck.lab.nodes import LOGIN, TIME_SERVER

GEAR = Path(__file__).parent / "gear"
SITES = ("centre", "xupu")
OFFICES = SITES[1:]
# Who administrates the devices; a person who practises logs in under this name and finds it in the devices' logs.
OPERATOR = "netadmin"
OPERATOR_ADDRESS = "192.0.2.13"


def furnish(lab: Path, now: datetime) -> None:
    """Write each site's scene for one start, and the passwords of this start, for their owner's eyes alone."""
    passwords = {name: secrets.token_urlsafe(18) for name in (LOGIN, OPERATOR)}
    for name, password in passwords.items():
        write_private(lab / f"network/{name}.password", password)
    for site in SITES:
        scene = {"devices": {name: spec | _common(name, spec, passwords, now) for name, spec in devices(site).items()}}
        write_private(lab / f"network/{site}/scene.yml", yaml.safe_dump(scene, allow_unicode=True))


def devices(site: str) -> dict[str, dict[str, Any]]:
    """What the devices of a site have of their own, by name, as hfcheck/lab/devices/scene.py describes it."""
    found: dict[str, dict[str, Any]] = yaml.safe_load((GEAR / f"{site}.yml").read_text(encoding="utf-8"))
    return found


def _common(name: str, spec: Mapping[str, Any], passwords: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """What all devices of a start have in common: accounts, clock, people and a log that begins long ago."""
    clock = {"synchronised": True, "source": TIME_SERVER, "stratum": 9, "offset_ms": 0.42}
    users = [
        {"name": LOGIN, "line": "VTY 0", "address": "127.0.0.1", "mine": True},
        {"name": OPERATOR, "line": "VTY 1", "address": OPERATOR_ADDRESS},
    ]
    return {
        "hostname": name,
        "username": LOGIN,
        "password": passwords[LOGIN],
        "operators": {OPERATOR: passwords[OPERATOR]},
        "configuration": (GEAR / f"{name}.cfg").read_text(encoding="utf-8"),
        "facts": {"clock": clock, "users": users, "log": _log(now), **spec.get("facts", {})},
    }


def _log(now: datetime) -> list[dict[str, Any]]:
    login = f"{OPERATOR} logged in from {OPERATOR_ADDRESS}."
    return [
        {"at": (now - age).replace(tzinfo=None, microsecond=0).isoformat(), "severity": 5, "text": text}
        | {"module": "SHELL", "brief": "LOGIN"}
        for age, text in ((timedelta(hours=3), login), (timedelta(days=30), login))
    ]


def ports(lab: Path) -> dict[str, int] | None:
    """Where each device listens on the loopback address, by name; None until all sites serve.

    Their host keys are then in network/known_hosts.
    """
    places = [lab / "network" / site for site in SITES]
    if not all((place / "devices.json").is_file() for place in places):
        return None
    known = "".join((place / "known_hosts").read_text() for place in places)
    (lab / "network/known_hosts").write_text(known)
    listed = (json.loads((place / "devices.json").read_text()) for place in places)
    return {name: int(found["port"]) for site in listed for name, found in site.items()}


async def _serve(directory: Path, room: int) -> None:
    from hfcheck.lab.devices import read_scene, serve  # noqa: PLC0415 - who starts a lab needs no SSH library

    over = asyncio.Event()
    asyncio.get_running_loop().add_reader(os.pidfd_open(room), over.set)
    async with serve(read_scene(directory / "scene.yml"), directory):
        await over.wait()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[3], "network", sys.argv[1]), int(sys.argv[2])))
