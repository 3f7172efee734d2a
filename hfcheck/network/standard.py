"""What a device is to be set up like: where its settings miss what is wanted, and the lines of a change.

`hfcheck/network/<platform>/standard.py` has `changes(configuration, wanted, access)`. Only what is declared counts: a
field of `wanted` that is None is left alone. In mappings of VTY lines the name "*" stands for every line of the device.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hfcheck.network.settings import Settings

# Other ports may be shut or guarded as well: nobody opens a port because a list does not name it.
AT_LEAST = frozenset({"shut_ports", "storm_control_ports"})
ALL_LINES = "*"


@dataclass(frozen=True, slots=True)
class Access:
    """How we come in, so that no change can lock us out: the user, and the addresses that the device may see of us."""

    username: str
    addresses: tuple[str, ...]


def unmet(found: Settings, wanted: Settings) -> tuple[str, ...]:
    """The names of the declared fields that are not as wanted; what a device does not show is not as wanted."""
    names = (field.name for field in dataclasses.fields(wanted))
    return tuple(name for name in names if not _meets(name, getattr(found, name), getattr(wanted, name)))


def _meets(name: str, found: Any, wanted: Any) -> bool:
    if wanted is None:
        return True
    if found is None:
        return False
    if isinstance(wanted, Mapping):
        return all(found.get(line) == value for line, value in by_line(wanted, found).items())
    if isinstance(wanted, tuple):
        return set(wanted) <= set(found) if name in AT_LEAST else set(wanted) == set(found)
    return bool(found == wanted)


def by_line(wanted: Mapping[str, Any], found: Iterable[str]) -> Mapping[str, Any]:
    """What is wanted of each VTY line of the device; a line that is named itself has its own."""
    each = {name: value for name, value in wanted.items() if name != ALL_LINES}
    return {name: wanted[ALL_LINES] for name in found if ALL_LINES in wanted} | each


@dataclass(frozen=True, slots=True)
class Edit:
    """A line to send within a section, whose heading enters it; "" for the outermost."""

    section: str
    line: str


def lines(edits: Iterable[Edit], leave: str) -> tuple[str, ...]:
    """The lines that make the edits in their order: each section is entered once for neighbours, and left."""
    return tuple(_lines(list(edits), leave))


def _lines(edits: Sequence[Edit], leave: str) -> Iterator[str]:
    section = ""
    for edit in (*edits, Edit("", "")):
        if edit.section != section:
            if section:
                yield leave
            if edit.section:
                yield edit.section
            section = edit.section
        if edit.line:
            yield edit.line
