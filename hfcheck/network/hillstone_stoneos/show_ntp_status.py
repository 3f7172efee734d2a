"""`show ntp status`: whether the NTP client is switched on, and its servers; no public capture yet.

StoneOS prints what is set, not whether the clock follows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import fit, lines
from hfcheck.network.command import Command

CLIENT = re.compile(
    r"ntp client is (?P<client>enabled|disabled)(?:, ?authentication is (?P<authentication>enabled|disabled))?",
    re.IGNORECASE,
)
INTERVAL = re.compile(r"ntp query-interval is [0-9]{1,5}, ?max-adjustment time is [0-9]{1,5}", re.IGNORECASE)
SERVER = re.compile(
    r"ntp server (?P<server>[A-Za-z0-9.:-]{1,64})(?:, ?key [0-9]{1,10})?"
    r"(?:, ?(?:vrouter|source) [^\s,]{1,64}){0,2}(?:, ?prefer)?",
    re.IGNORECASE,
)


def parse(text: str) -> Mapping[str, object]:
    """The client and the servers in their order."""
    first, *rest = (line.strip() for line in lines(text))
    client = fit(CLIENT, first, "whether the NTP client is enabled")
    servers = [fit(SERVER, line, "an NTP server") for line in rest if not INTERVAL.fullmatch(line)]
    return {
        "enabled": client["client"].lower() == "enabled",
        "authenticated": client["authentication"].lower() == "enabled",
        "servers": [server["server"] for server in servers],
    }


COMMAND = Command(
    line="show ntp status",
    values={
        "enabled": "whether the client is switched on",
        "authenticated": "whether servers must prove who they are",
        "servers": "the servers, as configured",
    },
    parse=parse,
)
