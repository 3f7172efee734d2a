"""`display nqa result`: latency and loss of the last test of each NQA entry; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hfcheck.network.columns import blocks, ip, lines, some
from hfcheck.network.command import Command
from hfcheck.network.h3c_comware.nqa import ENTRY, entry
from hfcheck.readings.parsing import Unreadable

TIMES = re.compile(
    r"Send operation times ?: ?(?P<sent>[0-9]{1,9}) +Receive response times ?: ?(?P<received>[0-9]{1,9})", re.IGNORECASE
)
ROUND_TRIP = re.compile(
    r"Min/Max/Average round trip time ?: ?(?P<min>[0-9]{1,9})/(?P<max>[0-9]{1,9})/(?P<average>[0-9]{1,9})",
    re.IGNORECASE,
)
LOSS = re.compile(r"Packet (?:loss ratio|lost in test) ?: ?(?P<percent>[0-9]{1,3})%", re.IGNORECASE)
TARGET = re.compile(r"Destination IP address ?: ?(?P<ip>\S{2,39})", re.IGNORECASE)
TIMED_OUT = re.compile(r"Failures due to timeout ?: ?(?P<count>[0-9]{1,9})", re.IGNORECASE)
# Jitter, voice and path entries print more; what is not read here is theirs.
OTHER = re.compile(r"[A-Za-z][A-Za-z0-9 /.()-]{0,60}:.{0,200}|[A-Za-z ]{1,40}")


def parse(text: str) -> Mapping[str, object]:
    """One row an entry."""
    found = blocks((line.strip() for line in lines(text)), ENTRY.fullmatch)
    return {"tests": some([_test(block) for block in found], "a test")}


def _test(block: Sequence[str]) -> dict[str, object]:
    row = entry(block[0])
    times, round_trip, loss, target, timed_out = (
        _once(block, pattern) for pattern in (TIMES, ROUND_TRIP, LOSS, TARGET, TIMED_OUT)
    )
    strange = next((line for line in block[1:] if not OTHER.fullmatch(line)), None)
    if strange is not None:
        raise Unreadable(f"{row['tag']}: expected a line of a test, found {strange[:80]!r}")
    if times is None or round_trip is None:
        raise Unreadable(f"{row['tag']}: expected operation times and round trip times, found one or neither")
    received = int(times["received"])
    names = ("min", "max", "average")
    return {
        **row,
        "target": None if target is None else ip(target["ip"], "the target of a test"),
        "sent": int(times["sent"]),
        "received": received,
        "loss_percent": None if loss is None else int(loss["percent"]),
        "timed_out": None if timed_out is None else int(timed_out["count"]),
        # Zeros of a test that heard nothing are no times.
        **{f"{name}_ms": int(round_trip[name]) if received else None for name in names},
    }


def _once(block: Sequence[str], pattern: re.Pattern[str]) -> re.Match[str] | None:
    found = [match for line in block if (match := pattern.fullmatch(line))]
    if len(found) > 1:
        raise Unreadable(f"expected {found[0][0][:60]!r} once, found it {len(found)} times")
    return found[0] if found else None


COMMAND = Command(
    line="display nqa result",
    values={
        "tests": "rows of admin, tag, target (or null), sent, received (packets), loss_percent (or null), timed_out"
        " (or null), min_ms, max_ms, average_ms (round trip; null where nothing came back)"
    },
    parse=parse,
    aliases=("display nqa result * *",),
)
