"""A simulated device: its state, its configurations, and the trial of a change that ends by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from hfcheck.errors import ContentError
from hfcheck.lab.devices.faults import plant
from hfcheck.lab.devices.outputs import configuration
from hfcheck.lab.devices.platform import Platform, Release, platform
from hfcheck.lab.devices.scene import Spec
from hfcheck.lab.devices.state import State
from hfcheck.lab.devices.tree import Tree, parse
from hfcheck.model import SHANGHAI
from hfcheck.network.facts import Interface, Log, Traffic

ERRORS_A_SECOND = 5


@dataclass(frozen=True, slots=True)
class Received:
    """A line that a device received: when, in which session, in which mode; a typed secret is only marked as one."""

    at: datetime
    session: int
    mode: str
    line: str


@dataclass(slots=True)
class Trial:
    """A change that is taken back unless it is confirmed in time."""

    before: Tree
    timer: asyncio.TimerHandle


@dataclass(slots=True)
class Device:
    """One device; `received` are all lines that it ever got, `port` is where it listens."""

    name: str
    spec: Spec
    platform: Platform
    release: Release
    state: State
    running: Tree
    startup: Tree
    time_scale: float = 1.0
    port: int = 0
    trial: Trial | None = None
    received: list[Received] = field(default_factory=list)
    made: datetime = field(default_factory=lambda: datetime.now(SHANGHAI))
    record: Callable[[Received], None] | None = None
    problems: list[Exception] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """All received lines, oldest first."""
        return [one.line for one in self.received]

    @property
    def now(self) -> datetime:
        """The device's clock."""
        return datetime.now(SHANGHAI)

    @property
    def uptime_seconds(self) -> int:
        """How long it has been up."""
        return int((self.now - self.state.booted).total_seconds())

    @property
    def interfaces(self) -> tuple[Interface, ...]:
        """The ports as they are under the running configuration: shut, described, addressed."""
        return tuple(self._configured(port) for port in self.state.interfaces)

    def fact(self, name: str) -> Any:
        """What is so at this moment, in the shape of a fact that is no configuration (hfcheck/network/facts.py)."""
        if name == "identity":
            return replace(self.state.identity, uptime_seconds=self.uptime_seconds)
        if name == "log":
            return Log(self.state.log, complete=True)
        return self.interfaces if name == "interfaces" else getattr(self.state, name)

    def _configured(self, port: Interface) -> Interface:
        lines = self.running.lines([f"interface {port.name}"])
        shut = "shutdown" in lines
        described = next((line.removeprefix("description ") for line in lines if line.startswith("description ")), "")
        up = port.up and not shut
        return replace(
            port,
            up=up,
            enabled=not shut,
            description=described,
            protocol_up=up if port.protocol_up is not None else None,
            duplex=port.duplex if up else None,
            speed_mbps=port.speed_mbps if up else None,
            input=self._grown(port) if port.name in self.state.extra.get("growing", ()) else port.input,
        )

    def _grown(self, port: Interface) -> Traffic:
        """What a port with a bad cable counts: some errors since long, and more every second."""
        fresh = int((self.now - self.made).total_seconds() * ERRORS_A_SECOND)
        return replace(port.input, errors=(port.input.errors or 0) + 1300 + fresh)

    def note(self, received: Received) -> None:
        """Keep a received line, in memory and where the server records it."""
        self.received.append(received)
        if self.record is not None:
            self.record(received)

    def save(self) -> None:
        """Make the running configuration the one of the next start."""
        self.startup = self.running.copy()

    def guard(self, seconds: float) -> None:
        """Go back to what runs now when `seconds` of the device's time are over, unless it is confirmed before."""
        if self.trial is not None:
            raise ContentError(f"{self.name}: a trial is under way")
        loop = asyncio.get_running_loop()
        self.trial = Trial(self.running.copy(), loop.call_later(seconds / self.time_scale, self.take_back))

    def try_out(self, changed: Tree, seconds: float) -> None:
        """Run a changed configuration until `seconds` of the device's time are over, unless it is confirmed."""
        self.guard(seconds)
        self.running = changed

    def confirm(self) -> None:
        """Keep what is on trial."""
        if self.trial is not None:
            self.trial.timer.cancel()
            self.trial = None

    def take_back(self) -> None:
        """Go back to the configuration before the trial."""
        if self.trial is not None:
            self.trial.timer.cancel()
            self.running = self.trial.before
            self.trial = None


def device(name: str, spec: Spec, time_scale: float = 1.0) -> Device:
    """The device of a scene, with its faults planted; raises ContentError for what does not exist."""
    kind = platform(spec.platform)
    release = kind.releases.get(spec.release)
    if release is None:
        raise ContentError(f"{name}: expected a release of {', '.join(kind.releases)}, found {spec.release!r}")
    state = release.state()
    state.override(spec.facts, name)
    hostname = spec.hostname or name
    text = configuration(kind, spec.release, hostname, state) if spec.configuration is None else spec.configuration
    running = parse(text, kind.mark, kind.tail)
    startup = parse(spec.startup, kind.mark, kind.tail) if spec.startup is not None else running.copy()
    made = Device(name, spec, kind, release, state, running, startup, time_scale)
    plant(made, spec.faults)
    return made
