"""`show interfaces`: state, addresses, speed and counters of each interface."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from hfcheck.network.cisco_ios.templated import Table
from hfcheck.network.cisco_ios.wording import count, lower, optional, plain, speed_mbps
from hfcheck.network.columns import blocks, lines, mac, word
from hfcheck.network.command import Command

# What the template passes over. Broadcasts are counted with the multicasts, except those of IP alone.
PASSED_OVER = (
    re.compile(r" +\d{1,20} packets input, (?P<input_bytes>\d{1,20}) bytes, .*"),
    re.compile(r" +\d{1,20} packets output, (?P<output_bytes>\d{1,20}) bytes, .*"),
    re.compile(r" +Received (?P<input_group>\d{1,20}) broadcasts \((?P<input_multicasts>\d{1,20}) multicasts\)"),
)
COUNTS = ("input_bytes", "output_bytes", "input_group", "input_multicasts")
TABLE = Table(
    line="show interfaces",
    rows="interfaces",
    is_row=r"\S+ is .+, line protocol .*",
    # Everything of an interface is indented.
    besides=r" .*",
    cells={
        "interface": ("interface", word),
        "link_status": ("link", plain),
        "protocol_status": ("protocol", plain),
        "description": ("description", plain),
        "mac_address": ("mac", optional(mac)),
        "ip_address": ("ip", plain),
        "prefix_length": ("prefix_length", count),
        "mtu": ("mtu", count),
        "duplex": ("duplex", optional(lower)),
        "speed": ("speed_mbps", speed_mbps),
        "input_rate": ("input_bits_per_second", count),
        "output_rate": ("output_bits_per_second", count),
        "input_packets": ("input_packets", count),
        "output_packets": ("output_packets", count),
        "input_errors": ("input_errors", count),
        "output_errors": ("output_errors", count),
        "queue_drops": ("input_drops", count),
        "queue_output_drops": ("output_drops", count),
    },
    aliases=("show interfaces *",),
)


def parse(text: str) -> Mapping[str, object]:
    """One row an interface: the template's values, and the counts that it passes over."""
    rows: Any = TABLE.parse(text)["interfaces"]
    several = blocks(lines(text), lambda line: not line.startswith(" "))
    return {"interfaces": [row | _counts(block) for row, block in zip(rows, several, strict=True)]}


def _counts(block: list[str]) -> dict[str, int | None]:
    found: dict[str, int | None] = dict.fromkeys(COUNTS)
    for line in block:
        for pattern in PASSED_OVER:
            match = pattern.fullmatch(line)
            found |= {} if match is None else {name: int(value) for name, value in match.groupdict().items()}
    return found


COMMAND = Command(
    line=TABLE.line,
    values={"interfaces": f"{TABLE.command().values['interfaces']}, {', '.join(COUNTS)} (broadcasts and multicasts)"},
    parse=parse,
    aliases=TABLE.aliases,
)
