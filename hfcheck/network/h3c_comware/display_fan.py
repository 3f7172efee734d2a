"""`display fan`: the state of each fan; no public capture yet."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.network.command import Command
from hfcheck.network.h3c_comware.parts import parts


def parse(text: str) -> Mapping[str, object]:
    """One row a fan or fan tray."""
    return {"fans": parts(text, "fan")}


COMMAND = Command(
    line="display fan",
    values={"fans": "rows of chassis, slot, cpu, number, state (normal, absent, fault…), others (what else it says)"},
    parse=parse,
)
