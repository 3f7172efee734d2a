"""What a simulated device measures and hears: the truth that its outputs print.

Each attribute has the name and the shape of a fact (hfcheck/network/facts.py), so that a test can compare what was read
with what is so. Names of ports, port states and addresses come together with the configuration in device.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any

import pydantic

from hfcheck.errors import ContentError
from hfcheck.model import SHANGHAI
from hfcheck.network.facts import (
    Adjacency,
    Aggregate,
    ArpEntry,
    Clock,
    Expiry,
    HighAvailability,
    Identity,
    Interface,
    Load,
    LogEntry,
    MacEntry,
    Neighbour,
    OnlineUser,
    Optic,
    Part,
    Restart,
    Route,
    Sensor,
    Serial,
    Sessions,
    StpPort,
    StpRoot,
    Traffic,
    VirtualRouter,
    Vlan,
)


@dataclass(slots=True)
class State:
    """All facts but the configurations; `booted` is when it started, `extra` what only one platform's outputs print."""

    identity: Identity
    booted: datetime = field(default_factory=lambda: datetime.now(SHANGHAI) - timedelta(days=87, hours=5, minutes=41))
    restarts: tuple[Restart, ...] = ()
    serials: tuple[Serial, ...] = ()
    cpu: tuple[Load, ...] = ()
    memory: tuple[Load, ...] = ()
    temperatures: tuple[Sensor, ...] = ()
    fans: tuple[Part, ...] = ()
    power_supplies: tuple[Part, ...] = ()
    modules: tuple[Part, ...] = ()
    interfaces: tuple[Interface, ...] = ()
    optics: tuple[Optic, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    aggregates: tuple[Aggregate, ...] = ()
    stp_ports: tuple[StpPort, ...] = ()
    stp_roots: tuple[StpRoot, ...] = ()
    vlans: tuple[Vlan, ...] = ()
    arp: tuple[ArpEntry, ...] = ()
    macs: tuple[MacEntry, ...] = ()
    routes: tuple[Route, ...] = ()
    ospf: tuple[Adjacency, ...] = ()
    bgp: tuple[Adjacency, ...] = ()
    vrrp: tuple[VirtualRouter, ...] = ()
    high_availability: HighAvailability | None = None
    sessions: Sessions | None = None
    clock: Clock = field(default_factory=lambda: Clock(True, "10.20.0.21", 3, 0.42))
    users: tuple[OnlineUser, ...] = ()
    log: tuple[LogEntry, ...] = ()
    licences: tuple[Expiry, ...] = ()
    certificates: tuple[Expiry, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)

    def override(self, facts: Mapping[str, object], where: str) -> None:
        """Set whole facts as a scene says; raises ContentError for a fact or a shape that there is not."""
        for name, value in facts.items():
            known = {one.name: one for one in fields(self)}
            if name not in known:
                raise ContentError(f"{where}: expected a fact of {', '.join(known)}, found {name!r}")
            shape = pydantic.TypeAdapter(_shapes()[name])
            try:
                setattr(self, name, shape.validate_python(value))
            except pydantic.ValidationError as problem:
                first = problem.errors()[0]
                place = ".".join(str(part) for part in first["loc"])
                raise ContentError(f"{where}: facts.{name}.{place}: {first['msg']}, found {first['input']!r}") from None


def _shapes() -> Mapping[str, Any]:
    import typing  # noqa: PLC0415 - the shapes are only needed for a scene that overrides facts

    return typing.get_type_hints(State)


def count(packets: int, *, errors: int = 0, rate: int = 120_000) -> Traffic:
    """Plausible traffic of a port that had this many packets; `rate` in bits a second."""
    return Traffic(packets, errors, 0, rate, packets * 412, packets // 190, packets // 75)
