"""`show processes memory sorted`: the pools, and each process that holds memory (which is not kept)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import behind, fit, is_header, lines, some
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable

POOL = re.compile(
    r"(?P<pool>[A-Za-z/_ ]{1,40}?) Pool Total: +(?P<total>\d{1,15}) Used: +(?P<used>\d{1,15}) Free: +(?P<free>\d{1,15})"
)
HEADER = ("PID", "TTY", "Allocated", "Freed", "Holding", "Getbufs", "Retbufs", "Process")
PROCESS = re.compile(r"\d{1,6} +\d{1,6} +\d{1,15} +\d{1,15} +\d{1,15} +\d{1,15} +\d{1,15} +\S.{0,60}|\d{1,15} Total")


def parse(text: str) -> Mapping[str, object]:
    """One row a pool; used and free must make up the total."""
    pools, _, processes = behind(lines(text), lambda line: is_header(line, HEADER))
    for line in processes:
        fit(PROCESS, line, "a process")
    return {"pools": some([_pool(line) for line in pools], "a pool")}


def _pool(line: str) -> dict[str, object]:
    found = fit(POOL, line, "a pool of memory")
    total, used, free = (int(found[name]) for name in ("total", "used", "free"))
    if used + free != total or not total:
        raise Unreadable(f"expected used and free to make up the total, found {line.strip()[:120]!r}")
    return {"pool": found["pool"].strip(), "total": total, "used": used, "free": free}


COMMAND = Command(
    line="show processes memory sorted",
    values={"pools": "rows of pool (Processor, I/O), total, used, free in bytes"},
    parse=parse,
)
