"""`display memory`: how much memory each board has left; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hfcheck.network.columns import lines, some
from hfcheck.network.command import Command
from hfcheck.network.h3c_comware.places import HEADING, NOWHERE, place
from hfcheck.readings.parsing import Unreadable, number, whole

UNIT = re.compile(r"(?:The statistics about memory is|Memory statistics are) measured in KB:", re.IGNORECASE)
HEADER = re.compile(r"Total +Used +Free +Shared +Buffers +Cached +FreeRatio", re.IGNORECASE)
MEM = re.compile(
    r"Mem: +(?P<total>[0-9]{1,15}) +(?P<used>[0-9]{1,15}) +(?P<free>[0-9]{1,15})(?: +[0-9]{1,15}){3}"
    r" +(?P<ratio>[0-9.]{1,6})%"
)
# V5 counts bytes of the whole device.
BYTES = re.compile(
    r"(?:The statistics about system memory ?:\n)?System Total Memory\(bytes\) ?: ?(?P<total>[0-9]{1,15})\n"
    r"Total Used Memory\(bytes\) ?: ?(?P<used>[0-9]{1,15})\n"
    r"Used Rate ?: ?(?P<rate>[0-9]{1,3})%",
    re.IGNORECASE,
)
OTHER = re.compile(r"(?:-/\+ buffers/cache|swap|lowmem|highmem): +[0-9 .%-]{1,120}", re.IGNORECASE)


def parse(text: str) -> Mapping[str, object]:
    """One row a board; `free_percent` is what the device itself calls free, caches counted as its version does."""
    found = [line.strip() for line in lines(text)]
    older = BYTES.fullmatch("\n".join(found))
    return {"boards": _boards(found) if older is None else [NOWHERE | _older(older)]}


def _boards(found: Sequence[str]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    where, unit = NOWHERE, False
    for line in found:
        heading, memory = HEADING.fullmatch(line), MEM.fullmatch(line)
        if heading is not None:
            where = place(heading)
        elif memory is not None:
            rows.append(where | _memory(memory))
        elif UNIT.fullmatch(line):
            unit = True
        elif not (HEADER.fullmatch(line) or OTHER.fullmatch(line)):
            raise Unreadable(f"expected a line of memory, found {line[:80]!r}")
    if not unit:
        raise Unreadable("expected that memory is measured in KB, found no unit")
    return some(rows, "a board's memory")


def _older(found: re.Match[str]) -> dict[str, object]:
    total, used, rate = int(found["total"]), int(found["used"]), int(found["rate"])
    if used > total or rate > 100:
        raise Unreadable(f"expected less memory in use than there is, found {used} of {total} bytes, {rate}%")
    sizes = {"total_kib": total // 1024, "used_kib": used // 1024, "free_kib": (total - used) // 1024}
    return {**sizes, "free_percent": 100.0 - rate}


def _memory(found: re.Match[str]) -> dict[str, object]:
    percent = number(found["ratio"], "the free ratio")
    if percent > 100:
        raise Unreadable(f"expected a free ratio of at most 100%, found {percent}%")
    sizes = {f"{name}_kib": whole(found[name], name) for name in ("total", "used", "free")}
    return {**sizes, "free_percent": percent}


COMMAND = Command(
    line="display memory",
    values={"boards": "rows of chassis, slot, cpu, total_kib, used_kib, free_kib, free_percent"},
    parse=parse,
    aliases=("display memory summary", "display memory slot *"),
)
