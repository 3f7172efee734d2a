"""`show bgp ipv4 unicast summary`: the neighbours of BGP, as newer releases ask for them; no public capture yet."""

from __future__ import annotations

from hfcheck.network.command import Command
from hfcheck.network.ruijie_os.bgp import VALUES, parse

COMMAND = Command(line="show bgp ipv4 unicast summary", values=VALUES, parse=parse)
