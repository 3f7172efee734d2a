"""What `show running-config` and `show startup-config` share."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import lines
from hfcheck.network.redaction import redact
from hfcheck.readings.parsing import Unreadable

HEADING = re.compile(
    r"Building configuration\.\.\.|Current configuration ?: ?\d+ bytes|Using \d+ (?:out of \d+ )?bytes.*"
)
HOSTNAME = re.compile(r"hostname (?P<name>\S{1,64})")
VERSION = re.compile(r"version \d\S{0,20}")
VALUES = {"lines": "as printed, secrets hidden, without heading and end", "hostname": "as configured, or None"}


def parse(text: str) -> Mapping[str, object]:
    """The lines between the heading and `end`, without which the configuration is not whole."""
    found = lines(redact(text))
    if found[-1] != "end" or not any(VERSION.fullmatch(line) for line in found[:20]):
        raise Unreadable(f"expected a configuration from 'version' to 'end', found {found[-1][:80]!r} last")
    names = [match["name"] for line in found if (match := HOSTNAME.fullmatch(line))]
    return {
        "lines": [line for line in found[:-1] if not HEADING.fullmatch(line)],
        "hostname": names[0] if names else None,
    }
