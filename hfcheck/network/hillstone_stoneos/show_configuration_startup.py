"""`show configuration startup`: what will be set after a restart, secrets hidden; no public capture yet."""

from __future__ import annotations

from hfcheck.network.command import Command
from hfcheck.network.hillstone_stoneos.configuration import VALUES, parse

COMMAND = Command(line="show configuration startup", values=VALUES, parse=parse)
