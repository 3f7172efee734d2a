"""`show interfaces transceiver diagnosis`: what the optical modules measure; no public capture yet."""

from __future__ import annotations

from hfcheck.network.command import Command
from hfcheck.network.ruijie_os.optics import VALUES, parse

COMMAND = Command(line="show interfaces transceiver diagnosis", values=VALUES, parse=parse)
