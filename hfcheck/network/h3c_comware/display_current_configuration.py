"""`display current-configuration`: the running configuration, by section; no public capture yet.

Nothing is redacted here: whoever keeps the sections removes the secrets first.
"""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.network.columns import lines, some
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable


def parse(text: str) -> Mapping[str, object]:
    """The sections between the lines `#`; refuses a configuration without its last line `return`, which is cut off."""
    found = lines(text)
    if found[0] != "#" or found[-1] != "return":
        raise Unreadable(f"expected a configuration from # to return, found {found[0][:60]!r} to {found[-1][:60]!r}")
    sections: list[list[str]] = [[]]
    for line in found[1:-1]:
        if line == "#":
            sections.append([])
        else:
            sections[-1].append(line)
    kept = some([section for section in sections if section], "a section")
    return {"version": _said(kept, " version "), "sysname": _said(kept, " sysname "), "sections": kept}


def _said(sections: list[list[str]], start: str) -> str | None:
    return next((line[len(start) :] for section in sections for line in section if line.startswith(start)), None)


COMMAND = Command(
    line="display current-configuration",
    values={
        "version": "the software that wrote it, or null",
        "sysname": "the device's name, or null",
        "sections": "lists of lines, as the device prints them, secrets and all",
    },
    parse=parse,
    aliases=("display saved-configuration",),
)
