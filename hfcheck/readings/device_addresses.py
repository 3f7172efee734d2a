"""Who is on the network, against the address plan: what hfcheck/network/address_watch.py makes of a device's tables.

The arguments are the plan (hfcheck/network/address_plan.py). What the ARP table tells is judged without the others, as
a router has no MAC table and no VLANs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hfcheck.model import Answer, NotApplicable, NotSeen, Output, Reason
from hfcheck.network.address_plan import plan_of
from hfcheck.network.address_watch import (
    access_ports,
    clashes,
    fixed,
    hidden_switches,
    home_made,
    many,
    moved,
    radios,
    sightings,
    silent_strangers,
    strangers,
)
from hfcheck.network.observed import Missing, told
from hfcheck.readings import Reading
from hfcheck.readings.of_device import label, why

TABLES = ("arp", "macs", "vlans")
# A table that somebody floods is one finding, not a book.
LISTED = 200
NO_PLAN = NotApplicable(Reason.NOT_DECLARED, "no address plan is declared")
OPEN_PLAN = NotApplicable(Reason.NOT_DECLARED, "no VLAN is declared of which every hardware address is planned")
NO_ADDRESS = NotApplicable(Reason.ABSENT, "no fixed address was heard")
NO_PORT = NotApplicable(Reason.ABSENT, "no access port")


def parse(output: Output) -> Mapping[str, Answer]:
    """The documents of the three tables."""
    plan, facts = plan_of(output.arguments), told(output.stdout).facts
    tables = {name: facts.get(name, Missing(None, f"the documents do not hold {name}")) for name in TABLES}
    arp, macs, vlans = (() if isinstance(table, Missing) else table for table in tables.values())
    seen, access = sightings(arp, macs), access_ports(vlans)
    spoken, silent = [one for one in seen if one.ip is not None], [one for one in seen if one.ip is None]
    unplanned, not_closed = None if plan.declared else NO_PLAN, None if plan.closed else OPEN_PLAN
    no_arp, no_ports = _none(tables, "arp"), _none(tables, "macs", "vlans") or (None if access else NO_PORT)
    return {
        "strangers": unplanned or no_arp or _labels(strangers(plan, spoken)),
        "moved": unplanned or no_arp or _labels(moved(plan, spoken)),
        "clashes": no_arp or _labels(clashes(plan, spoken)),
        "many": no_arp or _labels(many(plan, spoken)),
        "home_made": no_arp or _labels(home_made(plan, spoken)),
        "fixed": no_arp or dict(fixed(plan, arp)) or NO_ADDRESS,
        "silent_strangers": not_closed or no_ports or _labels(silent_strangers(plan, silent, access)),
        "hidden_switches": no_ports or _labels(hidden_switches(plan, macs, access)),
        "radios": no_ports or _labels([*home_made(plan, silent), *radios(plan, macs, access)]),
    }


def _none(tables: Mapping[str, Any], *names: str) -> NotSeen | NotApplicable | None:
    """Why a table that is needed is missing."""
    missing = [tables[name] for name in names if isinstance(tables[name], Missing)]
    return why(missing[0]) if missing else None


def _labels(found: Sequence[str]) -> list[str]:
    more = [f"and {len(found) - LISTED} more"] if len(found) > LISTED else []
    return [label(text) for text in found[:LISTED]] + more


READING = Reading(
    values={
        "strangers": "devices with an address that nobody has, as `mac address port vlan number`",
        "moved": "planned addresses that another device has, with who should have them",
        "clashes": "devices that claim an address which several claim",
        "many": "hardware addresses with more addresses than one device has",
        "home_made": "devices with an address whose maker builds wireless routers for homes",
        "fixed": "address that is not handed out → hardware address",
        "silent_strangers": "devices without an address that are not planned, where every one should be",
        "hidden_switches": "access ports that show more hardware addresses than they may",
        "radios": "what looks like a wireless router at a port, with the evidence",
    },
    parse=parse,
    source="device",
    facts=TABLES,
)
