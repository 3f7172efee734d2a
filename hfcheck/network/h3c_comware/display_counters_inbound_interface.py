"""`display counters inbound interface`: packets and errors of each interface."""

from hfcheck.network.command import Command
from hfcheck.network.h3c_comware.counters import VALUES, parse

COMMAND = Command(line="display counters inbound interface", values=VALUES, parse=parse)
