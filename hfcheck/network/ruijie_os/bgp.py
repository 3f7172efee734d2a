"""The summary of BGP, whatever the command that asks for it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import fit, ip, lines, some
from hfcheck.readings.parsing import Unreadable, whole

ROUTER = re.compile(r"BGP router identifier (?P<id>[0-9.]{7,15}), local AS number (?P<as>[0-9.]{1,11})")
ASIDE = re.compile(
    r"For address family: [A-Za-z0-9 ]{1,30}|BGP table version is [0-9]{1,10}|[0-9]{1,9} BGP [A-Za-z0-9-]{2,12} entries"
    r"(?: \(Maximum-prefix: ?[0-9]{1,10}\))?|[0-9]{1,9} BGP Prefix entries.{0,60}"
)
HEADER = re.compile(r"Neighbor +V +AS +MsgRcvd +MsgSent +TblVer +InQ +OutQ +Up/Down +State/PfxRcd")
ROW = re.compile(
    r"(?P<neighbour>[0-9a-fA-F.:]{2,39}) +4 +(?P<as>[0-9.]{1,11})(?: +[0-9]{1,10}){5} +(?P<since>\S{2,12})"
    r" +(?P<state>[0-9]{1,9}|Idle(?: ?\((?:Admin|PfxCt)\))?|Connect|Active|OpenSent|OpenConfirm)"
)
TOTAL = re.compile(r"Total number of neighbors (?P<all>[0-9]{1,5})(?:, established neighbors (?P<up>[0-9]{1,5}))?")
CLOCK = re.compile(r"([0-9]{1,3}):([0-9]{2}):([0-9]{2})")
SINCE = re.compile(r"(?:([0-9]{1,3})w)?(?:([0-9]{1,3})d)?(?:([0-9]{1,2})h)?(?:([0-9]{1,2})m)?")
VALUES = {
    "router_id": "the router's own identifier",
    "local_as": "the router's own AS",
    "neighbours": "rows of neighbour, remote_as, state (established or as printed), prefixes, seconds (since the last"
    " change; null if never up)",
}


def parse(text: str) -> Mapping[str, object]:
    """The router and one row a neighbour; a number in the place of the state counts prefixes: established."""
    router = total = None
    rows: list[dict[str, object]] = []
    for line in (line.strip() for line in lines(text)):
        router, total = router or ROUTER.fullmatch(line), total or TOTAL.fullmatch(line)
        if not any(known.fullmatch(line) for known in (ROUTER, TOTAL, ASIDE, HEADER)):
            rows.append(_row(fit(ROW, line, "a BGP neighbour")))
    if router is None:
        raise Unreadable("expected the identifier of the BGP router, found none")
    if total is not None and whole(total["all"], "a count") != len(rows):
        raise Unreadable(f"expected {total['all']} BGP neighbours, found {len(rows)}")
    return {"router_id": router["id"], "local_as": router["as"], "neighbours": some(rows, "a BGP neighbour")}


def _row(row: Mapping[str, str]) -> dict[str, object]:
    established = row["state"].isdigit()
    return {
        "neighbour": ip(row["neighbour"], "a BGP neighbour"),
        "remote_as": row["as"],
        "state": "established" if established else row["state"].lower(),
        "prefixes": whole(row["state"], "prefixes") if established else None,
        "seconds": _seconds(row["since"]),
    }


def _seconds(text: str) -> int | None:
    clock, since = CLOCK.fullmatch(text), SINCE.fullmatch(text)
    if text.lower() == "never":
        return None
    if clock is not None:
        return int(clock[1]) * 3600 + int(clock[2]) * 60 + int(clock[3])
    if since is None:
        raise Unreadable(f"expected a duration of a BGP neighbour, found {text[:80]!r}")
    units = (604_800, 86_400, 3600, 60)
    return sum(int(count) * unit for count, unit in zip(since.groups("0"), units, strict=True))
