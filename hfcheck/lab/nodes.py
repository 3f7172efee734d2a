"""What stands in the lab's machine room. A node is a name, an address and what is special about it."""

from __future__ import annotations

from dataclasses import dataclass

GATEWAY = "192.0.2.1"
# The lab's clock answers here; nobody answers at the other address.
TIME_SERVER = GATEWAY
DEAD_TIME_SERVER = "192.0.2.99"
LOGIN = "inspect"


@dataclass(frozen=True, slots=True)
class Volume:
    """A small file system of its own (a tmpfs), filled to a share of its size."""

    path: str
    mebibytes: int
    used_percent: int


@dataclass(frozen=True, slots=True)
class Node:
    """One planned server. A node that is not `running` is planned and addressed, and nobody is there.

    `certificates` are (path, days left), `backups` are (path, days old), both at the start of the lab and without the
    leading slash. The directory `files/<name>` of this package is laid over the common files.
    """

    name: str
    address: str
    running: bool = True
    volumes: tuple[Volume, ...] = ()
    certificates: tuple[tuple[str, int], ...] = ()
    backups: tuple[tuple[str, int], ...] = ()
    time_server: str = TIME_SERVER


NODES = (
    Node("app01", "192.0.2.11", certificates=(("etc/ssl/fund/portal.pem", 9), ("etc/ssl/fund/api.pem", 200))),
    Node(
        "db01",
        "192.0.2.12",
        volumes=(Volume("/var/lib/database", 64, 95),),
        backups=(("var/backups/fund/full-monday.dump", 12), ("var/backups/fund/full-latest.dump", 5)),
    ),
    Node("ops01", "192.0.2.13", time_server=DEAD_TIME_SERVER),
    Node("mid01", "192.0.2.14", running=False),
)
RUNNING = tuple(node for node in NODES if node.running)
