"""display standby state: lines that stand by for others, on AR routers. No public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import behind, fit, lines, some
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import unruled
from hfcheck.readings.parsing import Unreadable, whole

HEADER = re.compile(r"Interface +Interfacestate +Backupstate +Backupflag +Pri +Loadstate", re.IGNORECASE)
# The legend of the flags stands above or below the lines.
LEGEND = re.compile(r"Backup-?flag meaning ?:|(?:[A-Z]-{2,3}[A-Z]+ *)+|Below is track .*", re.IGNORECASE)
ROW = re.compile(
    r"(?P<interface>[^ ]{1,64}) +(?P<link>UP|DOWN|STANDBY)(?:\([a-z]\))? +(?P<state>[A-Z]{2,12}) +(?P<flags>[A-Z]{1,4})"
    r"(?: +(?P<priority>\d{1,5}))?(?: +(?P<load>[A-Z-]{1,12}))?",
    re.IGNORECASE,
)


def parse(text: str) -> Mapping[str, object]:
    """One entry an interface that backs another up or is backed up."""
    found = [line for line in unruled(lines(text)) if not LEGEND.fullmatch(line.strip())]
    before, _, rest = behind(found, lambda line: HEADER.fullmatch(line.strip()))
    if before:
        raise Unreadable(f"expected the header of the lines, found {before[0].strip()[:120]!r}")
    return {"lines": some([_line(line) for line in rest], "lines")}


def _line(text: str) -> dict[str, object]:
    row = fit(ROW, text, "a line that stands by")
    flags = row["flags"].upper()
    return {
        "interface": row["interface"],
        "link": row["link"].lower(),
        "state": row["state"].upper(),
        "role": "main" if "M" in flags else "backup" if "B" in flags else None,
        "used": "U" in flags,
        "priority": whole(row["priority"], "Pri") if row["priority"] else None,
    }


COMMAND = Command(
    line="display standby state",
    values={
        "lines": "interface, link (up, down, standby), state (as printed: MUP, STANDBY …), role (main, backup), used "
        "(whether it carries the traffic), priority"
    },
    parse=parse,
)
