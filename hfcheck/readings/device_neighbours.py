"""Who is at the other end of each port, as LLDP (or CDP) tells. The words are the neighbour's own: anything at all."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.model import Answer, Output
from hfcheck.network.facts import Neighbour
from hfcheck.readings.of_device import each, label, of_fact


def say(found: tuple[Neighbour, ...], _: Output) -> Mapping[str, Answer]:
    """A neighbour without a name is called by its chassis."""
    return {
        "links": [label(f"{row.port} {_peer(row)}") for row in found],
        "peers": each(found, lambda row: row.port, _peer, "no neighbour"),
        "names": each(found, lambda row: row.port, _system, "no neighbour"),
        "systems": sorted({label(_system(row)) for row in found}),
        "descriptions": each(found, lambda row: row.port, lambda row: row.description, "no description of a neighbour"),
    }


def _system(row: Neighbour) -> str:
    return row.system_name or row.chassis_id or "unknown"


def _peer(row: Neighbour) -> str:
    return f"{_system(row)} {row.port_id or 'unknown'}"


READING = of_fact(
    "neighbours",
    {
        "links": "`port system port`: own port, the neighbour's name and its port",
        "peers": "own port → `system port`; several at one port are joined",
        "names": "own port → the neighbour's name",
        "systems": "names of all neighbours",
        "descriptions": "own port → what the neighbour says it is",
    },
    say,
    none=tuple,
)
