"""`display power`: the state of each power supply, as a table or as one block each; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import lines, maybe, some
from hfcheck.network.command import Command
from hfcheck.network.h3c_comware.parts import parts
from hfcheck.network.h3c_comware.places import HEADING, NOWHERE, place
from hfcheck.readings.parsing import Unreadable, number, whole

HEADER = re.compile(r"Power ?ID +State +Mode +Current\(A\) +Voltage\(V\) +Power\(W\)(?: +FanDirection)?", re.IGNORECASE)
INPUT = re.compile(r"Input Power ?: ?[0-9.]{1,8} ?\(?W\)?", re.IGNORECASE)


def parse(text: str) -> Mapping[str, object]:
    """One row a power supply."""
    found = [line.strip() for line in lines(text)]
    if any(HEADER.fullmatch(line) for line in found):
        return {"powers": _table(found)}
    return {"powers": parts("\n".join(line for line in found if not INPUT.fullmatch(line)), "power")}


def _table(found: list[str]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    where = NOWHERE
    headed = False
    for line in found:
        heading = HEADING.fullmatch(line)
        if heading is not None:
            where, headed = place(heading), False
        elif HEADER.fullmatch(line):
            headed = True
        elif headed:
            rows.append(where | _row(line))
        elif not INPUT.fullmatch(line):
            raise Unreadable(f"expected a header, found {line[:80]!r}")
    return some(rows, "a power supply")


def _row(line: str) -> dict[str, object]:
    cells = line.split()
    if len(cells) not in (6, 7):
        raise Unreadable(f"expected a power supply, found {line[:80]!r}")
    measured = zip(("current_amperes", "voltage_volts", "power_watts"), cells[3:6], strict=True)
    return {
        "number": whole(cells[0], "a power supply"),
        "state": cells[1].lower(),
        "mode": None if cells[2] == "--" else cells[2],
        **{name: maybe(cell, number, name) for name, cell in measured},
    }


COMMAND = Command(
    line="display power",
    values={
        "powers": "rows of chassis, slot, cpu, number, state (normal, absent, fault…), and mode, current_amperes,"
        " voltage_volts, power_watts of a table, or others (what else it says)"
    },
    parse=parse,
    aliases=("display power-supply",),
)
