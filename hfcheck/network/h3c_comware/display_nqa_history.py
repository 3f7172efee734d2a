"""`display nqa history`: each probe that the NQA entries still remember; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from hfcheck.network.columns import fit, lines, some
from hfcheck.network.command import Command
from hfcheck.network.h3c_comware.nqa import ENTRY, entry
from hfcheck.readings.parsing import Unreadable

HEADER = re.compile(r"Index +Response +Status +Time", re.IGNORECASE)
ROW = re.compile(
    r"(?P<index>[0-9]{1,9}) +(?P<response>[0-9]{1,9}) +(?P<status>[A-Z][A-Za-z ]{1,40}?)"
    r" +(?P<time>[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]{1,6})?"
)


def parse(text: str) -> Mapping[str, object]:
    """One row a probe."""
    rows: list[dict[str, object]] = []
    owner: dict[str, object] | None = None
    for line in (line.strip() for line in lines(text)):
        if ENTRY.fullmatch(line):
            owner = entry(line)
        elif owner is None:
            raise Unreadable(f"expected an NQA entry, found {line[:80]!r}")
        elif not HEADER.fullmatch(line):
            rows.append(owner | _row(line))
    return {"probes": some(rows, "a probe")}


def _row(line: str) -> dict[str, object]:
    row = fit(ROW, line, "a probe")
    try:
        time = datetime.fromisoformat(row["time"]).isoformat()
    except ValueError:
        raise Unreadable(f"expected a time, found {row['time']!r}") from None
    status = row["status"].lower()
    # A probe that failed prints the time for which it waited.
    response = int(row["response"]) if status == "succeeded" else None
    return {"index": int(row["index"]), "response_ms": response, "status": status, "time": time}


COMMAND = Command(
    line="display nqa history",
    values={
        "probes": "rows of admin, tag, index, response_ms (null where it failed), status (succeeded, timeout…), time"
        " (local, ISO 8601)"
    },
    parse=parse,
    aliases=("display nqa history * *",),
)
