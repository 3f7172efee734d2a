"""Load per core and pressure stall, from /proc."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.model import Answer, NotApplicable, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, fields, number, rows, whole

SNIPPET = r"""
read -r load </proc/loadavg || exit 1
echo "load $load"
echo "cores $(grep -c '^processor' /proc/cpuinfo)"
for kind in cpu memory io; do
  # A kernel may list the files and still refuse to be read, when PSI is compiled in but off.
  { read -r line </proc/pressure/$kind; } 2>/dev/null && echo "pressure $kind $line"
done
:
"""
STALLED = re.compile(r"some avg10=\S+ avg60=\S+ avg300=(\S+) total=\d+")


def parse(output: Output) -> Mapping[str, Answer]:
    """`load <loadavg>`, `cores <n>` and `pressure <kind> some avg10=… avg300=…` lines."""
    loads: list[float] = []
    cores, pressure = 0, {}
    for row in rows(output.stdout):
        word, rest = fields(row, 2, "the load")
        match word:
            case "load":
                loads = [number(item, "a load average") for item in fields(rest, 4, "/proc/loadavg")[:3]]
            case "cores":
                cores = whole(rest, "the number of cores")
            case "pressure":
                kind, line = fields(rest, 2, "pressure")
                pressure[kind] = _stalled(line)
            case _:
                raise Unreadable(f"expected load, cores or pressure, found {row!r}")
    if cores < 1 or len(loads) != 3 or min(loads) < 0:
        raise Unreadable(f"expected three load averages and at least one core, found {loads} and {cores}")
    per_core = dict(zip(("load_1", "load_5", "load_15"), (round(load / cores, 2) for load in loads), strict=True))
    none = NotApplicable(Reason.ABSENT, "this kernel measures no pressure")
    return {**per_core, "cores": cores, "pressure": pressure or none}


def _stalled(line: str) -> float:
    found = STALLED.fullmatch(line)
    if not found:
        raise Unreadable(f"expected a line of /proc/pressure, found {line!r}")
    return number(found[1], "avg300")


READING = Reading(
    values={
        "load_1": "load average of 1 minute, per core",
        "load_5": "load average of 5 minutes, per core",
        "load_15": "load average of 15 minutes, per core",
        "cores": "processors that the kernel sees",
        "pressure": "cpu, memory, io → share of the last 300 s in which some task waited for it, %",
    },
    parse=parse,
    snippet=SNIPPET,
    command="uptime；nproc",
)
