"""`show vlan`: the VLANs and the ports that carry them untagged; trunks are not shown."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.cisco_ios.templated import template_rows
from hfcheck.network.columns import behind, lines
from hfcheck.network.command import Command
from hfcheck.readings.parsing import known, whole

STATES = ("active", "suspended", "act/unsup", "act/lshut", "sus/lshut", "act/ishut", "sus/ishut")
ROW = re.compile(r"\d{1,4} +\S.*")
TYPES = re.compile(r"VLAN +Type +SAID .*")


def parse(text: str) -> Mapping[str, object]:
    """One row a VLAN; the second table, of types and bridges, is left out."""
    found = lines(text)
    if any(TYPES.fullmatch(line) for line in found):
        found = behind(found, TYPES.fullmatch)[0]
    records = template_rows("show vlan", "\n".join(found), ROW)
    return {"vlans": [_vlan(record) for record in records]}


def _vlan(record: Mapping[str, object]) -> dict[str, object]:
    return {
        "vlan": whole(str(record["vlan_id"]), "a VLAN"),
        "name": record["vlan_name"],
        # A name with a blank in it would push a piece of itself to where the state stands.
        "state": known(str(record["status"]), STATES, "the state of a VLAN"),
        "ports": record["interfaces"],
    }


COMMAND = Command(
    line="show vlan",
    values={"vlans": "rows of vlan, name, state, ports (untagged)"},
    parse=parse,
    aliases=("show vlan brief",),
)
