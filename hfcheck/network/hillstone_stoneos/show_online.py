"""`show online`: which administrators are logged in, from where; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import fit, is_header, some
from hfcheck.network.command import Command
from hfcheck.network.hillstone_stoneos.wording import unruled
from hfcheck.readings.parsing import Unreadable

TITLES = ("USER", "VSYS", "VIA", "IDLE", "TIME", "HOST")
ROW = re.compile(
    r"(?P<user>\S{1,64}) +(?P<vsys>\S{1,64}) +(?P<via>Console|SSH|Telnet|HTTPS?|NETCONF)"
    r" +(?:\.|[0-9]{1,4}:[0-9]{2})"
    r" +(?P<since>[A-Z][a-z]{2} +[0-9]{1,2} [0-9]{2}:[0-9]{2}) +(?P<host>\S{1,64})",
    re.IGNORECASE,
)


def parse(text: str) -> Mapping[str, object]:
    """One row a session; which of them asked is not told."""
    found = unruled(text)
    if not is_header(found[0], TITLES):
        raise Unreadable(f"expected {' '.join(TITLES)}, found {found[0][:80]!r}")
    return {"sessions": some([_row(line) for line in found[1:]], "a session")}


def _row(line: str) -> dict[str, object]:
    row = fit(ROW, line, "a session")
    return {**{name: row[name] for name in ("user", "vsys", "since", "host")}, "via": row["via"].lower()}


COMMAND = Command(
    line="show online",
    values={"sessions": "rows of user, vsys, via (ssh, https, console …), since (as printed, no year), host"},
    parse=parse,
)
