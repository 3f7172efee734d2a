"""get_environment of NAPALM: five facts in one, of which a device may lack some."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hfcheck.network.facts import Load, Part, PartState, Sensor

Shape = dict[str, Any]
FACTS = ("fans", "temperatures", "power_supplies", "cpu")
NO_NUMBER = -1


def environment(
    fans: Iterable[Part], temperatures: Iterable[Sensor], supplies: Iterable[Part], cpu: Iterable[Load]
) -> Shape:
    """The parts that are there; places that are empty are left out."""
    return {
        "fans": {part.name: {"status": part.state is PartState.NORMAL} for part in _present(fans)},
        "temperature": {sensor.name: _temperature(sensor) for sensor in temperatures},
        "power": {
            part.name: {
                "status": part.state is PartState.NORMAL,
                "capacity": float(NO_NUMBER),
                "output": float(NO_NUMBER),
            }
            for part in _present(supplies)
        },
        "cpu": {number: {"%usage": load.percent} for number, load in enumerate(cpu)},
        "memory": {"available_ram": NO_NUMBER, "used_ram": NO_NUMBER},
    }


def _present(parts: Iterable[Part]) -> list[Part]:
    return [part for part in parts if part.state is not PartState.ABSENT]


def _temperature(sensor: Sensor) -> Shape:
    is_over = sensor.celsius is not None and sensor.upper is not None and sensor.celsius >= sensor.upper
    is_under = sensor.celsius is not None and sensor.upper is not None and sensor.celsius < sensor.upper
    # What nobody calls normal is no reason to be calm.
    is_calm = sensor.normal if sensor.normal is not None else is_under
    return {
        "temperature": float(NO_NUMBER) if sensor.celsius is None else sensor.celsius,
        "is_alert": is_over or not is_calm,
        "is_critical": is_over,
    }
