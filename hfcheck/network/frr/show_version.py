"""`show version`: the release and the host."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import fit, lines
from hfcheck.network.command import Command

FIRST = re.compile(r"FRRouting (?P<release>[0-9]\S{0,60}) \((?P<host>[^()\s]{1,64})\)(?: on .{1,120})?\.?")


def parse(text: str) -> Mapping[str, object]:
    """The first line; below it stand copyright and build options."""
    found = fit(FIRST, lines(text)[0], "the release of FRRouting and the host")
    return {"release": found["release"], "hostname": found["host"]}


COMMAND = Command(
    line="show version",
    values={"release": "as 8.4.4", "hostname": "as configured"},
    parse=parse,
)
