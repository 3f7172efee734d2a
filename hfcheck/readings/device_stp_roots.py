"""The roots of the spanning trees, and how restless the trees are."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.model import Answer, Output
from hfcheck.network.facts import StpRoot
from hfcheck.readings.of_device import each, of_fact

NONE = "no root of a spanning tree"


def say(found: tuple[StpRoot, ...], _: Output) -> Mapping[str, Answer]:
    """Trees by instance. A tree whose root is unknown is not said to have a root port or none."""
    known = [row for row in found if row.root is not None or row.port is not None]
    return {
        "roots": each(found, _instance, lambda row: row.root, NONE),
        "ports": each(known, _instance, lambda row: row.port or "itself", NONE),
        "changes": each(found, _instance, lambda row: row.changes, "no count of topology changes"),
        "changed_seconds": each(found, _instance, lambda row: row.changed_seconds, "no time of a topology change"),
    }


def _instance(row: StpRoot) -> str:
    return row.instance


READING = of_fact(
    "stp_roots",
    {
        "roots": "instance → identifier of the root bridge",
        "ports": "instance → the port that leads to the root, or itself",
        "changes": "instance → topology changes since the device was started",
        "changed_seconds": "instance → seconds since the last topology change",
    },
    say,
    none=tuple,
)
