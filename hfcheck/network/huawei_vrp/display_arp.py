"""display arp, and its forms all, brief and dynamic: the IPv4 neighbours."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import behind, fit, ip, lines, mac, maybe, some
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import counts, is_rule
from hfcheck.readings.parsing import Unreadable, whole

TYPES = {"D": "dynamic", "S": "static", "I": "interface", "O": "openflow", "R": "remote", "RD": "redirect"}
HEADER = re.compile(r" *IP ADDRESS +MAC ADDRESS +EXP\S* +TYPE")
SECOND_HEADER = re.compile(r" +VLAN/CEVLAN.*")
ROW = re.compile(
    r"(?P<ip>[0-9.]{7,15}) +(?P<mac>[0-9a-fA-F-]{14}|Incomplete) +(?:(?P<expires>\d{1,6}) +)?"
    r"(?P<type>RD|[DSIOR])(?: ?-? ?(?P<slot>[0-9-]{1,8}(?:/[0-9]{1,3})?)|/(?P<inline>[0-9-]{1,8}(?:/[0-9-]{1,8})?))? +"
    r"(?P<interface>[A-Za-z0-9][^ ]*)(?: +(?P<first>[^ ]+))?(?: +(?P<second>[^ ]+))?"
)
CONTINUED = re.compile(r"(?P<vlan>(?:\d{1,4}|-)/(?:\d{1,4}|-))(?: +(?P<pvc>[^ ]+))?")


def parse(text: str) -> Mapping[str, object]:
    """One entry a neighbour, a second line of a row folded in."""
    legend, _, rest = behind(lines(text), HEADER.match)
    for line in legend:
        if ":" not in line:
            raise Unreadable(f"expected the header of the ARP table, found {line.strip()[:120]!r}")
    entries: list[dict[str, object]] = []
    totals: dict[str, int] = {}
    for line in rest:
        if is_rule(line) or (not entries and SECOND_HEADER.fullmatch(line)):
            continue
        if totals or line.startswith("Total"):
            totals |= counts(line, "counts of entries")
        elif line.startswith(" ") and CONTINUED.fullmatch(line.strip()):
            _continue(some(entries, "an entry before its second line")[-1], line)
        else:
            entries.append(_entry(line))
    if totals.get("total") != 0:
        some(entries, "ARP entries")
    total = totals.get("total")
    return {"entries": entries, "total": total, "complete": None if total is None else total == len(entries)}


def _entry(line: str) -> dict[str, object]:
    row = fit(ROW, line, "a row of the ARP table")
    words = [word for word in (row["first"], row["second"]) if word]
    vlans = [word for word in words if CONTINUED.fullmatch(word)] + ([row["inline"]] if row["inline"] else [])
    names = [word for word in words if not CONTINUED.fullmatch(word)]
    if len(vlans) > 1 or len(names) > 1:
        raise Unreadable(f"expected one VLAN and one VPN instance, found {line.strip()[:120]!r}")
    entry: dict[str, object] = {
        "ip": ip(row["ip"], "IP ADDRESS"),
        "mac": None if row["mac"] == "Incomplete" else mac(row["mac"], "MAC ADDRESS"),
        "expires_minutes": whole(row["expires"], "EXPIRE") if row["expires"] else None,
        "type": TYPES[row["type"]],
        "interface": row["interface"],
        "vpn": names[0] if names else None,
    }
    return entry | _vlan(vlans[0] if vlans else "-/-")


def _vlan(text: str) -> dict[str, object]:
    outer, _, inner = text.partition("/")
    return {"vlan": maybe(outer, whole, "VLAN"), "inner_vlan": maybe(inner, whole, "CEVLAN")}


def _continue(entry: dict[str, object], line: str) -> None:
    if entry["vlan"] is not None:
        raise Unreadable(f"expected one VLAN of an entry, found another: {line.strip()[:120]!r}")
    # A PVC belongs to ATM lines, which this centre does not have: it is checked as part of the line, and not kept.
    entry.update(_vlan(fit(CONTINUED, line, "the VLAN of an entry")["vlan"]))


COMMAND = Command(
    line="display arp",
    aliases=(
        "display arp all",
        "display arp brief",
        "display arp dynamic",
        "display arp static",
        "display arp vpn-instance *",
        "display arp interface *",
    ),
    values={
        "entries": "ip, mac (None while incomplete), expires_minutes, type, interface, vpn, vlan, inner_vlan",
        "total": "how many entries the device counts; None where it does not say",
        "complete": "whether as many entries are listed as the device counts; None where it does not say",
    },
    parse=parse,
)
