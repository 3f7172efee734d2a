"""The rates and counters of `display interface`, in both directions."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from hfcheck.network.columns import maybe
from hfcheck.network.huawei_vrp.wording import instant, percent
from hfcheck.readings.parsing import whole

Direction: TypeAlias = Literal["input", "output"]

RATE = re.compile(
    r"Last \d+ seconds (?P<way>input|output) rate:? *(?:\d+ bytes/sec,? *)?"
    r"(?P<bits>\d+) bits/sec,? *(?P<packets>\d+) packets/sec",
    re.IGNORECASE,
)
PEAK = re.compile(
    r"(?P<way>Input|Output) peak rate:? *(?P<bits>\d+) bits/sec, ?Record time: *(?P<at>.+)", re.IGNORECASE
)
SHARE = re.compile(
    r"(?:Last \d+ seconds )?(?P<way>input|output) (?:bandwidth utilization|utility rate) *: *"
    r"(?P<percent>[0-9.]+ ?%|-+)",
    re.IGNORECASE,
)
THRESHOLD = re.compile(r"(?:Input|Output) bandwidth utilization threshold ?: *[0-9.]+%", re.IGNORECASE)
START = re.compile(
    r"(?P<way>Input|Output)(?P<ppp> packets)? *: *"
    r"(?:(?P<one>\d+)(?: (?P<unit>packets|bytes))?(?:, *(?P<two>\d+) (?:packets|bytes))?)?",
    re.IGNORECASE,
)
COUNTER = re.compile(r"(?P<name>[A-Za-z][A-Za-z ]{0,40}?) *: *(?P<count>\d+|-)")
NAMES = {"total error": "errors", "discard": "discards"}
KNOWN = (
    "bits_per_second",
    "packets_per_second",
    "peak_bits_per_second",
    "peak_at",
    "packets",
    "bytes",
    "errors",
    "discards",
    "percent",
)


class Counters:
    """Collects the counters of one port, line by line."""

    def __init__(self) -> None:
        self._found: dict[Direction, dict[str, object]] = {"input": {}, "output": {}}
        self._others: dict[Direction, dict[str, int | None]] = {"input": {}, "output": {}}
        self._way: Direction | None = None

    def take(self, line: str) -> bool:
        """Whether the line was a rate or a counter, which is then kept."""
        if self._measured(line):
            return True
        start = START.fullmatch(line)
        if start is not None:
            self._total(_way(start["way"]), start)
            # What follows the two totals of a PPP link belongs to neither direction.
            self._way = None if start["ppp"] else _way(start["way"])
            return True
        return self._way is not None and self._counted(self._way, line)

    def read(self) -> dict[str, object]:
        """`input` and `output`, with None for what was not printed."""
        ways: tuple[Direction, Direction] = ("input", "output")
        return {way: dict.fromkeys(KNOWN) | self._found[way] | {"others": self._others[way]} for way in ways}

    def _measured(self, line: str) -> bool:
        if (rate := RATE.fullmatch(line)) is not None:
            values: dict[str, object] = {
                "bits_per_second": int(rate["bits"]),
                "packets_per_second": int(rate["packets"]),
            }
            self._found[_way(rate["way"])] |= values
        elif (peak := PEAK.fullmatch(line)) is not None:
            at = maybe(peak["at"], instant, "the time of the peak")
            self._found[_way(peak["way"])] |= {"peak_bits_per_second": int(peak["bits"]), "peak_at": at}
        elif (share := SHARE.fullmatch(line)) is not None:
            self._found[_way(share["way"])]["percent"] = maybe(share["percent"], percent, "utilisation")
        else:
            return THRESHOLD.fullmatch(line) is not None
        return True

    def _total(self, way: Direction, start: re.Match[str]) -> None:
        if start["one"] is None:
            return
        # The first number counts packets unless it says bytes: both orders are printed.
        packets_first = (start["unit"] or "packets").lower() == "packets"
        names = ("packets", "bytes") if packets_first else ("bytes", "packets")
        for name, text in zip(names, (start["one"], start["two"]), strict=True):
            if text is not None:
                self._found[way][name] = whole(text, name)

    def _counted(self, way: Direction, line: str) -> bool:
        parts = [COUNTER.fullmatch(part.strip()) for part in line.split(",")]
        counted = [part for part in parts if part is not None]
        if len(counted) != len(parts):
            self._way = None
            return False
        for part in counted:
            name = part["name"].lower()
            count = maybe(part["count"], whole, name)
            if name in NAMES:
                self._found[way][NAMES[name]] = count
            else:
                self._others[way][name] = count
        return True


def _way(text: str) -> Direction:
    return "input" if text.lower() == "input" else "output"
