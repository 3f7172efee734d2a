"""Multipath devices: how many paths each has, and how many of them failed, from the kernel's device mapper."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.model import Answer, Output
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, rows

SNIPPET = r"""
grep -qs '^mpath-' /sys/block/dm-*/dm/uuid || absent "no multipath device"
need dmsetup
dmsetup status --target multipath
"""
# name: start length multipath features… groups…; a path is its major:minor, A(ctive) or F(ailed), and a count
MAP = re.compile(r"([^\s:]+): \d+ \d+ multipath (\S.*)")
PATH = re.compile(r"\b\d+:\d+ ([AF]) \d+")


def parse(output: Output) -> Mapping[str, Answer]:
    """The lines of `dmsetup status --target multipath`."""
    found = {}
    for row in rows(output.stdout):
        line = MAP.fullmatch(row)
        if not line:
            raise Unreadable(f"expected the status of a multipath device, found {row!r}")
        found[line[1]] = PATH.findall(line[2])
    if not found or not all(found.values()):
        raise Unreadable(f"expected devices with paths, found {found}")
    return {
        "active_paths": {name: paths.count("A") for name, paths in found.items()},
        "failed_paths": {name: paths.count("F") for name, paths in found.items()},
    }


READING = Reading(
    values={
        "active_paths": "device → paths in use or ready",
        "failed_paths": "device → paths that the kernel marked as failed",
    },
    parse=parse,
    snippet=SNIPPET,
    command="multipath -ll",
    privileged=True,
)
