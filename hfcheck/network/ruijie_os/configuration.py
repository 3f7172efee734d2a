"""A configuration as RGOS prints it: from its version to `end`, secrets hidden."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import lines
from hfcheck.network.redaction import redact
from hfcheck.readings.parsing import Unreadable

HEAD = re.compile(
    r"Building configuration\.{1,3}|Current configuration ?: ?[0-9]{1,9} bytes|Using [0-9]{1,9} .{1,60}|!"
)
HOSTNAME = re.compile(r"hostname (?P<name>\S{1,64})")
VERSION = re.compile(r"version (?P<version>\S.{0,120})")
VALUES = {
    "version": "the release that wrote it; null where it is not printed",
    "hostname": "the device's name; null where none is set",
    "lines": "the configuration as printed, secrets hidden",
}


def parse(text: str) -> Mapping[str, object]:
    """The lines behind the device's remarks; refuses a configuration without its last line `end`, which is cut off."""
    found = lines(redact(text))
    if found[-1] != "end":
        raise Unreadable(f"expected a configuration that ends with 'end', found {found[-1].strip()[:60]!r}")
    at = next(number for number, line in enumerate(found) if not HEAD.fullmatch(line))
    kept = found[at:]
    if len(kept) < 2:
        raise Unreadable("expected a configuration, found only its end")
    return {"version": _said(kept, VERSION, "version"), "hostname": _said(kept, HOSTNAME, "name"), "lines": kept}


def _said(kept: list[str], pattern: re.Pattern[str], name: str) -> str | None:
    return next((found[name] for line in kept if (found := pattern.fullmatch(line))), None)
