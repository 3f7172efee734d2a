"""display ip vpn-instance: the VPN instances with their route distinguishers."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import fit, is_header, lines, some
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import counts
from hfcheck.readings.parsing import Unreadable

TITLES = ("VPN-Instance Name", "RD", "Address-family")
TOTAL = re.compile(r" *Total (?:(?P<kind>IPv[46]) )?VPN-Instances configured *:.*", re.IGNORECASE)
ROW = re.compile(r"(?P<name>[^ ]+)(?: +(?P<rd>\d[^ :]*:[^ :]+))? +(?P<family>IPv[46])", re.IGNORECASE)


def parse(text: str) -> Mapping[str, object]:
    """One entry an instance and address family."""
    found = lines(text)
    totals = {match["kind"]: _count(line) for line in found if (match := TOTAL.fullmatch(line)) is not None}
    instances: list[dict[str, str | None]] = []
    for line in found:
        if TOTAL.fullmatch(line) or is_header(line, TITLES):
            continue
        row = fit(ROW, line, "a VPN instance")
        instances.append({"name": row["name"], "rd": row["rd"] or None, "family": row["family"].lower()})
    if totals.get(None) != 0:
        some(instances, "VPN instances")
    if totals.get(None) not in (None, len({row["name"] for row in instances})):
        raise Unreadable(f"expected {totals[None]} VPN instances, found {len({row['name'] for row in instances})}")
    return {"instances": instances}


def _count(line: str) -> int:
    return next(iter(counts(line.replace("-", " ").replace("IPv4", "").replace("IPv6", ""), "a count").values()))


COMMAND = Command(
    line="display ip vpn-instance",
    values={"instances": "name, rd (route distinguisher; None where there is none), family (ipv4, ipv6)"},
    parse=parse,
)
