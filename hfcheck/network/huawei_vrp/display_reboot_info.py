"""display reboot-info: when each board restarted, and why. No public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import behind, fit, lines, some
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import instant, unruled
from hfcheck.readings.parsing import Unreadable, whole

HEADER = re.compile(r"Slot ?ID +Times +Reboot Type +Reboot Time(?: ?\(DST\))?", re.IGNORECASE)
ROW = re.compile(
    r"(?P<slot>[^ ]{1,20}) +(?P<number>\d{1,6}) +(?P<reason>[A-Za-z][^ ]*(?: [^ ]+){0,8}?) +"
    r"(?P<at>\d{4}[-/]\d{1,2}[-/]\d{1,2} +\d{1,2}:\d\d:\d\d(?:[+-]\d\d:\d\d)?)(?: ?\(DST\))?"
)


def parse(text: str) -> Mapping[str, object]:
    """One entry a restart, in the order of the device."""
    before, _, rest = behind(unruled(lines(text)), lambda line: HEADER.fullmatch(line.strip()))
    if before:
        raise Unreadable(f"expected the header of the restarts, found {before[0].strip()[:120]!r}")
    return {"restarts": some([_restart(line) for line in rest], "restarts")}


def _restart(line: str) -> dict[str, object]:
    row = fit(ROW, line, "a restart")
    return {
        "slot": row["slot"],
        "number": whole(row["number"], "Times"),
        "reason": row["reason"],
        "at": instant(row["at"], "Reboot Time"),
    }


COMMAND = Command(
    line="display reboot-info",
    values={"restarts": "slot, number (1 is the last), reason (as printed: MANUAL, POWER …), at (device's clock)"},
    parse=parse,
)
