"""display mac-address: which hardware addresses were seen behind which port."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import fit, lines, mac, maybe, some
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import unruled
from hfcheck.readings.parsing import whole

HEADER = re.compile(r"MAC Address +VLAN/.*", re.IGNORECASE)
SECOND_HEADER = re.compile(r"(?:VLAN/)?(?:VSI/SI|VSI/BD)? +MAC-Tunnel", re.IGNORECASE)
LEGEND = re.compile(
    r"MAC address table of slot \S+:|Flags *:.*|# +-.*|on the interface\.|.*BD *: *bridge-domain.*", re.IGNORECASE
)
TOTAL = re.compile(
    r"Total (?:matching )?items(?: on slot \S+)?(?: displayed)? *[=:] *(?P<count>\d{1,9})", re.IGNORECASE
)
ROW = re.compile(
    r"(?P<flag>[*#])? *(?P<mac>[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}) +(?P<vlan>\d{1,4}|-)"
    r"(?:/(?P<vsi>[^/ ]+))?(?:/(?P<bd>[^/ ]+))?(?: +(?P<pevlan>\d{1,4}|-) +(?P<cevlan>\d{1,4}|-))? +"
    r"(?P<port>[^ ]+) +(?P<type>[a-zA-Z][^ ]*)(?: +(?P<last>[^ ]+))?"
)


def parse(text: str) -> Mapping[str, object]:
    """One entry an address, of every slot that is listed."""
    entries: list[dict[str, object]] = []
    totals: list[int] = []
    for line in unruled(lines(text)):
        plain = line.strip()
        if HEADER.fullmatch(plain) or SECOND_HEADER.fullmatch(plain) or LEGEND.fullmatch(plain):
            continue
        total = TOTAL.fullmatch(plain)
        if total is not None:
            totals.append(int(total["count"]))
        else:
            entries.append(_entry(plain))
    count = sum(totals) if totals else None
    if count != 0:
        some(entries, "MAC addresses")
    return {"entries": entries, "total": count, "complete": None if count is None else count == len(entries)}


def _entry(line: str) -> dict[str, object]:
    row = fit(ROW, line, "a row of the MAC table")
    return {
        "mac": mac(row["mac"], "MAC Address"),
        "vlan": maybe(row["vlan"], whole, "VLAN"),
        "vsi": None if row["vsi"] in ("", "-") else row["vsi"],
        "bridge_domain": None if row["bd"] in ("", "-") else row["bd"],
        "inner_vlan": maybe(row["cevlan"], whole, "CEVLAN"),
        "port": None if row["port"] == "-" else row["port"],
        "type": row["type"].lower(),
    }


COMMAND = Command(
    line="display mac-address",
    aliases=("display mac-address dynamic", "display mac-address static", "display mac-address * *"),
    values={
        "entries": "mac, vlan, vsi, bridge_domain, inner_vlan, port (None for a blackhole), type",
        "total": "how many entries the device counts; None where it does not say",
        "complete": "whether as many entries are listed as the device counts; None where it does not say",
    },
    parse=parse,
)
