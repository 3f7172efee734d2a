"""`display irf`: the members of a stack; no public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import behind, fit, lines, mac, some
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable

HEADER = re.compile(r"\s*(?:Member ?ID|Switch) +(?:Slot +)?Role +Priority +CPU-MAC +Description", re.IGNORECASE)
ROW = re.compile(
    r"(?P<marks>[*+]{0,2})\s*(?P<member>[0-9]{1,4})(?: +(?P<slot>[0-9]{1,4}))? +(?P<role>Master|Standby|Slave|Loading)"
    r" +(?P<priority>[0-9]{1,3}) +(?P<mac>[0-9a-fA-F-]{14}) *(?P<description>.{0,127})"
)
RULE = re.compile(r"\s*-{10,}")
NOTE = re.compile(r"\s*[*+] indicates the device .{1,80}")
FACT = re.compile(r"(?P<key>The bridge MAC of the IRF(?: is)?|[A-Z][A-Za-z ]{1,40}?) *: *(?P<value>\S.{0,80})")


def parse(text: str) -> Mapping[str, object]:
    """One row a member; the bridge MAC and the domain of the stack."""
    before, _, below = behind(lines(text), HEADER.fullmatch)
    if before:
        raise Unreadable(f"expected a header, found {before[0].strip()[:80]!r}")
    ruled = next((number for number, line in enumerate(below) if RULE.fullmatch(line)), len(below))
    facts: dict[str, str] = {}
    for line in below[ruled + 1 :]:
        if not NOTE.fullmatch(line):
            fact = fit(FACT, line, "a fact of the stack")
            facts[fact["key"].lower().removesuffix(" is")] = fact["value"]
    bridge = facts.get("the bridge mac of the irf")
    return {
        "members": some([_member(line) for line in below[:ruled]], "a member"),
        "bridge_mac": None if bridge is None else mac(bridge, "the bridge MAC"),
        "domain": facts.get("domain id"),
        "auto_upgrade": facts.get("auto upgrade"),
    }


def _member(line: str) -> dict[str, object]:
    row = fit(ROW, line, "a member of the stack")
    description = row["description"].strip()
    return {
        "member": int(row["member"]),
        "slot": int(row["slot"]) if row["slot"] else None,
        "role": row["role"].lower(),
        "priority": int(row["priority"]),
        "mac": mac(row["mac"], "a member"),
        "description": None if description in ("", "-----", "---", "--") else description,
        "here": "+" in row["marks"],
    }


COMMAND = Command(
    line="display irf",
    values={
        "members": "rows of member, slot, role (master, standby, loading), priority, mac, description, here (we are)",
        "bridge_mac": "hardware address of the stack, or null",
        "domain": "domain number of the stack, or null",
        "auto_upgrade": "yes or no, or null",
    },
    parse=parse,
)
