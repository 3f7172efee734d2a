"""The hatch through which packages reach nodes that have no network: a mirror with one foot on either side.

    python -m hfcheck.lab.fresh.hatch PACKAGES ROOM

listens inside the network of the process ROOM, while it fetches in the machine's own, and ends with that process.
"""

from __future__ import annotations

import ctypes
import os
import select
import socket
import sys
import threading
from pathlib import Path

from hfcheck.lab.fresh.nodes import GATEWAY, RELAY_PORT
from hfcheck.lab.fresh.relay import Relay, own_shelf

CLONE_NEWNET = 0x40000000


def listen_inside(room: int, address: str, port: int) -> socket.socket:
    """A socket that listens in the network of another process; the caller stays in its own. Root only, one thread."""
    with Path("/proc/self/ns/net").open() as own, Path(f"/proc/{room}/ns/net").open() as inside:
        _enter(inside.fileno())
        try:
            return socket.create_server((address, port))
        finally:
            _enter(own.fileno())


def _enter(network: int) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    if library.setns(network, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def main(packages: Path, room: int) -> None:
    """Serve the nodes of a room until its first process ends."""
    over = os.pidfd_open(room)
    relay = Relay(listen_inside(room, GATEWAY, RELAY_PORT), own_shelf(packages))
    threading.Thread(target=relay.serve_forever, daemon=True).start()
    select.select([over], [], [])


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
