"""`show inventory`: each part with its product and serial number."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import fit, lines
from hfcheck.network.command import Command
from hfcheck.readings.parsing import Unreadable

NAME = re.compile(r'NAME: "(?P<name>[^"]{1,80})" ?, +DESCR: "(?P<description>[^"]{0,200})"')
PRODUCT = re.compile(r"PID: (?P<product>[^,]{0,60}), VID: ?(?P<version>[^,]{0,20}), SN: ?(?P<serial>\S{0,40})")


def parse(text: str) -> Mapping[str, object]:
    """Two lines a part."""
    found = lines(text)
    if len(found) % 2:
        raise Unreadable(f"expected two lines a part, found {len(found)} lines")
    return {"parts": [_part(name, product) for name, product in zip(found[::2], found[1::2], strict=True)]}


def _part(name: str, product: str) -> dict[str, object]:
    first, second = fit(NAME, name, "the name of a part"), fit(PRODUCT, product, "its product and serial number")
    return {
        "name": first["name"].strip(),
        "description": first["description"].strip(),
        "product": second["product"].strip() or None,
        "serial": second["serial"].strip() or None,
    }


COMMAND = Command(
    line="show inventory",
    values={"parts": "rows of name, description, product, serial (None where the part has none)"},
    parse=parse,
)
