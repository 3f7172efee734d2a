"""The VLANs of a device and where they are."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.model import Answer, Output
from hfcheck.network.facts import Vlan
from hfcheck.readings.of_device import each, of_fact


def say(found: tuple[Vlan, ...], _: Output) -> Mapping[str, Answer]:
    """VLANs by number; as the key of a mapping it is text."""
    return {
        "numbers": sorted({row.number for row in found}),
        "names": each(found, _number, lambda row: row.name or None, "no name of a VLAN"),
        "untagged": each(found, _number, lambda row: " ".join(row.untagged) or None, "no untagged port"),
        "tagged": each(found, _number, lambda row: " ".join(row.tagged) or None, "no tagged port"),
    }


def _number(row: Vlan) -> str:
    return str(row.number)


READING = of_fact(
    "vlans",
    {
        "numbers": "the VLANs that exist",
        "names": "VLAN → name",
        "untagged": "VLAN → ports without tag, between blanks",
        "tagged": "VLAN → ports with tag, between blanks",
    },
    say,
    none=tuple,
)
