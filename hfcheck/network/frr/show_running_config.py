"""`show running-config`: the configuration of all daemons, secrets hidden."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import lines
from hfcheck.network.command import Command
from hfcheck.network.redaction import redact
from hfcheck.readings.parsing import Unreadable

HEADING = frozenset({"Building configuration...", "Current configuration:"})
HOSTNAME = re.compile(r"hostname (?P<name>\S{1,64})")


def parse(text: str) -> Mapping[str, object]:
    """The lines between the heading and `end`, without which the configuration is not whole."""
    found = lines(redact(text))
    if found[-1] != "end" or not any(line.startswith("frr version ") for line in found[:5]):
        raise Unreadable(f"expected a configuration from 'frr version' to 'end', found {found[-1][:80]!r} last")
    names = [match["name"] for line in found if (match := HOSTNAME.fullmatch(line))]
    return {
        "lines": [line for line in found[:-1] if line not in HEADING],
        "hostname": names[0] if names else None,
    }


COMMAND = Command(
    line="show running-config",
    values={"lines": "as printed, secrets hidden, without heading and end", "hostname": "as configured, or None"},
    parse=parse,
)
