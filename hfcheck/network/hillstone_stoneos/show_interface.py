"""`show interface`: address, zone and the four states of every interface; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hfcheck.network.columns import interface_ip, mac, maybe, some
from hfcheck.network.command import Command
from hfcheck.network.hillstone_stoneos.wording import PORT, unruled
from hfcheck.readings.parsing import Unreadable

LEGEND = re.compile(r"(?:[A-Z] ?: ?[A-Za-z ]{1,40};? ?){2,12}")
# Older releases know neither IPv6 nor virtual systems.
HEADERS = {
    "Interface name IP address/mask Zone name H A L P MAC address Description": ("ip", "zone"),
    "Interface name IPv4 address/mask Zone name Vsys H A L P MAC address F Description": ("ip", "zone", "vsys"),
    "Interface name IPv4 address/mask IPv6 address/prefix Zone name Vsys H A L P MAC address F Description": (
        "ip",
        "ipv6",
        "zone",
        "vsys",
    ),
}
STATES = re.compile(r"[UDKC]")
NONE = frozenset({"0.0.0.0/0", "N/A", "::/0"})
UNNAMED = frozenset({"", "------", "-"})


def parse(text: str) -> Mapping[str, object]:
    """One row an interface, whichever columns the release prints."""
    found = unruled(text)
    at = next((number for number, line in enumerate(found) if " ".join(line.split()) in HEADERS), len(found))
    strange = next((line for line in found[:at] if not LEGEND.fullmatch(line)), None)
    if strange is not None or at == len(found):
        raise Unreadable(f"expected the titles of interfaces, found {(strange or found[0])[:80]!r}")
    titles = HEADERS[" ".join(found[at].split())]
    has_flag = " F " in f" {' '.join(found[at].split())} "
    rows = [_row(line, titles, has_flag=has_flag) for line in found[at + 1 :]]
    if len({str(row["name"]) for row in rows}) != len(rows):
        raise Unreadable("expected each interface once, found one twice")
    return {"interfaces": some(rows, "an interface")}


def _row(line: str, titles: Sequence[str], *, has_flag: bool) -> dict[str, object]:
    fixed = 1 + len(titles) + 4 + 1 + has_flag
    words = line.split(None, fixed)
    states = words[1 + len(titles) : 5 + len(titles)]
    if len(words) < fixed or not re.fullmatch(PORT, words[0]) or not all(STATES.fullmatch(word) for word in states):
        raise Unreadable(f"expected an interface with its four states, found {line[:80]!r}")
    said = dict(zip(titles, words[1:], strict=False))
    description = words[fixed].strip() if len(words) > fixed else ""
    physical, admin, link, protocol = states
    return {
        "name": words[0],
        "physical": physical,
        "admin": admin,
        "link": link,
        "protocol": protocol,
        "mac": maybe(words[5 + len(titles)].strip("-") or "-", mac, "an interface"),
        "addresses": [interface_ip(said[name], "an interface") for name in ("ip", "ipv6") if _is_set(said.get(name))],
        "zone": None if said["zone"] == "NULL" else said["zone"],
        "vsys": said.get("vsys"),
        "description": "" if description in UNNAMED else description,
    }


def _is_set(address: str | None) -> bool:
    return address is not None and address not in NONE


COMMAND = Command(
    line="show interface",
    values={
        "interfaces": "rows of name, physical, admin, link, protocol (U up, D down, K kept up for HA, C LACP down),"
        " mac, addresses, zone (null where bound to none), vsys, description"
    },
    parse=parse,
)
