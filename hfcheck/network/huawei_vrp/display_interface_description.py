"""display interface description: what people wrote about the ports."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import behind, columns, is_header, keyed, lines, some
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import is_rule
from hfcheck.readings.parsing import Unreadable

TITLES = ("Interface", "PHY", "Protocol", "Description")
ROW = re.compile(
    r"(?P<interface>[^ ]+) +(?P<link>[^a-z ]?(?:up|down)[^ ]*) +(?P<protocol>[^a-z ]?(?:up|down)[^ ]*)"
    r"(?: +(?P<text>[^ ].*))?"
)


def parse(text: str) -> Mapping[str, object]:
    """One row a port; a description that goes on in the next line is joined."""
    before, header, rest = behind(lines(text), lambda line: is_header(line, TITLES))
    for line in before:
        keyed(line)
    edge = columns(header, TITLES).starts[-1]
    rows: list[dict[str, str]] = []
    for line in rest:
        row = ROW.fullmatch(line.rstrip())
        if row is not None:
            found = {"interface": row["interface"], "link": row["link"], "protocol": row["protocol"]}
            rows.append(found | {"description": (row["text"] or "").strip()})
        elif rows and not line[:edge].strip():
            rows[-1]["description"] += line.strip()
        elif not is_rule(line):
            raise Unreadable(f"expected a row of the ports, found {line.strip()[:120]!r}")
    return {"interfaces": some(rows, "ports")}


COMMAND = Command(
    line="display interface description",
    values={"interfaces": "interface, link and protocol as printed (`*down` is shut), description (empty where none)"},
    parse=parse,
)
