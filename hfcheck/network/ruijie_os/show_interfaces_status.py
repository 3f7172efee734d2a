"""`show interfaces status`: link, VLAN, duplex and speed of every port; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import behind, fit, is_header, lines, some
from hfcheck.network.command import Command
from hfcheck.network.ruijie_os.wording import PORT, is_rule
from hfcheck.readings.parsing import Unreadable, whole

TITLES = ("Interface", "Status", "Vlan", "Duplex", "Speed", "Type")
ROW = re.compile(
    rf"(?P<name>{PORT}) +(?P<status>up|down|disabled|err-disabled) +(?P<vlan>[0-9]{{1,4}}|routed|trunk)"
    r" +(?P<duplex>Full|Half|Unknown) +(?P<speed>[0-9]{1,6}[MG]|Unknown) +(?P<type>\S{1,24})"
)
MEGABITS = {"M": 1, "G": 1000}


def parse(text: str) -> Mapping[str, object]:
    """One row a port; `disabled` is a port that was shut, by a person or by a protection."""
    before, _, rows = behind(lines(text), lambda line: is_header(line, TITLES))
    if before:
        raise Unreadable(f"expected {' '.join(TITLES)}, found {before[0].strip()[:80]!r}")
    return {"interfaces": some([_row(line) for line in rows if not is_rule(line)], "a port")}


def _row(line: str) -> dict[str, object]:
    row = fit(ROW, line, "the status of a port")
    speed, duplex = row["speed"], row["duplex"].lower()
    return {
        "name": row["name"],
        "status": row["status"],
        "vlan": row["vlan"],
        "duplex": None if duplex == "unknown" else duplex,
        "speed_mbps": None if speed == "Unknown" else whole(speed[:-1], "a speed") * MEGABITS[speed[-1]],
        "type": row["type"],
    }


COMMAND = Command(
    line="show interfaces status",
    values={"interfaces": "rows of name, status (up, down, disabled, err-disabled), vlan, duplex, speed_mbps, type"},
    parse=parse,
    aliases=("show interface status",),
)
