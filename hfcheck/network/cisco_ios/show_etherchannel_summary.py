"""`show etherchannel summary`: link aggregations and whether their members carry traffic."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.cisco_ios.templated import template_rows
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable, whole

GROUP = re.compile(r"\d+ +Po\S+ .*")
PORT = re.compile(r"[A-Z][A-Za-z]{1,30}\d[\d/.]{0,20}\([A-Za-z]{1,4}\)")


def parse(text: str) -> Mapping[str, object]:
    """One row a group; every port that is printed must be a group or a member of one."""
    records = template_rows("show etherchannel summary", text, GROUP)
    members = sum(len(record["member_interface"]) for record in records)
    printed = len(PORT.findall(text))
    if printed != members + len(records):
        raise Unreadable(f"expected {printed - len(records)} members of groups, found {members}")
    return {"groups": [_group(record) for record in records]}


def _group(record: Mapping[str, object]) -> dict[str, object]:
    ports, states = record["member_interface"], record["member_interface_status"]
    if not isinstance(ports, list) or not isinstance(states, list):
        raise Unreadable(f"expected lists of members, found {ports!r}"[:120])
    return {
        "group": whole(str(record["group"]), "a group"),
        "name": record["bundle_name"],
        "state": record["bundle_status"],
        "protocol": record["bundle_protocol"],
        "members": dict(zip(ports, states, strict=True)),
    }


COMMAND = Command(
    line="show etherchannel summary",
    values={"groups": "rows of group, name, state (SU, RU: in use), protocol, members: port → state (P: bundled)"},
    parse=parse,
)
