"""`display current-configuration`: the running configuration; no public capture yet.

Secrets never leave this parser: they are hidden before anything is returned.
"""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.network.columns import lines, some
from hfcheck.network.command import Command
from hfcheck.network.redaction import redact
from hfcheck.readings.parsing import Unreadable


def parse(text: str) -> Mapping[str, object]:
    """The sections between the lines `#`; refuses a configuration without its last line `return`, which is cut off."""
    hidden = redact(text)
    found = lines(hidden)
    if found[0] != "#" or found[-1] != "return":
        raise Unreadable(f"expected a configuration from # to return, found {found[0][:60]!r} to {found[-1][:60]!r}")
    sections: list[list[str]] = [[]]
    for line in found[1:-1]:
        if line == "#":
            sections.append([])
        else:
            sections[-1].append(line)
    kept = some([section for section in sections if section], "a section")
    return {
        "version": _said(kept, " version "),
        "sysname": _said(kept, " sysname "),
        "sections": kept,
        "lines": [line.rstrip() for line in hidden.strip("\n").split("\n")],
    }


def _said(sections: list[list[str]], start: str) -> str | None:
    return next((line[len(start) :] for section in sections for line in section if line.startswith(start)), None)


COMMAND = Command(
    line="display current-configuration",
    values={
        "version": "the software that wrote it, or null",
        "sysname": "the device's name, or null",
        "sections": "lists of lines, secrets hidden",
        "lines": "all lines as the device prints them, section marks included, secrets hidden",
    },
    parse=parse,
    aliases=("display saved-configuration",),
)
