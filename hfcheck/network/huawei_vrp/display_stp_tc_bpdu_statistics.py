"""display stp tc-bpdu statistics: topology changes told and heard by each port. No public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import behind, fit, lines, some
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import unruled
from hfcheck.readings.parsing import Unreadable, whole

TITLE = re.compile(r"-+ *STP TC/TCN information *-+", re.IGNORECASE)
HEADER = re.compile(
    r"(?:MSTID|VLAN-?ID) +(?:Port|Interface) +TC ?\(Send/Receive\) +TCN ?\(Send/Receive\)", re.IGNORECASE
)
COUNT = r"\d{1,12}"
ROW = re.compile(
    rf"(?P<instance>\d{{1,4}}) +(?P<port>[^ ]+) +(?P<sent>{COUNT})/(?P<received>{COUNT})"
    rf"(?: +(?:(?P<told>{COUNT})|-)/(?:(?P<heard>{COUNT})|-))?"
)


def parse(text: str) -> Mapping[str, object]:
    """One entry a port and instance."""
    found = [line for line in unruled(lines(text)) if not TITLE.fullmatch(line.strip())]
    before, _, rest = behind(found, lambda line: HEADER.fullmatch(line.strip()))
    if before:
        raise Unreadable(f"expected the header of the ports, found {before[0].strip()[:120]!r}")
    return {"ports": some([_port(line) for line in rest], "ports")}


def _port(line: str) -> dict[str, object]:
    row = fit(ROW, line, "a port of the spanning tree")
    return {
        "instance": whole(row["instance"], "MSTID"),
        "port": row["port"],
        "sent": whole(row["sent"], "TC sent"),
        "received": whole(row["received"], "TC received"),
        "notices_sent": whole(row["told"], "TCN sent") if row["told"] else None,
        "notices_received": whole(row["heard"], "TCN received") if row["heard"] else None,
    }


COMMAND = Command(
    line="display stp tc-bpdu statistics",
    values={"ports": "instance, port, sent and received (topology changes), notices_sent and notices_received"},
    parse=parse,
)
