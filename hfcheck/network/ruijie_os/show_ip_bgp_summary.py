"""`show ip bgp summary`: the neighbours of BGP; no public capture yet."""

from __future__ import annotations

from hfcheck.network.command import Command
from hfcheck.network.ruijie_os.bgp import VALUES, parse

COMMAND = Command(line="show ip bgp summary", values=VALUES, parse=parse)
