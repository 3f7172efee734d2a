"""`show arp`: who answers at which address, behind which interface; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import fit, ip, is_header, mac
from hfcheck.network.command import Command
from hfcheck.network.hillstone_stoneos.wording import unruled
from hfcheck.readings.parsing import Unreadable, whole

TOTAL = re.compile(r"Total entries ?: ?(?P<count>[0-9]{1,9})")
LEGEND = re.compile(r"Flag ?: ?.{1,160}")
HEADERS = (
    ("Protocol", "Address", "Age(sec)", "Hardware Addr", "Type", "Flag", "Interface/VR"),
    ("Protocol", "Address", "Age(sec)", "Hardware Addr", "Type", "Interface/VR"),
    ("Protocol", "Address", "Age(sec)", "Hardware Addr", "Type", "Interface"),
)
ROW = re.compile(
    r"Internet +(?P<ip>[0-9.]{7,15}) +(?P<age>[0-9]{1,7}|-{1,2})"
    r" +(?P<mac>[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}|incomplete)"
    r" +ARPA(?: +[IN]{1,2})? +(?P<interface>\S{1,64})",
    re.IGNORECASE,
)


def parse(text: str) -> Mapping[str, object]:
    """One row an address; refuses a table with another number of rows than the device counts."""
    found = unruled(text)
    total = fit(TOTAL, found[0], "a number of ARP entries")
    at = next((n for n, line in enumerate(found) if any(is_header(line, titles) for titles in HEADERS)), len(found))
    strange = next((line for line in found[1:at] if not LEGEND.fullmatch(line)), None)
    if strange is not None:
        raise Unreadable(f"expected the titles of ARP entries, found {strange[:80]!r}")
    rows = [_row(line) for line in found[at + 1 :]]
    if whole(total["count"], "a count") != len(rows):
        raise Unreadable(f"expected {total['count']} ARP entries, found {len(rows)}")
    return {"entries": rows}


def _row(line: str) -> dict[str, object]:
    row = fit(ROW, line, "an ARP entry")
    ages = row["age"].isdigit()
    return {
        "ip": ip(row["ip"], "an ARP entry"),
        "mac": mac(row["mac"], "an ARP entry") if "." in row["mac"] else None,
        "interface": row["interface"],
        "seconds": whole(row["age"], "an age") if ages else None,
        "type": "dynamic" if ages else "static",
    }


COMMAND = Command(
    line="show arp",
    values={"entries": "rows of ip, mac (null while it is asked for), interface, seconds, type (dynamic, static)"},
    parse=parse,
)
