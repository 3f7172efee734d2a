"""`show version`: what the device is and since when it runs; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import lines, span
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable

FACTS = (
    re.compile(r"Hillstone Networks StoneOS software, Version (?P<version>[0-9][0-9A-Za-z.]{0,20})"),
    re.compile(
        r"Product name: ?(?P<model>[A-Z][A-Za-z0-9-]{1,40}) +S/N: ?(?P<serial>[0-9A-Z]{4,40})"
        r"(?: +Assembly number: ?(?P<assembly>[0-9A-Z]{0,20}))?"
    ),
    re.compile(r"Boot file is (?P<image>[A-Za-z0-9][A-Za-z0-9._-]{1,80})(?: from \S{1,40})?"),
    re.compile(r"Uptime is (?P<uptime>[0-9].{1,80})"),
)
NAMES = ("version", "model", "serial", "image", "uptime")


def parse(text: str) -> Mapping[str, object]:
    """The device's own facts; lines on features and signature databases are passed over."""
    said: dict[str, str] = {}
    for line in (line.strip() for line in lines(text)):
        found = next((fact for pattern in FACTS if (fact := pattern.fullmatch(line))), None)
        for name, value in found.groupdict("").items() if found else ():
            if name in said:
                raise Unreadable(f"expected the {name} once, found it again in {line[:80]!r}")
            said[name] = value
    missing = next((name for name in NAMES if not said.get(name)), None)
    if missing is not None:
        raise Unreadable(f"expected the {missing} of the device, found none")
    return {name: said[name] for name in NAMES[:-1]} | {"uptime_seconds": span(said["uptime"], "the uptime")}


COMMAND = Command(
    line="show version",
    values={
        "version": "version of StoneOS, as 5.5",
        "model": "model, as SG-6000-A1000",
        "serial": "serial number",
        "image": "the software that was started, as SG6000-A-5.5R10P3-v6",
        "uptime_seconds": "time since the device started, seconds",
    },
    parse=parse,
)
