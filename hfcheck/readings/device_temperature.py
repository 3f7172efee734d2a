"""Temperatures against the limits at which the device itself alarms."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.model import Answer, Output
from hfcheck.network.facts import Sensor
from hfcheck.readings.of_device import each, of_fact, those


def say(found: tuple[Sensor, ...], _: Output) -> Mapping[str, Answer]:
    """A sensor that measures nothing is that of an empty place, unless the device calls it abnormal."""
    placed = [row for row in found if row.celsius is not None or row.normal is False]
    return {
        "celsius": each(placed, _name, lambda row: row.celsius, "no temperature"),
        "headroom": each(placed, _name, _headroom, "no limit of a temperature"),
        "abnormal": those(placed, _name, _abnormal, "no temperature"),
    }


def _name(row: Sensor) -> str:
    return row.name


def _headroom(row: Sensor) -> float | None:
    return None if row.celsius is None or row.upper is None else round(row.upper - row.celsius, 1)


def _abnormal(row: Sensor) -> bool | None:
    headroom = _headroom(row)
    over = None if headroom is None else headroom <= 0
    return over if row.normal is None else not row.normal or bool(over)


READING = of_fact(
    "temperatures",
    {
        "celsius": "sensor → temperature, °C",
        "headroom": "sensor → how far it is below the limit at which the device alarms, K",
        "abnormal": "sensors that the device calls abnormal, or that have reached that limit",
    },
    say,
)
