"""display ipv6 neighbors: the IPv6 neighbours. No public capture here yet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hfcheck.network.columns import blocks, flag, ip, lines, mac, maybe, some
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import counts, labelled, labels, unruled
from hfcheck.readings.parsing import Unreadable, known, whole

START = re.compile(r"IPv6 Address *: *\S+", re.IGNORECASE)
LABELS = labels(
    (
        "IPv6 Address",
        "Link-layer",
        "State",
        "Interface",
        "Age",
        "VLAN",
        "CEVLAN",
        "VPN name",
        "Is Router",
        "Secure FLAG",
        "Nickname",
    )
)
STATES = ("incmp", "reach", "stale", "delay", "probe")


def parse(text: str) -> Mapping[str, object]:
    """One entry a neighbour."""
    totals: dict[str, int] = {}
    found: list[str] = []
    for line in unruled(lines(text)):
        if line.strip().startswith("Total"):
            totals |= counts(line, "the counts of neighbours")
        else:
            found.append(line)
    entries = [_entry(block) for block in blocks(found, lambda line: START.fullmatch(line.strip()))]
    total = totals.get("total")
    if total != 0:
        some(entries, "IPv6 neighbours")
    return {"entries": entries, "total": total, "complete": None if total is None else total == len(entries)}


def _entry(block: Sequence[str]) -> dict[str, object]:
    values: dict[str, str] = {}
    for line in block:
        values |= labelled(line, LABELS)
    missing = {"state", "interface"} - values.keys()
    if missing:
        raise Unreadable(f"expected {min(missing)!r} of a neighbour, found none")
    return {
        "ip": ip(values["ipv6 address"], "IPv6 Address"),
        "mac": maybe(values.get("link-layer", ""), mac, "Link-layer"),
        "state": known(values["state"].lower(), STATES, "State"),
        "interface": values["interface"],
        "vlan": maybe(values.get("vlan", ""), whole, "VLAN"),
        "inner_vlan": maybe(values.get("cevlan", ""), whole, "CEVLAN"),
        "vpn": values.get("vpn name") or None,
        "router": maybe(values.get("is router", ""), _truth, "Is Router"),
    }


def _truth(text: str, what: str) -> bool:
    return flag(text, "true", "false", what)


COMMAND = Command(
    line="display ipv6 neighbors",
    values={
        "entries": "ip, mac, state (incmp, reach, stale, delay, probe), interface, vlan, inner_vlan, vpn, router",
        "total": "how many the device counts; None where it does not say",
        "complete": "whether as many are listed as the device counts; None where it does not say",
    },
    parse=parse,
)
