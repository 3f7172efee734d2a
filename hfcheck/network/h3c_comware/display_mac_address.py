"""`display mac-address`: which hardware address was learned at which port; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import behind, lines, mac, maybe, some
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable, fields, whole

HEADER = re.compile(
    r"\s*MAC ADDR(?:ESS)? +VLAN ID +STATE +PORT(?: INDEX|/NICKNAME|/NICK NAME)? +AGING(?: TIME\(s\))?", re.IGNORECASE
)
TOTAL = re.compile(r"(?:-{1,5} {0,4})?(?P<count>[0-9]{1,9}) mac address\(es\) found.{0,80}", re.IGNORECASE)
# V5 says in two words what somebody configured.
CONFIGURED = re.compile(r"\bConfig (static|dynamic|blackhole)\b", re.IGNORECASE)
STATE = re.compile(r"[A-Za-z][A-Za-z0-9.-]{0,30}")


def parse(text: str) -> Mapping[str, object]:
    """One row an address and VLAN; `aging` says whether the entry grows old."""
    before, _, below = behind(lines(text), HEADER.fullmatch)
    if before:
        raise Unreadable(f"expected a header, found {before[0].strip()[:80]!r}")
    totals = [found for line in below if (found := TOTAL.fullmatch(line.strip()))]
    rows = [_row(line) for line in below if not TOTAL.fullmatch(line.strip())]
    total = whole(totals[-1]["count"], "addresses") if totals else None
    # Without an address the table is believed only where the device counts none itself.
    return {
        "entries": rows if total == 0 else some(rows, "an address"),
        "total": total,
        "complete": None if total is None else total == len(rows),
    }


def _row(line: str) -> dict[str, object]:
    address, vlan, state, port, aging = fields(CONFIGURED.sub(r"\1", line), 5, "an address")
    if not STATE.fullmatch(state):
        raise Unreadable(f"expected the state of an address, found {state[:80]!r}")
    grows = aging.strip().upper()
    if grows not in ("Y", "N", "AGING", "NOAGED", "NOAGE"):
        raise Unreadable(f"expected whether an address ages, found {aging[:80]!r}")
    return {
        "mac": mac(address, "an address"),
        "vlan": maybe(vlan, whole, "a VLAN"),
        "type": state.lower(),
        "port": None if port in ("N/A", "-", "--") else port,
        "aging": grows in ("Y", "AGING"),
    }


COMMAND = Command(
    line="display mac-address",
    values={
        "entries": "rows of mac, vlan, type (learned, static, blackhole, security…), port (null for none), aging",
        "total": "how many addresses the device counts; null where it does not say",
        "complete": "whether as many addresses are listed as the device counts; null where it does not say",
    },
    parse=parse,
    aliases=(
        "display mac-address dynamic",
        "display mac-address static",
        "display mac-address interface *",
        "display mac-address vlan *",
        "display mac-address interface * *",
    ),
)
