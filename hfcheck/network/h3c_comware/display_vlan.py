"""`display vlan`: how many VLANs there are, and their numbers; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import fit, lines, vlans
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable, whole

# V7, and V5.
TOTAL = re.compile(r"Total VLANs ?: ?(?P<now>[0-9]{1,4})|Total (?P<before>[0-9]{1,4}) VLANs? exists?(?:\(s\))?\.")
LIST = re.compile(r"The VLANs include ?:|The following VLANs exist ?:", re.IGNORECASE)
SUPPORT = re.compile(r"VLAN function is enabled\.")


def parse(text: str) -> Mapping[str, object]:
    """The numbers in ascending order."""
    found = [line.strip() for line in lines(text) if not SUPPORT.fullmatch(line.strip())]
    if len(found) < 3 or not LIST.fullmatch(found[1]):
        raise Unreadable(f"expected the total of VLANs and their numbers, found {' '.join(found)[:80]!r}")
    total = fit(TOTAL, found[0], "the total of VLANs")
    count = whole(total["now"] or total["before"], "the total of VLANs")
    numbers = vlans(" ".join(found[2:]), "VLANs")
    return {"vlans": numbers, "total": count, "complete": count == len(numbers)}


COMMAND = Command(
    line="display vlan",
    values={
        "vlans": "numbers",
        "total": "how many VLANs the device counts",
        "complete": "whether as many are listed as the device counts",
    },
    parse=parse,
)
