"""display current-configuration, display saved-configuration: what is set. No public capture yet.

Secrets never leave this parser: they are hidden before anything is returned.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import lines
from hfcheck.network.command import Command
from hfcheck.network.redaction import redact
from hfcheck.readings.parsing import Unreadable

VERSION = re.compile(r"!Software Version +(?P<version>\S+)", re.IGNORECASE)
SYSNAME = re.compile(r"sysname +(?P<name>\S+)")


def parse(text: str) -> Mapping[str, object]:
    """The sections between the `#` lines, and all lines as printed; a configuration ends with `return`."""
    plain = redact(text)
    found = lines(plain)
    if found[-1].strip() != "return":
        raise Unreadable(f"expected a configuration that ends with 'return', found {found[-1].strip()[:80]!r}")
    if not any(line.strip() == "#" for line in found):
        raise Unreadable("expected '#' between the sections of a configuration, found none")
    sections: list[list[str]] = [[]]
    for line in found[:-1]:
        if line.strip() == "#":
            sections.append([])
        else:
            sections[-1].append(line)
    versions = [match["version"] for line in found if (match := VERSION.fullmatch(line.strip())) is not None]
    names = [match["name"] for line in found if (match := SYSNAME.fullmatch(line.strip())) is not None]
    return {
        "version": versions[0] if versions else None,
        "sysname": names[0] if names else None,
        "sections": [section for section in sections if section],
        "lines": plain.strip("\n").split("\n"),
    }


COMMAND = Command(
    line="display current-configuration",
    aliases=("display saved-configuration",),
    values={
        "version": "release that wrote it; None where it is not printed",
        "sysname": "the device's name; None where none is set",
        "sections": "lists of lines, secrets hidden",
        "lines": "every line as printed, marks between sections included, secrets hidden",
    },
    parse=parse,
)
