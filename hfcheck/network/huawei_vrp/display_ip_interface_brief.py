"""display ip interface brief: the interfaces that have an address. No public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import behind, fit, interface_ip, lines, some
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import unruled
from hfcheck.readings.parsing import Unreadable

HEADER = re.compile(r"Interface +IP Address/Mask +Physical +Protocol(?: +VPN)?")
COUNT = re.compile(
    r"The number of interface that is (?P<state>UP|DOWN) in (?P<layer>Physical|Protocol) is (?P<count>\d{1,6})",
    re.IGNORECASE,
)
LAYERS = {"physical": "link", "protocol": "protocol"}
LEGEND = re.compile(r"(?:[*^!#-](?:down|Down)|\([A-Za-z]{1,4}\)) *: .*")
ROW = re.compile(
    r"(?P<interface>[^ ]+) +(?P<address>unassigned|[0-9.]{7,15}/\d{1,2}) +"
    r"(?P<link>[*^!#-]?(?:up|down)(?:\([A-Za-z]{1,4}\))*) +"
    r"(?P<protocol>[*^!#-]?(?:up|down)(?:\([A-Za-z]{1,4}\))*)(?: +(?P<vpn>[^ ]+))?",
    re.IGNORECASE,
)


def parse(text: str) -> Mapping[str, object]:
    """One entry an interface, held against the counts that the device prints above them."""
    before, _, rest = behind(unruled(lines(text)), lambda line: HEADER.fullmatch(line.strip()))
    told: dict[tuple[str, str], int] = {}
    for line in before:
        count = COUNT.fullmatch(line.strip())
        if count is not None:
            told[LAYERS[count["layer"].lower()], count["state"].lower()] = int(count["count"])
        elif not LEGEND.fullmatch(line.strip()):
            raise Unreadable(f"expected the header of the interfaces, found {line.strip()[:120]!r}")
    interfaces = some([_interface(line) for line in rest], "interfaces")
    found = {(field, state): sum(row[field] == state for row in interfaces) for field, state in told}
    return {"interfaces": interfaces, "complete": found == told if told else None}


def _interface(line: str) -> dict[str, object]:
    row = fit(ROW, line, "an interface and its address")
    return {
        "interface": row["interface"],
        "address": None if row["address"].lower() == "unassigned" else interface_ip(row["address"], "IP Address/Mask"),
        "link": "up" if "up" in row["link"].lower() else "down",
        "enabled": not row["link"].startswith("*"),
        "protocol": "up" if "up" in row["protocol"].lower() else "down",
        "vpn": None if row["vpn"] in ("", "--", "-") else row["vpn"],
    }


COMMAND = Command(
    line="display ip interface brief",
    values={
        "interfaces": "interface, address (with prefix length; None where unassigned), link, enabled, protocol, vpn",
        "complete": "whether as many are listed, up and down, as the device counts; None where it does not count",
    },
    parse=parse,
)
