"""Who is in the room of a pair, where it is plugged in, and what its inventory says. Documentation addresses only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

VIP, PREFIX, PORT = "198.51.100.10", 24, 80
LEFT, RIGHT = "left", "right"
CONTENT = '{"fund": "open"}, #1'
CHECK = {"path": "/health", "host": "service.example", "expect": CONTENT}


@dataclass(frozen=True, slots=True)
class Place:
    """One machine of the room: its name, its address, and the switch (left or right) that it is plugged into."""

    name: str
    address: str
    switch: str

    @property
    def hardware(self) -> str:
        """Its hardware address, which outlives its death: others would look for the old one for half a minute."""
        return f"02:00:00:00:00:{int(self.address.rpartition('.')[2]):02x}"


GATE = Place("gate", "198.51.100.1", LEFT)
CLIENT = Place("client", "198.51.100.50", LEFT)
NODES = Place("lb01", "198.51.100.11", LEFT), Place("lb02", "198.51.100.12", RIGHT)
WEBS = Place("web01", "198.51.100.21", LEFT), Place("web02", "198.51.100.22", RIGHT)
PLACES = GATE, CLIENT, *NODES, *WEBS


def inventory(extra: Mapping[str, Any]) -> dict[str, Any]:
    """The inventory of the two nodes, with the role's variables; `extra` adds to them or takes their place."""
    service = {
        "name": "web",
        "port": PORT,
        "check": CHECK,
        "backends": {web.name: f"{web.address}:8080" for web in WEBS},
    }
    variables = {
        "service_failover_title": "web",
        "service_failover_address": f"{VIP}/{PREFIX}",
        "service_failover_nodes": {
            node.name: {"address": node.address, "priority": 150 - 50 * index} for index, node in enumerate(NODES)
        },
        "service_failover_witnesses": [GATE.address],
        "service_failover_services": [service],
    }
    hosts = {node.name: {"ansible_python_interpreter": "/usr/bin/python3"} for node in NODES}
    return {"failover_nodes": {"hosts": hosts, "vars": {**variables, **extra}}}
