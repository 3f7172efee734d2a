"""What our sessions, parsers and adapters read from a simulated device, beside what is so."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hfcheck.device.session import Session
from hfcheck.device.target import Target
from hfcheck.lab.devices import running, scene
from hfcheck.lab.devices.device import Device
from hfcheck.network.facts import sources
from hfcheck.network.observed import Missing, read

# What the configuration or the clock say, and not a table of the state.
ELSEWHERE = frozenset({"identity", "interfaces", "log", "running", "startup"})


@contextmanager
def talking(directory: Path, platform: str, release: str, **options: Any) -> Iterator[tuple[Device, Session]]:
    """A simulated device named sw1 and a session with it."""
    spec = {"platform": platform, "release": release, **options}
    with running(scene({"devices": {"sw1": spec}, "time_scale": 60})) as lab:
        device = lab.devices["sw1"]
        known = directory / "known_hosts"
        known.write_text(lab.known_hosts, encoding="utf-8")
        with Session.open(target(device, known)) as session:
            yield device, session


def target(device: Device, known_hosts: Path) -> Target:
    """How to log in to a simulated device."""
    spec = device.spec
    return Target(
        spec.address, device.port, spec.username, spec.platform, spec.password, known_hosts=str(known_hosts), seconds=10
    )


def told(session: Session, platform: str, fact: str) -> Any:
    """The fact as inspection reads it: each source in its order until one tells it."""
    found: Any = Missing(None, f"{platform} has no source of {fact}")
    for source in sources(platform, fact):
        found = read(platform, fact, session.ask(source.line))
        if not isinstance(found, Missing):
            return found
    return found


def plain(value: Any, short: Callable[[str], str], untold: frozenset[str] = frozenset()) -> Any:
    """A fact as plain data, ports by their short names, without the fields that the platform does not tell."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        named = {one.name: getattr(value, one.name) for one in dataclasses.fields(value) if one.name not in untold}
        return {name: plain(one, short, untold) for name, one in named.items()}
    if isinstance(value, Mapping):
        return {short(str(name)): plain(one, short, untold) for name, one in value.items()}
    if isinstance(value, tuple | list):
        return [plain(one, short, untold) for one in value]
    if isinstance(value, str):
        return short(value)
    return round(value, 1) if isinstance(value, float) else value


def shortener(*kinds: tuple[str, str]) -> Callable[[str], str]:
    """Full names of ports as short ones: each kind of port with what stands for it."""
    short = dict(kinds)
    pattern = re.compile("|".join(rf"\b{re.escape(kind)} ?(?=[0-9])" for kind in sorted(short, key=len, reverse=True)))
    return lambda text: pattern.sub(lambda found: short[found[0].rstrip()], text)
