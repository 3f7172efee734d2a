"""display bgp peer: the BGP neighbours. No public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import behind, fit, ip, is_header, lines
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import age, labelled, labels
from hfcheck.readings.parsing import Unreadable, whole

ROUTER, LOCAL = "bgp local router id", "local as number"
TOTAL, UP = "total number of peers", "peers in established state"
# Behind these a release may say what a mark beside a neighbour means, and how many were not configured but heard.
HEAD = labels((ROUTER, LOCAL, TOTAL, UP, "total number of dynamic peers", "status codes"))
AS = re.compile(r"[0-9.]{1,12}")
VPN = re.compile(r"VPN-Instance (?P<vpn>[^ ,]+) ?,.*", re.IGNORECASE)
TITLES = ("Peer", "V", "AS", "MsgRcvd", "MsgSent", "OutQ", "Up/Down", "State", "PrefRcv")
ROW = re.compile(
    r"\*?(?P<peer>[0-9A-Fa-f.:]{2,45}) +(?P<version>\d) +(?P<number>[0-9.]{1,12}) +(?P<received>\d{1,12}) +"
    r"(?P<sent>\d{1,12}) +(?P<queue>\d{1,12}) +(?P<age>[0-9dhms:]{1,20}) +"
    r"(?P<state>[A-Za-z]+(?:\([A-Za-z]+\))?|No neg) +(?P<prefixes>\d{1,9})"
)


def parse(text: str) -> Mapping[str, object]:
    """The device's own number, and one entry a neighbour."""
    before, _, rest = behind(lines(text), lambda line: is_header(line, TITLES))
    head = {key: value for line in before for key, value in labelled(line, HEAD).items()}
    missing = [label for label in (ROUTER, LOCAL, TOTAL, UP) if label not in head]
    if missing:
        raise Unreadable(f"expected router ID, AS number and number of peers, found no {missing[0]!r}")
    fit(AS, head[LOCAL], "the AS number")
    counted = (whole(head[TOTAL], "the number of peers"), whole(head[UP], "the peers in established state"))
    peers: list[dict[str, object]] = []
    vpn: str | None = None
    for line in rest:
        instance = VPN.fullmatch(line.strip())
        if instance is not None:
            vpn = instance["vpn"]
        else:
            peers.append(_peer(line, vpn))
    established = sum(1 for peer in peers if peer["established"])
    if (len(peers), established) != counted:
        raise Unreadable(f"expected {counted[0]} peers, {counted[1]} established, found {len(peers)}, {established}")
    return {"router": ip(head[ROUTER], "the router ID"), "as": head[LOCAL], "peers": peers}


def _peer(line: str, vpn: str | None) -> dict[str, object]:
    row = fit(ROW, line, "a BGP neighbour")
    return {
        "peer": ip(row["peer"], "Peer"),
        "vpn": vpn,
        "as": row["number"],
        "established": row["state"] == "Established",
        "state": row["state"].lower(),
        "state_seconds": age(row["age"], "Up/Down"),
        "prefixes": whole(row["prefixes"], "PrefRcv"),
        "queue": whole(row["queue"], "OutQ"),
    }


COMMAND = Command(
    line="display bgp peer",
    aliases=("display bgp vpnv4 all peer", "display bgp vpnv4 vpn-instance * peer", "display bgp ipv6 peer"),
    values={
        "router": "the device's router ID",
        "as": "the device's AS number, as text: 65009 or 1.10",
        "peers": "peer, vpn, as, established, state, state_seconds (time in this state), prefixes (received), queue",
    },
    parse=parse,
)
