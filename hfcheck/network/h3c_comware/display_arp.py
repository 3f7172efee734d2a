"""`display arp`: who answers at which address, behind which port."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import behind, ip, lines, mac, maybe, some, word
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable, fields, known, whole

LEGEND = re.compile(r"\s*Type: ?S-Static .*|\s*(?:[A-Z]-[A-Za-z]+ *)+")
HEADER = re.compile(
    r"\s*IP address +MAC address +S?VLAN(?: ID|/VSI(?: name)?|\(VSI name\))? +Interface(?:/Link ID)? +Aging +Type",
    re.IGNORECASE,
)
# A virtual switch has a name in the place of a VLAN's number, or a number of its own that its links give away.
VSI = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,30}")
LINK = re.compile(r"0x[0-9a-fA-F]{1,8}|Tun(?:nel)?[0-9]")
KINDS = {
    "S": "static",
    "D": "dynamic",
    "O": "openflow",
    "R": "rule",
    "M": "multiport",
    "I": "invalid",
    "A": "authorized",
}


def parse(text: str) -> Mapping[str, object]:
    """One row an address; `aging` is printed in minutes by V5 and early V7 and in seconds by later ones."""
    before, _, rows = behind(lines(text), HEADER.fullmatch)
    strange = next((line for line in before if not LEGEND.fullmatch(line)), None)
    if strange is not None:
        raise Unreadable(f"expected a header, found {strange[:80]!r}")
    return {"entries": some([_row(line) for line in rows], "an ARP entry")}


def _row(line: str) -> dict[str, object]:
    address, hardware, vlan, interface, aging, kind = fields(line, 6, "an ARP entry")
    return {
        "ip": ip(address, "an ARP entry"),
        "mac": mac(hardware, "an ARP entry"),
        "vlan": None if VSI.fullmatch(vlan) or LINK.match(interface) else maybe(vlan, whole, "a VLAN"),
        "interface": maybe(interface, word, "an interface"),
        "aging": maybe(aging, whole, "the aging time"),
        "type": KINDS[known(kind.strip(), KINDS, "the type of an ARP entry")],
    }


COMMAND = Command(
    line="display arp",
    values={"entries": "rows of ip, mac, vlan, interface, aging (as printed: minutes or seconds), type"},
    parse=parse,
    aliases=(
        "display arp all",
        "display arp dynamic",
        "display arp static",
        "display arp vlan *",
        "display arp vpn-instance *",
        "display arp interface *",
    ),
)
