"""display sn license, display esn: the serial number that licences are made for."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import fit, lines
from hfcheck.network.command import Command

SERIAL = re.compile(
    r"ESN(?: of (?P<part>device|slot \d{1,3}|chassis \d{1,3}|master|slave))? *: *(?P<serial>[0-9A-Z]{6,32})",
    re.IGNORECASE,
)


def parse(text: str) -> Mapping[str, object]:
    """One serial number a device, or one for each member of a stack."""
    found = [fit(SERIAL, line, "a serial number") for line in lines(text)]
    return {"serials": [{"part": row["part"].lower() or "device", "serial": row["serial"].upper()} for row in found]}


COMMAND = Command(
    line="display sn license",
    aliases=("display esn", "display sn", "display license esn"),
    values={"serials": "part (device, slot 1, …), serial"},
    parse=parse,
)
