"""Ask from outside whether a TCP port accepts connections."""

from __future__ import annotations

from hfcheck.collect import probe_arguments
from hfcheck.collect.probe_network import Deadline, Facts, dial

KNOWN = {"host": None, "port": None, "connect": "", "deadline": "10"}


def ask(asked: probe_arguments.Asked, facts: Facts) -> None:
    """Connect and close again; nothing is sent. Facts: addresses, address, connect_ms."""
    port, connect = probe_arguments.port(asked), probe_arguments.address(asked)
    dial(asked["host"], port, connect, Deadline.after(probe_arguments.seconds(asked)), facts).close()
