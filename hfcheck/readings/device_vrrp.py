"""Virtual routers (VRRP, HSRP): which of a pair answers for the gateway."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.model import Answer, NotApplicable, Output, Reason
from hfcheck.network.facts import VirtualRouter
from hfcheck.readings.of_device import each, label, of_fact

SETTLED = frozenset({"master", "backup"})


def say(found: tuple[VirtualRouter, ...], _: Output) -> Mapping[str, Answer]:
    """Groups are named `interface group`."""
    unsettled = [f"{_name(row)} {label(row.state)}" for row in found if row.state not in SETTLED]
    return {
        "groups": [f"{_name(row)} {label(row.state)}" for row in found],
        "states": each(found, _name, lambda row: row.state, "no virtual router"),
        "addresses": each(found, _name, lambda row: row.address, "no address of a virtual router"),
        "unsettled": unsettled if found else NotApplicable(Reason.ABSENT, "no virtual router"),
    }


def _name(row: VirtualRouter) -> str:
    return label(f"{row.interface} {row.group}")


READING = of_fact(
    "vrrp",
    {
        "groups": "`interface group state`",
        "states": "`interface group` → master, backup or initialize",
        "addresses": "`interface group` → virtual address",
        "unsettled": "`interface group state`: groups that are neither master nor backup",
    },
    say,
    none=tuple,
)
