"""Ports in the spanning trees: roles and states. A tree is named by its instance, as MSTP numbers them or as a VLAN."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.model import Answer, NotApplicable, Output, Reason
from hfcheck.network.facts import StpPort
from hfcheck.readings.of_device import each, label, of_fact

BLOCKED_ROLES = frozenset({"alternate", "backup"})
MOVING = frozenset({"listening", "learning"})
NONE = NotApplicable(Reason.ABSENT, "no spanning tree")


def say(found: tuple[StpPort, ...], _: Output) -> Mapping[str, Answer]:
    """Every value is not applicable where no spanning tree runs."""
    if not found:
        return dict.fromkeys(READING.values, NONE)
    return {
        "roles": each(found, _name, lambda row: f"{row.role} {row.state}", NONE.detail),
        "root_ports": [_name(row) for row in found if row.role == "root"],
        "blocked": [_name(row) for row in found if row.role in BLOCKED_ROLES],
        "moving": [_name(row) for row in found if row.state in MOVING],
        "protection": each(found, _name, lambda row: row.protection, "no protection of a port"),
    }


def _name(row: StpPort) -> str:
    return label(f"{row.instance} {row.port}")


READING = of_fact(
    "stp_ports",
    {
        "roles": "`instance port` → role and state",
        "root_ports": "`instance port`: ports that lead to a root",
        "blocked": "`instance port`: ports that a second way keeps closed (alternate, backup)",
        "moving": "`instance port`: ports that are listening or learning at this moment",
        "protection": "`instance port` → protection, as root or BPDU",
    },
    say,
    none=tuple,
)
