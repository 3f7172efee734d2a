"""What the commands of link aggregation share: legends, LACP flags, system identifiers."""

from __future__ import annotations

import re

from hfcheck.network.columns import mac
from hfcheck.readings.parsing import Unreadable

LEGEND = re.compile(
    r"\s*(?:(?:Flags|Loadsharing Type|Load sharing type|Port Status|Port): +)?"
    r"(?:[A-Z][A-Za-z]{0,3} -- [A-Za-z_ -]{1,30}(?:, *)?){1,4}\s*"
)
FLAGS = re.compile(r"\{(?P<flags>[A-H]{0,8})\}")
SYSTEM = re.compile(r"0x(?P<priority>[0-9a-fA-F]{1,4}), ?(?P<mac>[0-9a-fA-F-]{12,17})")


def flags(text: str) -> str:
    """`{ACDEF}` as ACDEF; D, E and F say that the port carries traffic."""
    found = FLAGS.fullmatch(text.strip())
    if found is None:
        raise Unreadable(f"expected LACP flags, found {text[:80]!r}")
    return found["flags"]


def system(text: str) -> dict[str, object]:
    """`0x8000, 7848-5933-6485` as priority and mac."""
    found = SYSTEM.fullmatch(text.strip())
    if found is None:
        raise Unreadable(f"expected an LACP system identifier, found {text[:80]!r}")
    return {"priority": int(found["priority"], 16), "mac": mac(found["mac"], "an LACP system")}
