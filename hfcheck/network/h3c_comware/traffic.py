"""Packets, bytes, errors and rates below an interface of `display interface`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from hfcheck.readings.parsing import Unreadable, number, whole

Counts = dict[str, object]

SIDE = re.compile(r"(?P<side>input|output) ?(?:\((?P<part>[a-z]{1,10})\))? ?: *(?P<rest>.*)", re.IGNORECASE)
ITEM = re.compile(r"(?P<count>-|[0-9]{1,20}) +(?P<what>[A-Za-z][A-Za-z ]{1,24}?)")
RATE = re.compile(
    r"Last (?P<period>[0-9]{1,5}) seconds? (?P<side>input|output)(?: rate)?:? *(?P<rest>[0-9-].*)", re.IGNORECASE
)
SPEED = re.compile(r"(?P<count>-|[0-9]{1,20}(?:\.[0-9]{1,4})?) ?(?P<what>bytes|bits|packets)/sec,?")
COUNTED = frozenset(
    [
        "packets",
        "bytes",
        "unicasts",
        "broadcasts",
        "multicasts",
        "pauses",
        "errors",
        "runts",
        "giants",
        "throttles",
        "crc",
        "frame",
        "overruns",
        "aborts",
        "ignored",
        "parity_errors",
        "drops",
        "buffers",
        "no_buffers",
        "align_errors",
        "dribbles",
        "underruns",
        "buffer_failures",
        "deferred",
        "collisions",
        "late_collisions",
        "lost_carrier",
        "no_carrier",
    ]
)
SPELLED = {"error": "errors", "lost_carriers": "lost_carrier"}


@dataclass(slots=True)
class Traffic:
    """What the lines read so far have said of both sides; a count that the device prints as a dash is None."""

    input: Counts = field(default_factory=dict)
    output: Counts = field(default_factory=dict)
    _side: str = ""
    _part: str = ""

    def read(self, line: str) -> bool:
        """Take the counts or the rates of a line; False if it holds neither."""
        rate = RATE.fullmatch(line)
        if rate is not None:
            return self._rate(rate)
        side = SIDE.fullmatch(line)
        if side is None:
            return self._items(line)
        self._side, self._part = side["side"].lower(), (side["part"] or "").lower()
        return not side["rest"] or self._items(side["rest"])

    def _items(self, line: str) -> bool:
        items = [ITEM.fullmatch(part.strip()) for part in line.rstrip(" ,").split(",")]
        whole_items = [item for item in items if item is not None]
        if len(whole_items) != len(items):
            return False
        # "normal" counts the same packets without the oversized ones.
        return self._part not in ("", "total") or all(self._count(item["count"], item["what"]) for item in whole_items)

    def _count(self, count: str, what: str) -> bool:
        words = what.lower().split()
        # "7 input errors" of V7, and "7 packets input" of a V5 tunnel: the word says which side it is.
        named = next((word for word in words if word in ("input", "output")), "")
        self._side = named or self._side
        name = "_".join(word for word in words if word != named)
        name = SPELLED.get(name, name)
        if name not in COUNTED or not self._side:
            return False
        self._keep(name, None if count == "-" else whole(count, what))
        return True

    def _rate(self, found: re.Match[str]) -> bool:
        self._side = found["side"].lower()
        rates = list(SPEED.finditer(found["rest"]))
        for rate in rates:
            self._keep(f"{rate['what']}_per_second", None if rate["count"] == "-" else number(rate["count"], "a rate"))
        return bool(rates)

    def _keep(self, name: str, value: object) -> None:
        counts = self.input if self._side == "input" else self.output
        if name in counts:
            raise Unreadable(f"expected {name} of {self._side} once, found {counts[name]} and {value}")
        counts[name] = value
