"""`show ip bgp summary`: the BGP neighbours; a number in place of a state says that one is established."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.cisco_ios.templated import template_rows
from hfcheck.network.cisco_ios.wording import age
from hfcheck.network.columns import ip, word
from hfcheck.network.command import Command
from hfcheck.readings.parsing import whole

PEER = re.compile(r"\*?(?:\d+\.\d+\.\d+\.\d+|[0-9A-Fa-f]+:[0-9A-Fa-f:]*)(?: .*)?")
BESIDES = re.compile(r"BGP .*|\d+(?:/\d+)? .*|Neighbor +V +AS .*|For address family: .*|Dampening .*")


def parse(text: str) -> Mapping[str, object]:
    """One row a neighbour."""
    return {"peers": [_peer(record) for record in template_rows("show ip bgp summary", text, PEER, BESIDES)]}


def _peer(record: Mapping[str, str]) -> dict[str, object]:
    said, since = record["state_or_prefixes_received"], record["up_down"]
    is_up = said.isdigit()
    return {
        "ip": ip(record["bgp_neighbor"], "a neighbour"),
        "remote_as": word(record["neighbor_as"], "an autonomous system"),
        "state": "established" if is_up else said.lower(),
        "prefixes": whole(said, "received prefixes") if is_up else None,
        "seconds": None if since == "never" else age(since, "the time in this state"),
    }


COMMAND = Command(
    line="show ip bgp summary",
    values={"peers": "rows of ip, remote_as, state (established is good), prefixes, seconds (in this state)"},
    parse=parse,
)
