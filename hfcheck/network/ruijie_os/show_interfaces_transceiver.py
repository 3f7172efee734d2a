"""`show interfaces transceiver`: the optical modules and what they measure; no public capture yet."""

from __future__ import annotations

from hfcheck.network.command import Command
from hfcheck.network.ruijie_os.optics import VALUES, parse

COMMAND = Command(line="show interfaces transceiver", values=VALUES, parse=parse)
