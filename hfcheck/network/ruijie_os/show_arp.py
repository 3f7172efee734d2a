"""`show arp`: who answers at which address, behind which interface; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import behind, fit, ip, is_header, lines, mac, some
from hfcheck.network.command import Command
from hfcheck.network.ruijie_os.wording import PORT
from hfcheck.readings.parsing import Unreadable, whole

TITLES = ("Protocol", "Address", "Age(min)", "Hardware", "Type", "Interface")
ROW = re.compile(
    r"Internet +(?P<ip>[0-9.]{7,15}) +(?P<age>[0-9]{1,7}|--|<-+>|<static>)"
    rf" +(?P<mac>[0-9a-f.]{{14}}|<Incomplete>) +arpa +(?P<interface>{PORT})",
    re.IGNORECASE,
)
TOTAL = re.compile(r"Total number of ARP entries ?: ?(?P<count>[0-9]{1,9})", re.IGNORECASE)


def parse(text: str) -> Mapping[str, object]:
    """One row an address; refuses a table with another number of rows than the device counts."""
    before, _, rest = behind(lines(text), lambda line: is_header(line, TITLES))
    totals = [total for line in (*before, *rest) if (total := TOTAL.fullmatch(line.strip()))]
    strange = next((line for line in before if not TOTAL.fullmatch(line.strip())), None)
    if strange is not None:
        raise Unreadable(f"expected {' '.join(TITLES)}, found {strange.strip()[:80]!r}")
    rows = [_row(line) for line in rest if not TOTAL.fullmatch(line.strip())]
    if any(whole(total["count"], "a count") != len(rows) for total in totals):
        raise Unreadable(f"expected {totals[0]['count']} ARP entries, found {len(rows)}")
    return {"entries": some(rows, "an ARP entry")}


def _row(line: str) -> dict[str, object]:
    row = fit(ROW, line, "an ARP entry")
    age = row["age"]
    return {
        "ip": ip(row["ip"], "an ARP entry"),
        "mac": mac(row["mac"], "an ARP entry") if "." in row["mac"] else None,
        "interface": row["interface"],
        "minutes": whole(age, "an age") if age.isdigit() else None,
        # The device's own addresses do not age.
        "type": "static" if age == "<static>" else "interface" if age == "--" else "dynamic",
    }


COMMAND = Command(
    line="show arp",
    values={
        "entries": "rows of ip, mac (null while it is asked for), interface, minutes, type (dynamic, static, interface)"
    },
    parse=parse,
)
