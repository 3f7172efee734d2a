"""`show ip ospf neighbor`: the neighbours and how far each adjacency is; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import fit, ip, some
from hfcheck.network.command import Command
from hfcheck.network.hillstone_stoneos.wording import PORT, unruled
from hfcheck.readings.parsing import Unreadable

HEADER = re.compile(r"Neighbor ID +Pri +State +Dead Time +Address +Interface(?: +RXmtL +RqstL +DBsmL)?", re.IGNORECASE)
ROW = re.compile(
    r"(?P<neighbour>[0-9.]{7,15}) +[0-9]{1,3} +(?P<state>[A-Za-z0-9-]{4,12})/(?P<role>DR|Backup|DROther|-)"
    rf" +[0-9]{{1,3}}(?:\.[0-9]{{1,3}}s|:[0-9]{{2}}:[0-9]{{2}}) +(?P<address>[0-9.]{{7,15}}) +(?P<interface>{PORT})"
    r"(?::[0-9.]{7,15})?(?: +[0-9]{1,9}){0,3}",
    re.IGNORECASE,
)


def parse(text: str) -> Mapping[str, object]:
    """One row a neighbour."""
    found = unruled(text)
    if not HEADER.fullmatch(found[0]):
        raise Unreadable(f"expected the titles of OSPF neighbours, found {found[0][:80]!r}")
    return {"neighbours": some([_row(line) for line in found[1:]], "an OSPF neighbour")}


def _row(line: str) -> dict[str, object]:
    row = fit(ROW, line, "an OSPF neighbour")
    return {
        "neighbour": ip(row["neighbour"], "an OSPF neighbour"),
        "state": row["state"].lower(),
        "address": ip(row["address"], "an OSPF neighbour"),
        "interface": row["interface"],
    }


COMMAND = Command(
    line="show ip ospf neighbor",
    values={"neighbours": "rows of neighbour (its router id), state (full, 2-way …), address, interface"},
    parse=parse,
)
