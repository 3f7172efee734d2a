"""What a device is to be set up like, and where its settings miss it.

`hfcheck/network/<platform>/standard.py` has `changes(configuration, wanted, access)`: the lines to send in
configuration mode so that the settings are as wanted. Only what is declared counts: a field of `wanted` that is None is
left alone. In mappings of VTY lines the name "*" stands for every line of the device.

A community is removed by its name, so changes() needs the configuration as the device shows it, held in memory alone.
Whoever prints or keeps a line of a change shows redact(line) of hfcheck/network/redaction.py, which hides that name.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hfcheck.network.outline import canonical
from hfcheck.network.settings import Settings

# Other ports may be shut or guarded as well: nobody opens a port because a list does not name it.
AT_LEAST = frozenset({"shut_ports", "storm_control_ports"})
ALL_LINES = "*"
HALF_A_SECOND = 1 / 120


@dataclass(frozen=True, slots=True)
class Access:
    """How we come in, which no change may break: the user's name, and the addresses that the device may see of us."""

    username: str
    addresses: tuple[str, ...]


def unmet(found: Settings, wanted: Settings) -> tuple[str, ...]:
    """The names of the declared fields that are not as wanted; what a device does not show is not as wanted.

    The order of names does not count, nor do empty lines around a banner; times are as good as their seconds.
    """
    names = [field.name for field in dataclasses.fields(wanted) if getattr(wanted, field.name) is not None]
    return tuple(name for name in names if not meets(name, getattr(found, name), getattr(wanted, name)))


def meets(name: str, found: Any, wanted: Any) -> bool:
    """Whether a setting is as wanted, which is declared."""
    if found is None:
        return False
    if isinstance(wanted, Mapping):
        each = by_line(wanted, found)
        return bool(each) and all(line in found and same(found[line], value) for line, value in each.items())
    if isinstance(wanted, tuple):
        missing = set(map(canonical, wanted)) - set(map(canonical, found))
        return not missing and (name in AT_LEAST or len(set(found)) == len(set(wanted)))
    return same(found, wanted)


def same(found: Any, wanted: Any) -> bool:
    """Whether two single values are the same on a device."""
    if isinstance(wanted, float):
        return bool(abs(found - wanted) < HALF_A_SECOND)
    return bool(plain(found) == plain(wanted)) if isinstance(wanted, str) else bool(found == wanted)


def plain(banner: str) -> str:
    """A banner without the empty lines around it and the blanks at the ends of its lines, which devices drop."""
    return "\n".join(line.rstrip() for line in banner.split("\n")).strip("\n")


def by_line(wanted: Mapping[str, Any], found: Iterable[str]) -> Mapping[str, Any]:
    """What is wanted of each VTY line of the device; a line that is named itself has its own."""
    each = {name: value for name, value in wanted.items() if name != ALL_LINES}
    return (dict.fromkeys(found, wanted[ALL_LINES]) if ALL_LINES in wanted else {}) | each
