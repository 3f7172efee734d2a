"""`show configuration`: what is set, secrets hidden; no public capture yet."""

from __future__ import annotations

from hfcheck.network.command import Command
from hfcheck.network.hillstone_stoneos.configuration import VALUES, parse

COMMAND = Command(line="show configuration", values=VALUES, parse=parse, aliases=("show configuration running",))
