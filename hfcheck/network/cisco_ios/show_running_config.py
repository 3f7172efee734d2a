"""`show running-config`: the configuration, secrets hidden."""

from __future__ import annotations

from hfcheck.network.cisco_ios.configuration import VALUES, parse
from hfcheck.network.command import Command

COMMAND = Command(line="show running-config", values=VALUES, parse=parse)
