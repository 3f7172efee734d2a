"""display snmp-agent community: the communities of SNMP v1 and v2c.

A community is a password. Neither its name nor that of its group, which repeats it, is returned: only whether the
device keeps it encrypted, and whether it is one that everybody tries first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import blocks, key_block, keyed, lines, maybe
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import count_of
from hfcheck.readings.parsing import Unreadable, whole

NAME = "Community name"
TOTAL = re.compile(r"Total number is (?P<count>\d{1,6})")
CIPHER = re.compile(r"(%\^%#|%\$%\$|%@%@|%#%#|@%@%).+\1")
GUESSED = frozenset({"public", "private", "admin", "huawei", "snmp", "community", "cisco"})


def parse(text: str) -> Mapping[str, object]:
    """One entry a community."""
    *found, last = lines(text)
    total = count_of(TOTAL, last, "the number of communities")
    communities = [_community(block) for block in blocks(found, lambda line: keyed(line)[0] == NAME)]
    if len(communities) != total:
        raise Unreadable(f"expected {total} communities, found {len(communities)}")
    return {"communities": communities}


def _community(block: list[str]) -> dict[str, object]:
    values = key_block(block)
    return {
        "encrypted": CIPHER.fullmatch(values[NAME]) is not None,
        "guessed": values[NAME].lower() in GUESSED,
        "acl": maybe(values.get("Acl", ""), whole, "Acl"),
        "view": values.get("View name") or None,
        "storage": values.get("Storage-type") or None,
    }


COMMAND = Command(
    line="display snmp-agent community read",
    aliases=("display snmp-agent community", "display snmp-agent community write"),
    values={
        "communities": "encrypted, guessed (a name that everybody tries first), acl (None: from anywhere), view, "
        "storage"
    },
    parse=parse,
)
