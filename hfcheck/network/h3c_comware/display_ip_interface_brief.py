"""`display ip interface brief`: state and primary address of each interface in route mode; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import ip, lines, maybe, some
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable

LEGEND = re.compile(r"\*down: administratively down|\([sl]\): [a-z]{1,20}(?: +\(l\): loopback)?")
HEADER = re.compile(
    r"Interface +Physical +Protocol +IP address(?:/Mask)?(?: +(?P<vpn>VPN instance))? +Description", re.IGNORECASE
)
PHYSICAL = {"up": ("up", True), "down": ("down", True), "*down": ("down", False), "standby": ("standby", True)}


def parse(text: str) -> Mapping[str, object]:
    """One row an interface; `*down` is an interface that somebody shut."""
    rows: list[dict[str, object]] = []
    header: re.Match[str] | None = None
    for line in lines(text):
        found = HEADER.fullmatch(line.strip())
        if found is not None:
            header = found
        elif header is not None:
            rows.append(_row(line, 1 if header["vpn"] else 0))
        elif not LEGEND.fullmatch(line.strip()):
            raise Unreadable(f"expected a header, found {line.strip()[:80]!r}")
    return {"interfaces": some(rows, "an interface")}


def _row(line: str, vpn: int) -> dict[str, object]:
    cells = line.split(None, 4 + vpn)
    if len(cells) < 4 or line.startswith(" "):
        raise Unreadable(f"expected an interface, found {line.strip()[:80]!r}")
    physical, protocol = cells[1].lower(), cells[2].lower()
    state, _, mark = protocol.partition("(")
    if physical.partition("(")[0] not in PHYSICAL or state not in ("up", "down", "--"):
        raise Unreadable(f"expected up or down, found {line.strip()[:80]!r}")
    link, enabled = PHYSICAL[physical.partition("(")[0]]
    description = cells[4 + vpn].strip() if len(cells) > 4 + vpn else "--"
    return {
        "interface": cells[0],
        "link": link,
        "enabled": enabled,
        "protocol": None if state == "--" else state,
        "spoofing": mark.startswith("s"),
        "ip": maybe(cells[3].partition("/")[0], ip, "the address of an interface"),
        "vpn": None if not vpn or len(cells) < 5 or cells[4] == "--" else cells[4],
        "description": None if description in ("--", "") else description,
    }


COMMAND = Command(
    line="display ip interface brief",
    values={"interfaces": "rows of interface, link, enabled (false if shut), protocol, spoofing, ip, vpn, description"},
    parse=parse,
)
