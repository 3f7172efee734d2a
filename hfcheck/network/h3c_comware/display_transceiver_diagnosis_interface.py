"""`display transceiver diagnosis interface`: optical power and its thresholds; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hfcheck.network.columns import NO_LIGHT, NO_LIGHT_DBM, blocks, lines, maybe, some
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable, number

HEAD = re.compile(r"(?P<interface>\S{1,60}) transceiver diagnostic information:")
SECTIONS = {"current diagnostic parameters": "current", "alarm thresholds": "alarm", "warning thresholds": "warning"}
HEADER = re.compile(
    r"(?:\[?module\]? *)?Temp\.? ?\(.{1,2}\) +Voltage ?\(V\) +Bias ?\(mA\) +RX power ?\(dBm\) +TX power ?\(dBm\)",
    re.IGNORECASE,
)
NONE = re.compile(
    r"The transceiver is absent\.?|The transceiver does not support .{1,60}|Error: .{0,80}not support.{0,60}",
    re.IGNORECASE,
)
NAMES = ("temperature", "voltage", "bias_ma", "rx_dbm", "tx_dbm")
Row = dict[str, object]


def parse(text: str) -> Mapping[str, object]:
    """One row a module: what it measures, and the limits that it knows; `present` is false for an empty cage."""
    found = blocks((line.strip() for line in lines(text)), HEAD.fullmatch)
    return {"modules": some([_module(block) for block in found], "an optical module")}


def _module(block: Sequence[str]) -> Row:
    head = HEAD.fullmatch(block[0])
    assert head is not None  # noqa: S101 - blocks start with one
    row: Row = {"interface": head["interface"], "present": True, "current": None, "alarm": None, "warning": None}
    section = ""
    for line in block[1:]:
        title = SECTIONS.get(line.rstrip(":").lower())
        if title is not None:
            section = title
        elif NONE.fullmatch(line):
            row["present"] = "absent" not in line.lower()
        elif not HEADER.fullmatch(line):
            _measure(row, section, line)
    if row["current"] is None and section:
        raise Unreadable(f"{row['interface']}: expected what the module measures, found nothing")
    return row


def _measure(row: Row, section: str, line: str) -> None:
    cells = line.split()
    level = cells[0].lower() if cells[0] in ("High", "Low") else ""
    if not section or bool(level) == (section == "current"):
        raise Unreadable(f"expected a line of an optical module, found {line[:80]!r}")
    measured = _numbers(cells[1:] if level else cells)
    limits = row[section]
    known = dict(limits) if isinstance(limits, dict) else {}
    if (level or "temperature") in known:
        raise Unreadable(f"{row['interface']}: expected one line of {section} {level}, found {line[:80]!r}")
    row[section] = known | ({level: measured} if level else measured)


def _numbers(cells: Sequence[str]) -> Row:
    if len(cells) != len(NAMES):
        raise Unreadable(f"expected {', '.join(NAMES)}, found {' '.join(cells)[:80]!r}")
    read = (NO_LIGHT_DBM if cell.lower() in NO_LIGHT else maybe(cell, number, "an optical module") for cell in cells)
    return dict(zip(NAMES, read, strict=True))


COMMAND = Command(
    line="display transceiver diagnosis interface",
    values={
        "modules": "rows of interface, present, current (temperature in °C, voltage in V, bias_ma, rx_dbm, tx_dbm),"
        " alarm and warning (high and low, each with the same values); null where the module does not say,"
        " -40 dBm for no light at all"
    },
    parse=parse,
    aliases=("display transceiver diagnosis interface *", "display transceiver diagnosis interface * *"),
)
