"""What our sessions, parsers and adapters read from a simulated device, and what its terminal says to typed lines."""

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
from hfcheck.lab.devices.device import Device, device
from hfcheck.lab.devices.scene import Spec
from hfcheck.lab.devices.shell import Shell
from hfcheck.lab.devices.terminal import Terminal
from hfcheck.network.facts import FACTS, sources
from hfcheck.network.observed import Missing, read
from hfcheck.network.reply import Reply, State, reply

CONFIGURATIONS = frozenset({"running", "startup"})
NONE: frozenset[str] = frozenset()


def facts(platform: str) -> list[str]:
    """The facts that a platform tells, its configurations aside."""
    return sorted(fact for fact in FACTS if fact not in CONFIGURATIONS and sources(platform, fact))


@contextmanager
def talking(directory: Path, platform: str, release: str, **options: Any) -> Iterator[tuple[Device, Session]]:
    """A simulated device named sw1 and a session with it."""
    spec = {"platform": platform, "release": release, **options}
    with running(scene({"devices": {"sw1": spec}})) as lab:
        found = lab.devices["sw1"]
        known = directory / "known_hosts"
        known.write_text(lab.known_hosts, encoding="utf-8")
        with Session.open(_target(found, known)) as session:
            yield found, session


def _target(found: Device, known_hosts: Path) -> Target:
    spec = found.spec
    return Target(
        spec.address,
        found.port,
        spec.username,
        spec.platform,
        spec.password,
        known_hosts=str(known_hosts),
        seconds=10,
        enable_password=spec.enable_password,
    )


def told(session: Session, platform: str, fact: str) -> Any:
    """The fact as inspection reads it: each source in its order until one tells it."""
    found: Any = Missing(None, f"{platform} has no source of {fact}")
    for source in sources(platform, fact):
        found = read(platform, fact, session.ask(source.line))
        if not isinstance(found, Missing):
            return found
    return found


def plain(value: Any, short: Callable[[str], str], untold: frozenset[str] = NONE) -> Any:
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


def made(platform: str, release: str, time_scale: float = 1.0, **options: Any) -> Device:
    """A device named sw1 that nobody is connected to."""
    return device("sw1", Spec(platform, release, page=0, **options), time_scale)


async def typed(found: Device, *lines: str) -> str:
    """What a device prints in a session in which these lines are typed, after which the line is dead."""
    printed: list[bytes] = []
    terminal = Terminal(found.spec, found.release, printed.append)
    for line in lines:
        terminal.press(f"{line}\r".encode())
    terminal.press(b"")
    await Shell(found, terminal, 1).run()
    return b"".join(printed).decode().replace("\r\n", "\n")


def refused(platform: str, line: str, printed: str) -> Reply:
    """How our own reader sees what followed the last echo of a line; it must see a refusal."""
    found = reply(platform, line, printed.rpartition(f"{line}\n")[2])
    assert found.state in (State.REJECTED, State.UNSUPPORTED), printed
    return found
