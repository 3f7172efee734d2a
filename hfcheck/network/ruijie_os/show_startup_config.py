"""`show startup-config`: what will be set after a restart, secrets hidden; no public capture yet."""

from __future__ import annotations

from hfcheck.network.command import Command
from hfcheck.network.ruijie_os.configuration import VALUES, parse

COMMAND = Command(line="show startup-config", values=VALUES, parse=parse)
