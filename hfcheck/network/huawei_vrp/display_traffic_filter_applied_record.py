"""display traffic-filter applied-record: which access list filters which port. No public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import behind, fit, lines, some
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import unruled
from hfcheck.readings.parsing import Unreadable, whole

HEADER = re.compile(r"(?:Interface|Traffic-filter) +Direction +AppliedRecord", re.IGNORECASE)
# A port that is filtered more than once is named once.
ROW = re.compile(
    r"(?:(?P<interface>[A-Za-z][^ ]{0,60}) +)?(?P<direction>inbound|outbound) +"
    r"(?:(?P<family>ipv[46]) +)?acl(?P<six>6)? +"
    r"(?:(?P<number>\d{1,6})|name +(?P<name>[^ ]{1,64})(?: +(?P<also>\d{1,6}))?)",
    re.IGNORECASE,
)


def parse(text: str) -> Mapping[str, object]:
    """One entry a filter."""
    before, _, below = behind(unruled(lines(text)), lambda line: HEADER.fullmatch(line.strip()))
    if before:
        raise Unreadable(f"expected the header, found {before[0].strip()[:120]!r}")
    filters: list[dict[str, object]] = []
    for line in below:
        row = fit(ROW, line, "the filter of a port")
        if not row["interface"] and not filters:
            raise Unreadable(f"expected the name of a port, found {line.strip()[:120]!r}")
        filters.append(_filter(row, row["interface"] or filters[-1]["interface"]))
    return {"filters": some(filters, "filters")}


def _filter(row: Mapping[str, str], interface: object) -> dict[str, object]:
    number = row["number"] or row["also"]
    return {
        "interface": interface,
        "direction": row["direction"].lower(),
        "family": "ipv6" if row["six"] else row["family"].lower() or "ipv4",
        "acl_number": whole(number, "acl") if number else None,
        "acl_name": row["name"] or None,
    }


COMMAND = Command(
    line="display traffic-filter applied-record",
    values={"filters": "interface, direction (inbound, outbound), family (ipv4, ipv6), acl_number, acl_name"},
    parse=parse,
)
