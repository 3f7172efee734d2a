"""`display bgp peer ipv4`: the BGP neighbours and whether each is established; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import fit, ip, lines, some
from hfcheck.network.command import Command

LOCAL = re.compile(r"BGP local router ID ?: ?(?P<router>[0-9.]{7,15})", re.IGNORECASE)
NUMBER = re.compile(r"Local AS number ?: ?(?P<number>[0-9.]{1,11})", re.IGNORECASE)
TOTAL = re.compile(
    r"Total number of peers ?: ?(?P<total>[0-9]{1,6}) +Peers in established state ?: ?(?P<up>[0-9]{1,6})", re.IGNORECASE
)
NOTE = re.compile(r"[*^] - .{1,60}|BGP.{0,40}", re.IGNORECASE)
HEADER = re.compile(r"Peer +(?:V +)?AS +MsgRcvd +MsgSent +OutQ +PrefRcv +Up/Down +State", re.IGNORECASE)
ROW = re.compile(
    r"\*? *(?P<peer>[0-9A-Fa-f.:]{2,39}) +(?:4 +)?(?P<number>[0-9.]{1,11}) +(?P<received>[0-9]{1,12})"
    r" +(?P<sent>[0-9]{1,12}) +(?P<queue>[0-9]{1,9}) +(?P<prefixes>[0-9]{1,9}) +(?P<since>[0-9:dhmwy]{1,16}|never)"
    r" +(?P<state>[A-Z][A-Za-z()]{1,20})",
    re.IGNORECASE,
)


def parse(text: str) -> Mapping[str, object]:
    """One row a neighbour."""
    values: dict[str, object] = {"router_id": None, "local_as": None, "total": None, "established": None}
    rows: list[dict[str, object]] = []
    for line in (line.strip() for line in lines(text)):
        local, number, total = LOCAL.fullmatch(line), NUMBER.fullmatch(line), TOTAL.fullmatch(line)
        if local is not None:
            values["router_id"] = ip(local["router"], "the router")
        elif number is not None:
            values["local_as"] = number["number"]
        elif total is not None:
            values |= {"total": int(total["total"]), "established": int(total["up"])}
        elif not (HEADER.fullmatch(line) or NOTE.fullmatch(line)):
            rows.append(_row(line))
    return {"peers": some(rows, "a BGP neighbour"), **values}


def _row(line: str) -> dict[str, object]:
    row = fit(ROW, line, "a BGP neighbour")
    return {
        "ip": ip(row["peer"], "a BGP neighbour"),
        "as": row["number"],
        "received": int(row["received"]),
        "sent": int(row["sent"]),
        "queued": int(row["queue"]),
        "prefixes": int(row["prefixes"]),
        "since": row["since"],
        "state": row["state"].lower(),
    }


COMMAND = Command(
    line="display bgp peer ipv4",
    values={
        "peers": "rows of ip, as (text, may be dotted), received and sent and queued (messages), prefixes, since (as"
        " printed), state (established is good)",
        "router_id": "this router, or null",
        "local_as": "this router's AS number as text, or null",
        "total": "how many neighbours the device counts, or null",
        "established": "how many of them are established, or null",
    },
    parse=parse,
    aliases=("display bgp peer", "display bgp peer ipv4 unicast"),
)
