"""Mount options in /etc/fstab: which lines have to say more, and which mounts have to be told at once.

`wanted` is a list of '<mount point> <option>[,<option>]'. Only what fstab mounts is touched: a mount that somebody else
made (a unit, the manager of a container) is made by him again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from hfcheck.errors import InputError

# Device, place, type, options, and the rest of a line that is no comment.
LINE = re.compile(r"(\s*[^#\s]\S*\s+)(\S+)(\s+\S+\s+)(\S+)(.*)", re.DOTALL)
OPPOSITE = {"nodev": "dev", "nosuid": "suid", "noexec": "exec"}
WANTED = re.compile(r"(/[^\s,]*)\s+([a-z_]+(?:,[a-z_]+)*)")


def _options(wanted: Iterable[str]) -> dict[str, list[str]]:
    """Mount point → options."""
    found = {}
    for text in wanted:
        match = WANTED.fullmatch(text.strip())
        if not match:
            raise InputError(f"expected '<mount point> <option>[,<option>]', found {text[:80]!r}")
        found[match[1]] = match[2].split(",")
    return found


def _fields(line: str) -> tuple[str, list[str]] | None:
    """(place, options) of a line that mounts something by itself; a bind mount has the options of what it shows."""
    match = LINE.fullmatch(line)
    if not match or {"bind", "rbind"} & set(match[4].split(",")):
        return None
    return match[2], match[4].split(",")


def _with_options(line: str, wanted: dict[str, list[str]]) -> str:
    entry = _fields(line)
    if entry is None or not set(wanted.get(entry[0], ())) - set(entry[1]):
        return line
    place, present = entry
    unwanted = {OPPOSITE.get(option) for option in wanted[place]}
    options = [option for option in present if option not in unwanted]
    options += [option for option in wanted[place] if option not in options]
    return LINE.sub(lambda found: "".join((*found.group(1, 2, 3), ",".join(options), found[5])), line)


def _current(mounted: str) -> dict[str, list[str]]:
    """Mount point → options of the kernel's table; of two mounts at one place the later one is seen there."""
    return {line.split()[1]: line.split()[3].split(",") for line in mounted.splitlines() if len(line.split()) > 3}


def hardened(table: str, wanted: Sequence[str], added: Sequence[str] = (), mounted: str = "") -> str:
    """The text of fstab with the wanted options.

    `added` are whole lines for places that are mounted, as the kernel's table says, and that fstab does not mention.
    """
    lines = table.splitlines()
    places = {entry[0] for line in lines if (entry := _fields(line))}
    due = _current(mounted).keys() - places
    lines += [line for line in added if (entry := _fields(line)) and entry[0] in due]
    options = _options(wanted)
    return "".join(f"{_with_options(line, options)}\n" for line in lines)


def remounts(mounted: str, table: str, wanted: Sequence[str]) -> list[str]:
    """What to remount: '<mount point> <missing options>' of places of fstab in the kernel's table of mounts."""
    places = {entry[0] for line in table.splitlines() if (entry := _fields(line))}
    current = _current(mounted)
    lacking = {
        place: [option for option in options if option not in current[place]]
        for place, options in _options(wanted).items()
        if place in places and place in current
    }
    return [f"{place} {','.join(options)}" for place, options in lacking.items() if options]
