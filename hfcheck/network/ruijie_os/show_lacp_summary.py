"""`show lacp summary`: which ports of the negotiated aggregations carry traffic; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hfcheck.network.columns import blocks, lines, some
from hfcheck.network.command import Command
from hfcheck.network.ruijie_os.wording import PORT, is_rule
from hfcheck.readings.parsing import Unreadable

HEAD = re.compile(r"Aggregate port {1,2}(?P<number>[0-9]{1,5}):?", re.IGNORECASE)
LEGEND = re.compile(
    r"System Id ?: ?.{1,80}|Flags: +S - .{1,80}|[A-Z] - Device is .{1,120}|Local information:|Partner information:"
    r"|LACP port .{1,80}|Port +Flags .{1,80}|(?:Dev ID|Port) +.{0,40}Oper .{1,80}",
    re.IGNORECASE,
)
# The ports of this device carry a state; those of the partner its identity instead.
LOCAL = re.compile(
    rf"(?P<port>{PORT}) +(?P<flags>[SF][AP]) +(?P<state>bndl|susp|down|hot-sby|indep) +(?P<priority>[0-9]{{1,5}})"
    r"(?: +0x[0-9a-f]{1,8}){3}",
    re.IGNORECASE,
)
PARTNER = re.compile(
    rf"{PORT} +[SF][AP] +[0-9]{{1,5}} +[0-9a-f]{{4}}\.[0-9a-f]{{4}}\.[0-9a-f]{{4}}(?: +0x[0-9a-f]{{1,8}}){{3}}",
    re.IGNORECASE,
)


def parse(text: str) -> Mapping[str, object]:
    """One row an aggregation; a member carries traffic when it is bundled."""
    found = [line.strip() for line in lines(text)]
    at = next((number for number, line in enumerate(found) if HEAD.fullmatch(line)), len(found))
    strange = next((line for line in found[:at] if not LEGEND.fullmatch(line) and not is_rule(line)), None)
    if strange is not None:
        raise Unreadable(f"expected an aggregation, found {strange[:80]!r}")
    return {"aggregates": some([_aggregate(block) for block in blocks(found[at:], HEAD.fullmatch)], "an aggregation")}


def _aggregate(block: Sequence[str]) -> dict[str, object]:
    head = HEAD.fullmatch(block[0])
    assert head is not None  # noqa: S101 - each block starts with one
    members: dict[str, str] = {}
    for line in block[1:]:
        local = LOCAL.fullmatch(line)
        if local is not None and local["port"] in members:
            raise Unreadable(f"expected a member once, found {line[:80]!r}")
        if local is not None:
            members[local["port"]] = local["state"].lower()
        elif not (PARTNER.fullmatch(line) or LEGEND.fullmatch(line) or is_rule(line)):
            raise Unreadable(f"expected a member of an aggregation, found {line[:80]!r}")
    if not members:
        raise Unreadable(f"expected members below {block[0]!r}, found none")
    return {"name": f"Aggregate port {head['number']}", "members": members}


COMMAND = Command(
    line="show lacp summary",
    values={"aggregates": "rows of name, members (port → bndl, susp, down, hot-sby, indep)"},
    parse=parse,
)
