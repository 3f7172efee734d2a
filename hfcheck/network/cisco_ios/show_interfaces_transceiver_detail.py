"""`show interfaces transceiver detail`: what the optical modules measure, and the limits of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from hfcheck.network.columns import fit, lines, some
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable

SECTIONS = {
    "Temperature": "celsius",
    "Voltage": "volts",
    "Current": "bias_ma",
    "Transmit": "tx_dbm",
    "Receive": "rx_dbm",
}
TITLE = re.compile(rf" +(?:Optical +)?(?P<section>{'|'.join(SECTIONS)})(?: Power)? +Threshold(?: +Threshold){{3}}")
# A reading without a value, and the marks of one that is over or under its limits.
NUMBER = r"(?:-?\d{1,4}(?:\.\d{1,4})?|N/A)"
LIMITS = " +".join(rf"(?P<{name}>{NUMBER})" for name in ("high_alarm", "high", "low", "low_alarm"))
ROW = re.compile(rf"(?P<port>[A-Z][a-z]+\d\S{{0,30}}) +(?P<value>{NUMBER}) *(?:\+\+|--|\+|-)? +{LIMITS}")
BESIDES = re.compile(
    r"ITU Channel not available.*|Transceiver is .*|If device is externally .*|mA: milliamperes.*|\+\+ ?: ?high alarm.*"
    r"|NA or N/A: .*|A2D readouts .*|The threshold values .*"
    r"| *(?:Optical +)?High Alarm +High Warn +Low Warn +Low Alarm *"
    r"| *Optical(?: +Optical)* *|Port +\(.*|-{3}[- ]*"
)


def parse(text: str) -> Mapping[str, object]:
    """One row a module, put together from its rows in each of the sections."""
    found: dict[str, dict[str, object]] = {}
    for section, row in _rows(text):
        values = found.setdefault(row["port"], {"port": row["port"]})
        name = SECTIONS[section]
        if name in values:
            raise Unreadable(f"expected {row['port']} once below {section}, found it again")
        values |= {name: _number(row["value"]), f"{name}_high": _number(row["high_alarm"])}
        values[f"{name}_low"] = _number(row["low_alarm"])
    lacking = [port for port, values in found.items() if len(values) != 1 + 3 * len(SECTIONS)]
    if lacking:
        raise Unreadable(f"expected {', '.join(SECTIONS)} of each module, found some missing of {lacking[0]}")
    return {"modules": some(list(found.values()), "an optical module")}


def _rows(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    section = ""
    for line in lines(text):
        title = TITLE.fullmatch(line)
        if title is not None:
            section = title["section"]
        elif not BESIDES.fullmatch(line):
            yield section or "Temperature", fit(ROW, line, "an optical module's row")


def _number(text: str) -> float | None:
    return None if text == "N/A" else float(text)


COMMAND = Command(
    line="show interfaces transceiver detail",
    values={
        "modules": "rows of port, and celsius, volts, bias_ma, tx_dbm, rx_dbm, each with …_high and …_low (alarms)"
    },
    parse=parse,
)
