"""What the service processor (BMC) of a server says of its hardware, through ipmitool."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hfcheck.model import Answer, NotApplicable, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, rows, whole

SNIPPET = r"""
[ -e /dev/ipmi0 ] || [ -e /dev/ipmi/0 ] || [ -e /dev/ipmidev/0 ] || absent "no service processor"
need ipmitool
ipmitool sdr elist all
"""
# name | id | state | entity | reading
SENSOR = re.compile(r"(.+?) *\| *([0-9A-F]{2}h|Static.*?|Dynamic.*?) *\| *(\w+) *\| *([\d.]+) *\| *(.*)")
CALM = {"ok", "ns"}
POWER_TROUBLE = re.compile(r"fail|lost|error|inactive|out-of-range|redundancy (?:lost|degraded)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sensor:
    """One line of `sdr elist`; entity 10 is a power supply, ns means that there is no reading."""

    name: str
    state: str
    entity: str
    reading: str


def parse(output: Output) -> Mapping[str, Answer]:
    """The lines of `ipmitool sdr elist all`."""
    sensors = [_sensor(row) for row in rows(output.stdout)]
    if not sensors:
        raise Unreadable("expected sensors of ipmitool")
    supplies = [sensor for sensor in sensors if sensor.entity.partition(".")[0] == "10"]
    return {
        "abnormal": [f"{s.name}: {s.reading}" for s in sensors if s.state not in CALM],
        "fans": _fans(sensors),
        "power_faults": [f"{s.name}: {s.reading}" for s in supplies if POWER_TROUBLE.search(s.reading)]
        if any(supply.state != "ns" for supply in supplies)
        else NotApplicable(Reason.ABSENT, "no power supply with a sensor"),
    }


def _sensor(row: str) -> Sensor:
    found = SENSOR.fullmatch(row)
    if not found:
        raise Unreadable(f"expected name | id | state | entity | reading, found {row!r}")
    return Sensor(found[1].strip(), found[3], found[4], found[5].strip())


def _fans(sensors: Sequence[Sensor]) -> Answer:
    speeds = {s.name: whole(s.reading.removesuffix(" RPM"), s.name) for s in sensors if s.reading.endswith(" RPM")}
    return speeds or NotApplicable(Reason.ABSENT, "no fan with a sensor")


READING = Reading(
    values={
        "abnormal": "sensors beyond a limit of their own: name: reading",
        "fans": "fan → speed, turns a minute",
        "power_faults": "power supplies that report trouble: name: reading",
    },
    parse=parse,
    snippet=SNIPPET,
    command="ipmitool sensor；ipmitool sel list",
    privileged=True,
    seconds=60,
)
