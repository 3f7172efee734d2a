"""`show aggregateport summary`: which ports belong to which aggregation; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import behind, fit, is_header, lines, some
from hfcheck.network.command import Command
from hfcheck.network.ruijie_os.wording import PORT, is_rule
from hfcheck.readings.parsing import Unreadable, whole

TITLES = ("AggregatePort", "MaxPorts", "SwitchPort", "Mode", "Load balance", "Ports")
ROW = re.compile(
    r"(?P<name>[A-Za-z]{2,14} ?[0-9]{1,5}) +(?P<most>[0-9]{1,4}) +(?P<switched>Enabled|Disabled)"
    r"(?: +(?P<mode>ACCESS|TRUNK|HYBRID|UPLINK))? +(?P<balance>[a-z][a-z0-9 -]{1,40}?)"
    rf"(?: {{2,}}(?P<ports>{PORT}(?: {{0,12}}, ?{PORT}){{0,63}},?))?",
    re.IGNORECASE,
)
MORE = re.compile(rf"{PORT}(?: {{0,12}}, ?{PORT}){{0,63}},?")


def parse(text: str) -> Mapping[str, object]:
    """One row an aggregation; whether its members carry traffic is not told here."""
    before, _, rows = behind(lines(text), lambda line: is_header(line, TITLES))
    if before:
        raise Unreadable(f"expected {' '.join(TITLES)}, found {before[0].strip()[:80]!r}")
    found: list[dict[str, object]] = []
    members: list[str] = []
    for line in (line.strip() for line in rows if not is_rule(line)):
        if found and MORE.fullmatch(line):
            members += _ports(line)
            continue
        row = fit(ROW, line, "an aggregation")
        members = _ports(row["ports"])
        found.append(_aggregate(row) | {"members": members})
    return {"aggregates": some(found, "an aggregation")}


def _aggregate(row: Mapping[str, str]) -> dict[str, object]:
    return {
        "name": row["name"],
        "most": whole(row["most"], "the number of ports"),
        "mode": row["mode"].lower() or None,
        "balance": row["balance"],
    }


def _ports(text: str) -> list[str]:
    return [port.strip() for port in text.split(",") if port.strip()]


COMMAND = Command(
    line="show aggregateport summary",
    values={
        "aggregates": "rows of name, most (members), mode (access, trunk; null for a routed one), balance, members"
    },
    parse=parse,
    aliases=("show aggregatePort summary",),
)
