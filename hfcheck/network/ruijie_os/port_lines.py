"""The lines of `show interfaces` that count: packets, bytes, errors and rates of both sides."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hfcheck.readings.parsing import Unreadable, whole

COUNT = r"[0-9]{1,20}"
# "packets" may stand right behind its number.
LINES = (
    re.compile(
        rf"(?P<input_packets>{COUNT}) ?packets input, ?(?P<input_bytes>{COUNT}) ?bytes(?:, ?{COUNT} no buffer)?"
        rf"(?:, ?(?P<input_drops>{COUNT}) dropped)?"
    ),
    re.compile(rf"Received (?P<input_broadcasts>{COUNT}) broadcasts, ?{COUNT} runts, ?{COUNT} giants"),
    re.compile(
        rf"(?P<input_errors>{COUNT}) input errors, ?(?P<input_crc>{COUNT}) CRC(?:, ?{COUNT} [a-z]{{1,12}}){{1,4}}"
    ),
    re.compile(
        rf"(?P<output_packets>{COUNT}) ?packets output, ?(?P<output_bytes>{COUNT}) ?bytes(?:, ?{COUNT} underruns)?"
        rf"(?: ?, ?(?P<output_drops>{COUNT}) dropped)?"
    ),
    re.compile(rf"(?P<output_errors>{COUNT}) output errors,? ?{COUNT} collisions(?:, ?{COUNT} interface resets)?"),
    re.compile(
        rf"[0-9]{{1,4}} (?:seconds?|minutes?) input rate (?P<input_bits_per_second>{COUNT}) bits/sec,"
        rf" ?{COUNT} packets/sec"
    ),
    re.compile(
        rf"[0-9]{{1,4}} (?:seconds?|minutes?) output rate (?P<output_bits_per_second>{COUNT}) bits/sec,"
        rf" ?{COUNT} packets/sec"
    ),
)
CUES = (
    "packets input",
    "Received ",
    "input errors",
    "packets output",
    "output errors",
    " input rate ",
    " output rate ",
)
COUNTS = tuple(name for line in LINES for name in line.groupindex)


def counts(block: Sequence[str]) -> dict[str, int]:
    """The counts that the lines of one port hold; refuses a line that is half of one, and a count told twice."""
    found: dict[str, int] = {}
    for line in block:
        for pattern, cue in zip(LINES, CUES, strict=True):
            if cue not in line or line.startswith("Description:"):
                continue
            fitting = pattern.fullmatch(line)
            if fitting is None:
                raise Unreadable(f"expected the traffic of a port, found {line[:80]!r}")
            for name, count in fitting.groupdict().items():
                if name in found:
                    raise Unreadable(f"expected {name} of a port once, found it again in {line[:80]!r}")
                if count is not None:
                    found[name] = whole(count, name)
    return found
