"""`show environment fan`: the fans of each switch of a stack."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import fit, lines
from hfcheck.network.command import Command

FAN = re.compile(r"(?P<name>(?:Switch \d{1,2} )?FAN(?: (?:PS-)?\d{1,2})?) is (?P<said>OK|NOT PRESENT|FAULTY|NOT OK)")


def parse(text: str) -> Mapping[str, object]:
    """One row a fan."""
    found = [fit(FAN, line, "a fan and its state") for line in lines(text)]
    return {"fans": [{"name": row["name"], "state": row["said"]} for row in found]}


COMMAND = Command(
    line="show environment fan",
    values={"fans": "rows of name, state (OK, NOT PRESENT, FAULTY, NOT OK)"},
    parse=parse,
)
