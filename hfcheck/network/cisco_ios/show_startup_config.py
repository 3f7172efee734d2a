"""`show startup-config`: the configuration, secrets hidden."""

from __future__ import annotations

from hfcheck.network.cisco_ios.configuration import VALUES, parse
from hfcheck.network.command import Command

COMMAND = Command(line="show startup-config", values=VALUES, parse=parse)
