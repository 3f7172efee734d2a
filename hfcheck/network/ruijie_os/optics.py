"""What an optical module measures, below the line that names its port."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hfcheck.network.columns import blocks, lines, some
from hfcheck.network.ruijie_os.wording import PORT, is_rule
from hfcheck.readings.parsing import Unreadable, number

FRAME = re.compile(rf"=* ?Interface (?P<port>{PORT}) ?=*")
VALUES = {
    "optics": "rows of port, celsius, volts, bias_ma, rx_dbm, tx_dbm (null: not measured), said (the device's words)",
    "absent": "ports without a module",
}
ABSENT = re.compile(r"(?:The )?Transceiver (?:is )?absent[.!]?|No transceiver\.?", re.IGNORECASE)
TITLE = re.compile(r"Current diagnostic parameters(?:\[AP: ?Average Power\])?:", re.IGNORECASE)
HEADER = re.compile(r"Temp\(Celsius\) +Voltage\(V\) +Bias\(mA\) +RX power\(dBm\) +TX power\(dBm\)", re.IGNORECASE)
KEY = re.compile(r"[A-Z][A-Za-z0-9 ()./-]{1,40}: ?.{0,100}")
# -4.15(OK)[AP]: the value, the device's word for it, how it was measured
CELL = re.compile(
    r"(?P<value>-?[0-9]{1,4}(?:\.[0-9]{1,4})?|N/?A)(?:\((?P<said>[A-Za-z+ -]{1,12})\))?(?:\[[A-Z]{1,4}\])?"
)
NAMES = ("celsius", "volts", "bias_ma", "rx_dbm", "tx_dbm")


def parse(text: str) -> Mapping[str, object]:
    """One row a module, null where it measures nothing; ports without one are named."""
    found = [line.strip() for line in lines(text)]
    ports = [_port(block) for block in blocks(found, FRAME.fullmatch)]
    return {
        "optics": [module for port, module in some(ports, "a port") if module is not None],
        "absent": [port for port, module in ports if module is None],
    }


def _port(block: Sequence[str]) -> tuple[str, dict[str, object] | None]:
    frame = FRAME.fullmatch(block[0])
    assert frame is not None  # noqa: S101 - each block starts with one
    if len(block) == 2 and ABSENT.fullmatch(block[1]):
        return frame["port"], None
    module: dict[str, object] = {"port": frame["port"], **dict.fromkeys(NAMES), "said": None}
    headed = False
    for line in block[1:]:
        if HEADER.fullmatch(line):
            headed = True
        elif headed and not is_rule(line):
            if module["said"] is not None:
                raise Unreadable(f"expected one row of measures below {frame[0]!r}, found {line[:80]!r}")
            module |= _measures(line)
        elif not (TITLE.fullmatch(line) or KEY.fullmatch(line) or is_rule(line)):
            raise Unreadable(f"expected the facts of an optical module, found {line[:80]!r}")
    if len(block) == 1 or (headed and module["said"] is None):
        raise Unreadable(f"expected measures below {frame[0]!r}, found none")
    return frame["port"], module


def _measures(line: str) -> dict[str, object]:
    cells = [CELL.fullmatch(cell) for cell in line.split()]
    if len(cells) != len(NAMES):
        raise Unreadable(f"expected {len(NAMES)} measures of an optical module, found {line[:80]!r}")
    measures: dict[str, object] = {}
    said = []
    for name, cell in zip(NAMES, cells, strict=True):
        if cell is None:
            raise Unreadable(f"expected the {name} of an optical module, found {line[:80]!r}")
        measures[name] = None if cell["value"].startswith("N") else number(cell["value"], name)
        said.append((cell["said"] or "").lower())
    return measures | {"said": " ".join(dict.fromkeys(word for word in said if word))}
