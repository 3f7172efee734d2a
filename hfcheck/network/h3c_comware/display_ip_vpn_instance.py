"""`display ip vpn-instance`: the VPN instances and their route distinguishers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from hfcheck.network.columns import behind, fit, lines, some
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable, whole

TOTAL = re.compile(r"Total VPN-Instances configured ?: ?(?P<count>[0-9]{1,6})")
HEADER = re.compile(r"\s*VPN-Instance Name +RD +(?:Address family +)?Create time", re.IGNORECASE)
ROW = re.compile(
    r"(?P<name>\S{1,64})(?: +(?P<rd>[0-9.]{1,20}:[0-9]{1,10}))?(?: +(?P<family>(?:N/A|IPv[46])(?:[,/ ]IPv6)?))?"
    r" +(?P<date>[0-9]{4}/[0-9]{2}/[0-9]{2}) (?P<time>[0-9]{2}:[0-9]{2}:[0-9]{2})"
)


def parse(text: str) -> Mapping[str, object]:
    """One row an instance; `rd` is null where none is set."""
    before, _, rows = behind(lines(text), HEADER.fullmatch)
    if len(before) != 1:
        raise Unreadable(f"expected the total of VPN instances, found {len(before)} lines before the header")
    total = whole(fit(TOTAL, before[0], "the total of VPN instances")["count"], "VPN instances")
    instances = some([_row(line) for line in rows], "a VPN instance")
    return {"instances": instances, "total": total, "complete": total == len(instances)}


def _row(line: str) -> dict[str, object]:
    row = fit(ROW, line, "a VPN instance")
    try:
        created = datetime.fromisoformat(f"{row['date'].replace('/', '-')}T{row['time']}").isoformat()
    except ValueError:
        raise Unreadable(f"expected a date, found {row['date']} {row['time']}") from None
    return {"name": row["name"], "rd": row["rd"] or None, "created": created}


COMMAND = Command(
    line="display ip vpn-instance",
    values={
        "instances": "rows of name, rd, created (local time)",
        "total": "how many instances the device counts",
        "complete": "whether as many instances are listed as the device counts",
    },
    parse=parse,
)
